"""Web input of the self-review of a transfer and of the comments on it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.fields import LONGEST_TEXT, CleanTextField


class TransferReviewForm(forms.Form):
    """The text, saved or handed in."""

    text = CleanTextField(
        label=_("Self-review of the time since the last yearly review"),
        max_length=LONGEST_TEXT,
        help_text=_("What you have done, what was good, what was wanting and why, what you will do about it."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_version(self) -> int:
        """Return 0, which stands for none read, where none was sent."""
        return self.cleaned_data["version"] or 0


class TransferCommentForm(forms.Form):
    """What the cell or the committee says of it."""

    comment = CleanTextField(label=_("Comment"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}))
