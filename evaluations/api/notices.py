"""What follows a decision over HTTP: notices, hand-overs, published lists; the dossier; orders waived."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.api.common import valid
from emulation.models import Unit

from ..models import OrderWaiver, Publication, ResultNotice
from ..selectors.assessments import assessments_for
from ..selectors.notices import (
    PublishedCell,
    dossier_of,
    dossiers_for,
    notices_by_cell,
    publications_for,
    published_levels,
)
from ..selectors.reviews import committee_campaigns
from ..services.notices import (
    OTHER_UNIT,
    hand_over_result,
    notify_manager,
    notify_results,
    publish_levels,
    withdraw_publication,
)
from ..services.order import waive_order


class CellNoticesOut(serializers.Serializer):
    """How far the results of a cell have been told."""

    cell = serializers.CharField(source="review.unit.name")
    unit = serializers.IntegerField(source="review.unit_id")
    decided = serializers.IntegerField()
    told = serializers.IntegerField()
    received = serializers.IntegerField(help_text="Read here or handed over on paper.")


class ResultNoticeOut(serializers.ModelSerializer):
    """A notice of a result."""

    class Meta:
        model = ResultNotice
        fields = ["id", "decision", "to", "name", "sent_at", "read_at", "handed_on"]


class ToldOut(serializers.Serializer):
    """How many notices were sent."""

    sent = serializers.IntegerField()


class HandOverIn(serializers.Serializer):
    """On which day it was handed over."""

    handed_on = serializers.DateField()


class ManagerIn(serializers.Serializer):
    """Name and post of the direct manager."""

    name = serializers.CharField(max_length=200)


class PublicationOut(serializers.ModelSerializer):
    """A published list."""

    published_by = serializers.CharField(help_text="Name of the account.")

    class Meta:
        model = Publication
        fields = ["id", "campaign", "unit", "published_by", "published_at", "withdrawn_at", "withdraw_reason"]


class PublishedPersonOut(serializers.Serializer):
    """A name with the level's word; never points or remarks."""

    name = serializers.CharField()
    level = serializers.CharField()


class PublishedCellOut(serializers.Serializer):
    """A cell of a published list."""

    cell = serializers.CharField()
    people = PublishedPersonOut(many=True)


class PublishIn(serializers.Serializer):
    """The committee's own number in `unit` publishes in all its cells."""

    unit = serializers.IntegerField()


class WithdrawnIn(serializers.Serializer):
    """Why the list is withdrawn."""

    reason = serializers.CharField(max_length=300)

    class Meta:
        ref_name = "PublicationWithdraw"


class PieceOut(serializers.Serializer):
    """A piece of the dossier: THERE, MISSING, WAIVED (done without) or NONE (not needed)."""

    code = serializers.CharField()
    label = serializers.CharField()
    state = serializers.CharField()
    note = serializers.CharField()


class WaiverOut(serializers.ModelSerializer):
    """That a step was let go before what comes first."""

    waived_by = serializers.CharField(help_text="Name of the account.")

    class Meta:
        model = OrderWaiver
        fields = ["id", "unit", "step", "guard", "open_members", "reason", "waived_by", "waived_at"]


class OrderWaiverIn(serializers.Serializer):
    """To propose, one cell; to decide, the committee's own number."""

    unit = serializers.IntegerField()
    step = serializers.ChoiceField(OrderWaiver.Step.choices)
    reason = serializers.CharField(max_length=500)


class OfCampaign(APIView):
    """A campaign the reader works in."""

    def campaign(self, pk: int):
        return get_object_or_404(committee_campaigns(self.request.user), pk=pk)

    def values(self, serializer: type[serializers.Serializer]) -> dict:
        """Return the body with the unit itself in place of its number."""
        values = valid(serializer, self.request)
        unit = Unit.objects.filter(pk=values["unit"]).first()
        if unit is None:
            raise serializers.ValidationError({"unit": [str(OTHER_UNIT)]})
        return values | {"unit": unit}


class CampaignResults(OfCampaign):
    """Tell how far the results have been told, cell by cell; tell those who are left."""

    @extend_schema(responses=CellNoticesOut(many=True))
    def get(self, request, pk: int):
        return Response(CellNoticesOut(notices_by_cell(request.user, self.campaign(pk)), many=True).data)

    @extend_schema(request=None, responses={201: ToldOut})
    def post(self, request, pk: int):
        sent = notify_results(campaign=self.campaign(pk), by=request.user)
        return Response({"sent": sent}, status=status.HTTP_201_CREATED)


class CampaignPublish(OfCampaign):
    """Publish the levels in a cell or in all."""

    @extend_schema(request=PublishIn, responses={201: PublicationOut})
    def post(self, request, pk: int):
        made = publish_levels(campaign=self.campaign(pk), by=request.user, **self.values(PublishIn))
        return Response(PublicationOut(made).data, status=status.HTTP_201_CREATED)


class CampaignOrder(OfCampaign):
    """List the orders waived; waive another."""

    @extend_schema(responses=WaiverOut(many=True))
    def get(self, request, pk: int):
        found = self.campaign(pk).order_waivers.select_related("waived_by")
        return Response(WaiverOut(found, many=True).data)

    @extend_schema(request=OrderWaiverIn, responses={201: WaiverOut})
    def post(self, request, pk: int):
        made = waive_order(campaign=self.campaign(pk), by=request.user, **self.values(OrderWaiverIn))
        return Response(WaiverOut(made).data, status=status.HTTP_201_CREATED)


class ResultHandOver(APIView):
    """Record that a member got the notice on paper."""

    @extend_schema(request=HandOverIn, responses=ResultNoticeOut)
    def post(self, request, pk: int):
        assessment = get_object_or_404(assessments_for(request.user), pk=pk)
        notice = hand_over_result(assessment=assessment, by=request.user, **valid(HandOverIn, request))
        return Response(ResultNoticeOut(notice).data)


class ResultManager(APIView):
    """Note that the direct manager has been told."""

    @extend_schema(request=ManagerIn, responses={201: ResultNoticeOut})
    def post(self, request, pk: int):
        assessment = get_object_or_404(assessments_for(request.user), pk=pk)
        notice = notify_manager(assessment=assessment, by=request.user, **valid(ManagerIn, request))
        return Response(ResultNoticeOut(notice).data, status=status.HTTP_201_CREATED)


class PublicationList(generics.ListAPIView):
    """List the published lists you may open."""

    serializer_class = PublicationOut
    queryset = Publication.objects.none()

    def get_queryset(self):
        return publications_for(self.request.user)


class PublicationDetail(APIView):
    """Read one published list: names and the level's word."""

    @extend_schema(operation_id="publications_read", responses=PublishedCellOut(many=True))
    def get(self, request, pk: int):
        found = get_object_or_404(publications_for(request.user), pk=pk)
        cells = () if found.is_withdrawn else published_levels(found)
        return Response([{"cell": cell.name, "people": _people(cell)} for cell in cells])


def _people(cell: PublishedCell) -> list[dict[str, str]]:
    return [{"name": name, "level": str(word)} for name, word in cell.people]


class PublicationWithdraw(APIView):
    """Withdraw a published list with a reason."""

    @extend_schema(request=WithdrawnIn, responses=PublicationOut)
    def post(self, request, pk: int):
        found = get_object_or_404(publications_for(request.user), pk=pk)
        gone = withdraw_publication(publication=found, by=request.user, **valid(WithdrawnIn, request))
        return Response(PublicationOut(gone).data)


class Dossier(APIView):
    """Read the checklist of a member's dossier (form 04)."""

    @extend_schema(responses=PieceOut(many=True))
    def get(self, request, pk: int):
        assessment = get_object_or_404(dossiers_for(request.user), pk=pk)
        return Response(PieceOut(dossier_of(request.user, assessment), many=True).data)


urlpatterns = [
    path("campaigns/<int:pk>/results/", CampaignResults.as_view(), name="api-campaign-results"),
    path("campaigns/<int:pk>/publish/", CampaignPublish.as_view(), name="api-campaign-publish"),
    path("campaigns/<int:pk>/order-waivers/", CampaignOrder.as_view(), name="api-order-waivers"),
    path("assessments/<int:pk>/hand-over/", ResultHandOver.as_view(), name="api-result-hand-over"),
    path("assessments/<int:pk>/manager/", ResultManager.as_view(), name="api-result-manager"),
    path("assessments/<int:pk>/dossier/", Dossier.as_view(), name="api-dossier"),
    path("publications/", PublicationList.as_view(), name="api-publication-list"),
    path("publications/<int:pk>/", PublicationDetail.as_view(), name="api-publication"),
    path("publications/<int:pk>/withdraw/", PublicationWithdraw.as_view(), name="api-publication-withdraw"),
]
