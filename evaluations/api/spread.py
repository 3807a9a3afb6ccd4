"""How levels are spread over the cells, over HTTP."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ..models import LevelChoice
from ..selectors.spread import CellSpread, spread_of
from .decisions import CampaignAct


class CellSpreadOut(serializers.Serializer):
    """One cell: members by level, decided or else proposed; sum and number of the points the cell gave."""

    unit = serializers.IntegerField(source="unit.pk")
    unit_name = serializers.CharField(source="unit.name")
    rated = serializers.IntegerField()
    levels = serializers.SerializerMethodField()
    points = serializers.DecimalField(14, 2)
    pointed = serializers.IntegerField()

    def get_levels(self, cell: CellSpread) -> dict[str, int]:
        """The four levels with their counts."""
        return {level: cell.levels.get(level, 0) for level in LevelChoice.values}


class SpreadRemarkOut(serializers.Serializer):
    """A cell far from the others, and by how much."""

    unit = serializers.IntegerField(source="unit.pk")
    sentence = serializers.CharField()


class SpreadOut(serializers.Serializer):
    """The cells of a campaign, and those worth a look."""

    cells = CellSpreadOut(many=True)
    remarks = SpreadRemarkOut(many=True)


class CampaignSpread(CampaignAct):
    """Read how levels and points are spread over the cells, and which are far from the others."""

    @extend_schema(responses=SpreadOut)
    def get(self, request: Request, pk: int) -> Response:
        return Response(SpreadOut(spread_of(request.user, self.campaign(request, pk))).data)


urlpatterns = [path("campaigns/<int:pk>/spread/", CampaignSpread.as_view(), name="api-campaign-spread")]
