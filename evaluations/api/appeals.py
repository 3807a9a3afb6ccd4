"""Complaints and checks before the decision, over HTTP."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.api.common import valid
from emulation.models import Account

from ..models import Appeal, AppealKind, Assessment, CheckKind, LevelChoice, PendingCheck
from ..models.appeals import LONGEST
from ..selectors.appeals import AppealSheet, appeal_sheet, appeals_for, checkable, checks_for, could_be_against
from ..selectors.assessments import assessments_for
from ..services.appeals import change_appeal, file_appeal, take_appeal, uphold_appeal, withdraw_appeal
from ..services.checks import conclude_check, order_check
from ..services.readings import note_appeal_reading


class ComplaintOut(serializers.ModelSerializer):
    """One complaint with its days; `suspends` says whether the decision has no effect until the answer."""

    assessment = serializers.IntegerField(source="decision.assessment_id")
    name = serializers.CharField(source="assessment.member.full_name")
    cell = serializers.CharField(source="assessment.unit.name")
    filed_by = serializers.CharField()
    against = serializers.CharField(allow_null=True)
    taken_by = serializers.CharField(allow_null=True)
    ended_by = serializers.CharField(allow_null=True)

    class Meta:
        model = Appeal
        fields = [
            "id", "assessment", "decision", "name", "cell", "kind", "text", "against", "filed_on", "last_day",
            "late_reason", "answer_due", "suspends", "on_behalf", "filed_by", "state", "taken_by", "taken_at", "answer",
            "ended_by", "ended_at", "outcome",
        ]  # fmt: skip


class ComplaintSheetOut(serializers.Serializer):
    """One complaint, who may judge it, and since a change the groups whose cap is passed."""

    complaint = ComplaintOut(source="appeal")
    handlers = serializers.SerializerMethodField(help_text="A sentence; empty for who does not work on complaints.")
    may_handle = serializers.BooleanField(source="can_handle")
    why_not = serializers.SerializerMethodField(help_text="Why you may not judge it.")
    overdue = serializers.BooleanField(source="is_overdue")
    caps_passed = serializers.SerializerMethodField()

    def get_handlers(self, sheet: AppealSheet) -> str:
        return sheet.handlers.sentence if sheet.handlers else ""

    def get_why_not(self, sheet: AppealSheet) -> str:
        return "" if sheet.can_handle else str(sheet.can_handle.reason)

    def get_caps_passed(self, sheet: AppealSheet) -> list[str]:
        return [f"{cap.label}: {cap.sentence}" for cap in sheet.broken]


class ComplaintIn(serializers.Serializer):
    """What is objected to; the day and the reason for a late one are for who records it from paper."""

    kind = serializers.ChoiceField(AppealKind.choices, default=AppealKind.COMPLAINT)
    text = serializers.CharField(max_length=LONGEST)
    against = serializers.IntegerField(required=False, allow_null=True, default=None, help_text="Key of an account.")
    filed_on = serializers.DateField(required=False, allow_null=True, default=None)
    late_reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class KeepIn(serializers.Serializer):
    """The answer, as the member reads it."""

    answer = serializers.CharField(max_length=LONGEST)


class ChangeIn(KeepIn):
    """The answer with the new decision; `replaces` is the key of the decision you have read."""

    replaces = serializers.IntegerField()
    level = serializers.ChoiceField(LevelChoice.choices)
    number = serializers.CharField(max_length=60)
    signed_on = serializers.DateField()


class CheckOut(serializers.ModelSerializer):
    """One check ordered before the decision."""

    recorded_by = serializers.CharField()
    concluded_by = serializers.CharField(allow_null=True)

    class Meta:
        model = PendingCheck
        fields = [
            "id", "assessment", "kind", "about", "received_on", "ordered_by", "recorded_by", "recorded_at", "outcome",
            "document_number", "document_date", "concluded_by", "concluded_at",
        ]  # fmt: skip


class CheckIn(serializers.Serializer):
    """What has come in, without the name of who complains or denounces."""

    kind = serializers.ChoiceField(CheckKind.choices)
    about = serializers.CharField(max_length=LONGEST)
    received_on = serializers.DateField()
    ordered_by = serializers.CharField(max_length=200)


class CheckOutcomeIn(serializers.Serializer):
    """What the check has come to, by which document."""

    outcome = serializers.CharField(max_length=LONGEST)
    document_number = serializers.CharField(max_length=60)
    document_date = serializers.DateField()


class ComplaintList(generics.ListAPIView):
    """List the complaints you may see, those to be answered first on top."""

    serializer_class = ComplaintOut
    queryset = Appeal.objects.none()

    def get_queryset(self):
        return appeals_for(self.request.user)


class ComplaintNew(APIView):
    """File a complaint about the decision that holds, or record one handed in on paper."""

    @extend_schema(request=ComplaintIn, responses={201: ComplaintOut})
    def post(self, request: Request, pk: int) -> Response:
        assessment = get_object_or_404(assessments_for(request.user), pk=pk)
        body = valid(ComplaintIn, request)
        body["against"] = _against(assessment, body["against"])
        made = file_appeal(assessment=assessment, by=request.user, **body)
        return Response(ComplaintOut(made).data, status=status.HTTP_201_CREATED)


def _against(assessment: Assessment, pk: int | None) -> Account | None:
    """Return the account complained of; refuse one that has nothing to do with the level."""
    if pk is None:
        return None
    found = could_be_against(assessment).filter(pk=pk).first()
    if found is None:
        raise ValidationError({"against": [_("Choose one of those who took a part in the level or might judge it.")]})
    return found


class ComplaintAct(APIView):
    """What every route of one complaint shares."""

    def fetch(self, request: Request, pk: int) -> Appeal:
        return get_object_or_404(appeals_for(request.user), pk=pk)

    def answer(self, request: Request, pk: int) -> Response:
        return Response(ComplaintSheetOut(appeal_sheet(request.user, self.fetch(request, pk))).data)


class ComplaintDetail(ComplaintAct):
    """Read one complaint, and who may judge it."""

    @extend_schema(responses=ComplaintSheetOut)
    def get(self, request: Request, pk: int) -> Response:
        note_appeal_reading(appeal=self.fetch(request, pk), by=request.user)
        return self.answer(request, pk)


class ComplaintTake(ComplaintAct):
    """Take up a complaint, as somebody who took no part in the decision."""

    @extend_schema(request=None, responses=ComplaintSheetOut)
    def post(self, request: Request, pk: int) -> Response:
        take_appeal(appeal=self.fetch(request, pk), by=request.user)
        return self.answer(request, pk)


class ComplaintUphold(ComplaintAct):
    """Answer that the level stays."""

    @extend_schema(request=KeepIn, responses=ComplaintSheetOut)
    def post(self, request: Request, pk: int) -> Response:
        uphold_appeal(appeal=self.fetch(request, pk), by=request.user, **valid(KeepIn, request))
        return self.answer(request, pk)


class ComplaintChange(ComplaintAct):
    """Answer with another level: rated again in the same act, the cap counted again."""

    @extend_schema(request=ChangeIn, responses=ComplaintSheetOut)
    def post(self, request: Request, pk: int) -> Response:
        change_appeal(appeal=self.fetch(request, pk), by=request.user, **valid(ChangeIn, request))
        return self.answer(request, pk)


class ComplaintWithdraw(ComplaintAct):
    """Withdraw a complaint before it is answered."""

    @extend_schema(request=None, responses=ComplaintSheetOut)
    def post(self, request: Request, pk: int) -> Response:
        withdraw_appeal(appeal=self.fetch(request, pk), by=request.user)
        return self.answer(request, pk)


class Checks(APIView):
    """Read what is checked about one member before the decision; record another."""

    @extend_schema(responses=CheckOut(many=True))
    def get(self, request: Request, pk: int) -> Response:
        assessment = get_object_or_404(checkable(request.user), pk=pk)
        return Response(CheckOut(checks_for(request.user).filter(assessment=assessment), many=True).data)

    @extend_schema(request=CheckIn, responses={201: CheckOut})
    def post(self, request: Request, pk: int) -> Response:
        assessment = get_object_or_404(checkable(request.user), pk=pk)
        made = order_check(assessment=assessment, by=request.user, **valid(CheckIn, request))
        return Response(CheckOut(made).data, status=status.HTTP_201_CREATED)


class CheckConclude(APIView):
    """Record the outcome of a check; the decision may then be made."""

    @extend_schema(request=CheckOutcomeIn, responses=CheckOut)
    def post(self, request: Request, pk: int) -> Response:
        check = get_object_or_404(checks_for(request.user), pk=pk)
        return Response(CheckOut(conclude_check(check=check, by=request.user, **valid(CheckOutcomeIn, request))).data)


urlpatterns = [
    path("complaints/", ComplaintList.as_view(), name="api-complaints"),
    path("assessments/<int:pk>/complaints/", ComplaintNew.as_view(), name="api-complaint-new"),
    path("complaints/<int:pk>/", ComplaintDetail.as_view(), name="api-complaint"),
    path("complaints/<int:pk>/take/", ComplaintTake.as_view(), name="api-complaint-take"),
    path("complaints/<int:pk>/keep/", ComplaintUphold.as_view(), name="api-complaint-keep"),
    path("complaints/<int:pk>/change/", ComplaintChange.as_view(), name="api-complaint-change"),
    path("complaints/<int:pk>/withdraw/", ComplaintWithdraw.as_view(), name="api-complaint-withdraw"),
    path("assessments/<int:pk>/checks/", Checks.as_view(), name="api-checks"),
    path("checks/<int:pk>/outcome/", CheckConclude.as_view(), name="api-check-conclude"),
]
