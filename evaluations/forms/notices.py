"""What follows a decision: where levels are published, a hand-over on paper, the manager told; an order waived."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, DayField
from emulation.models import Unit

from ..models import OrderWaiver


class PublishForm(forms.Form):
    """In which cell, or in all, the levels are published."""

    unit = forms.ModelChoiceField(label=_("Published in"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args, units: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units


class HandOverForm(forms.Form):
    """On which day the notice was handed over on paper."""

    handed_on = DayField(label=_("Handed over on paper on"))


class ManagerForm(forms.Form):
    """Which manager has been told."""

    name = CleanCharField(
        label=_("Name and post of the direct manager"), max_length=200, help_text=_("Such as: Trần Văn An, headmaster.")
    )


class OrderWaiverForm(PublishForm):
    """For which step of which cell the order is waived, and why."""

    step = forms.TypedChoiceField(label=_("Step"), coerce=int, choices=OrderWaiver.Step.choices)
    reason = CleanCharField(
        label=_("Reason"), max_length=500, help_text=_("The annual report prints it with your name.")
    )
    field_order = ["step", "unit", "reason"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].label = _("Cell; to decide, the committee")
