"""The self-review of a member who moves to another cell for good: it travels with the file (HD 38-HD/BTCTW, IV.4.3)."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from emulation.fields import LONGEST_TEXT
from emulation.models import Account, Departure, Membership, Stay, Unit

TRANSFERS = (Departure.MOVED, Departure.TO_NEAR, Departure.TO_FAR)


class TransferReviewQuerySet(models.QuerySet):
    """Facts about many self-reviews of a transfer."""

    def visible_to(self, reader):
        """Keep the reader's own; what has been handed in also for the cell that was left and the one that received."""
        received = Membership.objects.filter(
            reader.scope.units_q("transfer.read", "unit__path"),
            member=OuterRef("membership__member"),
            stay=Stay.PERMANENT,
            valid_from__gte=OuterRef("membership__valid_to"),
        )
        left = reader.scope.units_q("transfer.read", "membership__unit__path")
        handed_in = self.filter(left | Exists(received)).exclude(submitted_at=None, on_behalf=False)
        return handed_in | self.filter(membership__member=reader.member_id)


def _whole(name: str) -> Q:
    """A comment with its author's time, or neither."""
    at = Q(**{f"{name}_at": None})
    return (Q(**{name: ""}) & at) | (~Q(**{name: ""}) & ~at)


class TransferReview(models.Model):
    """What a member says of the time since the last yearly review, with the comments of the cell and the committee."""

    membership = models.OneToOneField(
        Membership, models.PROTECT, verbose_name=_("membership"), related_name="transfer_review"
    )
    text = models.TextField(_("self-review"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    version = models.PositiveIntegerField(default=1)
    on_behalf = models.BooleanField(_("recorded on the member's behalf"), default=False)
    recorded_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("recorded by"), related_name="+")
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    cell_comment = models.TextField(_("comment of the cell"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)])
    cell_comment_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("by"), null=True, blank=True, related_name="+"
    )
    cell_comment_at = models.DateTimeField(_("at"), null=True, blank=True)
    committee_comment = models.TextField(
        _("comment of the committee"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    committee_comment_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("by"), null=True, blank=True, related_name="+"
    )
    committee_comment_at = models.DateTimeField(_("at"), null=True, blank=True)

    objects = TransferReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-membership__valid_to", "pk"]
        verbose_name = _("self-review of a transfer")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="transfer_review_says_something"),
            models.CheckConstraint(condition=_whole("cell_comment"), name="transfer_cell_comment_at_a_time"),
            models.CheckConstraint(condition=_whole("committee_comment"), name="transfer_committee_comment_at_a_time"),
            models.CheckConstraint(
                condition=Q(cell_comment="", committee_comment="") | Q(submitted_at__isnull=False),
                name="transfer_comments_follow_the_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.member} – {self.membership.unit}"

    @property
    def unit(self) -> Unit:
        """The cell that was left."""
        return self.membership.unit

    @property
    def member_id(self) -> int:
        """Who moves."""
        return self.membership.member_id

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def is_complete(self) -> bool:
        """Whether both comments are there, so that it can travel."""
        return bool(self.cell_comment and self.committee_comment)
