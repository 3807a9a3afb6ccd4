"""The public board: what a committee shows of its leaders' pledges, who agreed to be shown, and what is said of it."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Member, Membership, Role, RoleAssignment, SubjectType, Unit, Year

from ..rules import BoardAudience
from .pledges import Pledge, State

CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another on paper
CODE_LENGTH = 16


def draw_code() -> str:
    """Return an address nobody guesses: 79 bits."""
    return get_random_string(CODE_LENGTH, CODE_LETTERS)


def is_code(text: str) -> bool:
    """Say whether an address could hold a code; what could not is never asked of the database."""
    return len(text) == CODE_LENGTH and text.isascii() and text.isalnum()


class Audience(models.IntegerChoices):
    """Who reads what is posted; what is further along reaches more people."""

    NOBODY = BoardAudience.NOBODY, _("Nobody: the board is closed")
    CELL = BoardAudience.CELL, _("The member's own cell")
    WARD = BoardAudience.WARD, _("The committee and all its cells")
    SIGNED_IN = BoardAudience.SIGNED_IN, _("Everybody who is signed in")
    OPEN = BoardAudience.OPEN, _("Everybody, on an open page without signing in")


class Whose(models.TextChoices):
    """Whose pledges are posted, once they have agreed."""

    LEADERS = "LEADERS", _("Of holders of leading posts")
    TICKED = "TICKED", _("Of the members ticked by the committee")


class PublicBoardQuerySet(models.QuerySet):
    """Facts about many boards."""

    def visible_to(self, reader):
        """Keep the boards that are not closed and that the reader belongs to the audience of."""
        near = reader.scope.related_units_q("board.view", "year__unit__path")
        return self.filter(Q(audience__gte=Audience.SIGNED_IN) | Q(near, audience__gt=Audience.NOBODY))


class PublicBoard(models.Model):
    """A committee's board of one year: closed until the committee says who reads it."""

    year = models.OneToOneField(Year, models.PROTECT, verbose_name=_("year"), related_name="public_board")
    audience = models.PositiveSmallIntegerField(_("who reads it"), choices=Audience, default=Audience.NOBODY)
    whose = models.CharField(_("whose pledges"), max_length=7, choices=Whose, default=Whose.LEADERS)
    with_progress = models.BooleanField(_("with the progress"), default=False)
    shows_measure = models.BooleanField(_("show the measure"), default=True)
    shows_due = models.BooleanField(_("show the day it is due"), default=True)
    shows_method = models.BooleanField(_("show how it is done"), default=False)
    shows_repairs = models.BooleanField(_("show the repairing of faults"), default=False)
    code = models.CharField(_("code of the open page"), max_length=20, unique=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = PublicBoardQuerySet.as_manager()

    class Meta:
        ordering = ["-year__number", "year__unit__path"]
        verbose_name = _("public board")
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="public_board_audience_known"),
            models.CheckConstraint(condition=Q(whose__in=Whose.values), name="public_board_whose_known"),
        ]

    def __str__(self) -> str:
        return f"{self.year.unit} – {self.year}"

    @property
    def unit(self) -> Unit:
        """The committee."""
        return self.year.unit

    @property
    def is_closed(self) -> bool:
        return self.audience == Audience.NOBODY

    @property
    def is_open(self) -> bool:
        return self.audience == Audience.OPEN

    @property
    def is_ticked(self) -> bool:
        return self.whose == Whose.TICKED


class BoardMember(models.Model):
    """A member the committee has ticked for its board; shown only once the member has agreed."""

    board = models.ForeignKey(PublicBoard, models.PROTECT, verbose_name=_("public board"), related_name="members")
    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("member"), related_name="+")

    class Meta:
        ordering = ["board", "member__sort_key"]
        verbose_name = _("member ticked for the public board")
        constraints = [models.UniqueConstraint(fields=["board", "member"], name="board_member_once")]

    def __str__(self) -> str:
        return f"{self.member} – {self.board}"


class PostingQuerySet(models.QuerySet):
    """Facts about many postings."""

    def posted(self, on):
        """Keep what is on its board on the day: confirmed, agreed to for this audience, of those asked for."""
        board = "pledge__year__public_board"
        shown = self.filter(withdrawn_at=None, pledge__state=State.CONFIRMED).filter(
            Q(**{f"{board}__audience__gt": Audience.NOBODY}) & Q(**{f"{board}__audience__lte": F("agreed_to")})
        )
        ticked = BoardMember.objects.filter(board__year=OuterRef("pledge__year"), member=OuterRef("pledge__member"))
        wanted = Q(**{f"{board}__whose": Whose.TICKED}) & Exists(ticked)
        wanted |= Q(**{f"{board}__whose": Whose.LEADERS}) & _leads(on)
        return shown.filter(Exists(_memberships(on)), wanted)

    def read_by(self, reader):
        """Keep those whose board's audience the reader is one of."""
        board = "pledge__year__public_board__audience"
        ward = reader.scope.related_units_q("board.view", "pledge__year__unit__path")
        cell = reader.scope.units_q("board.view", "pledge__unit__path")
        found = Q(**{f"{board}__gte": Audience.SIGNED_IN}) | Q(ward, **{board: Audience.WARD})
        return self.filter(found | Q(cell, **{board: Audience.CELL}) | Q(pledge__member_id=reader.member_id))

    def visible_to(self, reader):
        """Keep the reader's own, what the reader looks after, and what is posted for the reader."""
        posted = Posting.objects.posted(timezone.localdate()).read_by(reader)
        cared = reader.scope.units_q("posting.hide", "pledge__unit__path")
        return self.filter(Q(pledge__member_id=reader.member_id) | cared | Q(pk__in=posted.values("pk")))


def _memberships(on):
    return Membership.objects.on(on).filter(unit=OuterRef("pledge__unit"), member=OuterRef("pledge__member"))


def _leads(on) -> Q:
    """Say whether the member leads on the day: by the kind of member, by a post, or as secretary or deputy."""
    posts = Q(subject_type=SubjectType.LEADER) | Q(posts__valid_from__lte=on) & (
        Q(posts__valid_to=None) | Q(posts__valid_to__gte=on)
    )
    roles = (
        RoleAssignment.objects.own()
        .on(on)
        .filter(
            role__in=[Role.SECRETARY, Role.DEPUTY, Role.LEADER],
            account__member=OuterRef("pledge__member"),
        )
    )
    return Q(Exists(_memberships(on).filter(posts))) | Q(Exists(roles))


class Posting(models.Model):
    """The owner's consent to be shown: to whom at most, with what, since when; withdrawn at any time."""

    pledge = models.OneToOneField(Pledge, models.PROTECT, verbose_name=_("pledge"), related_name="posting")
    agreed_to = models.PositiveSmallIntegerField(_("to be read by at most"), choices=Audience)
    with_progress = models.BooleanField(_("with the progress"), default=False)
    with_repairs = models.BooleanField(_("with the repairing of faults"), default=False)
    paper = models.CharField(_("consent on paper: which, and where it is kept"), max_length=200, blank=True)
    on_behalf = models.BooleanField(_("recorded on the member's behalf"), default=False)
    recorded_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("recorded by"), related_name="+")
    agreed_at = models.DateTimeField(_("agreed at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["pledge__unit__path", "pledge__member__sort_key"]
        verbose_name = _("consent to be posted")
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_to__in=[one for one in Audience.values if one]), name="posting_audience_known"
            ),
            models.CheckConstraint(
                condition=Q(on_behalf=False) | ~Q(paper=""), name="posting_on_behalf_rests_on_paper"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pledge)

    @property
    def unit(self) -> Unit:
        """The cell of the pledge."""
        return self.pledge.unit

    @property
    def member_id(self) -> int:
        """Whose pledge it is."""
        return self.pledge.member_id

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class BoardCommentQuerySet(models.QuerySet):
    """Facts about many comments."""

    def visible_to(self, reader):
        """Keep those on postings the reader sees; what was hidden only for its owner and whoever looks after it."""
        seen = self.filter(posting__in=Posting.objects.visible_to(reader))
        cared = reader.scope.units_q("posting.hide", "posting__pledge__unit__path")
        own = Q(posting__pledge__member_id=reader.member_id)
        return seen.filter(Q(hidden_at=None) | own | cared)


class BoardComment(models.Model):
    """What a member says of a posted pledge, and the owner's one answer."""

    posting = models.ForeignKey(Posting, models.PROTECT, verbose_name=_("posted pledge"), related_name="comments")
    author = models.ForeignKey(Account, models.PROTECT, verbose_name=_("written by"), related_name="+")
    text = models.TextField(_("comment"), validators=[MaxLengthValidator(1000)])
    written_at = models.DateTimeField(_("written at"))
    answer = models.TextField(_("answer"), blank=True, validators=[MaxLengthValidator(1000)])
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("hidden by"), null=True, blank=True, related_name="+"
    )
    hidden_because = models.CharField(_("reason for hiding"), max_length=500, blank=True)

    objects = BoardCommentQuerySet.as_manager()

    class Meta:
        ordering = ["posting", "written_at", "pk"]
        verbose_name = _("comment on a posted pledge")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="board_comment_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="board_comment_answered_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_because="") | (Q(hidden_at__isnull=False) & ~Q(hidden_because="")),
                name="board_comment_hidden_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.posting)

    @property
    def unit(self) -> Unit:
        """The cell of the pledge."""
        return self.posting.pledge.unit

    @property
    def member_id(self) -> int:
        """Whose pledge is spoken of."""
        return self.posting.pledge.member_id

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None
