"""What a unit registers for a year, over the API."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from emulation.api.common import AlwaysFirst
from emulation.web import download

from ..selectors import registered_by
from ..services import CONTENT_TYPES, export_unit_year

PDF = {(200, CONTENT_TYPES["pdf"]): OpenApiTypes.BINARY}


class RegistrationPdfView(APIView):
    """What a unit registers for a year as a PDF, always in Vietnamese; every export is journaled."""

    content_negotiation_class = AlwaysFirst
    only_pairs = False

    @extend_schema(responses=PDF, operation_id="reports_registration_pdf")
    def get(self, request: Request, pk: int, number: int) -> HttpResponse:
        unit, year = registered_by(request.user, pk, number)
        content, name = export_unit_year(unit=unit, year=year, by=request.user, only_pairs=self.only_pairs)
        return download(content, name, CONTENT_TYPES["pdf"])


class PairsPdfView(RegistrationPdfView):
    """A unit's pairs of what to build and to fight as a PDF."""

    only_pairs = True

    @extend_schema(responses=PDF, operation_id="reports_pairs_pdf")
    def get(self, request: Request, pk: int, number: int) -> HttpResponse:
        return super().get(request, pk, number)
