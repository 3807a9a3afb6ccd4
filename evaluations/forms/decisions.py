"""What the committee ticks and types: candidates for the top level, other levels with reasons, number and date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, DayField
from emulation.forms import SearchForm
from emulation.models import Unit
from emulation.text import clean_lines
from emulation.web import asked_number

from ..models import CapException, CapGroups, CapReading, CapRounding, CapScope, LevelChoice
from ..rules.cap import Reading, Rounding
from ..rules.levels import Level
from ..selectors.decisions import Ranked
from ..tally import LONGEST_CODE


class DecideForm(forms.Form):
    """The decision's number and date."""

    number = CleanCharField(label=_("Number of the decision"), max_length=60, help_text=_("For example: 45-QĐ/ĐU"))
    signed_on = DayField(label=_("Signed on"))


class BoardFilter(SearchForm):
    """Which group is shown, and which of its other members."""

    level = forms.ChoiceField(label=_("Level"), choices=[("", _("All levels")), *LevelChoice.choices], required=False)
    group = forms.CharField(max_length=LONGEST_CODE, required=False, widget=forms.HiddenInput)


class WhatIfForm(forms.Form):
    """Another way of counting the cap, to look at."""

    percent = forms.IntegerField(label=_("Share (%)"), min_value=0, max_value=100)
    reading = forms.TypedChoiceField(label=_("Base of the cap"), choices=CapReading.choices, coerce=Reading)
    rounding = forms.TypedChoiceField(label=_("Rounding"), choices=CapRounding.choices, coerce=Rounding)
    scope = forms.ChoiceField(label=_("Where the share is taken"), choices=CapScope.choices)
    groups = forms.ChoiceField(label=_("Groups of similar position"), choices=CapGroups.choices)


class CapExceptionForm(forms.Form):
    """The decision that lets an outstanding unit have the larger share."""

    about = forms.ChoiceField(label=_("For the cap on"), choices=CapException.About.choices)
    unit = forms.TypedChoiceField(label=_("Outstanding unit"), coerce=int)
    number = CleanCharField(
        label=_("Number of the decision"), max_length=60, help_text=_("Of the level that may grant it.")
    )
    signed_on = DayField(label=_("Signed on"))
    issuer = CleanCharField(label=_("Issuer"), max_length=160)

    def __init__(self, *args, units: Sequence[Unit], about: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if about:
            self.fields["about"].widget = forms.HiddenInput()
            self.fields["about"].initial = about
        self.units = {unit.pk: unit for unit in units}
        self.fields["unit"].choices = [(unit.pk, unit.name) for unit in units]
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].pk

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]


@dataclass(frozen=True, slots=True)
class ChoiceInput:
    """One member on the committee's page: ticked or not, the level, the reason as typed, what is wrong."""

    person: Ranked
    is_ticked: bool
    level: str
    reason: str
    error: str

    @property
    def prefix(self) -> str:
        return f"r{self.person.assessment.pk}"


class ChoicesForm:
    """The people shown on the page; `r<id>-kind` says how each was shown: a tick, or a choice of level."""

    def __init__(self, people: Iterable[Ranked], data: QueryDict | None = None) -> None:
        self.people = {person.assessment.pk: person for person in people}
        self.data = data
        self.errors: dict[str, str] = {}

    def choices(self) -> dict[int, tuple[str, str]]:
        """Return what differs from what was shown, as the service takes it."""
        found = {}
        for pk, person in self.people.items():
            if f"r{pk}-kind" in self.data:
                level, reason = self._level(pk, person), self._reason(pk)
                if (level, reason) != (person.rating.level, person.assessment.committee_reason):
                    found[pk] = _choice(person, level, reason)
        return found

    def versions(self) -> dict[int, int]:
        """Return the version of each row as it was shown."""
        shown = {pk: asked_number(self.data.get(f"r{pk}-version")) for pk in self.people}
        return {pk: version for pk, version in shown.items() if version is not None}

    def _reason(self, pk: int) -> str:
        return clean_lines(self.data.get(f"r{pk}-reason", ""))

    def _level(self, pk: int, person: Ranked) -> str:
        """Return the level chosen; a tick taken away leaves the level below the top one."""
        if self.data[f"r{pk}-kind"] == "level":
            return self.data.get(f"r{pk}-level", "")
        if f"r{pk}-tick" in self.data:
            return Level.EXCELLENT.value
        return Level.GOOD.value if person.rating.is_excellent else person.rating.level

    def explanation(self) -> tuple[str, str] | None:
        """Return the group shown and why its choice was made, as typed; None where nothing of it was sent."""
        if self.data is None or "choice-group" not in self.data:
            return None
        return self.data["choice-group"], clean_lines(self.data.get("choice-reason", ""))

    def explained(self, group: str, kept: str) -> str:
        """Return the reason of the group's choice: as typed, else as it is kept."""
        typed = self.explanation()
        return typed[1] if typed and typed[0] == group else kept

    def show(self, refused: ValidationError) -> list[str]:
        """Keep a refusal's sentences for their rows; return those that belong to none."""
        if not hasattr(refused, "error_dict"):
            return refused.messages
        found = {key: " ".join(sentences) for key, sentences in refused.message_dict.items()}
        self.errors = {key: text for key, text in found.items() if key.endswith("-reason")}
        return [text for key, text in found.items() if key not in self.errors]

    def inputs(self, people: Iterable[Ranked]) -> list[ChoiceInput]:
        """Return the boxes of these people, as typed where something was typed."""
        return [self._input(person.assessment.pk, person) for person in people]

    def _input(self, pk: int, person: Ranked) -> ChoiceInput:
        level, reason = person.rating.level, person.assessment.committee_reason
        if self.data is not None and f"r{pk}-kind" in self.data:
            level, reason = self._level(pk, person), self._reason(pk)
        error = self.errors.get(f"r{pk}-reason", "")
        return ChoiceInput(person, level == Level.EXCELLENT, level, reason, error)


def _choice(person: Ranked, level: str, reason: str) -> tuple[str, str]:
    """Return the choice; to follow the cell without a reason takes an earlier choice back."""
    follows = level == person.rating.proposed and not reason and person.rating.derivation.level is not None
    return ("", "") if follows else (level, reason)
