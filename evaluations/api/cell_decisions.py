"""The committee's decision on its cells over HTTP: the cap among them, choices, the decision, the frozen rows."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.web import asked_number

from ..models import Campaign, CellDecision, LevelChoice
from ..selectors.cell_decisions import cell_board, cell_decisions_in_full
from ..selectors.reviews import committee_campaigns
from ..services.cell_decisions import choose_cell_levels, decide_cells
from .decisions import CAMPAIGN, DecideIn, GroupOut


class RankedCellOut(serializers.Serializer):
    """One cell as the committee weighs it; `warnings` are about those who head it."""

    unit = serializers.IntegerField(source="rating.unit_id")
    name = serializers.CharField(source="rating.unit.name")
    group = serializers.CharField(help_text="Code of the group of similar cells.")
    score = serializers.DecimalField(5, 2)
    derived = serializers.CharField()
    summary = serializers.CharField()
    proposed = serializers.CharField()
    level = serializers.CharField()
    reason = serializers.CharField(source="rating.committee_reason")
    needs_choice = serializers.BooleanField(source="is_open")
    warnings = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField(source="rating.version")


class CellBoardOut(serializers.Serializer):
    """The cap among cells with everything that stands against the decision; `before` is what must come first."""

    can_decide_now = serializers.BooleanField()
    before = serializers.ListField(child=serializers.CharField())
    groups = GroupOut(many=True)
    cells = RankedCellOut(many=True)


class CellChoiceIn(serializers.Serializer):
    """The committee's level for one cell; an empty level takes an earlier choice back."""

    unit = serializers.IntegerField()
    level = serializers.ChoiceField(LevelChoice.choices, allow_blank=True)
    reason = serializers.CharField(required=False, allow_blank=True, default="")
    version = serializers.IntegerField(required=False, help_text="Of the cell's rating as you read it, if you mind.")


class CellChoicesIn(serializers.Serializer):
    """Any number of choices; none is kept when one cannot stand."""

    choices = CellChoiceIn(many=True)


class CellsDecidedOut(serializers.Serializer):
    """What has been decided."""

    number = serializers.CharField()
    signed_on = serializers.DateField()
    cells = serializers.IntegerField()


class CellDecisionOut(serializers.ModelSerializer):
    """One frozen decision on a cell."""

    campaign = serializers.IntegerField(source="rating.campaign_id")
    unit = serializers.IntegerField(source="rating.unit_id")
    cell = serializers.CharField(source="rating.unit.name")
    rule_set = serializers.CharField(source="rule_set.code")

    class Meta:
        model = CellDecision
        fields = [
            "campaign", "unit", "cell", "level", "derived", "tags", "inputs", "conditions", "reason", "rule_set",
            "number", "signed_on", "at",
        ]  # fmt: skip


class CellCampaignAct(APIView):
    """Base of what a committee does with the cells of its campaign."""

    def campaign(self, request: Request, pk: int) -> Campaign:
        """Return the campaign, or answer 404 when the reader does not work for its committee."""
        return get_object_or_404(committee_campaigns(request.user), pk=pk)

    def board(self, request: Request, pk: int) -> Response:
        """Return the working as it is now."""
        return Response(CellBoardOut(cell_board(request.user, self.campaign(request, pk))).data)


class CampaignCells(CellCampaignAct):
    """Read the cap's working among the cells and what stands against the decision."""

    @extend_schema(responses=CellBoardOut)
    def get(self, request: Request, pk: int) -> Response:
        return self.board(request, pk)


class CampaignCellsChoose(CellCampaignAct):
    """Keep the committee's working choices for its cells."""

    @extend_schema(request=CellChoicesIn, responses=CellBoardOut)
    def post(self, request: Request, pk: int) -> Response:
        campaign, body = self.campaign(request, pk), CellChoicesIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data["choices"]
        choices = {one["unit"]: (one["level"], one["reason"]) for one in given}
        versions = {one["unit"]: one["version"] for one in given if "version" in one}
        choose_cell_levels(campaign=campaign, choices=choices, versions=versions, by=request.user)
        return self.board(request, pk)


class CampaignCellsDecide(CellCampaignAct):
    """Decide the cells of the campaign under number and date, after all their members."""

    @extend_schema(request=DecideIn, responses=CellsDecidedOut)
    def post(self, request: Request, pk: int) -> Response:
        campaign, body = self.campaign(request, pk), DecideIn(data=request.data)
        body.is_valid(raise_exception=True)
        decided = decide_cells(campaign=campaign, by=request.user, **body.validated_data)
        return Response(CellsDecidedOut(body.validated_data | {"cells": len(decided)}).data)


@extend_schema(parameters=[CAMPAIGN])
class CellDecisionList(generics.ListAPIView):
    """List the frozen decisions on cells you may see."""

    serializer_class = CellDecisionOut
    queryset = CellDecision.objects.none()

    def get_queryset(self):
        campaign = asked_number(self.request.query_params.get("campaign"))
        found = cell_decisions_in_full(self.request.user)
        return found if campaign is None else found.filter(rating__campaign=campaign)


urlpatterns = [
    path("campaigns/<int:pk>/cells/", CampaignCells.as_view(), name="api-campaign-cells"),
    path("campaigns/<int:pk>/cells/choose/", CampaignCellsChoose.as_view(), name="api-campaign-cells-choose"),
    path("campaigns/<int:pk>/cells/decide/", CampaignCellsDecide.as_view(), name="api-campaign-cells-decide"),
    path("cell-decisions/", CellDecisionList.as_view(), name="api-cell-decision-list"),
]
