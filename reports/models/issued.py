"""Documents as they were issued, byte for byte, and the numbers a unit has used in a term."""

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Member, Unit
from evaluations.models import RuleSet

from ..rules import written_number

TWICE = _("This document has been issued already; issue a correction of it.")


class NumberSeries(models.Model):
    """The last number of a type of document a unit has used in a term; numbering goes on through the term."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="number_series")
    term = models.PositiveSmallIntegerField(_("first year of the term"))
    symbol = models.CharField(_("symbol"), max_length=20)
    last = models.PositiveIntegerField(_("last number used"), default=0)

    class Meta:
        ordering = ["unit", "-term", "symbol"]
        verbose_name = _("numbering")
        constraints = [
            models.UniqueConstraint(fields=["unit", "term", "symbol"], name="numbering_once_a_term"),
            models.CheckConstraint(condition=Q(last__lte=99_999), name="numbering_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.term}"


class IssuedQuerySet(models.QuerySet):
    """Facts about many issued documents."""

    def visible_to(self, reader):
        """Keep those of the units whose reports the reader may see, and those about the reader."""
        seen = reader.scope.units_q("report.view", "unit__path")
        return self.filter(seen | Q(member=reader.member_id) if reader.member_id else seen)

    def valid(self):
        """Keep those no correction has taken the place of."""
        return self.filter(replaced_by=None)

    def brief(self):
        """Leave the bytes and the data where they are; lists need neither."""
        near = ("", "replaced_by__", "replaces__")
        heavy = [f"{row}{name}" for row in near for name in ("content", "data")]
        return self.select_related("unit", "member", "issued_by", "replaced_by", "replaces").defer(*heavy)


class IssuedDocument(models.Model):
    """A document as it went out: its bytes with their hash, its data, who issued it. Never changed, never made anew.

    `kind` is a code of `reports.kinds`; `variant` what else was chosen for it, or the number it already carried.
    """

    kind = models.CharField(_("kind"), max_length=40)
    variant = models.CharField(_("choice"), max_length=120, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="issued_documents")
    year = models.PositiveSmallIntegerField(_("year"))
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name=_("member"), null=True, blank=True, related_name="issued_documents"
    )
    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, verbose_name=_("rule set"), null=True, blank=True, related_name="+"
    )
    term = models.PositiveSmallIntegerField(_("first year of the term"))
    symbol = models.CharField(_("symbol"), max_length=20)
    number = models.PositiveIntegerField(_("number"))
    signed_on = models.DateField(_("date of the document"))
    code = models.CharField(_("code to check it by"), max_length=12, unique=True)
    content = models.BinaryField(_("file"))
    sha256 = models.CharField(_("fingerprint"), max_length=64, unique=True)
    data = models.JSONField(_("data"))
    issued_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("issued by"), related_name="+")
    issued_at = models.DateTimeField(_("issued at"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("corrects"), null=True, blank=True, related_name="replaced_by"
    )
    reason = models.CharField(_("what is corrected and why"), max_length=500, blank=True)

    objects = IssuedQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = _("issued document")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unit", "year", "variant"],
                condition=Q(replaces=None, member=None),
                name="issued_once_but_for_corrections",
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                fields=["kind", "unit", "year", "member", "variant"],
                condition=Q(replaces=None, member__isnull=False),
                name="issued_once_a_member",
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(fields=["unit", "term", "symbol", "number"], name="issued_number_once"),
            models.CheckConstraint(condition=~Q(kind=""), name="issued_kind_named"),
            models.CheckConstraint(condition=Q(number__gte=1), name="issued_number_from_1"),
            models.CheckConstraint(condition=Q(replaces=None) | ~Q(reason=""), name="issued_corrected_with_reason"),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="issued_not_its_own_correction"),
        ]

    def __str__(self) -> str:
        return gettext("%(number)s of %(day)s") % {"number": self.full_number, "day": self.day}

    @property
    def full_number(self) -> str:
        """The number with its symbol as it is printed: 05-BC/ĐU."""
        return written_number(self.number, self.symbol)

    @property
    def day(self) -> str:
        return date_format(self.signed_on, "SHORT_DATE_FORMAT")

    @property
    def is_superseded(self) -> bool:
        """Say whether a correction has taken its place."""
        return getattr(self, "replaced_by", None) is not None

    @property
    def file_name(self) -> str:
        """A name every system can store."""
        return f"{self.kind}-{self.number:02d}-{self.signed_on:%Y-%m-%d}-{self.code.lower()}.pdf"
