"""Findings over HTTP."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import Assessment, Finding, LevelChoice
from ..services.findings import record_finding, withdraw_finding
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
        return Response(FindingBody(_get(request, pk).findings, many=True).data)

    @extend_schema(request=FindingBody, responses={201: FindingBody})
    def post(self, request, pk: int):
        body = FindingBody(data=request.data)
        body.is_valid(raise_exception=True)
        finding = record_finding(assessment=_get(request, pk), values=dict(body.validated_data), by=request.user)
        return Response(FindingBody(finding).data, status=status.HTTP_201_CREATED)


class FindingWithdraw(APIView):
    """Take back a finding entered by mistake."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request, pk: int, finding_pk: int):
        assessment = _get(request, pk)
        finding = get_object_or_404(assessment.findings, pk=finding_pk)
        withdraw_finding(assessment=assessment, finding=finding, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _get(request, pk: int) -> Assessment:
    rows = Assessment.objects.open_to_findings(request.user).select_related(
        "member", "unit", "campaign__year", "campaign__rule_set"
    )
    return get_object_or_404(rows, pk=pk)


urlpatterns = [
    path("assessments/<int:pk>/findings/", FindingList.as_view(), name="api-findings"),
    path(
        "assessments/<int:pk>/findings/<int:finding_pk>/withdraw/",
        FindingWithdraw.as_view(),
        name="api-finding-withdraw",
    ),
]
