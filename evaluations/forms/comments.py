"""Written comments, what they are done without for, which must be there; issues suggested and explained."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, CleanTextField, DayField
from emulation.models import Unit

from ..models import CommentKind

SETTABLE = [(kind.value, kind.label) for kind in CommentKind if kind != CommentKind.TEMPORARY]
MOST = 10_000


class WrittenCommentForm(forms.Form):
    """What a body has written, with the scan of the sheet where there is one."""

    kind = forms.ChoiceField(label=_("Whose comment"), choices=CommentKind.choices)
    author = CleanCharField(
        label=_("Body that comments"), max_length=200, help_text=_("As it signs, such as: cell of Neighbourhood 5.")
    )
    signed_on = DayField(label=_("Date of the comment"))
    text = CleanTextField(label=_("What it says"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 5}))
    file = forms.FileField(
        label=_("Scan of the sheet"),
        required=False,
        help_text=_("A PDF, or a photo or scan (JPEG, PNG), up to 10 MB. Not needed."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class WaiverForm(forms.Form):
    """Which comment is done without, and why."""

    kind = forms.ChoiceField(label=_("Comment done without"), choices=CommentKind.choices)
    reason = CleanTextField(
        label=_("Why it is done without"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the dossier with your name."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(
            *args, auto_id="without_%s", **kwargs
        )  # stands below the form of a comment, with the same fields


class DutyForm(forms.Form):
    """In which cell, or in all, a comment must be there or need not."""

    unit = forms.ModelChoiceField(label=_("Where"), queryset=Unit.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("Whose comment"), choices=SETTABLE)
    is_due = forms.TypedChoiceField(
        label=_("Must it be there"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Must be there before the cell proposes")), ("no", _("Need not be there"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    reason = CleanCharField(label=_("Reason"), max_length=300)

    def __init__(self, *args, units: QuerySet[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units


class IssueForm(forms.Form):
    """An issue to be explained at the review."""

    text = CleanTextField(label=_("What is to be explained"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 4}))
    document = CleanCharField(
        label=_("Suggested by document"),
        max_length=160,
        required=False,
        help_text=_("Number, date and issuer, where there is one."),
    )


class IssueExplanationForm(forms.Form):
    """The answer to an issue."""

    text = CleanTextField(
        label=_("Explanation, cause, responsibility"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 6})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
