"""The electronic secret ballot: who may vote and has, what is voted on, and the box in which nothing can be read.

Nothing here has a time of a vote, an order of votes or a history; no row joins a voter to a choice. The box is one row
that every vote makes look new, and that is gone with its key when the ballot ends.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.models import Account, Member

from .assessments import Assessment
from .campaigns import Campaign
from .outcomes import CellReview

FEWEST = 3  # voters below which counts say too much of a single one, whatever a committee wishes


class VotingMethod(models.TextChoices):
    TALLY = "TALLY", _("On paper; the counts are typed in")
    ELECTRONIC = "ELECTRONIC", _("Electronic secret ballot by those present")


class CampaignVoting(models.Model):
    """How the cells of a campaign vote; without a row on paper, as ever."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="voting")
    method = models.CharField(_("way of voting"), max_length=10, choices=VotingMethod, default=VotingMethod.TALLY)
    two_stages = models.BooleanField(
        _("in two ballots: levels first, then the short list for the highest"), default=False
    )
    minimum = models.PositiveSmallIntegerField(_("fewest voters for results to be shown"), default=5)

    class Meta:
        verbose_name = _("way of voting of a campaign")
        constraints = [
            models.CheckConstraint(condition=Q(method__in=VotingMethod.values), name="voting_method_known"),
            models.CheckConstraint(condition=Q(minimum__gte=FEWEST), name="voting_minimum_protects"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.method}"

    @property
    def is_electronic(self) -> bool:
        return self.method == VotingMethod.ELECTRONIC


class Stage(models.TextChoices):
    """What is asked of each member (ballot forms of a cell): a level, a level below the highest, yes or no to it."""

    ALL = "ALL", _("One of the four levels for each")
    FIRST = "FIRST", _("First ballot: one of the levels 2 to 4 for each")
    SECOND = "SECOND", _("Second ballot: the highest level, agree or disagree")


class BallotState(models.IntegerChoices):
    OPEN = 10, pgettext_lazy("ballot", "Open")
    CLOSED = 20, _("Counted")
    ANNULLED = 30, _("Annulled")


class SecretBallotQuerySet(models.QuerySet):
    """Facts about many ballots."""

    def standing(self):
        """Keep those that are open or counted."""
        return self.exclude(state=BallotState.ANNULLED)

    def locked(self):
        """Lock them in one order, so that two at once never wait for each other."""
        return self.order_by("pk").select_for_update()


class SecretBallot(models.Model):
    """One ballot of one meeting, from its opening to its count."""

    review = models.ForeignKey(CellReview, models.PROTECT, related_name="secret_ballots")
    stage = models.CharField(_("ballot"), max_length=6, choices=Stage)
    state = models.PositiveSmallIntegerField(_("state"), choices=BallotState, default=BallotState.OPEN)
    minimum = models.PositiveSmallIntegerField(_("fewest voters for results to be shown"))
    counting_team = models.CharField(_("counting team"), max_length=300)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    issued = models.PositiveSmallIntegerField(_("codes issued"))
    cast = models.PositiveSmallIntegerField(_("votes cast"), null=True, blank=True)
    annul_reason = models.CharField(_("why it was annulled"), max_length=300, blank=True)

    objects = SecretBallotQuerySet.as_manager()

    class Meta:
        ordering = ["review", "pk"]
        verbose_name = _("secret ballot")
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="ballot_stage_known"),
            models.CheckConstraint(condition=Q(state__in=BallotState.values), name="ballot_state_known"),
            models.UniqueConstraint(
                fields=["review", "stage"], condition=~Q(state=BallotState.ANNULLED), name="ballot_once_per_stage"
            ),
            models.UniqueConstraint(
                fields=["review"], condition=Q(state=BallotState.OPEN), name="ballot_one_open_per_meeting"
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=FEWEST) & (Q(cast=None) | Q(cast__gte=F("minimum"), cast__lte=F("issued"))),
                name="ballot_counted_above_its_minimum",
            ),
            models.CheckConstraint(
                condition=Q(state=BallotState.CLOSED, cast__isnull=False)
                | (~Q(state=BallotState.CLOSED) & Q(cast=None)),
                name="ballot_counted_once_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state=BallotState.ANNULLED) | ~Q(annul_reason=""), name="ballot_annulled_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.get_stage_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == BallotState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == BallotState.CLOSED

    @property
    def is_second(self) -> bool:
        return self.stage == Stage.SECOND

    @property
    def state_code(self) -> str:
        return BallotState(self.state).name


class BallotLine(models.Model):
    """One member that is voted on, in the order of the list; `counts` only once the ballot has been counted."""

    ballot = models.ForeignKey(SecretBallot, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    counts = models.JSONField(_("counts"), null=True, blank=True)

    class Meta:
        ordering = ["ballot", "position"]
        verbose_name = _("line of a ballot")
        constraints = [
            models.UniqueConstraint(fields=["ballot", "position"], name="ballot_line_position_once"),
            models.UniqueConstraint(fields=["ballot", "assessment"], name="ballot_line_once_per_member"),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id}/{self.position}"


class BallotVoter(models.Model):
    """The register: who may vote by a code, and whether they have. No time, no order, nothing of the vote."""

    ballot = models.ForeignKey(SecretBallot, models.PROTECT, related_name="voters")
    member = models.ForeignKey(Member, models.PROTECT, related_name="votes_due")
    digest = models.CharField(max_length=64)
    has_voted = models.BooleanField(_("has voted"), default=False)

    class Meta:
        ordering = ["ballot", "member__sort_key", "member"]
        verbose_name = _("voter of a secret ballot")
        constraints = [
            models.UniqueConstraint(fields=["ballot", "member"], name="voter_once_per_ballot"),
            models.UniqueConstraint(fields=["ballot", "digest"], name="voter_has_an_own_code"),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id}: {self.member}"


class BallotBox(models.Model):
    """Every counter of an open ballot, encrypted; its key sealed by the counting team's passphrase."""

    ballot = models.OneToOneField(SecretBallot, models.PROTECT, related_name="box", primary_key=True)
    modulus = models.TextField(_("public key"))
    sealed_key = models.TextField(_("sealed key"))
    counters = models.JSONField(_("encrypted counters"))

    class Meta:
        verbose_name = _("ballot box")

    def __str__(self) -> str:
        return str(self.ballot_id)
