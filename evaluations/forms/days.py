"""The days of a campaign, and those of one cell where they differ."""

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.fields import DayField
from emulation.models import Unit


class CampaignDaysForm(forms.Form):
    """The campaign's own days."""

    assessments_due = DayField(label=_("Self-assessments due"))
    reviews_due = DayField(label=_("Cell reviews due"))
    decisions_due = DayField(label=_("Decisions due"))


class CellDaysForm(forms.Form):
    """One cell's days; empty for those of the campaign."""

    unit = forms.ModelChoiceField(label=_("Cell"), queryset=Unit.objects.none(), empty_label=_("Choose the cell"))
    assessments = DayField(
        label=_("Self-assessments due in this cell"), required=False, help_text=_("Leave empty for the common day.")
    )
    reviews = DayField(
        label=_("Review of this cell due"), required=False, help_text=_("Leave empty for the common day.")
    )

    def __init__(self, *args, units, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units

    @property
    def days(self) -> dict:
        """The days by step."""
        return {"ASSESSMENTS": self.cleaned_data["assessments"], "REVIEWS": self.cleaned_data["reviews"]}
