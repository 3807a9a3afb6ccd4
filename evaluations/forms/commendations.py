"""Forms of commendations: a title, a proposal, the decision on it."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, CleanTextField, DayField
from emulation.models import Member

from ..models import CommendationTitle
from ..models.commendations import LONGEST_REASON


class TitleForm(forms.Form):
    """A title the committee gives."""

    name = CleanCharField(label=_("Title or form"), max_length=200, help_text=_("For example: Giấy khen"))
    about = forms.ChoiceField(label=_("For"), choices=CommendationTitle.About.choices)
    years = forms.IntegerField(
        label=_("Years in a row at the top level"),
        min_value=0,
        max_value=50,
        initial=1,
        help_text=_("0 where it is given on other merits; nobody is listed as eligible then."),
    )


class ProposalForm(forms.Form):
    """What the cell proposes, for whom and why."""

    title = forms.ModelChoiceField(label=_("Title or form"), queryset=CommendationTitle.objects.none())
    member = forms.ModelChoiceField(
        label=_("Member"), queryset=Member.objects.none(), required=False, empty_label=_("The cell itself")
    )
    year = forms.IntegerField(label=_("Year"), min_value=1930, max_value=2100)
    reason = CleanTextField(label=_("Achievement"), max_length=LONGEST_REASON)

    def __init__(self, *args, titles: QuerySet[CommendationTitle], members: QuerySet[Member], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].queryset, self.fields["member"].queryset = titles, members


class GrantForm(forms.Form):
    """The decision that grants it."""

    number = CleanCharField(label=_("Number of the decision"), max_length=60, help_text=_("For example: 45-QĐ/ĐU"))
    signed_on = DayField(label=_("Signed on"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RefusalForm(forms.Form):
    """Why it is refused."""

    refusal = CleanTextField(label=_("Why it is refused"), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
