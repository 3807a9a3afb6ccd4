"""Campaigns: to read for everyone they concern, to open for the committee."""

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from ..due_days import due_dates
from ..models import Campaign, Closing
from ..readiness import problems_of
from ..selectors.campaigns import campaign_progress, campaigns_for, years_to_open
from ..selectors.rulesets import rule_sets_for
from ..services.campaigns import open_campaign, refresh_campaign
from ..services.closing import close_campaign, reopen_campaign


class CampaignOut(serializers.ModelSerializer):
    """A campaign with its dates; `year` is the number, `unit` the deciding committee."""

    year = serializers.IntegerField(source="year.number")
    unit = serializers.IntegerField(source="year.unit_id")
    unit_name = serializers.CharField(source="year.unit.name")
    rule_set = serializers.CharField(source="rule_set.code")

    class Meta:
        model = Campaign
        fields = [
            "id", "year", "unit", "unit_name", "rule_set",
            "cut_off", "assessments_due", "reviews_due", "decisions_due", "from_paper",
        ]  # fmt: skip


class CellProgressOut(serializers.Serializer):
    """How far one cell is, in people."""

    unit = serializers.IntegerField(source="unit.pk")
    unit_name = serializers.CharField(source="unit.name")
    listed = serializers.IntegerField()
    to_rate = serializers.IntegerField()
    submitted = serializers.IntegerField()
    proposed = serializers.IntegerField()
    verified = serializers.IntegerField()
    decided = serializers.IntegerField()


class ClosingOut(serializers.ModelSerializer):
    """One closing; `reopened_at` and `reopen_reason` once it has been undone."""

    class Meta:
        model = Closing
        fields = ["closed_at", "reopened_at", "reopen_reason"]


class CampaignWhole(CampaignOut):
    """A campaign with the progress of the cells the reader reaches."""

    cells = CellProgressOut(many=True, read_only=True)
    closings = ClosingOut(many=True, read_only=True)

    class Meta(CampaignOut.Meta):
        fields = [*CampaignOut.Meta.fields, "cells", "closings"]


class CampaignIn(serializers.Serializer):
    """What opens a campaign: `year` is the id of the committee's year, `rule_set` a code."""

    year = serializers.IntegerField()
    rule_set = serializers.CharField()
    cut_off = serializers.DateField()
    assessments_due = serializers.DateField()
    reviews_due = serializers.DateField()
    decisions_due = serializers.DateField()


class ReopenIn(serializers.Serializer):
    """Why a closed campaign is opened again."""

    reason = serializers.CharField(max_length=2000)


class ReadinessIn(serializers.Serializer):
    """What a campaign would be opened with: `year` the id of the committee's year, `rule_set` a code."""

    year = serializers.IntegerField()
    rule_set = serializers.CharField()
    cut_off = serializers.DateField(required=False)


class ProblemOut(serializers.Serializer):
    """One thing that stands against opening: what it is, how it is cured, the page where that is done."""

    code = serializers.CharField()
    text = serializers.CharField()
    cure = serializers.CharField()
    url = serializers.CharField()


class RefreshedOut(serializers.Serializer):
    """Rows a refresh added, changed, took away."""

    added = serializers.IntegerField()
    updated = serializers.IntegerField()
    removed = serializers.IntegerField()


class CampaignList(generics.ListAPIView):
    """List the campaigns above and below you; open one."""

    serializer_class = CampaignOut

    def get_queryset(self):
        return campaigns_for(self.request.user)

    @extend_schema(request=CampaignIn, responses={201: CampaignOut})
    def post(self, request):
        checked = CampaignIn(data=request.data)
        checked.is_valid(raise_exception=True)
        values = dict(checked.validated_data)
        values["year"] = get_object_or_404(years_to_open(request.user), pk=values["year"])
        values["rule_set"] = get_object_or_404(rule_sets_for(request.user), code=values["rule_set"])
        campaign = open_campaign(by=request.user, **values)
        return Response(CampaignOut(campaign).data, status=status.HTTP_201_CREATED)


class CampaignDetail(APIView):
    """Read one campaign with the progress of its cells."""

    @extend_schema(responses=CampaignWhole)
    def get(self, request, pk: int):
        campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
        campaign.cells = campaign_progress(request.user, campaign)
        return Response(CampaignWhole(campaign).data)


class CampaignRefresh(APIView):
    """Let the list follow the roster."""

    @extend_schema(request=None, responses=RefreshedOut)
    def post(self, request, pk: int):
        campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
        return Response(RefreshedOut(refresh_campaign(campaign=campaign, by=request.user)).data)


class CampaignReadiness(APIView):
    """Read what stands against opening the review of a year; an empty list when it may be opened."""

    @extend_schema(parameters=[ReadinessIn], responses=ProblemOut(many=True))
    def get(self, request):
        checked = ReadinessIn(data=request.query_params)
        checked.is_valid(raise_exception=True)
        asked = checked.validated_data
        year = get_object_or_404(years_to_open(request.user), pk=asked["year"])
        rule_set = get_object_or_404(rule_sets_for(request.user), code=asked["rule_set"])
        cut_off = asked.get("cut_off") or due_dates(rule_set, year.number)["cut_off"]
        return Response(ProblemOut(problems_of(year, rule_set, cut_off, timezone.localdate()), many=True).data)


class CampaignClose(APIView):
    """Close a campaign once nothing hangs; 400 with a sentence for everything that does."""

    @extend_schema(request=None, responses=ClosingOut)
    def post(self, request, pk: int):
        campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
        return Response(ClosingOut(close_campaign(campaign=campaign, by=request.user)).data)


class CampaignReopen(APIView):
    """Open a closed campaign again, with the reason."""

    @extend_schema(request=ReopenIn, responses=ClosingOut)
    def post(self, request, pk: int):
        campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
        checked = ReopenIn(data=request.data)
        checked.is_valid(raise_exception=True)
        return Response(ClosingOut(reopen_campaign(campaign=campaign, by=request.user, **checked.validated_data)).data)


urlpatterns = [
    # /api/v1/campaigns/
    path("campaigns/", CampaignList.as_view(), name="api-campaign-list"),
    path("campaigns/readiness/", CampaignReadiness.as_view(), name="api-campaign-readiness"),
    path("campaigns/<int:pk>/", CampaignDetail.as_view(), name="api-campaign-detail"),
    path("campaigns/<int:pk>/refresh/", CampaignRefresh.as_view(), name="api-campaign-refresh"),
    path("campaigns/<int:pk>/close/", CampaignClose.as_view(), name="api-campaign-close"),
    path("campaigns/<int:pk>/reopen/", CampaignReopen.as_view(), name="api-campaign-reopen"),
]
