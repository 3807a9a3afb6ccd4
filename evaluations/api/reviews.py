"""The cell's review over HTTP: the same selectors and services as the pages."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.web import asked_number

from ..gaps import votes_of
from ..models import CellReview, LevelChoice
from ..selectors.reviews import cell_sheet, reviews_in_full
from ..services.readings import note_sheet_reading
from ..services.reviews import MEETING_FIELDS, CellRow, propose_cell, save_review, send_back_cell, verify_cell

POINTS = {"max_digits": 5, "decimal_places": 2, "allow_null": True, "required": False}
CAMPAIGN = OpenApiParameter("campaign", int, description="Only the reviews of this campaign.")


class ReviewOut(serializers.ModelSerializer):
    """A cell's meeting with the facts of proposal and verification."""

    cell = serializers.CharField(source="unit.name")
    proposed_by = serializers.CharField(allow_null=True, help_text="Name of the account.")
    verified_by = serializers.CharField(allow_null=True, help_text="Name of the account.")

    class Meta:
        model = CellReview
        fields = [
            "id",
            "campaign",
            "unit",
            "cell",
            *MEETING_FIELDS,
            "version",
            "proposed_by",
            "proposed_at",
            "verified_by",
            "verified_at",
            "verification_note",
            "sent_back_reason",
        ]


class RowOut(serializers.Serializer):
    """One member on the sheet; `votes` are four counts, best level first."""

    assessment = serializers.IntegerField(source="assessment.pk")
    name = serializers.CharField(source="assessment.member.full_name")
    subject_type = serializers.CharField(source="assessment.subject_type")
    state = serializers.IntegerField(source="assessment.state")
    self_total = serializers.DecimalField(5, 2, source="assessment.self_total", allow_null=True)
    self_level = serializers.CharField(source="assessment.self_level")
    cell_common = serializers.DecimalField(5, 2, source="assessment.cell_common", allow_null=True)
    cell_results = serializers.DecimalField(5, 2, source="assessment.cell_results", allow_null=True)
    cell_total = serializers.DecimalField(5, 2, source="assessment.cell_total", allow_null=True)
    cell_level = serializers.CharField(source="assessment.cell_level")
    explanation = serializers.CharField(source="assessment.cell_explanation")
    votes = serializers.SerializerMethodField()
    derived = serializers.CharField()
    summary = serializers.CharField()
    explanation_needed = serializers.BooleanField(source="needs_explanation")
    explanation_reasons = serializers.ListField(child=serializers.CharField(), source="reasons")
    missing = serializers.ListField(child=serializers.CharField(), source="gaps")
    warnings = serializers.ListField(
        child=serializers.CharField(), help_text="Too few votes, a level above the rating as an employee."
    )

    def get_votes(self, row) -> list[int | None]:
        return list(votes_of(row.assessment))


class SheetOut(serializers.Serializer):
    """The whole cell; `missing` is all that stands between it and its proposal."""

    review = ReviewOut()
    rows = RowOut(many=True)
    missing = serializers.ListField(child=serializers.CharField(), source="gaps")


class MeetingIn(serializers.Serializer):
    """Facts of the meeting; what is left out stays as it is."""

    held_on = serializers.DateField(required=False, allow_null=True)
    chair = serializers.CharField(required=False, allow_blank=True, max_length=120)
    recorder = serializers.CharField(required=False, allow_blank=True, max_length=120)
    summoned = serializers.IntegerField(required=False, min_value=0, max_value=9999)
    present = serializers.IntegerField(required=False, min_value=0, max_value=9999)
    ballots_issued = serializers.IntegerField(required=False, min_value=0, max_value=9999)
    ballots_returned = serializers.IntegerField(required=False, min_value=0, max_value=9999)
    ballots_invalid = serializers.IntegerField(required=False, min_value=0, max_value=9999)


class RowIn(serializers.Serializer):
    """One member's row, whole: totals, or points by criterion that are then added up."""

    assessment = serializers.IntegerField()
    common = serializers.DecimalField(**POINTS)
    results = serializers.DecimalField(**POINTS)
    points = serializers.DictField(child=serializers.DecimalField(5, 2), required=False, allow_null=True)
    votes = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=9999, allow_null=True),
        min_length=4,
        max_length=4,
        required=False,
    )
    level = serializers.ChoiceField(LevelChoice.choices, required=False, allow_blank=True)
    explanation = serializers.CharField(required=False, allow_blank=True)


class SaveIn(serializers.Serializer):
    """The meeting and any number of rows; `version` is that of the review you read."""

    version = serializers.IntegerField(required=False, allow_null=True)
    meeting = MeetingIn(required=False)
    rows = RowIn(many=True, required=False)


class NoteIn(serializers.Serializer):
    """The officer's note."""

    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)


class ReasonIn(serializers.Serializer):
    """Why a proposal goes back."""

    reason = serializers.CharField(max_length=2000)


@extend_schema(parameters=[CAMPAIGN])
class ReviewList(generics.ListAPIView):
    """List the cells' reviews you reach."""

    serializer_class = ReviewOut
    queryset = CellReview.objects.none()

    def get_queryset(self):
        found = reviews_in_full(self.request.user)
        campaign = asked_number(self.request.query_params.get("campaign"))
        return found if campaign is None else found.filter(campaign=campaign)


class ReviewAct(APIView):
    """Base of the acts on one review."""

    def review(self, request: Request, pk: int) -> CellReview:
        """Return the review, or answer 404 when the reader does not see it."""
        return get_object_or_404(reviews_in_full(request.user), pk=pk)

    def answer(self, request: Request, pk: int) -> Response:
        """Return the sheet as it is now."""
        return Response(SheetOut(cell_sheet(request.user, self.review(request, pk))).data)


class ReviewDetail(ReviewAct):
    """Read one cell's sheet."""

    @extend_schema(responses=SheetOut)
    def get(self, request: Request, pk: int) -> Response:
        note_sheet_reading(review=self.review(request, pk), by=request.user)
        return self.answer(request, pk)


class ReviewSave(ReviewAct):
    """Save the meeting's facts and rows as far as they have come."""

    @extend_schema(request=SaveIn, responses=SheetOut)
    def post(self, request: Request, pk: int) -> Response:
        values = _valid(SaveIn, request)
        rows = {row.pop("assessment"): CellRow(**row) for row in values.get("rows", [])}
        save_review(
            review=self.review(request, pk),
            meeting=values.get("meeting", {}),
            rows=rows,
            version=values.get("version"),
            by=request.user,
        )
        return self.answer(request, pk)


class ReviewPropose(ReviewAct):
    """Make the cell's proposal."""

    @extend_schema(request=None, responses=SheetOut)
    def post(self, request: Request, pk: int) -> Response:
        propose_cell(review=self.review(request, pk), by=request.user)
        return self.answer(request, pk)


class ReviewVerify(ReviewAct):
    """Verify a cell's proposal as the committee's officer."""

    @extend_schema(request=NoteIn, responses=SheetOut)
    def post(self, request: Request, pk: int) -> Response:
        verify_cell(review=self.review(request, pk), by=request.user, **_valid(NoteIn, request))
        return self.answer(request, pk)


class ReviewSendBack(ReviewAct):
    """Send a proposal back to its cell with a reason."""

    @extend_schema(request=ReasonIn, responses=SheetOut)
    def post(self, request: Request, pk: int) -> Response:
        send_back_cell(review=self.review(request, pk), by=request.user, **_valid(ReasonIn, request))
        return self.answer(request, pk)


def _valid(serializer: type[serializers.Serializer], request: Request) -> dict:
    """Return the validated body."""
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return body.validated_data


urlpatterns = [
    path("reviews/", ReviewList.as_view(), name="api-review-list"),
    path("reviews/<int:pk>/", ReviewDetail.as_view(), name="api-review-detail"),
    path("reviews/<int:pk>/save/", ReviewSave.as_view(), name="api-review-save"),
    path("reviews/<int:pk>/propose/", ReviewPropose.as_view(), name="api-review-propose"),
    path("reviews/<int:pk>/verify/", ReviewVerify.as_view(), name="api-review-verify"),
    path("reviews/<int:pk>/send-back/", ReviewSendBack.as_view(), name="api-review-send-back"),
]
