"""Re-ratings over HTTP: what holds and would follow for one member, rating again, what has come since the decision."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import Assessment, LevelChoice
from ..selectors.rerating import after_decision, decided_members, rerate_sheet
from ..services.rerating import rerate
from .decisions import CampaignAct, DecisionOut


class CapNowOut(serializers.Serializer):
    """The cap of one group by the decisions that hold; `broken` flags a share that held and holds no more."""

    group = serializers.CharField(source="working.group")
    label = serializers.CharField()
    base = serializers.IntegerField(source="working.base")
    chosen = serializers.IntegerField(source="working.chosen")
    percent = serializers.IntegerField(source="working.percent")
    maximum = serializers.IntegerField(source="working.maximum")
    holds = serializers.BooleanField(source="working.holds")
    changed = serializers.BooleanField(source="is_changed")
    broken = serializers.BooleanField(source="is_broken")
    sentence = serializers.CharField()


class RerateIn(serializers.Serializer):
    """The new decision; `replaces` is the key of the decision you have read."""

    replaces = serializers.IntegerField()
    level = serializers.ChoiceField(LevelChoice.choices)
    number = serializers.CharField(max_length=60)
    signed_on = serializers.DateField()
    reason = serializers.CharField()


class LevelEffectOut(serializers.Serializer):
    """What the cap of the member's group would be at one level."""

    level = serializers.CharField(source="code")
    cap = CapNowOut()


class RerateSheetOut(serializers.Serializer):
    """The decision that holds, what follows from the regulation today, and what each level would do to the cap."""

    assessment = serializers.IntegerField(source="assessment.pk")
    held = DecisionOut()
    history = DecisionOut(many=True)
    derived = serializers.CharField(source="derived.level", help_text="Empty where people must decide.")
    summary = serializers.CharField(source="derived.summary")
    effects = LevelEffectOut(many=True)


class ReratedOut(serializers.Serializer):
    """One re-rating with both levels."""

    id = serializers.IntegerField()
    assessment = serializers.IntegerField(source="assessment_id")
    name = serializers.CharField(source="assessment.member.full_name")
    cell = serializers.CharField(source="assessment.unit.name")
    before = serializers.CharField(source="replaces.level")
    after = serializers.CharField(source="level")
    replaces = serializers.CharField(source="replaces.number")
    number = serializers.CharField()
    signed_on = serializers.DateField()
    reason = serializers.CharField()
    holds = serializers.BooleanField(source="is_current")


class WaitingOut(serializers.Serializer):
    """A member with a finding since the decision that changes what follows from the regulation."""

    assessment = serializers.IntegerField(source="assessment.pk")
    name = serializers.CharField(source="assessment.member.full_name")
    level = serializers.CharField(source="decision.level")
    derived = serializers.CharField(source="derivation.outcome")


class AfterDecisionOut(serializers.Serializer):
    """What has come since the decision; the groups are counted again once somebody has been rated again."""

    reratings = ReratedOut(many=True)
    waiting = WaitingOut(many=True)
    caps = CapNowOut(many=True)


class Rerating(APIView):
    """Read what a re-rating would rest on; rate the member again."""

    @extend_schema(responses=RerateSheetOut)
    def get(self, request: Request, pk: int) -> Response:
        return Response(RerateSheetOut(rerate_sheet(self.assessment(request, pk))).data)

    @extend_schema(request=RerateIn, responses={201: DecisionOut})
    def post(self, request: Request, pk: int) -> Response:
        body = RerateIn(data=request.data)
        body.is_valid(raise_exception=True)
        decision = rerate(assessment=self.assessment(request, pk), by=request.user, **body.validated_data)
        return Response(DecisionOut(decision).data, status=status.HTTP_201_CREATED)

    def assessment(self, request: Request, pk: int) -> Assessment:
        """Return the decided assessment, or answer 404 to who does not work for its committee."""
        return get_object_or_404(decided_members(request.user), pk=pk)


class CampaignReratings(CampaignAct):
    """Read what has come since the decision: re-ratings, who waits for one, the cap as it stands."""

    @extend_schema(responses=AfterDecisionOut)
    def get(self, request: Request, pk: int) -> Response:
        return Response(AfterDecisionOut(after_decision(request.user, self.campaign(request, pk))).data)


urlpatterns = [
    path("assessments/<int:pk>/rerating/", Rerating.as_view(), name="api-rerating"),
    path("campaigns/<int:pk>/reratings/", CampaignReratings.as_view(), name="api-campaign-reratings"),
]
