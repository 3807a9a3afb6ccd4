"""A cell's study sessions over HTTP."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response

from ..access import ensure
from ..models import StudySession, Theme, Unit
from ..services.studies import Mark, edit_study, plan_study, record_attendance, withdraw_study
from ..studies import seats_of, studies_seen
from .common import valid


class StudyOut(serializers.ModelSerializer):
    """A study session; `present` and `absent` count the list once it is recorded."""

    present = serializers.IntegerField(default=0)
    absent = serializers.IntegerField(default=0)

    class Meta:
        model = StudySession
        fields = [
            "id", "unit", "theme", "held_on", "subject", "presenter", "minutes", "recorded_at",
            "present", "absent", "withdrawn_at", "withdraw_reason", "version",
        ]  # fmt: skip


class StudyIn(serializers.Serializer):
    """What a session is about; the theme is one that holds in the cell."""

    theme = serializers.IntegerField()
    held_on = serializers.DateField()
    subject = serializers.CharField(max_length=300)
    presenter = serializers.CharField(max_length=120)
    minutes = serializers.CharField(required=False, allow_blank=True, default="", max_length=20_000)


class StudyNewIn(StudyIn):
    """A session to plan in a cell."""

    unit = serializers.IntegerField()


class StudyEditIn(StudyIn):
    """A session as it is to be; `version` is the one you have read."""

    version = serializers.IntegerField()


class StudySeatOut(serializers.Serializer):
    """One member of the cell on the day; `is_present` is null while nothing is recorded."""

    member = serializers.IntegerField()
    name = serializers.CharField()
    is_present = serializers.BooleanField(allow_null=True)
    reason = serializers.CharField()


class StudyAbsentIn(serializers.Serializer):
    """Somebody who was not there."""

    member = serializers.IntegerField()
    reason = serializers.CharField(max_length=200)


class StudyAttendanceIn(serializers.Serializer):
    """Who was absent; the other members of the cell were present. Minutes left out stay as they are."""

    absent = StudyAbsentIn(many=True)
    minutes = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    version = serializers.IntegerField()


class StudyWithdrawIn(serializers.Serializer):
    """Why a session is taken back."""

    reason = serializers.CharField(max_length=300)
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class StudyLens(generics.GenericAPIView):
    """The sessions you see."""

    serializer_class = StudyOut

    def get_queryset(self):
        return studies_seen(self.request.user)

    def theme(self, pk: int) -> Theme:
        """Return a theme you see."""
        return get_object_or_404(Theme.objects.visible_to(self.request.user).select_related("unit"), pk=pk)


class StudyList(StudyLens, generics.ListAPIView):
    """List the study sessions you see; plan one."""

    @extend_schema(request=StudyNewIn, responses={201: StudyOut})
    def post(self, request):
        values = valid(StudyNewIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values.pop("unit"))
        planned = plan_study(unit=unit, theme=self.theme(values.pop("theme")), by=request.user, **values)
        return Response(StudyOut(planned).data, status=status.HTTP_201_CREATED)


class StudyDetail(StudyLens, generics.RetrieveAPIView):
    """Read a study session; change what is said of it."""

    @extend_schema(request=StudyEditIn, responses=StudyOut)
    def put(self, request, pk: int):
        values = valid(StudyEditIn, request)
        theme = self.theme(values.pop("theme"))
        edit_study(session=self.get_object(), theme=theme, by=request.user, **values)
        return Response(StudyOut(self.get_object()).data)


class StudyAttendanceList(StudyLens):
    """Read the list of who was there; record it."""

    pagination_class = None

    @extend_schema(responses=StudySeatOut(many=True), operation_id="study_attendance_list")
    def get(self, request, pk: int):
        session = self.get_object()
        ensure(request.user, "study.roll", session)
        return Response(StudySeatOut(seats_of(session), many=True).data)

    @extend_schema(request=StudyAttendanceIn, responses=StudyOut)
    def post(self, request, pk: int):
        values = valid(StudyAttendanceIn, request)
        marks = {one["member"]: Mark(False, one["reason"]) for one in values.pop("absent")}
        record_attendance(session=self.get_object(), marks=marks, by=request.user, **values)
        return Response(StudyOut(self.get_object()).data)


class StudyWithdraw(StudyLens):
    """Take a study session back, with the reason."""

    @extend_schema(request=StudyWithdrawIn, responses=StudyOut)
    def post(self, request, pk: int):
        withdraw_study(session=self.get_object(), by=request.user, **valid(StudyWithdrawIn, request))
        return Response(StudyOut(self.get_object()).data)


urlpatterns = [
    # /api/v1/studies/
    path("studies/", StudyList.as_view(), name="api-studies"),
    path("studies/<int:pk>/", StudyDetail.as_view(), name="api-study"),
    path("studies/<int:pk>/attendance/", StudyAttendanceList.as_view(), name="api-study-attendance"),
    path("studies/<int:pk>/withdraw/", StudyWithdraw.as_view(), name="api-study-withdraw"),
]
