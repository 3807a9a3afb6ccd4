"""A finding to record, with the document it rests on."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, DayField

from ..models import Finding, LevelChoice
from ..wording import CONCLUDED


class FindingForm(forms.Form):
    """One finding; the codes offered are those that may stand against the subject."""

    code = forms.ChoiceField(label=_("Finding"), widget=forms.RadioSelect)
    document_number = CleanCharField(label=_("Document number"), max_length=60)
    document_date = DayField(label=_("Document date"))
    issuer = CleanCharField(label=_("Issuer"), max_length=160)
    escape = forms.ChoiceField(
        label=_("Self-detected and fully repaired, or force majeure"), choices=Finding.Escape.choices
    )
    escape_level = forms.ChoiceField(
        label=_("Level by decision, when accepted"), choices=[("", "–"), *LevelChoice.choices], required=False
    )
    escape_decision = CleanCharField(label=_("That decision"), max_length=100, required=False)

    def __init__(self, *args, codes: Iterable[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(code, CONCLUDED[code]) for code in codes]
