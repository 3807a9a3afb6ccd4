"""A table of cases to try on a rule set."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.uploads import TOO_LARGE


class CasesForm(forms.Form):
    """The file of cases."""

    file = forms.FileField(
        label=_("File of cases"),
        help_text=_("JSON, up to 10 MB, of the form of the sample below."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self):
        """Refuse what is too large before reading it."""
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(TOO_LARGE, "too_large")
        return upload
