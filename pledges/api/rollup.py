"""What came of the pledges over HTTP, by theme and by unit."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ..selectors import countable_units, roll_up


class SumsOut(serializers.Serializer):
    """Confirmed pledges and their items: by result, and by the last progress report."""

    members = serializers.IntegerField()
    items = serializers.IntegerField()
    kept = serializers.IntegerField()
    partly = serializers.IntegerField()
    not_kept = serializers.IntegerField()
    unreported = serializers.IntegerField()
    on_track = serializers.IntegerField()
    at_risk = serializers.IntegerField()
    off = serializers.IntegerField()
    silent = serializers.IntegerField()


class ThemeRowOut(serializers.Serializer):
    """A theme, null for pledges under none: `own` under itself, `whole` with all that rest on it."""

    theme = serializers.IntegerField(source="theme.pk", default=None, allow_null=True)
    title = serializers.CharField(source="theme.title", default="")
    unit = serializers.IntegerField(source="theme.unit_id", default=None, allow_null=True)
    parent = serializers.IntegerField(source="theme.parent_id", default=None, allow_null=True)
    own = SumsOut()
    own_cells = serializers.IntegerField()
    whole = SumsOut()
    cells = serializers.IntegerField()


class UnitRowOut(serializers.Serializer):
    """A unit with everything under it."""

    unit = serializers.IntegerField(source="unit.pk")
    name = serializers.CharField(source="unit.name")
    sums = SumsOut()
    cells = serializers.IntegerField()
    all_cells = serializers.IntegerField()


class RollUpOut(serializers.Serializer):
    """A unit's whole tree in one year."""

    unit = serializers.IntegerField(source="unit.pk")
    year = serializers.IntegerField()
    themes = ThemeRowOut(many=True)
    units = UnitRowOut(many=True)
    total = SumsOut()
    cells = serializers.IntegerField()
    all_cells = serializers.IntegerField()


class PledgeRollUp(APIView):
    """Roll up a year's pledges under a unit: counts only."""

    @extend_schema(responses=RollUpOut)
    def get(self, request, pk: int, number: int):
        unit = get_object_or_404(countable_units(request.user), pk=pk)
        return Response(RollUpOut(roll_up(request.user, unit, number)).data)
