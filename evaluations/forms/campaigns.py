"""Opening a campaign: the year, the rule set, the dates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanTextField, DayField
from emulation.models import Year

from ..models import RuleSet
from ..ruleset_checks import years


class RuleSetChoice(forms.ModelChoiceField):
    """A rule set with its owner and its years."""

    def label_from_instance(self, rule_set: RuleSet) -> str:
        owner = rule_set.unit.name if rule_set.unit else _("comes with the application")
        return f"{rule_set.name} – {owner}, {years(rule_set.first_year, rule_set.last_year)}"


class CampaignForm(forms.Form):
    """What binds a year to its rules and days; the rule sets offered are those in force for the year and inherited."""

    year = forms.ModelChoiceField(queryset=Year.objects.none(), widget=forms.HiddenInput)
    rule_set = RuleSetChoice(
        label=_("Rule set"),
        queryset=RuleSet.objects.none(),
        empty_label=None,
        help_text=_("The year keeps these rules to its end. The nearest owner's comes first."),
        error_messages={
            "invalid_choice": _("This rule set is not in force for the year, or is not one your committee follows.")
        },
    )
    cut_off = DayField(
        label=_("Cut-off date"),
        help_text=_("Who is listed in which cell on this day is reviewed there; six months are counted to this day."),
    )
    assessments_due = DayField(label=_("Self-assessments due"))
    reviews_due = DayField(label=_("Cell reviews due"))
    decisions_due = DayField(label=_("Decisions due"))

    def __init__(self, *args, years, rule_sets, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].queryset = years
        self.fields["rule_set"].queryset = rule_sets


class ReopenForm(forms.Form):
    """Why a closed campaign is opened again."""

    reason = CleanTextField(label=_("Why the review is opened again"), max_length=2000)
