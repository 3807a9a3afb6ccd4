"""Sheets on paper over the API: the same files as the pages."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from emulation.api.common import AlwaysFirst
from emulation.models import Membership, Unit
from emulation.web import download
from pledges.models import Pledge
from pledges.selectors import year_for

from ..documents.sheets import SheetKind
from ..services import CONTENT_TYPES, export_blank_sheet, export_cell_sheets, export_sheet

PDF = {(200, CONTENT_TYPES["pdf"]): OpenApiTypes.BINARY}
KIND = OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=[kind.value for kind in SheetKind])
ASKED = [
    OpenApiParameter("month", int, description="The last month of the period; of a progress report only."),
    OpenApiParameter("blank", bool, description="To be filled in by hand."),
]


class SheetIn(serializers.Serializer):
    """The query of a sheet."""

    month = serializers.IntegerField(required=False, default=0, min_value=0, max_value=12)
    blank = serializers.BooleanField(required=False, default=False)


class CellSheetsIn(SheetIn):
    """The query of a cell's sheets."""

    unit = serializers.IntegerField(min_value=1)
    year = serializers.IntegerField(min_value=2016, max_value=2100)


class SheetView(APIView):
    """Base of the sheets: a file is what it is."""

    content_negotiation_class = AlwaysFirst

    def answer(self, made: tuple[bytes, str]) -> HttpResponse:
        """Send the file as a download."""
        return download(made[0], made[1], CONTENT_TYPES["pdf"])


class MemberSheet(SheetView):
    """One member's sheet."""

    @extend_schema(parameters=[KIND, *ASKED], responses=PDF, operation_id="reports_sheet")
    def get(self, request: Request, kind: str, pk: int) -> HttpResponse:
        seen = Pledge.objects.visible_to(request.user).with_secretaries(timezone.localdate())
        pledge = get_object_or_404(seen.select_related("unit", "year", "member"), pk=pk)
        wanted = _asked(SheetIn, request)
        return self.answer(export_sheet(pledge=pledge, kind=_kind(kind), by=request.user, **wanted))


class BlankSheet(SheetView):
    """The blank pledge of a member who has none of the year yet."""

    @extend_schema(responses=PDF, operation_id="reports_sheet_blank")
    def get(self, request: Request, pk: int, number: int) -> HttpResponse:
        seen = Membership.objects.visible_to(request.user).select_related("member", "unit")
        membership = get_object_or_404(seen, pk=pk)
        year = year_for(request.user, membership.unit, number)
        if year is None:
            raise Http404
        return self.answer(export_blank_sheet(membership=membership, year=year, by=request.user))


class CellSheets(SheetView):
    """The sheets of a whole cell in one file."""

    @extend_schema(
        parameters=[
            KIND,
            OpenApiParameter("unit", int, required=True),
            OpenApiParameter("year", int, required=True),
            *ASKED,
        ],
        responses=PDF,
        operation_id="reports_cell_sheets",
    )
    def get(self, request: Request, kind: str) -> HttpResponse:
        wanted = _asked(CellSheetsIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=wanted.pop("unit"))
        year = year_for(request.user, unit, wanted.pop("year"))
        if year is None:
            raise Http404
        made = export_cell_sheets(unit=unit, year=year, kind=_kind(kind), by=request.user, **wanted)
        return self.answer(made)


def _asked(serializer: type[serializers.Serializer], request: Request) -> dict:
    query = serializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    return dict(query.validated_data)


def _kind(kind: str) -> SheetKind:
    if kind not in set(SheetKind):
        raise Http404
    return SheetKind(kind)
