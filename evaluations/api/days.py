"""A campaign's days and those of its cells; who holds up whom."""

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.access import ensure
from emulation.models import Unit

from ..models import Campaign
from ..selectors.campaigns import campaigns_for
from ..selectors.waiting import own_days, waiting_in
from ..services.days import set_cell_days, set_due_days


class CellDayOut(serializers.Serializer):
    """One day of one cell in place of the campaign's own."""

    unit = serializers.IntegerField(source="unit_id")
    unit_name = serializers.CharField(source="unit.name")
    step = serializers.CharField()
    due_on = serializers.DateField()


class CommonDays(serializers.Serializer):
    """The campaign's own days."""

    assessments_due = serializers.DateField()
    reviews_due = serializers.DateField()
    decisions_due = serializers.DateField()


class DaysOut(CommonDays):
    """The campaign's own days, and those of cells that differ."""

    cells = CellDayOut(many=True)


class CellDaysIn(serializers.Serializer):
    """A cell's days; null goes back to the campaign's, a step left out stays."""

    unit = serializers.IntegerField()
    assessments = serializers.DateField(required=False, allow_null=True)
    reviews = serializers.DateField(required=False, allow_null=True)


class WaitOut(serializers.Serializer):
    """A cell at the step where it stands still; `step` is empty once its members are decided."""

    unit = serializers.IntegerField(source="unit.pk")
    unit_name = serializers.CharField(source="unit.name")
    members = serializers.IntegerField()
    step = serializers.CharField(source="held.step", default="")
    count = serializers.IntegerField(source="held.count", default=0)
    due = serializers.DateField(source="held.due", default=None, allow_null=True)
    days_late = serializers.IntegerField(source="held.days_late", default=0)
    callees = serializers.ListField(child=serializers.CharField(), source="held.callees", default=list)


def _campaign(request, pk: int) -> Campaign:
    campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
    ensure(request.user, "campaign.open", campaign.unit)
    return campaign


class CampaignDays(APIView):
    """Read the days; change the campaign's own (PUT) or those of one cell (POST)."""

    @extend_schema(responses=DaysOut)
    def get(self, request, pk: int):
        return Response(_as_data(_campaign(request, pk)))

    @extend_schema(request=CommonDays, responses=DaysOut)
    def put(self, request, pk: int):
        campaign, checked = _campaign(request, pk), CommonDays(data=request.data)
        checked.is_valid(raise_exception=True)
        return Response(_as_data(set_due_days(campaign=campaign, by=request.user, **checked.validated_data)))

    @extend_schema(request=CellDaysIn, responses=DaysOut)
    def post(self, request, pk: int):
        campaign, checked = _campaign(request, pk), CellDaysIn(data=request.data)
        checked.is_valid(raise_exception=True)
        given = dict(checked.validated_data)
        unit = get_object_or_404(Unit.objects.filter(pk__in=campaign.reviews.values("unit")), pk=given.pop("unit"))
        days = {step.upper(): day for step, day in given.items()}
        return Response(_as_data(set_cell_days(campaign=campaign, unit=unit, days=days, by=request.user)))


def _as_data(campaign: Campaign) -> dict:
    return CommonDays(campaign).data | {"cells": CellDayOut(own_days(campaign), many=True).data}


class CampaignWaiting(APIView):
    """Read at which step each cell stands still, the latest first, and whom to call."""

    @extend_schema(responses=WaitOut(many=True))
    def get(self, request, pk: int):
        waiting = waiting_in(request.user, _campaign(request, pk), timezone.localdate())
        return Response(WaitOut(waiting.cells, many=True).data)


urlpatterns = [
    # /api/v1/campaigns/<pk>/
    path("campaigns/<int:pk>/days/", CampaignDays.as_view(), name="api-campaign-days"),
    path("campaigns/<int:pk>/waiting/", CampaignWaiting.as_view(), name="api-campaign-waiting"),
]
