"""A re-rating: the new level, the decision's number and date, the reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, CleanTextField, DayField

from ..models import LevelChoice


class RerateForm(forms.Form):
    """What the new decision says; `replaces` is the decision it was written against."""

    replaces = forms.IntegerField(widget=forms.HiddenInput)
    level = forms.ChoiceField(label=_("New level"), choices=LevelChoice.choices, widget=forms.RadioSelect)
    number = CleanCharField(label=_("Number of the decision"), max_length=60, help_text=_("For example: 45-QĐ/ĐU"))
    signed_on = DayField(label=_("Signed on"))
    reason = CleanTextField(label=_("Why the member is rated again"))
