"""Commendations: the titles a committee gives, and each one of a member or a cell from proposal to decision."""

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.models import Account, Member, Unit

from ..rules.commendations import CommendationState as Steps

LONGEST_REASON = 2000


class CommendationState(models.IntegerChoices):
    PROPOSED = Steps.PROPOSED, _("Proposed")
    GRANTED = Steps.GRANTED, _("Granted")
    REFUSED = Steps.REFUSED, _("Refused")


class CommendationTitle(models.Model):
    """A title a committee gives: to whom, and after how many years in a row at the top level; 0: on other merits."""

    class About(models.TextChoices):
        MEMBERS = "MEMBERS", pgettext_lazy("kind of title", "Members")
        CELLS = "CELLS", pgettext_lazy("kind of title", "Cells")

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("committee"), related_name="commendation_titles")
    name = models.CharField(_("title or form"), max_length=200)
    about = models.CharField(_("for"), max_length=7, choices=About)
    years = models.PositiveSmallIntegerField(
        _("years in a row at the top level"), default=1, validators=[MaxValueValidator(50)]
    )
    is_retired = models.BooleanField(_("no longer given"), default=False)

    class Meta:
        ordering = ["unit__path", "about", "years", "name"]
        verbose_name = _("title of commendation")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "about", "name"],
                name="commendation_title_once",
                violation_error_message=_("The committee has this title already."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="commendation_title_has_a_name"),
            models.CheckConstraint(condition=Q(about__in=["MEMBERS", "CELLS"]), name="commendation_title_about_known"),
            models.CheckConstraint(condition=Q(years__lte=50), name="commendation_title_years_plausible"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_for_members(self) -> bool:
        return self.about == self.About.MEMBERS


class CommendationQuerySet(models.QuerySet):
    """Facts about many commendations."""

    def visible_to(self, reader):
        """Those in the reader's cells and committees; one's own once granted."""
        own = Q(member_id=reader.member_id, state=CommendationState.GRANTED) if reader.member_id else Q(pk__in=[])
        return self.filter(own | reader.scope.units_q("commendation.view", "unit__path"))

    def granted(self):
        """Keep those that were granted."""
        return self.filter(state=CommendationState.GRANTED)


class Commendation(models.Model):
    """One title for one member, or without a member for the cell itself; amounts of money are kept nowhere."""

    title = models.ForeignKey(
        CommendationTitle, models.PROTECT, verbose_name=_("title or form"), related_name="commendations"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("cell"), related_name="commendations")
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name=_("member"), null=True, blank=True, related_name="commendations"
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1930), MaxValueValidator(2100)])
    reason = models.TextField(_("achievement"), validators=[MaxLengthValidator(LONGEST_REASON)])
    state = models.PositiveSmallIntegerField(_("state"), choices=CommendationState, default=CommendationState.PROPOSED)
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("proposed by"), related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    number = models.CharField(_("decision number"), max_length=60, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    refusal = models.CharField(_("why it was refused"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("decided by"), null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = CommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit__path", "member__sort_key", "pk"]
        verbose_name = _("commendation")
        indexes = [models.Index(fields=["year", "unit"], name="commendation_year_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["title", "member", "year"],
                condition=~Q(state=Steps.REFUSED),
                name="commendation_once_per_member",
                violation_error_message=_("This title is proposed or granted for the member and year already."),
            ),
            models.UniqueConstraint(
                fields=["title", "unit", "year"],
                condition=Q(member=None) & ~Q(state=Steps.REFUSED),
                name="commendation_once_per_cell",
                violation_error_message=_("This title is proposed or granted for the cell and year already."),
            ),
            models.CheckConstraint(condition=Q(state__in=CommendationState.values), name="commendation_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="commendation_has_a_reason"),
            models.CheckConstraint(condition=Q(year__gte=1930, year__lte=2100), name="commendation_year_plausible"),
            models.CheckConstraint(
                condition=~Q(state=Steps.GRANTED)
                | (~Q(number="") & Q(signed_on__isnull=False) & Q(decided_by__isnull=False)),
                name="commendation_granted_by_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state=Steps.REFUSED) | (~Q(refusal="") & Q(decided_by__isnull=False)),
                name="commendation_refused_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} – {self.who}"

    @property
    def who(self) -> str:
        """The member's name, or the cell's."""
        return str(self.member or self.unit)

    @property
    def committee(self) -> Unit:
        """Who decides: the committee whose title it is."""
        return self.title.unit

    @property
    def is_proposed(self) -> bool:
        return self.state == CommendationState.PROPOSED

    @property
    def is_granted(self) -> bool:
        return self.state == CommendationState.GRANTED

    @property
    def state_code(self) -> str:
        """The state's name, for its badge."""
        return CommendationState(self.state).name
