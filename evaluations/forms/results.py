"""Taking over the results of an earlier year: which year, and the list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.forms import LIST_FORMATS, ListForm


class ResultsForm(ListForm):
    """A list of decided results as the office keeps it."""

    field_order = ("year", "file")

    year = forms.TypedChoiceField(label=_("Year of the results"), coerce=int)
    file = forms.FileField(label=_("List of results"), help_text=LIST_FORMATS)

    def __init__(self, *args, years, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in years]
