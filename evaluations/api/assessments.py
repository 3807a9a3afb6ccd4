"""Assessments over HTTP: the same selectors and services as the pages; reading another's is noted in the journal."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.web import asked_number
from pledges.models import Outcome, PledgeItem

from ..content import FaultLine, TaskLine
from ..models import Assessment, AssignedTask, Fault, FiveTargets, LevelChoice, Repair, TaskResult
from ..selectors.assessments import assessment_sheet, assessments_for
from ..services.assessments import (
    note_fault,
    note_reading,
    return_assessment,
    save_assessment,
    settle_comment,
    submit_assessment,
)
from ..services.notices import note_result_read
from ..visibility import seen_by

FILTERS = ("campaign", "unit", "state")
CELL_FIELDS = ("cell_points", "cell_common", "cell_results", "cell_total", "cell_level", "cell_explanation")


class AssessmentLine(serializers.ModelSerializer):
    """One assessment in a list."""

    year = serializers.IntegerField(source="campaign.year.number")
    member_name = serializers.CharField(source="member.full_name")
    unit_name = serializers.CharField(source="unit.name")

    class Meta:
        model = Assessment
        fields = [
            "id", "campaign", "year", "member", "member_name", "unit", "unit_name", "subject_type", "participation",
            "reduced_basis", "awaits_comment", "state", "version", "self_common", "self_results", "self_total",
            "self_level", "on_behalf", "submitted_at",
        ]  # fmt: skip

    def to_representation(self, instance: Assessment) -> dict:
        """What the member gives oneself is empty for others until it has been handed in."""
        return super().to_representation(seen_by(self.context["request"].user, instance))


class TaskOut(serializers.ModelSerializer):
    """A task of the year."""

    class Meta:
        model = AssignedTask
        fields = ["position", "title", "product", "due_on", "result"]


class FaultOut(serializers.ModelSerializer):
    """A fault noted last year and what became of it."""

    class Meta:
        model = Fault
        fields = ["id", "text", "repair", "note"]


class ItemOut(serializers.ModelSerializer):
    """An item of the year's pledge with its result."""

    class Meta:
        model = PledgeItem
        fields = ["id", "deed", "measure", "outcome", "evidence", "proposed_outcome", "outcome_reason"]
        ref_name = "AssessedPledgeItem"


class DerivedOut(serializers.Serializer):
    """The level and its reasons: from the member's own points before the decision, as frozen after it."""

    level = serializers.CharField()
    summary = serializers.CharField()
    sentences = serializers.SerializerMethodField()

    def get_sentences(self, derived) -> list[str]:
        return [line.sentence for line in derived.lines]


class CellOut(serializers.ModelSerializer):
    """What the cell gave and said; a member sees it from the decision on."""

    class Meta:
        model = Assessment
        fields = CELL_FIELDS


class GradeOut(serializers.Serializer):
    """A criterion with the grade the paper gives it, empty where it gives none."""

    code = serializers.CharField()
    label = serializers.CharField()
    grade = serializers.CharField()
    grade_name = serializers.CharField()


class DecisionBrief(serializers.Serializer):
    """The committee's decision."""

    level = serializers.CharField()
    number = serializers.CharField()
    signed_on = serializers.DateField()
    reason = serializers.CharField()


class PledgePointsOut(serializers.Serializer):
    """The points proposed for the pledge, where a criterion is for it."""

    code = serializers.CharField()
    points = serializers.CharField()
    sentence = serializers.CharField()


class SheetWhole(serializers.Serializer):
    """One assessment whole."""

    assessment = AssessmentLine()
    shows_own = serializers.BooleanField(help_text="Whether you see the member's own part yet.")
    sections = serializers.DictField(child=serializers.CharField(), source="assessment.sections")
    self_points = serializers.DictField(child=serializers.CharField(), source="assessment.self_points")
    return_reason = serializers.CharField(source="assessment.return_reason")
    tasks = TaskOut(many=True, source="parts.tasks")
    faults = FaultOut(many=True, source="parts.faults")
    pledge_items = ItemOut(many=True, source="parts.pledge_items")
    pledge_text = serializers.CharField(
        source="parts.pledge_text", help_text="What item I.3 of the form may say, from the results; yours to change."
    )
    pledge_points = PledgePointsOut(source="parts.pledge_points", allow_null=True)
    missing = serializers.SerializerMethodField()
    derived = DerivedOut(allow_null=True)
    cell = serializers.SerializerMethodField()
    decision = DecisionBrief(allow_null=True)
    graded = GradeOut(many=True, help_text="Of a year under grades, taken over from paper; else empty.")

    def get_missing(self, sheet) -> list[str]:
        return [str(gap) for gap in sheet.missing]

    @extend_schema_field(CellOut(allow_null=True))
    def get_cell(self, sheet):
        return CellOut(sheet.assessment).data if sheet.shows_cell else None


class TaskIn(serializers.Serializer):
    """A task as typed."""

    title = serializers.CharField(allow_blank=True, default="")
    product = serializers.CharField(allow_blank=True, default="")
    due_on = serializers.DateField(allow_null=True, default=None)
    result = serializers.ChoiceField(TaskResult.choices, allow_blank=True, default="")


class RepairIn(serializers.Serializer):
    """What became of one fault."""

    id = serializers.IntegerField()
    repair = serializers.ChoiceField(Repair.choices, allow_blank=True)
    note = serializers.CharField(allow_blank=True, default="")


class ResultIn(serializers.Serializer):
    """What came of one item of the pledge."""

    id = serializers.IntegerField()
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)
    evidence = serializers.CharField(allow_blank=True, default="")
    reason = serializers.CharField(
        max_length=500, allow_blank=True, default="", help_text="Needed where the figures say otherwise."
    )

    class Meta:
        ref_name = "AssessedResultIn"


class LeaderIn(serializers.Serializer):
    """Facts that count for leaders alone."""

    areas_led = serializers.IntegerField(min_value=0, required=False)
    areas_failed = serializers.IntegerField(min_value=0, required=False)
    confidence_cast = serializers.IntegerField(min_value=0, required=False)
    confidence_low = serializers.IntegerField(min_value=0, required=False)
    five_targets = serializers.ChoiceField(FiveTargets.choices, required=False)


class SaveIn(serializers.Serializer):
    """What to save; parts that are left out stay as they are. Points as text, with a comma or a dot."""

    version = serializers.IntegerField(required=False)
    sections = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    self_points = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    tasks = TaskIn(many=True, required=False)
    faults = RepairIn(many=True, required=False)
    pledge_results = ResultIn(many=True, required=False)
    self_level = serializers.ChoiceField(LevelChoice.choices, allow_blank=True, required=False)
    leader_facts = LeaderIn(required=False)

    class Meta:
        ref_name = "AssessmentSave"


class VersionIn(serializers.Serializer):
    """The version the caller has read, if it minds."""

    version = serializers.IntegerField(required=False)


class ReturnIn(serializers.Serializer):
    """Why it is returned."""

    reason = serializers.CharField(allow_blank=True)

    class Meta:
        ref_name = "AssessmentReturn"


class FaultIn(serializers.Serializer):
    """A fault noted last year."""

    text = serializers.CharField(max_length=500)


class CommentIn(serializers.Serializer):
    """The temporary cell's comment, or why it is waived."""

    note = serializers.CharField(max_length=500)


@extend_schema(parameters=[OpenApiParameter(name, int) for name in FILTERS])
class AssessmentList(generics.ListAPIView):
    """List the assessments you may open; filter by campaign, cell, state."""

    serializer_class = AssessmentLine
    queryset = Assessment.objects.none()

    def get_queryset(self):
        asked = {name: asked_number(self.request.query_params.get(name)) for name in FILTERS}
        wanted = {name: number for name, number in asked.items() if number is not None}
        return assessments_for(self.request.user).filter(**wanted)


class AssessmentAct(APIView):
    """What every route of one assessment shares: to fetch is to be allowed to see it."""

    def fetch(self, request: Request, pk: int) -> Assessment:
        return get_object_or_404(assessments_for(request.user), pk=pk)

    def valid(self, serializer: type[serializers.Serializer]) -> dict:
        checked = serializer(data=self.request.data)
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def answer(self, assessment: Assessment, **options) -> Response:
        fresh = assessments_for(self.request.user).get(pk=assessment.pk)
        sheet = assessment_sheet(self.request.user, fresh)
        return Response(SheetWhole(sheet, context={"request": self.request}).data, **options)


class AssessmentDetail(AssessmentAct):
    """Read one assessment whole."""

    @extend_schema(responses=SheetWhole)
    def get(self, request, pk: int):
        assessment = self.fetch(request, pk)
        note_reading(assessment=assessment, by=request.user)
        note_result_read(assessment=assessment, by=request.user)
        return self.answer(assessment)


class AssessmentSave(AssessmentAct):
    """Save as typed, complete or not; 409 when somebody else has saved in between."""

    @extend_schema(request=SaveIn, responses=SheetWhole)
    def post(self, request, pk: int):
        assessment = self.fetch(request, pk)
        save_assessment(assessment=assessment, by=request.user, **_content(self.valid(SaveIn)))
        return self.answer(assessment)


class AssessmentSubmit(AssessmentAct):
    """Submit to the cell; 400 with everything that is missing."""

    @extend_schema(request=VersionIn, responses=SheetWhole)
    def post(self, request, pk: int):
        assessment = self.fetch(request, pk)
        submit_assessment(assessment=assessment, by=request.user, **self.valid(VersionIn))
        return self.answer(assessment)


class AssessmentReturn(AssessmentAct):
    """Return to the member with a reason."""

    @extend_schema(request=ReturnIn, responses=SheetWhole)
    def post(self, request, pk: int):
        assessment = self.fetch(request, pk)
        return_assessment(assessment=assessment, by=request.user, **self.valid(ReturnIn))
        return self.answer(assessment)


class AssessmentFault(AssessmentAct):
    """Write down a fault noted last year."""

    @extend_schema(request=FaultIn, responses={201: SheetWhole})
    def post(self, request, pk: int):
        assessment = self.fetch(request, pk)
        note_fault(assessment=assessment, by=request.user, **self.valid(FaultIn))
        return self.answer(assessment, status=status.HTTP_201_CREATED)


class AssessmentComment(AssessmentAct):
    """Settle the comment of the temporary cell."""

    @extend_schema(request=CommentIn, responses=SheetWhole)
    def post(self, request, pk: int):
        assessment = self.fetch(request, pk)
        settle_comment(assessment=assessment, by=request.user, **self.valid(CommentIn))
        return self.answer(assessment)


def _content(values: dict) -> dict:
    """What save_assessment takes."""
    if "tasks" in values:
        values["tasks"] = [TaskLine(**task) for task in values["tasks"]]
    if "faults" in values:
        values["faults"] = {fault["id"]: FaultLine(fault["repair"], fault["note"]) for fault in values["faults"]}
    if "pledge_results" in values:
        results = values["pledge_results"]
        values["pledge_results"] = {one["id"]: (one["outcome"], one["evidence"], one["reason"]) for one in results}
    return values


urlpatterns = [
    # /api/v1/assessments/
    path("assessments/", AssessmentList.as_view(), name="api-assessment-list"),
    path("assessments/<int:pk>/", AssessmentDetail.as_view(), name="api-assessment-detail"),
    path("assessments/<int:pk>/save/", AssessmentSave.as_view(), name="api-assessment-save"),
    path("assessments/<int:pk>/submit/", AssessmentSubmit.as_view(), name="api-assessment-submit"),
    path("assessments/<int:pk>/return/", AssessmentReturn.as_view(), name="api-assessment-return"),
    path("assessments/<int:pk>/fault/", AssessmentFault.as_view(), name="api-assessment-fault"),
    path("assessments/<int:pk>/comment/", AssessmentComment.as_view(), name="api-assessment-comment"),
]
