"""A finding to record: what was concluded, by which document, what it counts for, the escape clause."""

from collections.abc import Iterable

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, DayField
from emulation.models import Unit

from ..bridge import OTHER_DISCIPLINE
from ..models import Finding, LevelChoice
from ..wording import CONCLUDED

OTHER_EFFECT = {
    False: _("disciplined for a matter that matches no finding above: a warning, without effect on the level"),
    True: _("disciplined for a matter that matches no finding above: bars the top level"),
}


class FindingForm(forms.Form):
    """One finding; the codes, units and years offered are those that may stand against the subject.

    The first unit and the year given are those it counts for unless the committee attributes it elsewhere.
    """

    code = forms.ChoiceField(label=_("Finding"), widget=forms.RadioSelect)
    document_number = CleanCharField(label=_("Document number"), max_length=60)
    document_date = DayField(label=_("Document date"))
    issuer = CleanCharField(label=_("Issuer"), max_length=160)
    act_on = DayField(
        label=_("Day of the act"), required=False, help_text=_("When it happened, or came to an end, if known.")
    )
    unit = forms.ModelChoiceField(
        label=_("Unit it counts for"),
        queryset=Unit.objects.none(),
        empty_label=None,
        required=False,
        help_text=_(
            "A fault at a former unit that is disciplined at the new one counts in the former unit's result; the new "
            "unit is not blamed. For the member's own level the year decides."
        ),
    )
    year = forms.TypedChoiceField(
        label=_("Year it counts for"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "A fault of an earlier year that is decided, or found graver, this year is weighed for this year's rating."
        ),
    )
    attribution = CleanCharField(
        label=_("Why it counts for this unit and year"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Needed when unit or year differ from those of this review. Faults at both units are recorded twice, each "
            "for the unit and the time of the act."
        ),
    )
    escape = forms.ChoiceField(
        label=_("Self-detected and fully repaired, or force majeure"), choices=Finding.Escape.choices
    )
    escape_level = forms.ChoiceField(
        label=_("Level by decision, when accepted"), choices=[("", "–"), *LevelChoice.choices], required=False
    )
    escape_decision = CleanCharField(
        label=_("That decision"), max_length=100, required=False, help_text=_("With its number, such as 12-QĐ/ĐU.")
    )

    def __init__(
        self,
        *args,
        codes: Iterable[str],
        units: QuerySet[Unit],
        years: Iterable[int],
        other_bars: bool = False,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        labels = CONCLUDED | {OTHER_DISCIPLINE: OTHER_EFFECT[other_bars]}
        self.fields["code"].choices = [(code, labels[code]) for code in codes]
        self.fields["unit"].queryset = units
        self.fields["year"].choices = [(year, str(year)) for year in sorted(years, reverse=True)]

    @property
    def groups(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """The fields under the headings of the page, in rows."""
        parts = (
            (_("What was concluded"), (("code",),)),
            (_("By which document"), (("document_number", "document_date"), ("issuer", "act_on"))),
            (_("What it counts for"), (("unit", "year"), ("attribution",))),
            (_("Whether it is weighed"), (("escape",), ("escape_level", "escape_decision"))),
        )
        return [(heading, [[self[name] for name in row] for row in rows]) for heading, rows in parts]
