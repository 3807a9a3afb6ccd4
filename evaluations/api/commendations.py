"""Commendations over HTTP: titles, who may be proposed, proposals and the decision on them."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.api.common import valid
from emulation.models import Member, Unit
from emulation.web import asked_number

from ..models import Commendation, CommendationTitle
from ..models.commendations import LONGEST_REASON
from ..selectors.commendations import eligible, in_full
from ..services.commendations import (
    add_title,
    grant_commendation,
    propose_commendation,
    refuse_commendation,
    retire_title,
)


class TitleOut(serializers.ModelSerializer):
    """A title a committee gives."""

    class Meta:
        model = CommendationTitle
        fields = ["id", "unit", "name", "about", "years", "is_retired"]
        read_only_fields = ["id", "unit", "is_retired"]


class CommendationOut(serializers.ModelSerializer):
    """A commendation from the proposal to the decision."""

    title_name = serializers.CharField(source="title.name", read_only=True)
    who = serializers.CharField(read_only=True)

    class Meta:
        model = Commendation
        fields = [
            "id", "title", "title_name", "unit", "member", "who", "year", "reason", "state", "version", "number",
            "signed_on", "refusal",
        ]  # fmt: skip
        read_only_fields = fields


class CommendationIn(serializers.Serializer):
    """What the cell proposes; without a member it is for the cell itself."""

    unit = serializers.IntegerField(min_value=1, max_value=2**31)
    title = serializers.IntegerField(min_value=1, max_value=2**31)
    member = serializers.IntegerField(min_value=1, max_value=2**31, required=False, allow_null=True)
    year = serializers.IntegerField(min_value=1930, max_value=2100)
    reason = serializers.CharField(max_length=LONGEST_REASON)


class GrantIn(serializers.Serializer):
    """The decision that grants it."""

    number = serializers.CharField(max_length=60)
    signed_on = serializers.DateField()
    version = serializers.IntegerField(required=False)


class RefusalIn(serializers.Serializer):
    """Why it is refused."""

    refusal = serializers.CharField(max_length=500)
    version = serializers.IntegerField(required=False)


class EligibleOut(serializers.Serializer):
    """Who may be proposed, with the years that speak for it."""

    unit = serializers.IntegerField(source="unit.pk")
    member = serializers.IntegerField(source="member.pk", allow_null=True, default=None)
    who = serializers.CharField()
    years = serializers.ListField(child=serializers.IntegerField())
    why = serializers.CharField()
    is_suspended = serializers.BooleanField()
    titles = TitleOut(many=True)


class CommendationList(generics.ListAPIView):
    """List the commendations the reader may see; propose one."""

    serializer_class = CommendationOut

    def get_queryset(self):
        return in_full(Commendation.objects.visible_to(self.request.user))

    @extend_schema(request=CommendationIn, responses={201: CommendationOut})
    def post(self, request):
        values = valid(CommendationIn, request)
        unit = get_object_or_404(Unit.objects.cells().visible_to(request.user), pk=values["unit"])
        title = get_object_or_404(CommendationTitle, pk=values["title"])
        member = None
        if values.get("member"):
            member = get_object_or_404(Member.objects.filter(memberships__unit=unit).distinct(), pk=values["member"])
        given = {"year": values["year"], "reason": values["reason"], "member": member}
        row = propose_commendation(unit=unit, title=title, by=request.user, **given)
        return Response(CommendationOut(row).data, status=status.HTTP_201_CREATED)


class CommendationEligible(APIView):
    """List who may be proposed in a unit and year."""

    @extend_schema(
        parameters=[OpenApiParameter("unit", int, required=True), OpenApiParameter("year", int, required=True)],
        responses=EligibleOut(many=True),
    )
    def get(self, request):
        reached = Unit.objects.filter(request.user.scope.units_q("commendation.view", "path"))
        asked = {name: asked_number(request.query_params.get(name)) for name in ("unit", "year")}
        unit = get_object_or_404(reached, pk=asked["unit"])
        return Response(EligibleOut(eligible(request.user, unit, asked["year"] or 0), many=True).data)


class CommendationAct(APIView):
    """What the routes on one commendation share."""

    def commendation(self, request, pk: int) -> Commendation:
        """Return the one the reader may see."""
        return get_object_or_404(in_full(Commendation.objects.visible_to(request.user)), pk=pk)


class CommendationDetail(CommendationAct):
    """Read one."""

    @extend_schema(responses=CommendationOut)
    def get(self, request, pk: int):
        return Response(CommendationOut(self.commendation(request, pk)).data)


class CommendationGrant(CommendationAct):
    """Grant it by a decision."""

    @extend_schema(request=GrantIn, responses=CommendationOut)
    def post(self, request, pk: int):
        values = valid(GrantIn, request)
        row = grant_commendation(commendation=self.commendation(request, pk), by=request.user, **values)
        return Response(CommendationOut(row).data)


class CommendationRefuse(CommendationAct):
    """Refuse it with the reason."""

    @extend_schema(request=RefusalIn, responses=CommendationOut)
    def post(self, request, pk: int):
        values = valid(RefusalIn, request)
        row = refuse_commendation(commendation=self.commendation(request, pk), by=request.user, **values)
        return Response(CommendationOut(row).data)


class Titles(APIView):
    """List the titles of a committee; add one."""

    def unit(self, request, pk: int) -> Unit:
        """Return the unit the reader sees."""
        return get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)

    @extend_schema(responses=TitleOut(many=True))
    def get(self, request, pk: int):
        return Response(TitleOut(self.unit(request, pk).commendation_titles.all(), many=True).data)

    @extend_schema(request=TitleOut, responses={201: TitleOut})
    def post(self, request, pk: int):
        title = add_title(unit=self.unit(request, pk), by=request.user, **valid(TitleOut, request))
        return Response(TitleOut(title).data, status=status.HTTP_201_CREATED)


class TitleRetire(APIView):
    """Give a title no longer."""

    @extend_schema(request=None, responses=TitleOut)
    def post(self, request, pk: int):
        seen = CommendationTitle.objects.filter(unit__in=Unit.objects.visible_to(request.user))
        title = get_object_or_404(seen.select_related("unit"), pk=pk)
        return Response(TitleOut(retire_title(title=title, by=request.user)).data)


urlpatterns = [
    # /api/v1/commendations/
    path("commendations/", CommendationList.as_view(), name="api-commendation-list"),
    path("commendations/eligible/", CommendationEligible.as_view(), name="api-commendation-eligible"),
    path("commendations/<int:pk>/", CommendationDetail.as_view(), name="api-commendation"),
    path("commendations/<int:pk>/grant/", CommendationGrant.as_view(), name="api-commendation-grant"),
    path("commendations/<int:pk>/refuse/", CommendationRefuse.as_view(), name="api-commendation-refuse"),
    path("units/<int:pk>/commendation-titles/", Titles.as_view(), name="api-commendation-titles"),
    path("commendation-titles/<int:pk>/retire/", TitleRetire.as_view(), name="api-commendation-title-retire"),
]
