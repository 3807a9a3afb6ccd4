"""The progress of pledges and the commendations of a unit as PDF, over the API."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from emulation.api.common import AlwaysFirst
from emulation.web import download

from ..services import CONTENT_TYPES, export_commendations, export_progress
from .annual import WHICH, binary, which_of


class ProgressPdfView(APIView):
    """The committee's board of progress as a PDF, counts alone."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(parameters=WHICH, responses=binary("pdf"), operation_id="reports_progress_pdf")
    def get(self, request: Request) -> HttpResponse:
        unit, year = which_of(request)
        content, name = export_progress(unit=unit, year=year, by=request.user)
        return download(content, name, CONTENT_TYPES["pdf"])


class CommendationsPdfView(APIView):
    """The list of what was granted in a unit and year as a PDF."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(parameters=WHICH, responses=binary("pdf"), operation_id="reports_commendations_pdf")
    def get(self, request: Request) -> HttpResponse:
        unit, year = which_of(request)
        content, name = export_commendations(unit=unit, year=year, by=request.user)
        return download(content, name, CONTENT_TYPES["pdf"])
