"""The reports over the API: the same document as data, and the same files."""

import datetime
from dataclasses import fields
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.access import NO_ROLE
from emulation.api.common import AlwaysFirst
from emulation.models import Unit
from emulation.web import download

from ..documents import AnnualReport, build_annual_report
from ..documents.shapes import Text
from ..selectors import campaigns_for, own_units, years_of
from ..services import CONTENT_TYPES, export_report, note_report_taken

PLAIN = {
    str: serializers.CharField,
    int: serializers.IntegerField,
    bool: serializers.BooleanField,
    Text: serializers.CharField,
    datetime.date: serializers.DateField,
    datetime.datetime: serializers.DateTimeField,
}
WHICH = [
    OpenApiParameter("unit", OpenApiTypes.INT, description="Key of the unit; the reader's first one when left out."),
    OpenApiParameter("year", OpenApiTypes.INT, description="The year; the newest one when left out."),
]


def field_for(kind: Any, **options: Any) -> serializers.Field:
    """Return the field for an annotation of a shape: plain, optional, a tuple of shapes, a shape."""
    if kind in PLAIN:
        return PLAIN[kind](**options)
    if kind is Decimal:
        return serializers.DecimalField(max_digits=5, decimal_places=2, **options)
    if isinstance(kind, UnionType):
        inner = next(part for part in get_args(kind) if part is not type(None))
        return field_for(inner, allow_null=True, **options)
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        child = field_for(inner)
        return serializers.ListField(child=child) if inner in PLAIN else shape_serializer(inner)(many=True)
    return shape_serializer(kind)(**options)


@cache
def shape_serializer(shape: type) -> type[serializers.Serializer]:
    """Return the read-only serializer of a frozen dataclass, field by field."""
    hints = get_type_hints(shape)
    parts = {field.name: field_for(hints[field.name]) for field in fields(shape)}
    return type(f"Report{shape.__name__}Serializer", (serializers.Serializer,), parts)


class WhichReportSerializer(serializers.Serializer):
    """The query of a report."""

    unit = serializers.IntegerField(required=False, min_value=1)
    year = serializers.IntegerField(required=False, min_value=2016, max_value=2100)


def which_of(request: Request) -> tuple[Unit, int]:
    """Return the unit and year of the query; invisible units do not exist."""
    query = WhichReportSerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    pk = query.validated_data.get("unit") or next((unit.pk for unit in own_units(request.user)), None)
    if pk is None:
        raise PermissionDenied(str(NO_ROLE.reason))
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    year = query.validated_data.get("year") or next(iter(years_of(campaigns_for(unit))), timezone.localdate().year)
    return unit, year


class AnnualReportView(APIView):
    """The annual classification report as data; without names for who may see figures only."""

    @extend_schema(parameters=WHICH, responses=shape_serializer(AnnualReport), operation_id="reports_annual")
    def get(self, request: Request) -> Response:
        unit, year = which_of(request)
        report = build_annual_report(request.user, unit, year, timezone.localdate())
        if report.shows_names:
            note_report_taken(unit=unit, year=report.year, by=request.user)
        return Response(shape_serializer(AnnualReport)(report).data)


def binary(kind: str) -> dict[tuple[int, str], Any]:
    return {(200, CONTENT_TYPES[kind]): OpenApiTypes.BINARY}


class AnnualFileView(APIView):
    """The annual classification report as a file, always in Vietnamese; every export is journaled."""

    content_negotiation_class = AlwaysFirst

    def answer(self, request: Request, kind: str) -> HttpResponse:
        """Make the file and send it as a download."""
        unit, year = which_of(request)
        content, name = export_report(unit=unit, year=year, kind=kind, by=request.user)
        return download(content, name, CONTENT_TYPES[kind])


class AnnualPdfView(AnnualFileView):
    """The report as a PDF."""

    @extend_schema(parameters=WHICH, responses=binary("pdf"), operation_id="reports_annual_pdf")
    def get(self, request: Request) -> HttpResponse:
        return self.answer(request, "pdf")


class AnnualXlsxView(AnnualFileView):
    """The report as a workbook."""

    @extend_schema(parameters=WHICH, responses=binary("xlsx"), operation_id="reports_annual_xlsx")
    def get(self, request: Request) -> HttpResponse:
        return self.answer(request, "xlsx")
