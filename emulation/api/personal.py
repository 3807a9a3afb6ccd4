"""One's own data, and requests about data, over HTTP."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import DataRequest, Membership, RequestKind
from ..personal import holdings_of
from ..services.personal import (
    ask_about_data,
    export_own_data,
    extend_request,
    finish_request,
    refuse_request,
    take_request,
)
from .common import AlwaysFirst, valid


class HoldingOut(serializers.Serializer):
    """Everything of one kind that is held about you; `note` says what is withheld for now."""

    code = serializers.CharField()
    title = serializers.CharField()
    note = serializers.CharField()
    rows = serializers.ListField(child=serializers.DictField())


class OwnData(APIView):
    """Read everything that is held about you as a member."""

    @extend_schema(responses=HoldingOut(many=True))
    def get(self, request):
        holdings = holdings_of(request.user.member) if request.user.member else []
        return Response([holding.as_data for holding in holdings])


class OwnDataExport(APIView):
    """Take it out as a ZIP: a page to read and the same as data."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(request=None, responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def post(self, request):
        content, name = export_own_data(account=request.user, by=request.user)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type="application/zip", headers=headers)


class DataRequestOut(serializers.ModelSerializer):
    """A request about data, with the days of the law."""

    member_name = serializers.CharField(source="member.full_name")
    unit_name = serializers.CharField(source="unit.name")

    class Meta:
        model = DataRequest
        fields = [
            "id", "member", "member_name", "unit", "unit_name", "kind", "about", "wrong", "right", "evidence", "state",
            "on_behalf", "asked_on", "acknowledge_by", "due_on", "extension", "taken_at", "answer", "answered_at",
        ]  # fmt: skip


class DataRequestIn(serializers.Serializer):
    """What is asked; a correction says what it should be."""

    kind = serializers.ChoiceField(RequestKind.choices)
    about = serializers.CharField(max_length=120)
    wrong = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    right = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    evidence = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class AnswerIn(serializers.Serializer):
    """The answer, as the member reads it."""

    answer = serializers.CharField(max_length=4000)


class ProlongIn(serializers.Serializer):
    """Why it takes longer."""

    reason = serializers.CharField(max_length=500)


class DataRequestList(generics.ListAPIView):
    """List your own requests and those you handle, the most urgent first."""

    serializer_class = DataRequestOut
    queryset = DataRequest.objects.none()

    def get_queryset(self):
        return DataRequest.objects.visible_to(self.request.user).select_related("member", "unit")


class DataRequestNew(APIView):
    """Ask about your own data, addressed by your membership; or record what a member has asked on paper."""

    @extend_schema(request=DataRequestIn, responses={201: DataRequestOut})
    def post(self, request, pk: int):
        visible = Membership.objects.visible_to(request.user).select_related("member", "unit")
        membership = get_object_or_404(visible, pk=pk)
        asked = ask_about_data(membership=membership, by=request.user, **valid(DataRequestIn, request))
        return Response(DataRequestOut(asked).data, status=status.HTTP_201_CREATED)


class DataRequestAct(APIView):
    """What every route of one request shares."""

    def fetch(self, request, pk: int) -> DataRequest:
        found = DataRequest.objects.visible_to(request.user).select_related("member", "unit")
        return get_object_or_404(found, pk=pk)


class DataRequestDetail(DataRequestAct):
    """Read one request."""

    @extend_schema(responses=DataRequestOut)
    def get(self, request, pk: int):
        return Response(DataRequestOut(self.fetch(request, pk)).data)


class DataRequestTake(DataRequestAct):
    """Acknowledge a request."""

    @extend_schema(request=None, responses=DataRequestOut)
    def post(self, request, pk: int):
        return Response(DataRequestOut(take_request(request=self.fetch(request, pk), by=request.user)).data)


class DataRequestExtend(DataRequestAct):
    """Prolong the time to answer, once."""

    @extend_schema(request=ProlongIn, responses=DataRequestOut)
    def post(self, request, pk: int):
        found = self.fetch(request, pk)
        return Response(
            DataRequestOut(extend_request(request=found, by=request.user, **valid(ProlongIn, request))).data
        )


class DataRequestFinish(DataRequestAct):
    """Answer that it is done."""

    @extend_schema(request=AnswerIn, responses=DataRequestOut)
    def post(self, request, pk: int):
        found = self.fetch(request, pk)
        return Response(DataRequestOut(finish_request(request=found, by=request.user, **valid(AnswerIn, request))).data)


class DataRequestRefuse(DataRequestAct):
    """Answer that it cannot be done, and why."""

    @extend_schema(request=AnswerIn, responses=DataRequestOut)
    def post(self, request, pk: int):
        found = self.fetch(request, pk)
        return Response(DataRequestOut(refuse_request(request=found, by=request.user, **valid(AnswerIn, request))).data)


urlpatterns = [
    path("me/data/", OwnData.as_view(), name="api-own-data"),
    path("me/data/export/", OwnDataExport.as_view(), name="api-own-data-export"),
    path("members/<int:pk>/requests/", DataRequestNew.as_view(), name="api-data-request-new"),
    path("requests/", DataRequestList.as_view(), name="api-data-requests"),
    path("requests/<int:pk>/", DataRequestDetail.as_view(), name="api-data-request"),
    path("requests/<int:pk>/take/", DataRequestTake.as_view(), name="api-data-request-take"),
    path("requests/<int:pk>/extend/", DataRequestExtend.as_view(), name="api-data-request-extend"),
    path("requests/<int:pk>/finish/", DataRequestFinish.as_view(), name="api-data-request-finish"),
    path("requests/<int:pk>/refuse/", DataRequestRefuse.as_view(), name="api-data-request-refuse"),
]
