"""How the documents of a unit are set on paper (HD 05-HD/VPTW)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Unit

from ..rules import LEADING, LIMITS, ON_BEHALF, is_in_place

OUT_OF_LIMITS = _("Choose a number between %(low)d and %(high)d.")
TOO_TIGHT = _("The lines would touch: choose a spacing at least %(leading)d pt above the size of the text.")
NOT_IN_PLACE = _(
    "K/T (in place of) is not written here: a Party body decides together, so its document is signed on its behalf, "
    "T/M. A deputy secretary signs T/M as well, with the post PHÓ BÍ THƯ."
)
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
