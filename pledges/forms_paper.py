"""Web input of the half-year, of supervision, and of the worksheet that comes back."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.fields import CleanCharField, CleanTextField, DayField

from .forms import CheckInItemForm, VersionForm
from .models import Finding
from .services import HalfLine


class HalfYearItemForm(CheckInItemForm):
    """How one item stands at mid-year."""

    next_step = None
    link = None
    adjust = CleanCharField(label=_("What to adjust"), max_length=500, required=False)

    @property
    def line(self) -> HalfLine:
        """Return what a valid form says."""
        return HalfLine(**self.cleaned_data)


class HalfYearForm(VersionForm):
    """What a half-year review has beside its items."""

    word = CleanTextField(
        label=_("The member's word"),
        max_length=2000,
        required=False,
        help_text=_("What went well, what was hard, what the cell can help with."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HalfYearCommentForm(VersionForm):
    """What the cell says on a half-year review."""

    comment = CleanTextField(label=_("Comment"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs) -> None:
        # It stands below the form of the review, which has a version of its own.
        super().__init__(*args, auto_id="comment_%s", **kwargs)


class SupervisionForm(forms.Form):
    """One look of the cell at a pledge or at itself; what belongs to a finding is asked by the service."""

    pledge = forms.TypedChoiceField(label=_("Whose pledge"), coerce=int, empty_value=None, required=False)
    seen_on = DayField(label=_("Day of the supervision"))
    supervised_by = CleanCharField(label=_("Who supervised"), max_length=300)
    looked_for = CleanTextField(
        label=_("What was looked for"),
        max_length=2000,
        help_text=_("One point a line, such as: bearing towards citizens; files handled in time."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    finding = forms.ChoiceField(
        label=pgettext_lazy("supervision", "Finding"), choices=Finding.choices, widget=forms.RadioSelect
    )
    words = CleanTextField(
        label=_("What was said"),
        max_length=2000,
        required=False,
        help_text=_("The reminder, or what is to be put right. Leave it empty when nothing wrong was found."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    correct_by = DayField(label=_("To be put right by"), required=False)

    def __init__(self, *args, pledges, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        named = [(pledge.pk, f"{pledge.member}") for pledge in pledges]
        self.fields["pledge"].choices = [("", _("The cell itself")), *named]
        self.initial.setdefault("seen_on", timezone.localdate())


class CorrectedForm(forms.Form):
    """The day on which something was put right."""

    corrected_on = DayField(label=_("Put right on"))


class WorksheetForm(forms.Form):
    """The worksheet that comes back."""

    file = forms.FileField(label=_("Worksheet"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}))
