"""The year of a committee, its theme as each level adapts it, and the legal bases that are printed from data."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .accounts import Account
from .units import STEP, Unit

LONGEST_TERM = 6  # years: a term of five has parts of six, such as 2025–2030


class LegalBasis(models.Model):
    """A document something rests on; printed from data, never from code."""

    kind = models.CharField(
        _("kind of document"), max_length=40, help_text=_("Such as Regulation, Directive, Guidance.")
    )
    number = models.CharField(_("number"), max_length=60)
    issued_on = models.DateField(_("issued on"))
    issuer = models.CharField(_("issuer"), max_length=160)
    title = models.CharField(_("subject"), max_length=400)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force to"), null=True, blank=True)

    class Meta:
        ordering = ["-issued_on", "number"]
        verbose_name = _("legal basis")
        constraints = [models.UniqueConstraint(fields=["number", "issued_on"], name="legal_basis_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def citation(self) -> str:
        """The document as it is cited: kind, number, day, issuer, subject."""
        values = {
            "kind": self.kind,
            "number": self.number,
            "day": date_format(self.issued_on, "SHORT_DATE_FORMAT"),
            "issuer": self.issuer,
            "subject": self.title,
        }
        return gettext("%(kind)s no. %(number)s of %(day)s of %(issuer)s %(subject)s") % values

    @property
    def validity(self) -> str:
        """From when to when the document is in force; from the day it was issued where nothing else is known."""
        values = {"first": date_format(self.valid_from or self.issued_on, "SHORT_DATE_FORMAT")}
        if self.valid_to is None:
            return gettext("in force from %(first)s") % values
        values["last"] = date_format(self.valid_to, "SHORT_DATE_FORMAT")
        return gettext("in force from %(first)s to %(last)s") % values


class CheckIns(models.TextChoices):
    """How often members say through the year how far their pledges are (A-21)."""

    QUARTER = "QUARTER", _("Each quarter")
    MONTH = "MONTH", _("Each month")
    NEVER = "NEVER", _("Not asked for")


class YearQuerySet(models.QuerySet):
    """Facts about many years."""

    def visible_to(self, reader):
        """Keep the years of the committees above or below the reader's units."""
        return self.filter(reader.scope.related_units_q("unit.view", "unit__path"))

    def for_unit(self, unit: Unit):
        """Keep the years of the unit's own committee and of those above it."""
        return self.filter(unit__path__in=[unit.path[:end] for end in range(4, len(unit.path) + 1, 4)])


class Year(models.Model):
    """A committee's year: its number and the days things are due. Everything later hangs on it."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("committee"), related_name="years")
    number = models.PositiveSmallIntegerField(_("year"))
    pledges_due = models.DateField(_("pledges due"))
    check_ins = models.CharField(_("progress reports"), max_length=7, choices=CheckIns, default=CheckIns.QUARTER)
    created_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = YearQuerySet.as_manager()

    class Meta:
        ordering = ["-number", "unit"]
        verbose_name = _("year")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"],
                name="year_once_per_committee",
                violation_error_message=_("This committee has already opened this year."),
            ),
            models.CheckConstraint(condition=Q(number__gte=2016, number__lte=2100), name="year_plausible"),
            models.CheckConstraint(condition=Q(check_ins__in=CheckIns.values), name="year_check_ins_known"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class ThemeQuerySet(models.QuerySet):
    """Facts about many themes."""

    def visible_to(self, reader):
        """Keep the themes of units above, at or below the reader's."""
        return self.filter(reader.scope.related_units_q("unit.view", "unit__path"))

    def of_year(self, number: int):
        """Keep the yearly themes of one year."""
        return self.filter(first_year=number, last_year=number)

    def of_term_with(self, number: int):
        """Keep the themes of a whole term which the year belongs to."""
        return self.filter(first_year__lte=number, last_year__gte=number).exclude(first_year=F("last_year"))

    def above(self, unit: Unit):
        """Keep those of the units above, nearest first."""
        paths = [unit.path[:end] for end in range(STEP, len(unit.path), STEP)]
        return self.filter(unit__path__in=paths).order_by("-unit__path")


class Theme(models.Model):
    """A unit's theme of one year or of a whole term; one below names the one above, a yearly one may serve a term's.

    `year` is the committee's year a yearly theme counts for; a province, which opens none, has its theme without.
    """

    year = models.ForeignKey(Year, models.PROTECT, verbose_name=_("year"), null=True, blank=True, related_name="themes")
    first_year = models.PositiveSmallIntegerField(pgettext_lazy("theme", "first year"))
    last_year = models.PositiveSmallIntegerField(pgettext_lazy("theme", "last year"))
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="themes")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("adapts"), null=True, blank=True, related_name="adaptations"
    )
    serves = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("serves the term's theme"),
        null=True,
        blank=True,
        related_name="served_by",
    )
    title = models.CharField(_("title"), max_length=400)
    basis = models.ForeignKey(LegalBasis, models.PROTECT, verbose_name=_("legal basis"), null=True, blank=True)
    key_actions = models.TextField(_("key actions"), help_text=_("One action a line."))
    plan = models.TextField(_("plan"), blank=True, validators=[MaxLengthValidator(20_000)])
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["first_year", "-last_year", "unit__path"]
        verbose_name = _("theme")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "first_year", "last_year"],
                name="theme_once_per_unit_and_year",
                violation_error_message=_("This unit already has a theme for the year; edit that one."),
            ),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="theme_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(
                    first_year__gte=2016,
                    last_year__lte=2100,
                    first_year__lte=F("last_year"),
                    last_year__lt=F("first_year") + LONGEST_TERM,
                ),
                name="theme_years_plausible",
                violation_error_message=_("A theme is of one year, or of a term of at most six years, in order."),
            ),
            models.CheckConstraint(
                condition=Q(year=None) | Q(first_year=F("last_year")), name="theme_of_a_year_is_of_one_year"
            ),
            models.CheckConstraint(
                condition=Q(serves=None) | (Q(first_year=F("last_year")) & ~Q(serves=F("id"))),
                name="theme_of_a_term_serves_none",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_for_term(self) -> bool:
        return self.first_year != self.last_year

    @property
    def years(self) -> str:
        """Return the year, or the first and the last of a term."""
        return f"{self.first_year}–{self.last_year}" if self.is_for_term else str(self.first_year)

    @property
    def actions(self) -> list[str]:
        """Return the key actions, one a line, blank lines dropped."""
        return [line.strip() for line in self.key_actions.splitlines() if line.strip()]

    @property
    def steps(self) -> list[tuple[str, ...]]:
        """Return the plan row by row: what, who, until when; a line is cut at its bars, the last cells may be empty."""
        lines = filter(None, (line.strip() for line in self.plan.splitlines()))
        cells = ([cell.strip() for cell in line.split("|", 2)] for line in lines)
        return [(*row, "", "")[:3] for row in cells]
