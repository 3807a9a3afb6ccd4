"""Opening a campaign: the year, the rule set, the dates."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.fields import DayField
from emulation.models import Year

from ..models import RuleSet, RuleSetState, ScoringMethod


class YearChoice(forms.ModelChoiceField):
    """A year with its committee."""

    def label_from_instance(self, year: Year) -> str:
        return f"{year.number} – {year.unit}"


class CampaignForm(forms.Form):
    """What binds a year to its rules and days."""

    year = YearChoice(label=_("Year"), queryset=Year.objects.none(), empty_label=None)
    rule_set = forms.ModelChoiceField(
        label=_("Rule set"),
        queryset=RuleSet.objects.filter(state=RuleSetState.PUBLISHED, method=ScoringMethod.POINTS),
        empty_label=None,
        help_text=_("The year keeps these rules to its end."),
    )
    cut_off = DayField(
        label=_("Cut-off date"),
        help_text=_("Who is listed in which cell on this day is reviewed there; six months are counted to this day."),
    )
    assessments_due = DayField(label=_("Self-assessments due"))
    reviews_due = DayField(label=_("Cell reviews due"))
    decisions_due = DayField(label=_("Decisions due"))

    def __init__(self, *args, years, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].queryset = years


def usual_dates(number: int) -> dict[str, datetime.date]:
    """The days most committees keep: everything is decided before the end of the year (HD 43, section 4)."""
    return {
        "cut_off": datetime.date(number, 12, 31),
        "assessments_due": datetime.date(number, 11, 30),
        "reviews_due": datetime.date(number, 12, 10),
        "decisions_due": datetime.date(number, 12, 25),
    }
