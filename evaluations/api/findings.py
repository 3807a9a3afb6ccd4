"""Findings over HTTP."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import Assessment, CellReview, Finding, LevelChoice
from ..selectors.ratings import cell_findings
from ..selectors.reviews import reviews_in_full
from ..services.findings import record_cell_finding, record_finding, withdraw_cell_finding, withdraw_finding
from ..wording import CONCLUDED


class FindingBody(serializers.Serializer):
    """A finding with the document it rests on."""

    id = serializers.IntegerField(read_only=True)
    code = serializers.ChoiceField(list(CONCLUDED))
    document_number = serializers.CharField(max_length=60)
    document_date = serializers.DateField()
    issuer = serializers.CharField(max_length=160)
    escape = serializers.ChoiceField(Finding.Escape.choices, default=Finding.Escape.NONE)
    escape_level = serializers.ChoiceField(LevelChoice.choices, required=False, allow_blank=True, default="")
    escape_decision = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")


class FindingList(APIView):
    """List what stands against one member this year; record a finding."""

    @extend_schema(responses=FindingBody(many=True))
    def get(self, request, pk: int):
        return Response(FindingBody(_assessment(request, pk).findings, many=True).data)

    @extend_schema(request=FindingBody, responses={201: FindingBody})
    def post(self, request, pk: int):
        finding = record_finding(assessment=_assessment(request, pk), values=_values(request), by=request.user)
        return Response(FindingBody(finding).data, status=status.HTTP_201_CREATED)


class FindingWithdraw(APIView):
    """Take back a finding entered by mistake."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request, pk: int, finding_pk: int):
        assessment = _assessment(request, pk)
        finding = get_object_or_404(assessment.findings, pk=finding_pk)
        withdraw_finding(assessment=assessment, finding=finding, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CellFindingList(APIView):
    """List what stands against a cell itself this year; record a finding. The number is that of the cell's review."""

    @extend_schema(responses=FindingBody(many=True))
    def get(self, request, pk: int):
        return Response(FindingBody(cell_findings(_review(request, pk)), many=True).data)

    @extend_schema(request=FindingBody, responses={201: FindingBody})
    def post(self, request, pk: int):
        finding = record_cell_finding(review=_review(request, pk), values=_values(request), by=request.user)
        return Response(FindingBody(finding).data, status=status.HTTP_201_CREATED)


class CellFindingWithdraw(APIView):
    """Take back a finding on a cell entered by mistake."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request, pk: int, finding_pk: int):
        review = _review(request, pk)
        finding = get_object_or_404(cell_findings(review), pk=finding_pk)
        withdraw_cell_finding(review=review, finding=finding, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _values(request) -> dict:
    body = FindingBody(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


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
