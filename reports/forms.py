"""Which report: a unit and a year, as addresses carry them."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, DayField


class WhichReport(forms.Form):
    """The unit's key and the year; both may be left out."""

    unit = forms.IntegerField(label=_("Unit"), min_value=1, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=2016, max_value=2100, required=False)


class IssueForm(forms.Form):
    """The date of the document, and for a correction what it corrects."""

    signed_on = DayField(label=_("Date of the document"), help_text=_("It is printed at the head; not after today."))
    reason = CleanCharField(label=_("What is corrected and why"), max_length=500, required=False)

    def __init__(self, *args, is_correction: bool = False, is_dated: bool = False, **kwargs) -> None:
        """A document that was signed on paper has its date: it is not asked for."""
        super().__init__(*args, **kwargs)
        if is_dated:
            del self.fields["signed_on"]
        if is_correction:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = _("It is printed on the new document.")
        else:
            del self.fields["reason"]


class LastNumberForm(forms.Form):
    """The last number used on paper, which the next issued document of the type follows."""

    last = forms.IntegerField(
        label=_("Last number used on paper"), min_value=0, max_value=99_999, help_text=_("0 where none has been used.")
    )


class CheckForm(forms.Form):
    """What a passer-by holds in hands: the code printed on a document."""

    code = forms.CharField(
        label=_("Code of the document"), max_length=40, help_text=_("Ten letters and digits beside the square code.")
    )


class FileForm(forms.Form):
    """The file itself, compared with the one that was issued; it is not kept."""

    file = forms.FileField(label=_("File of the document (PDF)"))

    def clean_file(self):
        """Refuse what is larger than any document of ours."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than any document issued here."), "too_large")
        return file


class WordTemplateForm(forms.Form):
    """A committee's template for Word; what is in it is checked by the service."""

    file = forms.FileField(
        label=_("Template for Word (.docx)"),
        help_text=_("Up to 10 MB, without macros, links or linked pictures."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        allow_empty_file=True,
    )
