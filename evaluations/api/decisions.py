"""The committee's decision over HTTP: the cap's working, choices, the decision, the frozen rows."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.web import asked_number

from ..models import Assessment, Campaign, Decision, LevelChoice
from ..selectors.decisions import Ranked, cap_working, decision_board, decisions_in_full
from ..selectors.reviews import committee_campaigns
from ..services.decisions import choose_levels, decide_campaign

CAMPAIGN = OpenApiParameter("campaign", int, description="Only the decisions of this campaign.")


class GroupOut(serializers.Serializer):
    """The working of the cap in one group."""

    group = serializers.CharField()
    label = serializers.CharField()
    eligible = serializers.IntegerField(help_text="Derived for the top level by the regulation.")
    good = serializers.IntegerField()
    base = serializers.IntegerField()
    percent = serializers.IntegerField()
    product = serializers.CharField(help_text="Exact, as the reader's language writes it.")
    maximum = serializers.IntegerField()
    proposed = serializers.IntegerField()
    chosen = serializers.IntegerField()
    over = serializers.IntegerField()
    holds = serializers.BooleanField(help_text="The exact check of those chosen, whatever the rounding.")
    check = serializers.CharField()
    exception = serializers.CharField(help_text="The decision on the larger share, empty without one.")
    contest = serializers.CharField(
        source="contest_kind", help_text="TIE or PASSED_OVER where the choice must be explained, else empty."
    )
    contest_sentence = serializers.CharField()
    choice_reason = serializers.CharField()
    sentence = serializers.CharField()


class MissingOut(serializers.Serializer):
    """A cell that is not verified yet."""

    unit = serializers.IntegerField(source="unit_id")
    name = serializers.CharField()
    members = serializers.IntegerField()


class PersonOut(serializers.Serializer):
    """One member as the committee weighs them."""

    assessment = serializers.IntegerField(source="assessment.pk")
    name = serializers.CharField(source="assessment.member.full_name")
    cell = serializers.CharField(source="assessment.unit.name")
    group = serializers.CharField(help_text="Code of the group of similar position.")
    score = serializers.DecimalField(5, 2)
    beyond = serializers.CharField()
    derived = serializers.CharField()
    summary = serializers.CharField()
    proposed = serializers.CharField(source="rating.proposed")
    level = serializers.CharField(source="rating.level")
    warnings = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField(source="assessment.committee_reason")
    needs_choice = serializers.BooleanField(source="is_open")
    version = serializers.IntegerField(source="assessment.version")


class CellShareOut(serializers.Serializer):
    """One cell's own working, rounded down: a hint, never a limit."""

    unit = serializers.IntegerField(source="group")
    name = serializers.CharField(source="label")
    base = serializers.IntegerField()
    indicative = serializers.IntegerField(source="maximum")
    proposed = serializers.IntegerField()
    chosen = serializers.IntegerField()


class BoardOut(serializers.Serializer):
    """The cap with everything that stands against the decision; `open` are those the committee must choose for."""

    can_decide_now = serializers.BooleanField()
    groups = GroupOut(many=True)
    cells = CellShareOut(many=True)
    missing = MissingOut(many=True)
    open = PersonOut(many=True)


class ChoiceIn(serializers.Serializer):
    """The committee's level for one member; an empty level takes an earlier choice back."""

    assessment = serializers.IntegerField()
    level = serializers.ChoiceField(LevelChoice.choices, allow_blank=True)
    reason = serializers.CharField(required=False, allow_blank=True, default="")
    version = serializers.IntegerField(required=False, help_text="Of the assessment as you read it, if you mind.")


class ChoicesIn(serializers.Serializer):
    """Any number of choices; none is kept when one cannot stand."""

    choices = ChoiceIn(many=True)


class ChangedOut(serializers.Serializer):
    """How many choices changed, and the cap as it stands now."""

    changed = serializers.IntegerField()
    groups = GroupOut(many=True)


class DecideIn(serializers.Serializer):
    """Number and date of the decision."""

    number = serializers.CharField(max_length=60)
    signed_on = serializers.DateField()


class DecidedOut(serializers.Serializer):
    """What has been decided."""

    number = serializers.CharField()
    signed_on = serializers.DateField()
    members = serializers.IntegerField()


class DecisionOut(serializers.ModelSerializer):
    """One frozen decision."""

    campaign = serializers.IntegerField(source="assessment.campaign_id")
    name = serializers.CharField(source="assessment.member.full_name")
    cell = serializers.CharField(source="assessment.unit.name")
    rule_set = serializers.CharField(source="rule_set.code")
    suspended = serializers.BooleanField(
        source="is_suspended", help_text="Without effect until a complaint is answered: not made public, not commended."
    )

    class Meta:
        model = Decision
        fields = [
            "id",
            "assessment",
            "campaign",
            "name",
            "cell",
            "level",
            "derived",
            "tags",
            "inputs",
            "conditions",
            "reason",
            "rule_set",
            "number",
            "signed_on",
            "replaces",
            "is_current",
            "suspended",
            "at",
        ]


class CampaignAct(APIView):
    """Base of what a committee does with its campaign."""

    def campaign(self, request: Request, pk: int) -> Campaign:
        """Return the campaign, or answer 404 when the reader does not work for its committee."""
        return get_object_or_404(committee_campaigns(request.user), pk=pk)


class CampaignCap(CampaignAct):
    """Read the cap's working in every group and what stands against the decision."""

    @extend_schema(responses=BoardOut)
    def get(self, request: Request, pk: int) -> Response:
        return Response(BoardOut(decision_board(request.user, self.campaign(request, pk))).data)


class CampaignPeople(CampaignAct, generics.ListAPIView):
    """List everybody proposed, in the order they are weighed: best points first."""

    serializer_class = PersonOut
    queryset = Assessment.objects.none()

    def get_queryset(self) -> list[Ranked]:
        return list(decision_board(self.request.user, self.campaign(self.request, self.kwargs["pk"])).people)


class CampaignChoose(CampaignAct):
    """Keep the committee's working choices."""

    @extend_schema(request=ChoicesIn, responses=ChangedOut)
    def post(self, request: Request, pk: int) -> Response:
        campaign, body = self.campaign(request, pk), ChoicesIn(data=request.data)
        body.is_valid(raise_exception=True)
        choices = {one["assessment"]: (one["level"], one["reason"]) for one in body.validated_data["choices"]}
        versions = {one["assessment"]: one["version"] for one in body.validated_data["choices"] if "version" in one}
        changed = choose_levels(campaign=campaign, choices=choices, versions=versions, by=request.user)
        return Response(ChangedOut({"changed": changed, "groups": cap_working(request.user, campaign)}).data)


class CampaignPreview(CampaignAct):
    """Work out what choices would come to; nothing is saved."""

    @extend_schema(request=ChoicesIn, responses=BoardOut)
    def post(self, request: Request, pk: int) -> Response:
        board, body = decision_board(request.user, self.campaign(request, pk)), ChoicesIn(data=request.data)
        body.is_valid(raise_exception=True)
        choices = {one["assessment"]: (one["level"], one["reason"]) for one in body.validated_data["choices"]}
        return Response(BoardOut(board.as_if(choices)).data)


class CampaignDecide(CampaignAct):
    """Decide the campaign under its number and date."""

    @extend_schema(request=DecideIn, responses=DecidedOut)
    def post(self, request: Request, pk: int) -> Response:
        campaign, body = self.campaign(request, pk), DecideIn(data=request.data)
        body.is_valid(raise_exception=True)
        decided = decide_campaign(campaign=campaign, by=request.user, **body.validated_data)
        return Response(DecidedOut(body.validated_data | {"members": len(decided)}).data)


@extend_schema(parameters=[CAMPAIGN])
class DecisionList(generics.ListAPIView):
    """List the frozen decisions you may see: your own, your cell's, your committee's."""

    serializer_class = DecisionOut
    queryset = Decision.objects.none()

    def get_queryset(self):
        campaign = asked_number(self.request.query_params.get("campaign"))
        found = decisions_in_full(self.request.user)
        return found if campaign is None else found.filter(assessment__campaign=campaign)


urlpatterns = [
    path("campaigns/<int:pk>/cap/", CampaignCap.as_view(), name="api-campaign-cap"),
    path("campaigns/<int:pk>/people/", CampaignPeople.as_view(), name="api-campaign-people"),
    path("campaigns/<int:pk>/preview/", CampaignPreview.as_view(), name="api-campaign-preview"),
    path("campaigns/<int:pk>/choose/", CampaignChoose.as_view(), name="api-campaign-choose"),
    path("campaigns/<int:pk>/decide/", CampaignDecide.as_view(), name="api-campaign-decide"),
    path("decisions/", DecisionList.as_view(), name="api-decision-list"),
]
