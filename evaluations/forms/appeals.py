"""A complaint, its answer, the level it is changed to; a check before the decision and its outcome."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, CleanTextField, DayField
from emulation.models import Account

from ..models import AppealKind, CheckKind, LevelChoice
from ..models.appeals import LONGEST


class AppealForm(forms.Form):
    """What the member objects to; the day and the reason for a late one are for who records it from paper."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AppealKind.choices, widget=forms.RadioSelect)
    text = CleanTextField(
        label=_("What is objected to, and why"),
        max_length=LONGEST,
        help_text=_("Name the facts and what shows them. The committee reads it; the cell does not."),
    )
    against = forms.ModelChoiceField(
        label=_("Person complained of, if any"),
        queryset=Account.objects.none(),
        required=False,
        empty_label=_("nobody in particular"),
        help_text=_("This person neither sees the complaint nor considers it."),
    )
    filed_on = DayField(label=_("Handed in on"))
    late_reason = CleanCharField(
        label=_("Why it is accepted late"),
        max_length=500,
        required=False,
        help_text=_("Only for a complaint handed in after the last day, and only by the committee."),
    )

    def __init__(self, *args, against: QuerySet[Account], is_own: bool, accepts_late: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["against"].queryset = against
        if is_own:
            del self.fields["filed_on"]
        if not accepts_late:
            del self.fields["late_reason"]


class AnswerForm(forms.Form):
    """The answer that keeps the level."""

    answer = CleanTextField(label=_("Answer with its reasons"), max_length=LONGEST)


class ChangeForm(forms.Form):
    """The answer that changes the level; `replaces` is the decision it was written against."""

    replaces = forms.IntegerField(widget=forms.HiddenInput)
    level = forms.ChoiceField(label=_("New level"), choices=LevelChoice.choices, widget=forms.RadioSelect)
    number = CleanCharField(label=_("Number of the decision"), max_length=60, help_text=_("For example: 45-QĐ/ĐU"))
    signed_on = DayField(label=_("Signed on"))
    answer = CleanTextField(label=_("Answer with its reasons"), max_length=LONGEST)


class CheckForm(forms.Form):
    """What has come in, and which committee orders the check."""

    kind = forms.ChoiceField(label=_("What has come in"), choices=CheckKind.choices, widget=forms.RadioSelect)
    about = CleanTextField(
        label=_("What is to be checked"),
        max_length=LONGEST,
        help_text=_("Without the name of who complains or denounces. The member does not see this."),
    )
    received_on = DayField(label=_("Received on"))
    ordered_by = CleanCharField(label=_("Committee that orders the check"), max_length=200)


class OutcomeForm(forms.Form):
    """What the check has come to, and the document that says so."""

    outcome = CleanTextField(label=_("Outcome"), max_length=LONGEST)
    document_number = CleanCharField(label=_("Document number"), max_length=60)
    document_date = DayField(label=_("Document date"))
