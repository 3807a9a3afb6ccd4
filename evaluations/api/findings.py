"""Findings over HTTP."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.models import Unit

from ..finding_gaps import OTHER_UNIT
from ..models import Assessment, CellReview, Finding, LevelChoice
from ..selectors.findings import attributable_units, findings_in_full, findings_on_cell
from ..selectors.reviews import reviews_in_full
from ..services.findings import record_cell_finding, record_finding, withdraw_cell_finding, withdraw_finding
from ..wording import CONCLUDED


class FindingBody(serializers.Serializer):
    """A finding with the document it rests on; unit and year are those of the review unless it counts elsewhere."""

    id = serializers.IntegerField(read_only=True)
    code = serializers.ChoiceField(list(CONCLUDED))
    document_number = serializers.CharField(max_length=60)
    document_date = serializers.DateField()
    issuer = serializers.CharField(max_length=160)
    act_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="When it happened.")
    unit = serializers.IntegerField(source="unit_id", required=False, help_text="The unit it counts for.")
    year = serializers.IntegerField(required=False, help_text="The year it counts for.")
    attribution = serializers.CharField(
        max_length=500,
        required=False,
        allow_blank=True,
        default="",
        help_text="Why it counts for another unit or year than those of the review.",
    )
    escape = serializers.ChoiceField(Finding.Escape.choices, default=Finding.Escape.NONE)
    escape_level = serializers.ChoiceField(LevelChoice.choices, required=False, allow_blank=True, default="")
    escape_decision = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    recorded_by = serializers.CharField(read_only=True, help_text="Name of the account.")
    recorded_at = serializers.DateTimeField(read_only=True)


class FindingList(APIView):
    """List what stands against one member; record a finding."""

    @extend_schema(responses=FindingBody(many=True))
    def get(self, request, pk: int):
        found = findings_in_full(request.user, _assessment(request, pk))
        return Response(FindingBody(found, many=True).data)

    @extend_schema(request=FindingBody, responses={201: FindingBody})
    def post(self, request, pk: int):
        assessment = _assessment(request, pk)
        values = _values(request, attributable_units(request.user, assessment))
        finding = record_finding(assessment=assessment, values=values, by=request.user)
        return Response(FindingBody(finding).data, status=status.HTTP_201_CREATED)


class FindingWithdraw(APIView):
    """Take back a finding entered by mistake."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request, pk: int, finding_pk: int):
        assessment = _assessment(request, pk)
        finding = get_object_or_404(findings_in_full(request.user, assessment), pk=finding_pk)
        withdraw_finding(assessment=assessment, finding=finding, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CellFindingList(APIView):
    """List what stands against a cell itself; record a finding. The number is that of the cell's review."""

    @extend_schema(responses=FindingBody(many=True))
    def get(self, request, pk: int):
        found = findings_on_cell(request.user, _review(request, pk))
        return Response(FindingBody(found, many=True).data)

    @extend_schema(request=FindingBody, responses={201: FindingBody})
    def post(self, request, pk: int):
        review = _review(request, pk)
        values = _values(request, Unit.objects.filter(pk=review.unit_id))
        finding = record_cell_finding(review=review, values=values, by=request.user)
        return Response(FindingBody(finding).data, status=status.HTTP_201_CREATED)


class CellFindingWithdraw(APIView):
    """Take back a finding on a cell entered by mistake."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request, pk: int, finding_pk: int):
        review = _review(request, pk)
        finding = get_object_or_404(findings_on_cell(request.user, review), pk=finding_pk)
        withdraw_cell_finding(review=review, finding=finding, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _values(request, units: QuerySet[Unit]) -> dict[str, Any]:
    """Return what was sent, with the unit itself in place of its key; refuse one it may not be attributed to."""
    body = FindingBody(data=request.data)
    body.is_valid(raise_exception=True)
    values = dict(body.validated_data)
    pk = values.pop("unit_id", None)
    if pk is None:
        return values
    unit = units.filter(pk=pk).first()
    if unit is None:
        raise ValidationError({"unit": ValidationError(OTHER_UNIT, "other_unit")})
    return values | {"unit": unit}


def _assessment(request, pk: int) -> Assessment:
    rows = Assessment.objects.open_to_findings(request.user).select_related(
        "member", "unit", "campaign__year", "campaign__rule_set"
    )
    return get_object_or_404(rows, pk=pk)


def _review(request, pk: int) -> CellReview:
    return get_object_or_404(reviews_in_full(request.user), pk=pk)


urlpatterns = [
    path("assessments/<int:pk>/findings/", FindingList.as_view(), name="api-findings"),
    path(
        "assessments/<int:pk>/findings/<int:finding_pk>/withdraw/",
        FindingWithdraw.as_view(),
        name="api-finding-withdraw",
    ),
    path("cell-ratings/<int:pk>/findings/", CellFindingList.as_view(), name="api-cell-findings"),
    path(
        "cell-ratings/<int:pk>/findings/<int:finding_pk>/withdraw/",
        CellFindingWithdraw.as_view(),
        name="api-cell-finding-withdraw",
    ),
]
