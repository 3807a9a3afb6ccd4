"""The roster over HTTP: previewed, or loaded when confirmed."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ..access import ensure
from ..models import Unit
from ..roster.problems import UnusableFile
from ..roster.reading import read_roster
from ..services.roster import load_roster, preview_roster
from ..uploads import TOO_LARGE
from .common import valid


class RosterIn(serializers.Serializer):
    """A roster file; without `confirm` it is only previewed."""

    file = serializers.FileField()
    unit_name = serializers.CharField(required=False, default="")
    confirm = serializers.BooleanField(required=False, default=False)

    def validate_file(self, upload):
        """Refuse what is too large before reading it."""
        if upload.size > settings.UPLOAD_MAX_BYTES:
            raise serializers.ValidationError(TOO_LARGE)
        return upload


class RosterOut(serializers.Serializer):
    """What loading did, or would do."""

    loaded = serializers.BooleanField()
    summary = serializers.DictField(child=serializers.IntegerField())
    rows = serializers.ListField(child=serializers.DictField())


class RosterImport(APIView):
    """Read a roster for a committee; load its accepted rows when confirmed."""

    @extend_schema(request={"multipart/form-data": RosterIn}, responses=RosterOut)
    def post(self, request, pk: int):
        values = valid(RosterIn, request)
        unit, today = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk), timezone.localdate()
        ensure(request.user, "roster.import", unit)  # before a file is read at all
        cell = unit.name if unit.is_cell else values["unit_name"] or None
        try:
            reading = read_roster(values["file"].read(), values["file"].name, unit_name=cell, today=today)
        except UnusableFile as refused:
            raise serializers.ValidationError({"file": [str(refused)]}) from refused
        service = load_roster if values["confirm"] else preview_roster
        plan = service(reading=reading, committee=unit, on=today, by=request.user)
        rows = [
            {"row": planned.row.row, "outcome": planned.status, "name": planned.row.name, "cell": planned.cell}
            | ({} if planned.row.accepted else {"field": planned.row.field, "message": planned.row.reasons})
            for planned in plan.rows
        ]
        return Response({"loaded": values["confirm"], "summary": plan.summary, "rows": rows})


urlpatterns = [
    path("units/<int:pk>/roster/", RosterImport.as_view(), name="api-unit-roster"),
]
