"""The worksheet of a cell over HTTP: taken out, looked at, saved."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.access import ensure
from emulation.api.common import AlwaysFirst
from emulation.models import Unit
from emulation.roster.problems import UnusableFile
from emulation.web import XLSX, download_workbook

from ..permissions import UnitPledges
from ..selectors import year_for
from ..services import apply_worksheet, export_worksheet, preview_worksheet
from ..worksheet.reading import MOST_BYTES, TOO_BIG
from ..worksheet.shapes import Fate
from .shapes import number, valid


class WorksheetIn(serializers.Serializer):
    """A worksheet that comes back."""

    file = serializers.FileField()
    unit = serializers.IntegerField()
    year = serializers.IntegerField(help_text="The year's number.")

    def validate_file(self, upload):
        """Refuse what is too large before reading it."""
        if upload.size > MOST_BYTES:
            raise serializers.ValidationError(TOO_BIG)
        return upload


class WorksheetApplyIn(WorksheetIn):
    """A worksheet to save: `seen` as the preview gave it; `take`: rows in conflict of which the file's side counts."""

    seen = serializers.CharField(max_length=64)
    take = serializers.ListField(child=serializers.IntegerField(), required=False, default=list, max_length=5000)


class SaidOut(serializers.Serializer):
    """What is said of one item."""

    confidence = serializers.CharField()
    value = serializers.DecimalField(14, 2, allow_null=True)
    done = serializers.CharField()
    next_step = serializers.CharField()


class WorksheetRowOut(serializers.Serializer):
    """One row: what stands there, what the file says, what becomes of it."""

    row = serializers.IntegerField(source="row.number")
    pledge = serializers.IntegerField(source="row.pledge")
    item = serializers.IntegerField(source="row.item")
    fate = serializers.ChoiceField([fate.value for fate in Fate])
    there = SaidOut(source="server")
    file = SaidOut(source="row.said")
    problems = serializers.ListField(child=serializers.CharField())


class WorksheetOut(serializers.Serializer):
    """What bringing the worksheet back would do, or did."""

    month = serializers.IntegerField()
    seen = serializers.CharField()
    is_sound = serializers.BooleanField()
    problems = serializers.ListField(child=serializers.CharField())
    rows = WorksheetRowOut(many=True)


class WorksheetFile(APIView):
    """The worksheet of a cell and period as a workbook."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(
        parameters=[OpenApiParameter(name, int, required=True) for name in ("unit", "year", "month")],
        responses={(200, XLSX): OpenApiTypes.BINARY},
    )
    def get(self, request):
        asked = request.query_params
        unit, year = _place(request, number(asked, "unit"), number(asked, "year"))
        month = number(asked, "month") or 0
        content, name = export_worksheet(unit=unit, year=year, month=month, by=request.user)
        return download_workbook(content, name)


class WorksheetPreview(APIView):
    """Look at what a worksheet would change; nothing is saved."""

    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": WorksheetIn}, responses=WorksheetOut)
    def post(self, request):
        return Response(WorksheetOut(_run(request, preview_worksheet, valid(WorksheetIn, request))).data)


class WorksheetApply(APIView):
    """Save a worksheet as it was looked at, all of it or none."""

    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": WorksheetApplyIn}, responses=WorksheetOut)
    def post(self, request):
        return Response(WorksheetOut(_run(request, apply_worksheet, valid(WorksheetApplyIn, request))).data)


def _run(request, service, values: dict):
    unit, year = _place(request, values.pop("unit"), values.pop("year"))
    ensure(request.user, "pledge.check_in", UnitPledges(unit))  # before a file is read at all
    file = values.pop("file")
    try:
        return service(unit=unit, year=year, data=file.read(), filename=file.name, by=request.user, **values)
    except UnusableFile as refused:
        raise serializers.ValidationError({"file": [str(refused)]}) from refused


def _place(request, pk: int | None, asked: int | None):
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    year = year_for(request.user, unit, asked) if asked else None
    if year is None:
        raise Http404
    return unit, year
