"""Electronic ballots over HTTP: everything but casting a vote, which has its page alone."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.api.common import valid

from ..models import CampaignVoting, SecretBallot, VotingMethod
from ..selectors.ballots import ballots_of, meeting_ballots
from ..selectors.reviews import committee_campaigns
from ..services.ballots import annul_ballot, close_ballot, open_ballot, renew_code
from ..services.voting import set_voting
from .reviews import ReviewAct


class VotingBody(serializers.Serializer):
    """How the cells of a campaign vote."""

    method = serializers.ChoiceField(VotingMethod.choices)
    two_stages = serializers.BooleanField(default=False)
    minimum = serializers.IntegerField(default=5, min_value=0, max_value=999)


class CampaignVotingRoute(APIView):
    """Read how the cells vote, or choose it."""

    def campaign(self, request: Request, pk: int):
        return get_object_or_404(committee_campaigns(request.user), pk=pk)

    @extend_schema(responses=VotingBody)
    def get(self, request: Request, pk: int) -> Response:
        campaign = self.campaign(request, pk)
        found = CampaignVoting.objects.filter(campaign=campaign).first() or CampaignVoting(campaign=campaign)
        return Response(VotingBody(found).data)

    @extend_schema(request=VotingBody, responses=VotingBody)
    def post(self, request: Request, pk: int) -> Response:
        campaign = self.campaign(request, pk)
        return Response(VotingBody(set_voting(campaign=campaign, by=request.user, **valid(VotingBody, request))).data)


class ResultOut(serializers.Serializer):
    """One member's counts by answer; only of a counted ballot."""

    assessment = serializers.IntegerField(source="assessment.pk")
    name = serializers.CharField(source="assessment.member.full_name")
    counts = serializers.SerializerMethodField()

    class Meta:
        ref_name = "BallotResult"

    def get_counts(self, result) -> dict[str, int]:
        return {share.code: share.count for share in result.shares}


class VoterOut(serializers.Serializer):
    """A voter in the register: whether, never how or when."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="member.full_name")
    has_voted = serializers.BooleanField()


class BallotOut(serializers.Serializer):
    """One ballot with its register."""

    id = serializers.IntegerField(source="ballot.pk")
    stage = serializers.CharField(source="ballot.stage")
    state = serializers.CharField(source="ballot.state_code")
    minimum = serializers.IntegerField(source="ballot.minimum")
    counting_team = serializers.CharField(source="ballot.counting_team")
    issued = serializers.IntegerField(source="ballot.issued")
    cast = serializers.IntegerField()
    voters = VoterOut(many=True)
    results = ResultOut(many=True)


class BallotsOut(serializers.Serializer):
    """The ballots of a meeting, newest first; `missing` is what keeps the next from being opened."""

    ballots = BallotOut(many=True, source="sheets")
    missing = serializers.ListField(child=serializers.CharField(), source="gaps")


class OpenIn(serializers.Serializer):
    """The counting team and its passphrase; for a second ballot the short list, or all who may stand on it."""

    counting_team = serializers.CharField(max_length=300)
    passphrase = serializers.CharField(max_length=200, trim_whitespace=False)
    chosen = serializers.ListField(child=serializers.IntegerField(), required=False, allow_null=True, max_length=999)


class CodeSlipOut(serializers.Serializer):
    """A code to hand over; this answer is the only place where it stands."""

    name = serializers.CharField()
    code = serializers.CharField()


class OpenedOut(serializers.Serializer):
    """The ballot and the codes that are new."""

    ballot = serializers.IntegerField()
    slips = CodeSlipOut(many=True)


class PassphraseIn(serializers.Serializer):
    """The counting team's passphrase."""

    passphrase = serializers.CharField(max_length=200, trim_whitespace=False)


class AnnulIn(serializers.Serializer):
    """Why the ballot is annulled."""

    reason = serializers.CharField(max_length=300)


class MeetingBallotsRoute(ReviewAct):
    """Read the meeting's ballots, or open the next one."""

    @extend_schema(responses=BallotsOut)
    def get(self, request: Request, pk: int) -> Response:
        return Response(BallotsOut(meeting_ballots(self.review(request, pk))).data)

    @extend_schema(request=OpenIn, responses={201: OpenedOut})
    def post(self, request: Request, pk: int) -> Response:
        ballot, slips = open_ballot(review=self.review(request, pk), by=request.user, **valid(OpenIn, request))
        return Response(OpenedOut({"ballot": ballot.pk, "slips": slips}).data, status=status.HTTP_201_CREATED)


class BallotAct(APIView):
    """What the routes of one ballot share."""

    def ballot(self, request: Request, pk: int) -> SecretBallot:
        return get_object_or_404(ballots_of(request.user), pk=pk)

    def answer(self, ballot: SecretBallot) -> Response:
        sheets = meeting_ballots(ballot.review).sheets
        return Response(BallotOut(next(sheet for sheet in sheets if sheet.ballot.pk == ballot.pk)).data)


class BallotClose(BallotAct):
    """Count the ballot; 400 while fewer have voted than results are shown from."""

    @extend_schema(request=PassphraseIn, responses=BallotOut)
    def post(self, request: Request, pk: int) -> Response:
        ballot = self.ballot(request, pk)
        return self.answer(close_ballot(ballot=ballot, by=request.user, **valid(PassphraseIn, request)))


class BallotAnnul(BallotAct):
    """Annul the ballot with what rests on it."""

    @extend_schema(request=AnnulIn, responses=BallotOut)
    def post(self, request: Request, pk: int) -> Response:
        ballot = self.ballot(request, pk)
        return self.answer(annul_ballot(ballot=ballot, by=request.user, **valid(AnnulIn, request)))


class BallotCode(BallotAct):
    """Draw another code for a voter who has lost the slip and has not voted."""

    @extend_schema(request=None, responses=CodeSlipOut)
    def post(self, request: Request, pk: int, voter_pk: int) -> Response:
        ballot = self.ballot(request, pk)
        voter = get_object_or_404(ballot.voters.select_related("member"), pk=voter_pk)
        return Response(CodeSlipOut(renew_code(ballot=ballot, voter=voter, by=request.user)).data)


urlpatterns = [
    path("campaigns/<int:pk>/voting/", CampaignVotingRoute.as_view(), name="api-campaign-voting"),
    path("reviews/<int:pk>/ballots/", MeetingBallotsRoute.as_view(), name="api-review-ballots"),
    # /api/v1/ballots/
    path("ballots/<int:pk>/count/", BallotClose.as_view(), name="api-ballot-count"),
    path("ballots/<int:pk>/annul/", BallotAnnul.as_view(), name="api-ballot-annul"),
    path("ballots/<int:pk>/voters/<int:voter_pk>/code/", BallotCode.as_view(), name="api-ballot-code"),
]
