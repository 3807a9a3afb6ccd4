"""Web input of the pages of themes and study sessions: parsing and field errors, nothing saved here."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .fields import CleanCharField, CleanTextField, DayField
from .models import LegalBasis, Theme, Unit
from .selectors import theme_to_adapt, themes_to_serve
from .services.studies import Mark
from .studies import Seat
from .text import clean
from .web import asked_number

PLAN_HELP = _("One step a line: what | who | until when.")


class BasisField(forms.ModelChoiceField):
    """A legal basis shown with its date and title."""

    def label_from_instance(self, basis: LegalBasis) -> str:
        return basis.citation


class ThemeField(forms.ModelChoiceField):
    """A theme shown with its unit and years."""

    def label_from_instance(self, theme: Theme) -> str:
        return f"{theme.unit} ({theme.years}): {theme.title}"


class ThemeForm(forms.Form):
    """A unit's theme: what it adapts and serves, its words, its plan. Where nothing can be chosen the field is gone."""

    parent = ThemeField(label=_("Adapts the theme"), queryset=Theme.objects.none())
    serves = ThemeField(label=_("Serves the theme of the term"), queryset=Theme.objects.none(), required=False)
    title = CleanCharField(label=_("Title"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    basis = BasisField(label=_("Legal basis"), queryset=LegalBasis.objects.all(), required=False)
    key_actions = CleanTextField(label=_("Key actions"), help_text=_("One action a line."))
    plan = CleanTextField(label=_("Plan"), help_text=PLAN_HELP, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, unit: Unit, first: int, last: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        nearest = theme_to_adapt(unit, first, last)
        served = themes_to_serve(unit, first) if first == last else Theme.objects.none()
        self._choose("parent", Theme.objects.filter(pk=nearest.pk) if nearest else Theme.objects.none())
        self._choose("serves", served)
        if nearest and not self.is_bound:
            self.initial["parent"] = nearest.pk
            self.initial.setdefault("title", nearest.title)

    def _choose(self, name: str, themes) -> None:
        if themes.exists():
            self.fields[name].queryset = themes.select_related("unit")
        else:
            del self.fields[name]

    def clean_version(self) -> int:
        """Return 0, which no theme has, where there was none yet when the page was made."""
        return self.cleaned_data["version"] or 0


class TermForm(forms.Form):
    """For which years a theme is to be: one, or a whole term."""

    first_year = forms.IntegerField(
        label=pgettext_lazy("theme", "First year"), min_value=2016, max_value=2100, localize=False
    )
    last_year = forms.IntegerField(
        label=pgettext_lazy("theme", "Last year"),
        min_value=2016,
        max_value=2100,
        localize=False,
        help_text=_("The same year again for a theme of one year."),
    )


class StudyForm(forms.Form):
    """What a study session is about, when, and who presents."""

    held_on = DayField(label=_("Day of the session"))
    theme = ThemeField(label=_("Theme"), queryset=Theme.objects.none())
    subject = CleanCharField(label=_("Subject of study"), max_length=300)
    presenter = CleanCharField(label=_("Presented by"), max_length=120)
    minutes = CleanTextField(label=_("Minutes"), required=False)

    def __init__(self, *args, themes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes


class StudyEditForm(StudyForm):
    """The same of a session that is there already."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawStudyForm(forms.Form):
    """Why a session is taken back."""

    reason = CleanCharField(label=_("Why it is taken back"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MinutesForm(forms.Form):
    """What was said at the session, beside the list of who was there."""

    minutes = CleanTextField(label=_("Minutes"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


def marks_of(seats: list[Seat], data) -> dict[int, Mark]:
    """Return how each seat was marked: a tick says absent."""
    return {
        seat.member: Mark(f"absent-{seat.member}" not in data, clean(data.get(f"reason-{seat.member}", "")))
        for seat in seats
    }


def ticked_elsewhere(seats: list[Seat], data) -> bool:
    """Say whether somebody is ticked who has no seat."""
    named = {asked_number(name.removeprefix("absent-")) for name in data if name.startswith("absent-")}
    return not named <= {seat.member for seat in seats}
