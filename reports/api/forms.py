"""The forms of one member over the API."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from emulation.api.common import AlwaysFirst
from emulation.web import download
from evaluations.selectors.assessments import assessments_for

from ..services import CONTENT_TYPES, export_self_review

WAYS = [
    OpenApiParameter("blank", OpenApiTypes.BOOL, description="1: to be written by hand."),
    OpenApiParameter("blocks", OpenApiTypes.BOOL, description="1: with room for the cell and the committee."),
]


class SelfReviewPdf(APIView):
    """Form 2A, 2B or 2C of a member as PDF; journaled."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(
        parameters=WAYS,
        responses={(200, CONTENT_TYPES["pdf"]): OpenApiTypes.BINARY},
        operation_id="documents_self_review",
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        assessment = get_object_or_404(assessments_for(request.user), pk=pk)
        asked = {name: request.query_params.get(name) == "1" for name in ("blank", "blocks")}
        content, name = export_self_review(assessment=assessment, by=request.user, **asked)
        return download(content, name, CONTENT_TYPES["pdf"])
