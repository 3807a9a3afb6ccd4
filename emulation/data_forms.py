"""Web input about personal data: the note to the register, times of keeping, breaches."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .breaches import Suspicion
from .fields import CleanCharField, CleanTextField, DayField
from .models import Account
from .models.retention import LONGEST
from .retention import kinds


class RegisterNoteForm(forms.Form):
    """A committee's note to the register of purposes; empty takes it away."""

    text = CleanTextField(
        label=_("Note"),
        required=False,
        max_length=4000,
        help_text=_("Such as who looks after personal data here, and where to turn to. Empty takes the note away."),
    )
    newest = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RetentionForm(forms.Form):
    """Another time for a kind of document."""

    kind = forms.ChoiceField(label=_("Kind of document"))
    years = forms.IntegerField(label=_("Years"), min_value=1, max_value=LONGEST, localize=False)
    reason = CleanCharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, kind.title) for kind in kinds().values()]


class SuspicionForm(forms.Form):
    """Through what somebody may have got in, and between which days."""

    username = CleanCharField(label=_("User name of the account"), required=False, max_length=60)
    key = CleanCharField(
        label=_("Mark of the key to the API"), required=False, max_length=25, help_text=_("The first signs of the key.")
    )
    address = forms.GenericIPAddressField(label=_("Network address"), required=False)
    first_day = DayField(label=_("From"))
    last_day = DayField(label=_("To"))

    def clean_username(self) -> Account | None:
        """Return the account of the name."""
        name = self.cleaned_data["username"].lower()
        found = Account.objects.filter(username=name).first() if name else None
        if name and found is None:
            raise ValidationError(_("There is no account of this name."), "unknown_account")
        return found

    @property
    def suspicion(self) -> Suspicion:
        """Return what is suspected."""
        data = self.cleaned_data
        ways = {"account": data["username"], "key": data["key"], "address": data["address"] or None}
        return Suspicion(data["first_day"], data["last_day"], **ways)


class BreachForm(SuspicionForm):
    """A breach to record."""

    noticed_at = forms.DateTimeField(
        label=_("Noticed at"),
        input_formats=["%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M"],
        help_text=_("Hour, then day: 08:30 25/11/2026. The 72 hours of the law run from then."),
    )
    what = CleanTextField(label=_("What happened"), max_length=4000)


class BreachReportForm(forms.Form):
    """Which report told the authority."""

    number = CleanCharField(label=_("Number of the report"), max_length=60)


class NoticeForm(forms.Form):
    """What the members affected are told."""

    notice = CleanTextField(label=_("Notice to the members affected"), max_length=4000)
