"""The ratings of cells themselves over HTTP: the same selectors and services as the pages.

A cell's rating goes by the number of the cell's review in the campaign, since it is there before anybody writes in it.
"""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.web import asked_number

from ..content import CELL_COUNTS
from ..models import CellRating, CellReview, FiveTargets, LevelChoice
from ..selectors.ratings import rating_sheet, ratings_for
from ..selectors.reviews import reviews_in_full
from ..services.ratings import propose_rating, save_rating, send_back_rating, verify_rating
from .assessments import DecisionBrief, DerivedOut, VersionIn
from .reviews import CAMPAIGN, ReasonIn

WRITTEN = ("explanation", "common", "results", "total", *CELL_COUNTS, "five_targets")


class CellRatingLine(serializers.ModelSerializer):
    """One cell's rating in a list; `id` is the number of the cell's review."""

    id = serializers.IntegerField(source="review_id")
    cell = serializers.CharField(source="unit.name")
    year = serializers.IntegerField(source="campaign.year.number")

    class Meta:
        model = CellRating
        fields = ["id", "campaign", "year", "unit", "cell", "cell_type", "state", "version", "total", "level"]


class CellRatingBody(serializers.ModelSerializer):
    """Form 01 as it is saved."""

    class Meta:
        model = CellRating
        fields = [
            "campaign", "unit", "cell_type", "state", "version", "sections", "points", "level", *WRITTEN,
            "proposed_at", "verified_at", "return_reason",
        ]  # fmt: skip


class MembersOut(serializers.Serializer):
    """How the members of the cell are rated by now."""

    to_rate = serializers.IntegerField()
    rated = serializers.IntegerField()
    good = serializers.IntegerField(help_text="Of those rated: good or better.")


class CellRatingWhole(serializers.Serializer):
    """One cell's rating with what it rests on; `rating` is null while you may not see what the cell writes."""

    id = serializers.IntegerField(source="review.pk")
    cell = serializers.CharField(source="review.unit.name")
    rating = serializers.SerializerMethodField()
    members = MembersOut()
    missing = serializers.SerializerMethodField()
    derived = serializers.SerializerMethodField()
    decision = DecisionBrief(allow_null=True)

    @extend_schema_field(CellRatingBody(allow_null=True))
    def get_rating(self, sheet):
        return CellRatingBody(sheet.rating).data if sheet.is_shown else None

    def get_missing(self, sheet) -> list[str]:
        return [str(gap) for gap in sheet.gaps] if sheet.is_shown else []

    @extend_schema_field(DerivedOut(allow_null=True))
    def get_derived(self, sheet):
        return DerivedOut(sheet.derived).data if sheet.is_shown and sheet.derived else None


class FactsIn(serializers.Serializer):
    """Counts of the cell's year; what is left out stays as it is."""

    tasks_assigned = serializers.IntegerField(min_value=0, required=False)
    tasks_done = serializers.IntegerField(min_value=0, required=False)
    tasks_on_time = serializers.IntegerField(min_value=0, required=False)
    tasks_beyond = serializers.IntegerField(min_value=0, required=False)
    tasks_late = serializers.IntegerField(min_value=0, required=False)
    faults_noted = serializers.IntegerField(min_value=0, required=False)
    faults_repaired = serializers.IntegerField(min_value=0, required=False)
    five_targets = serializers.ChoiceField(FiveTargets.choices, required=False)

    class Meta:
        ref_name = "CellFacts"


class SaveIn(serializers.Serializer):
    """What to save; parts that are left out stay as they are. Points as text, with a comma or a dot."""

    version = serializers.IntegerField(required=False)
    sections = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    points = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    facts = FactsIn(required=False)
    level = serializers.ChoiceField(LevelChoice.choices, allow_blank=True, required=False)
    explanation = serializers.CharField(allow_blank=True, required=False)

    class Meta:
        ref_name = "CellRatingSave"


@extend_schema(parameters=[CAMPAIGN])
class CellRatingList(generics.ListAPIView):
    """List the ratings of cells you may see."""

    serializer_class = CellRatingLine
    queryset = CellRating.objects.none()

    def get_queryset(self):
        campaign = asked_number(self.request.query_params.get("campaign"))
        found = ratings_for(self.request.user)
        return found if campaign is None else found.filter(campaign=campaign)


class CellRatingAct(APIView):
    """What every route of one cell's rating shares."""

    def review(self, request: Request, pk: int) -> CellReview:
        """Return the cell's review, or answer 404 when the reader does not see it."""
        return get_object_or_404(reviews_in_full(request.user), pk=pk)

    def valid(self, serializer: type[serializers.Serializer]) -> dict:
        checked = serializer(data=self.request.data)
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def answer(self, request: Request, pk: int) -> Response:
        """Return the rating as it is now."""
        return Response(CellRatingWhole(rating_sheet(request.user, self.review(request, pk))).data)


class CellRatingDetail(CellRatingAct):
    """Read one cell's rating whole."""

    @extend_schema(responses=CellRatingWhole)
    def get(self, request, pk: int):
        return self.answer(request, pk)


class CellRatingSave(CellRatingAct):
    """Save form 01 as typed, complete or not; 409 when somebody else has saved in between."""

    @extend_schema(request=SaveIn, responses=CellRatingWhole)
    def post(self, request, pk: int):
        save_rating(review=self.review(request, pk), by=request.user, **self.valid(SaveIn))
        return self.answer(request, pk)


class CellRatingPropose(CellRatingAct):
    """Propose the cell's level; 400 with everything that is missing."""

    @extend_schema(request=VersionIn, responses=CellRatingWhole)
    def post(self, request, pk: int):
        propose_rating(review=self.review(request, pk), by=request.user, **self.valid(VersionIn))
        return self.answer(request, pk)


class CellRatingVerify(CellRatingAct):
    """Verify the proposal as the committee's officer."""

    @extend_schema(request=None, responses=CellRatingWhole)
    def post(self, request, pk: int):
        verify_rating(review=self.review(request, pk), by=request.user)
        return self.answer(request, pk)


class CellRatingSendBack(CellRatingAct):
    """Send the proposal back to the cell with a reason."""

    @extend_schema(request=ReasonIn, responses=CellRatingWhole)
    def post(self, request, pk: int):
        send_back_rating(review=self.review(request, pk), by=request.user, **self.valid(ReasonIn))
        return self.answer(request, pk)


urlpatterns = [
    # /api/v1/cell-ratings/
    path("cell-ratings/", CellRatingList.as_view(), name="api-cell-rating-list"),
    path("cell-ratings/<int:pk>/", CellRatingDetail.as_view(), name="api-cell-rating-detail"),
    path("cell-ratings/<int:pk>/save/", CellRatingSave.as_view(), name="api-cell-rating-save"),
    path("cell-ratings/<int:pk>/propose/", CellRatingPropose.as_view(), name="api-cell-rating-propose"),
    path("cell-ratings/<int:pk>/verify/", CellRatingVerify.as_view(), name="api-cell-rating-verify"),
    path("cell-ratings/<int:pk>/send-back/", CellRatingSendBack.as_view(), name="api-cell-rating-send-back"),
]
