"""How a unit's documents are set on paper; documents as issued; numbers used in a term; sections kept for some days."""
"""Documents as they were issued, byte for byte; the numbers a unit has used in a term; its templates for Word."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Member, Unit
from evaluations.models import RuleSet

from .rules import LEADING, LIMITS, ON_BEHALF, is_in_place, written_number

OUT_OF_LIMITS = _("Choose a number between %(low)d and %(high)d.")
TOO_TIGHT = _("The lines would touch: choose a spacing at least %(leading)d pt above the size of the text.")
NOT_IN_PLACE = _(
    "K/T (in place of) is not written here: a Party body decides together, so its document is signed on its behalf, "
    "T/M. A deputy secretary signs T/M as well, with the post PHÓ BÍ THƯ."
)
TWICE = _("This document has been issued already; issue a correction of it.")
ON_BEHALF_ONLY = _("Begin with T/M, for example T/M CHI BỘ: a Party body is signed for on its behalf.")


def _limits() -> list[models.CheckConstraint]:
    """Return a named constraint for each number of a layout."""
    return [
        models.CheckConstraint(
            condition=Q((f"{name}__gte", low), (f"{name}__lte", high)), name=f"layout_{name}_within_limits"
        )
        for name, (low, high) in LIMITS.items()
    ]


class ToneStyle(models.TextChoices):
    """Where the tone mark stands in ủy; both are met in official practice."""

    OLD = "OLD", _("ỦY (mark on the first vowel)")
    NEW = "NEW", _("UỶ (mark on the last vowel)")


class PaperLayout(models.Model):
    """How a unit's documents are set and worded (HD 05-HD/VPTW); a unit without one has the nearest above's sizes.

    An empty text follows from the unit itself. `by_type`: who signs and who gets documents of one type (BC, QĐ).
    """

    unit = models.OneToOneField(Unit, models.PROTECT, verbose_name=_("unit"), related_name="paper_layout")
    margin_top = models.PositiveSmallIntegerField(_("top margin (mm)"), default=20)
    margin_bottom = models.PositiveSmallIntegerField(_("bottom margin (mm)"), default=20)
    margin_left = models.PositiveSmallIntegerField(_("left margin (mm)"), default=30)
    margin_right = models.PositiveSmallIntegerField(_("right margin (mm)"), default=15)
    head_size = models.PositiveSmallIntegerField(_("size of the head (pt)"), default=14)
    title_size = models.PositiveSmallIntegerField(_("size of the title (pt)"), default=16)
    body_size = models.PositiveSmallIntegerField(_("size of the text (pt)"), default=14)
    first_line = models.PositiveSmallIntegerField(_("first line set in (mm)"), default=10)
    line_spacing = models.PositiveSmallIntegerField(_("line spacing, exact (pt)"), default=19)
    recipients_size = models.PositiveSmallIntegerField(_("size of the recipients (pt)"), default=12)
    has_page_number = models.BooleanField(_("page numbers from page 2"), default=True)
    page_number_size = models.PositiveSmallIntegerField(_("size of the page number (pt)"), default=13)
    tone_style = models.CharField(_("spelling of ỦY"), max_length=3, choices=ToneStyle, default=ToneStyle.OLD)
    place = models.CharField(_("place in the date line"), max_length=60, blank=True)
    upper_body = models.CharField(_("upper body as printed"), max_length=120, blank=True)
    issuing_body = models.CharField(_("issuing body as printed"), max_length=120, blank=True)
    abbreviation = models.CharField(_("body in the symbol"), max_length=12, blank=True)
    on_behalf = models.CharField(_("signed on behalf of"), max_length=80, blank=True)
    post = models.CharField(_("post of who signs"), max_length=60, blank=True)
    signer = models.CharField(_("name of who signs"), max_length=80, blank=True)
    recipients = models.JSONField(_("recipients"), default=list, blank=True)
    by_type = models.JSONField(_("by type of document"), default=dict, blank=True)

    class Meta:
        verbose_name = _("layout of documents")
        constraints = [
            *_limits(),
            models.CheckConstraint(
                condition=Q(line_spacing__gte=F("body_size") + LEADING), name="layout_lines_do_not_touch"
            ),
            models.CheckConstraint(condition=Q(tone_style__in=ToneStyle.values), name="layout_tone_style_known"),
            models.CheckConstraint(
                condition=Q(on_behalf="") | Q(on_behalf__startswith=ON_BEHALF), name="layout_signed_on_behalf"
            ),
            models.CheckConstraint(
                condition=~Q(post__istartswith="K/T") & ~Q(post__istartswith="KT"), name="layout_never_in_place"
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit)

    def clean(self) -> None:
        """Say what is out of limits or against the rules of signing, field by field."""
        wrong = {name: error for name in LIMITS if (error := self._out_of_limits(name))}
        if not wrong and self.line_spacing < self.body_size + LEADING:
            wrong["line_spacing"] = ValidationError(TOO_TIGHT, "too_tight", {"leading": LEADING})
        wrong |= signing_errors(self.on_behalf, self.post)
        if wrong:
            raise ValidationError(wrong)

    def _out_of_limits(self, name: str) -> ValidationError | None:
        (low, high), value = LIMITS[name], getattr(self, name)
        if isinstance(value, int) and low <= value <= high:
            return None
        return ValidationError(OUT_OF_LIMITS, "out_of_limits", {"low": low, "high": high})


def signing_errors(on_behalf: str, post: str) -> dict[str, ValidationError]:
    """Return what is wrong with a signature, by field: K/T anywhere, or not T/M (section on signing, QĐ 399-QĐ/TW)."""
    wrong = {
        name: ValidationError(NOT_IN_PLACE, "in_place")
        for name, words in (("on_behalf", on_behalf), ("post", post))
        if is_in_place(words)
    }
    if on_behalf and "on_behalf" not in wrong and not on_behalf.startswith(ON_BEHALF):
        wrong["on_behalf"] = ValidationError(ON_BEHALF_ONLY, "not_on_behalf")
    return wrong
from .jobs.models import Job, JobChunk, JobKind
from .rules import written_number

__all__ = ["DocumentKind", "IssuedDocument", "IssuedQuerySet", "Job", "JobChunk", "JobKind", "NumberSeries"]


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


class RenderedSection(models.Model):
    """A section of a document, rendered, under the hash of what shapes it. Holds what is printed; kept some days."""

    key = models.CharField(_("fingerprint"), max_length=64, primary_key=True)
    content = models.BinaryField(_("file"))
    size = models.PositiveIntegerField(_("size"))
    made_at = models.DateTimeField(_("made at"), db_index=True)
    used_at = models.DateTimeField(_("last used at"), db_index=True)

    class Meta:
        ordering = ["-used_at", "key"]
        verbose_name = _("rendered section")

    def __str__(self) -> str:
        return self.key[:12]

    @classmethod
    def of(cls, key: str, content: bytes, now: datetime.datetime) -> "RenderedSection":
        """Return a row that is made now."""
        return cls(key=key, content=content, size=len(content), made_at=now, used_at=now)
        return f"bao-cao-{self.number:02d}-{self.signed_on:%Y-%m-%d}-{self.code.lower()}.pdf"


class WordTemplateQuerySet(models.QuerySet):
    """Facts about many templates."""

    def visible_to(self, reader):
        """Keep those of the units whose reports the reader may see."""
        return self.filter(reader.scope.units_q("report.view", "unit__path"))

    def for_path(self, path: str):
        """Keep those in use at the unit of the path or above it, the nearest first."""
        above = [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]
        return self.filter(is_active=True, unit__path__in=above).order_by("-unit__depth")


class WordTemplate(models.Model):
    """A committee's own template for Word: checked, written anew, kept with its hash. Units below take the nearest.

    It never changes: another takes its place, or it is withdrawn; that it was in use stays.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="word_templates")
    title = models.CharField(_("name of the file"), max_length=100)
    content = models.BinaryField(_("file"))
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    uploaded_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("uploaded by"), related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = WordTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("Word template")
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(is_active=True), name="word_template_one_in_use"),
            models.CheckConstraint(condition=Q(size__gt=0), name="word_template_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def file_name(self) -> str:
        """The name it is saved under."""
        return f"{self.title}.docx"
