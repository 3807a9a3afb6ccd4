"""Breaches over HTTP."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from ..access import ensure
from ..breaches import Suspicion
from ..models import Account, Breach, Unit
from ..services.breaches import export_breach, look_into_breach, notify_affected, record_breach, report_breach
from ..web import XLSX
from .common import AlwaysFirst, valid


class ReachedOut(serializers.Serializer):
    """One member and one kind of act: by whom, from which door, since when, how often; never content."""

    member_id = serializers.IntegerField()
    member = serializers.CharField()
    verb = serializers.CharField()
    by = serializers.CharField()
    door = serializers.CharField()
    address = serializers.CharField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
    times = serializers.IntegerField()


class BreachOut(serializers.ModelSerializer):
    """A breach with the moment by which the authority must be told, and how many members it reached."""

    report_by = serializers.DateTimeField(read_only=True)
    members = serializers.SerializerMethodField()

    class Meta:
        model = Breach
        fields = [
            "id", "unit", "account", "key", "address", "first_day", "last_day", "what", "noticed_at", "report_by",
            "reported_at", "report_number", "notice", "notified_at", "recorded_at", "members",
        ]  # fmt: skip

    def get_members(self, breach: Breach) -> int:
        return breach.reached.count()


class SuspicionIn(serializers.Serializer):
    """Through what somebody may have got in: any of account (its user name), key (its mark), address; which days."""

    username = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    key = serializers.CharField(max_length=25, required=False, allow_blank=True, default="")
    address = serializers.IPAddressField(required=False, allow_null=True, default=None)
    first_day = serializers.DateField()
    last_day = serializers.DateField()

    def validate_username(self, name: str) -> Account | None:
        """Return the account of the name."""
        found = Account.objects.filter(username=name.strip().lower()).first() if name.strip() else None
        if name.strip() and found is None:
            raise serializers.ValidationError("There is no account of this name.", "unknown_account")
        return found


class BreachIn(SuspicionIn):
    """A breach to record."""

    noticed_at = serializers.DateTimeField()
    what = serializers.CharField(max_length=4000)


class BreachReportIn(serializers.Serializer):
    """The number of the report to the authority."""

    number = serializers.CharField(max_length=60)


class BreachNoticeIn(serializers.Serializer):
    """What the members affected read."""

    notice = serializers.CharField(max_length=4000)


def suspected(data: dict) -> Suspicion:
    """Return what a body suspects."""
    ways = {"account": data["username"] or None, "key": data["key"], "address": data["address"]}
    return Suspicion(data["first_day"], data["last_day"], **ways)


def unit_of(request, pk: int) -> Unit:
    """Return the unit if the caller handles its breaches."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "breach.handle", unit)
    return unit


class BreachReached(APIView):
    """Ask what was reached; the question stands in the journal."""

    @extend_schema(request=SuspicionIn, responses=ReachedOut(many=True))
    def post(self, request, pk: int):
        unit, data = unit_of(request, pk), valid(SuspicionIn, request)
        rows = look_into_breach(unit=unit, suspicion=suspected(data), by=request.user)
        return Response(ReachedOut(rows, many=True).data)


class BreachExport(APIView):
    """Take what was reached out as a workbook."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(request=SuspicionIn, responses={(200, XLSX): OpenApiTypes.BINARY})
    def post(self, request, pk: int):
        unit, data = unit_of(request, pk), valid(SuspicionIn, request)
        content, name = export_breach(unit=unit, suspicion=suspected(data), by=request.user)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type=XLSX, headers=headers)


class BreachList(generics.ListAPIView):
    """List the breaches you handle, the latest noticed first; record one."""

    serializer_class = BreachOut
    queryset = Breach.objects.none()

    def get_queryset(self):
        return Breach.objects.visible_to(self.request.user).filter(unit=unit_of(self.request, self.kwargs["pk"]))

    @extend_schema(request=BreachIn, responses={201: BreachOut})
    def post(self, request, pk: int):
        unit, data = unit_of(request, pk), valid(BreachIn, request)
        given = {"noticed_at": data["noticed_at"], "what": data["what"]}
        breach = record_breach(unit=unit, suspicion=suspected(data), by=request.user, **given)
        return Response(BreachOut(breach).data, status=status.HTTP_201_CREATED)


class BreachAct(APIView):
    """What every route of one breach shares."""

    def fetch(self, request, pk: int) -> Breach:
        return get_object_or_404(Breach.objects.visible_to(request.user).select_related("unit"), pk=pk)


class BreachDetail(BreachAct):
    """Read one breach."""

    @extend_schema(responses=BreachOut)
    def get(self, request, pk: int):
        return Response(BreachOut(self.fetch(request, pk)).data)


class BreachReport(BreachAct):
    """Note that the authority has been told."""

    @extend_schema(request=BreachReportIn, responses=BreachOut)
    def post(self, request, pk: int):
        found, number = self.fetch(request, pk), valid(BreachReportIn, request)["number"]
        return Response(BreachOut(report_breach(breach=found, number=number, by=request.user)).data)


class BreachNotify(BreachAct):
    """Tell the members affected."""

    @extend_schema(request=BreachNoticeIn, responses=BreachOut)
    def post(self, request, pk: int):
        found, notice = self.fetch(request, pk), valid(BreachNoticeIn, request)["notice"]
        return Response(BreachOut(notify_affected(breach=found, notice=notice, by=request.user)).data)


urlpatterns = [
    path("units/<int:pk>/breaches/", BreachList.as_view(), name="api-breaches"),
    path("units/<int:pk>/breaches/reached/", BreachReached.as_view(), name="api-breaches-reached"),
    path("units/<int:pk>/breaches/export/", BreachExport.as_view(), name="api-breaches-export"),
    path("breaches/<int:pk>/", BreachDetail.as_view(), name="api-breach"),
    path("breaches/<int:pk>/report/", BreachReport.as_view(), name="api-breach-report"),
    path("breaches/<int:pk>/notify/", BreachNotify.as_view(), name="api-breach-notify"),
]
