"""Written comments on a member or a cell by other bodies, which of them must be there, issues suggested to answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Unit

from ..rules.comments import CommentKind as Kind
from .assessments import Assessment, State
from .campaigns import Campaign
from .outcomes import CellReview

ABOUT_ONE = Q(assessment=None, review__isnull=False) | Q(assessment__isnull=False, review=None)


class CommentKind(models.TextChoices):
    RESIDENCE = Kind.RESIDENCE.value, _("Committee at the place of residence")
    MASS = Kind.MASS.value, _("Mass organisation")
    TEMPORARY = Kind.TEMPORARY.value, _("Cell of temporary activity")
    MANAGER = Kind.MANAGER.value, _("Direct manager")


class AboutQuerySet(models.QuerySet):
    """What is about a member's record or about a cell's review."""

    def of(self, about: Assessment | CellReview):
        """Keep what is about this one."""
        return self.filter(**{"assessment" if isinstance(about, Assessment) else "review": about})

    def reached(self, reader, permission: str):
        """Keep what is of the cells where the reader's roles hold the permission."""
        in_members = reader.scope.units_q(permission, "assessment__unit__path")
        return self.filter(in_members | reader.scope.units_q(permission, "review__unit__path"))


class CommentQuerySet(AboutQuerySet):
    """Facts about many written comments."""

    def held(self):
        """Keep those that have not been withdrawn."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, reader):
        """Keep what the reader's roles reach, one's own never so; on oneself what the decision has opened."""
        others = self.reached(reader, "comment.read").exclude(
            assessment__isnull=False, assessment__member=reader.member_id
        )
        own = self.filter(assessment__member=reader.member_id, assessment__state=State.DECIDED)
        return (others | own) if reader.member_id else others


class About(models.Model):
    """What both share: exactly one of a member's record and a cell's review."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    review = models.ForeignKey(CellReview, models.PROTECT, null=True, blank=True, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def about(self) -> Assessment | CellReview:
        return self.assessment or self.review

    @property
    def unit(self) -> Unit:
        """The cell, for whom may act."""
        return self.about.unit

    @property
    def member_id(self) -> int | None:
        """Whom it concerns; nobody where it is on the cell."""
        return self.assessment.member_id if self.assessment else None


class WrittenComment(About):
    """What a body has written, or that it is done without, by whom and why. It never changes; a wrong one goes."""

    kind = models.CharField(_("whose comment"), max_length=10, choices=CommentKind)
    is_waiver = models.BooleanField(_("done without"), default=False)
    author = models.CharField(_("body that comments"), max_length=200, blank=True)
    signed_on = models.DateField(_("date of the comment"), null=True, blank=True)
    text = models.TextField(_("the comment, or why it is done without"))
    recorded_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("recorded by"), related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdraw_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("written comment")
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE, name="comment_about_one"),
            models.CheckConstraint(condition=Q(kind__in=CommentKind.values), name="comment_kind_known"),
            models.CheckConstraint(
                condition=Q(is_waiver=True) | (~Q(author="") & Q(signed_on__isnull=False)),
                name="comment_names_its_author",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="comment_has_words"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdraw_reason=""), name="comment_withdrawn_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"


class CommentDuty(models.Model):
    """The committee's exception: in a cell, or in all its cells, a comment of the kind must be there or need not."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="comment_duties")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("cell"), related_name="+")
    kind = models.CharField(_("whose comment"), max_length=10, choices=CommentKind)
    is_due = models.BooleanField(_("must be there"))
    reason = models.CharField(_("reason"), max_length=300)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["campaign", "unit__path", "kind"]
        verbose_name = _("comment that must be there")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit", "kind"], name="comment_duty_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind in CommentKind.values if kind != Kind.TEMPORARY.value]),
                name="comment_duty_kind_known",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="comment_duty_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.unit}"


class IssueQuerySet(AboutQuerySet):
    """Facts about many suggested issues."""

    def open(self):
        """Keep those that still await their explanation."""
        return self.filter(withdrawn_at=None, explanation="")

    def visible_to(self, reader):
        """One's own from the first day; else what the reader's roles reach."""
        return self.reached(reader, "issue.read") | self.filter(
            assessment__isnull=False, assessment__member=reader.member_id
        )


class SuggestedIssue(About):
    """What the committee asks a member or a cell to explain at the review (QĐ 366-QĐ/TW Art. 7), and the answer."""

    text = models.TextField(_("issue"))
    document = models.CharField(_("suggested by document"), max_length=160, blank=True)
    suggested_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("suggested by"), related_name="+")
    suggested_at = models.DateTimeField(_("suggested at"), auto_now_add=True)
    explanation = models.TextField(_("explanation, cause, responsibility"), blank=True)
    explained_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("explained by"), null=True, blank=True, related_name="+"
    )
    explained_at = models.DateTimeField(_("explained at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdraw_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("suggested issue")
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE, name="issue_about_one"),
            models.CheckConstraint(condition=~Q(text=""), name="issue_has_words"),
            models.CheckConstraint(
                condition=Q(explanation="") | Q(explained_by__isnull=False, explained_at__isnull=False),
                name="issue_explained_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdraw_reason=""), name="issue_withdrawn_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about}: {self.text[:60]}"

    @property
    def is_on_behalf(self) -> bool:
        """Whether somebody else has written the member's explanation."""
        return self.explained_by is not None and self.member_id not in (None, self.explained_by.member_id)
