"""The cap over HTTP: other ways of counting it, the larger share of an outstanding unit, the reason of a choice."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from emulation.models import Unit

from ..models import CapException, CapGroups, CapReading, CapRounding, CapScope
from ..rules.cap import Reading, Rounding
from ..selectors.caps import exceptions_of
from ..selectors.whatif import what_if
from ..services.caps import explain_choice, record_cap_exception, withdraw_cap_exception
from .decisions import CampaignAct, GroupOut

WAYS = [
    OpenApiParameter("percent", int, description="With the four others: a combination of your own."),
    OpenApiParameter("reading", enum=CapReading.values),
    OpenApiParameter("rounding", enum=CapRounding.values),
    OpenApiParameter("scope", enum=CapScope.values),
    OpenApiParameter("groups", enum=CapGroups.values),
]


class CombinationIn(serializers.Serializer):
    """A way of counting the cap; all of it or nothing."""

    percent = serializers.IntegerField(min_value=0, max_value=100)
    reading = serializers.ChoiceField(CapReading.choices)
    rounding = serializers.ChoiceField(CapRounding.choices)
    scope = serializers.ChoiceField(CapScope.choices)
    groups = serializers.ChoiceField(CapGroups.choices)

    def arrangement(self) -> dict:
        """Return the combination as the rules take it."""
        values = self.validated_data
        return values | {"reading": Reading(values["reading"]), "rounding": Rounding(values["rounding"])}


class VariantOut(serializers.Serializer):
    """The cap counted in one way; `over` and `holds` are about those chosen now."""

    code = serializers.CharField(help_text="BOUND is the way that binds, CUSTOM your own combination.")
    label = serializers.CharField()
    percent = serializers.IntegerField(source="arrangement.percent")
    reading = serializers.CharField(source="arrangement.reading")
    rounding = serializers.CharField(source="arrangement.rounding")
    scope = serializers.CharField(source="arrangement.scope")
    grouping = serializers.CharField(source="arrangement.groups")
    maximum = serializers.IntegerField()
    chosen = serializers.IntegerField()
    over = serializers.IntegerField()
    holds = serializers.BooleanField()
    groups = GroupOut(many=True)


class PerCellOut(serializers.Serializer):
    """What rounding down inside each cell costs against one count for the committee."""

    together = serializers.IntegerField()
    apart = serializers.IntegerField()
    lost = serializers.IntegerField()
    cells = serializers.IntegerField()
    without = serializers.IntegerField(help_text="Cells in which nobody could ever be chosen.")


class WhatIfOut(serializers.Serializer):
    """Every way of counting side by side, the one that binds first."""

    variants = VariantOut(many=True)
    per_cell = PerCellOut()


class ExceptionBody(serializers.ModelSerializer):
    """The decision that lets an outstanding unit have the larger share."""

    about = serializers.ChoiceField(CapException.About.choices, default=CapException.About.PEOPLE)

    class Meta:
        model = CapException
        fields = ["id", "unit", "about", "number", "signed_on", "issuer", "recorded_at"]
        read_only_fields = ["recorded_at"]


class ReasonBody(serializers.Serializer):
    """Why, in one group, these were chosen and not others; an empty reason takes it back."""

    group = serializers.CharField(max_length=40)
    reason = serializers.CharField(allow_blank=True)


class CampaignWhatIf(CampaignAct):
    """Read the cap under other ways of counting; nothing changes."""

    @extend_schema(parameters=WAYS, responses=WhatIfOut)
    def get(self, request: Request, pk: int) -> Response:
        campaign, custom = self.campaign(request, pk), None
        if any(name in request.query_params for name in CombinationIn().fields):
            asked = CombinationIn(data=request.query_params)
            asked.is_valid(raise_exception=True)
            custom = asked.arrangement()
        return Response(WhatIfOut(what_if(request.user, campaign, custom)).data)


class CampaignExceptions(CampaignAct):
    """List the decisions on a larger share; record one."""

    @extend_schema(responses=ExceptionBody(many=True))
    def get(self, request: Request, pk: int) -> Response:
        return Response(ExceptionBody(exceptions_of(self.campaign(request, pk)), many=True).data)

    @extend_schema(request=ExceptionBody, responses={201: ExceptionBody})
    def post(self, request: Request, pk: int) -> Response:
        campaign, body = self.campaign(request, pk), ExceptionBody(data=request.data)
        body.fields["unit"].queryset = Unit.objects.visible_to(request.user)
        body.is_valid(raise_exception=True)
        exception = record_cap_exception(campaign=campaign, by=request.user, **body.validated_data)
        return Response(ExceptionBody(exception).data, status=status.HTTP_201_CREATED)


class CampaignExceptionWithdraw(CampaignAct):
    """Take a larger share back."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, pk: int, exception_pk: int) -> Response:
        exception = get_object_or_404(exceptions_of(self.campaign(request, pk)), pk=exception_pk)
        withdraw_cap_exception(exception=exception, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CampaignExplain(CampaignAct):
    """Keep the reason of a group's choice."""

    @extend_schema(request=ReasonBody, responses=ReasonBody)
    def post(self, request: Request, pk: int) -> Response:
        campaign, body = self.campaign(request, pk), ReasonBody(data=request.data)
        body.is_valid(raise_exception=True)
        explain_choice(campaign=campaign, by=request.user, **body.validated_data)
        return Response(body.data)


urlpatterns = [
    path("campaigns/<int:pk>/what-if/", CampaignWhatIf.as_view(), name="api-campaign-what-if"),
    path("campaigns/<int:pk>/larger-share/", CampaignExceptions.as_view(), name="api-cap-exceptions"),
    path(
        "campaigns/<int:pk>/larger-share/<int:exception_pk>/withdraw/",
        CampaignExceptionWithdraw.as_view(),
        name="api-cap-exception-withdraw",
    ),
    path("campaigns/<int:pk>/explain/", CampaignExplain.as_view(), name="api-campaign-explain"),
]
