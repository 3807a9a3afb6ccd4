"""Half-year reviews and supervision notes over HTTP."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.models import Unit, Year

from ..models import Confidence, Finding, HalfYearLine, HalfYearReview, Pledge, SupervisionNote
from ..selectors import half_year_of, half_year_sheet, supervision_notes, year_for
from ..services import HalfLine, comment_half_year, correct_supervision, record_supervision, write_half_year
from .pledges import PledgeLens
from .shapes import number, valid

PLACE = [OpenApiParameter("unit", int, required=True), OpenApiParameter("year", int, required=True)]


class HalfLineIn(serializers.Serializer):
    """How one item stands at mid-year."""

    item = serializers.IntegerField()
    confidence = serializers.ChoiceField(Confidence.choices)
    value = serializers.DecimalField(14, 2, min_value=0, allow_null=True, default=None)
    done = serializers.CharField(max_length=2000, allow_blank=True, default="")
    adjust = serializers.CharField(max_length=500, allow_blank=True, default="")


class HalfYearIn(serializers.Serializer):
    """A half-year review; `version` is that of the review read, 0 for the first."""

    version = serializers.IntegerField(required=False)
    word = serializers.CharField(max_length=2000, allow_blank=True, default="")
    lines = HalfLineIn(many=True)


class HalfLineOut(serializers.ModelSerializer):
    """How one item stands at mid-year."""

    class Meta:
        model = HalfYearLine
        fields = ["item", "confidence", "value", "done", "adjust"]


class HalfYearOut(serializers.ModelSerializer):
    """A half-year review with the cell's comment."""

    recorded_by = serializers.CharField(source="recorded_by.display_name", default="")
    commented_by = serializers.CharField(source="commented_by.display_name", default="")
    lines = HalfLineOut(many=True)

    class Meta:
        model = HalfYearReview
        fields = [
            "id", "pledge", "version", "on_behalf", "recorded_by", "sent_at", "word", "comment", "commented_by",
            "commented_at", "lines",
        ]  # fmt: skip


class HalfYearCommentIn(serializers.Serializer):
    """What the cell says on a half-year review."""

    comment = serializers.CharField(max_length=1000)
    version = serializers.IntegerField(required=False)


class HalfYearTotalsOut(serializers.Serializer):
    """A cell's half-year in numbers."""

    members = serializers.IntegerField()
    expected = serializers.IntegerField()
    written = serializers.IntegerField()
    items = serializers.IntegerField()
    on_track = serializers.IntegerField()
    at_risk = serializers.IntegerField()
    off = serializers.IntegerField()


class HalfYearSheetOut(serializers.Serializer):
    """A cell's half-year: totals, and the reviews that were written."""

    totals = HalfYearTotalsOut()
    reviews = HalfYearOut(many=True)


class SupervisionOut(serializers.ModelSerializer):
    """A supervision note."""

    recorded_by = serializers.CharField(source="recorded_by.display_name", default="")

    class Meta:
        model = SupervisionNote
        fields = [
            "id", "unit", "pledge", "seen_on", "supervised_by", "looked_for", "finding", "words", "correct_by",
            "corrected_on", "recorded_by", "recorded_at",
        ]  # fmt: skip


class SupervisionIn(serializers.Serializer):
    """One look at a member's pledge, or at the cell where no pledge is named."""

    unit = serializers.IntegerField()
    pledge = serializers.IntegerField(required=False, allow_null=True, default=None)
    seen_on = serializers.DateField()
    supervised_by = serializers.CharField(max_length=300)
    looked_for = serializers.CharField(max_length=2000)
    finding = serializers.ChoiceField(Finding.choices)
    words = serializers.CharField(max_length=2000, allow_blank=True, default="")
    correct_by = serializers.DateField(required=False, allow_null=True, default=None)


class CorrectedIn(serializers.Serializer):
    """When it was put right."""

    corrected_on = serializers.DateField()


class PledgeHalfYear(PledgeLens, generics.GenericAPIView):
    """Read or write the half-year review of a pledge."""

    serializer_class = HalfYearOut

    def get(self, request, pk: int):
        review = half_year_of(request.user, self.get_object())
        if review is None:
            raise Http404
        return Response(HalfYearOut(review).data)

    @extend_schema(request=HalfYearIn, responses={201: HalfYearOut})
    def post(self, request, pk: int):
        values = valid(HalfYearIn, request)
        lines = {line.pop("item"): HalfLine(**line) for line in map(dict, values.pop("lines"))}
        review = write_half_year(pledge=self.get_object(), lines=lines, by=request.user, **values)
        return Response(HalfYearOut(review).data, status=status.HTTP_201_CREATED)


class HalfYearComment(generics.GenericAPIView):
    """Comment on a half-year review."""

    serializer_class = HalfYearOut

    def get_queryset(self):
        return HalfYearReview.objects.visible_to(self.request.user).select_related("pledge__unit", "pledge__member")

    @extend_schema(request=HalfYearCommentIn, responses=HalfYearOut)
    def post(self, request, pk: int):
        values = valid(HalfYearCommentIn, request)
        return Response(HalfYearOut(comment_half_year(review=self.get_object(), by=request.user, **values)).data)


class CellHalfYears(APIView):
    """A cell's half-year: totals and reviews."""

    @extend_schema(parameters=PLACE, responses=HalfYearSheetOut, operation_id="half_year_cell")
    def get(self, request):
        unit, year = place_asked(request, request.query_params)
        sheet = half_year_sheet(request.user, unit, year, timezone.localdate())
        reviews = [row.review for row in sheet.rows if row.review]
        return Response(HalfYearSheetOut({"totals": sheet.totals, "reviews": reviews}).data)


class SupervisionNotes(generics.GenericAPIView):
    """List the supervision notes of a unit and year; note one."""

    serializer_class = SupervisionOut

    def get_queryset(self):
        unit, year = place_asked(self.request, self.request.query_params)
        return supervision_notes(self.request.user, unit, year)

    @extend_schema(parameters=PLACE, responses=SupervisionOut(many=True), operation_id="supervision_list")
    def get(self, request):
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(SupervisionOut(page, many=True).data)

    @extend_schema(request=SupervisionIn, responses={201: SupervisionOut}, operation_id="supervision_record")
    def post(self, request):
        values = valid(SupervisionIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values["unit"])
        seen = Pledge.objects.visible_to(request.user).filter(unit=unit).select_related("unit", "member")
        pledge = get_object_or_404(seen, pk=values["pledge"]) if values["pledge"] else None
        values |= {"unit": unit, "pledge": pledge}
        note = record_supervision(by=request.user, **values)
        return Response(SupervisionOut(note).data, status=status.HTTP_201_CREATED)


class SupervisionCorrected(generics.GenericAPIView):
    """Note that what was found has been put right."""

    serializer_class = SupervisionOut

    def get_queryset(self):
        return SupervisionNote.objects.visible_to(self.request.user).select_related("unit", "pledge")

    @extend_schema(request=CorrectedIn, responses=SupervisionOut)
    def post(self, request, pk: int):
        values = valid(CorrectedIn, request)
        return Response(SupervisionOut(correct_supervision(note=self.get_object(), by=request.user, **values)).data)


def place_asked(request, asked) -> tuple[Unit, Year]:
    """Return the unit and the year, by its number, of a query or a body; what is not visible does not exist."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=number(asked, "unit"))
    year = year_for(request.user, unit, number(asked, "year"))
    if year is None:
        raise Http404
    return unit, year
