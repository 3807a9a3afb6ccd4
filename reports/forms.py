"""Which report: a unit and a year, as addresses carry them."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WhichReport(forms.Form):
    """The unit's key and the year; both may be left out."""

    unit = forms.IntegerField(label=_("Unit"), min_value=1, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=2016, max_value=2100, required=False)
