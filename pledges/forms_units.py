"""Web input of what units register: models, indicators, readings, pairs, drives; nothing is saved here."""

from collections.abc import Sequence

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanCharField, CleanTextField, DayField, FigureField

from .forms import VersionForm
from .models import Better, FigureKind, Indicator, SaidAs, Wanted
from .services import Figures, IndicatorWords, PartWords, TargetWords
from .services.drives import MOST_PAIRS, MOST_TARGETS
from .services.indicators import MOST_PARTS

YEARS_AHEAD = 5
SHORT = {"rows": 2, "class": "short-text"}
PLAIN = ("name", "kind", "counted_in", "better", "must_add_up", "baseline", "baseline_on", "target", "target_on")


class InitiativeForm(VersionForm):
    """A model: what, why, who, until which year."""

    name = CleanCharField(label=_("Name of the model"), max_length=200)
    purpose = CleanTextField(
        label=_("Purpose"),
        max_length=2000,
        help_text=_("What shall be different at the end, and for whom."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    last_year = forms.TypedChoiceField(label=_("Runs until the end of"), coerce=int)
    owner = forms.TypedChoiceField(label=_("Member in charge"), coerce=int, required=False, empty_value=None)
    owner_text = CleanCharField(
        label=_("Or in charge, in words"),
        max_length=200,
        required=False,
        help_text=_("Such as: the office, the youth union."),
    )
    members = forms.TypedMultipleChoiceField(
        label=_("Members who take part"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, people: Sequence[tuple[int, str]], first_year: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_year"].choices = [(year, str(year)) for year in range(first_year, first_year + YEARS_AHEAD)]
        self.fields["owner"].choices = [("", _("Nobody named")), *people]
        self.fields["members"].choices = people


class ResultOfModelForm(VersionForm):
    """What came of a model."""

    result = CleanTextField(
        label=_("Result at the end"),
        max_length=2000,
        help_text=_("What was reached, what was not, what will be kept up."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class IndicatorForm(VersionForm):
    """An indicator, with rows for the parts of a whole."""

    name = CleanCharField(label=_("Name of the indicator"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of figure"), choices=FigureKind.choices)
    counted_in = CleanCharField(label=_("Counted in (files, petitions …)"), max_length=40, required=False)
    better = forms.ChoiceField(label=_("Which way is better"), choices=Wanted.choices)
    baseline = FigureField(label=_("Baseline"), required=False)
    baseline_on = DayField(label=_("Day of the baseline"), required=False)
    target = FigureField(label=_("Target"), required=False)
    target_on = DayField(label=_("To be reached by"), required=False)
    must_add_up = forms.BooleanField(
        label=_("The parts must make the whole"),
        required=False,
        help_text=_("Tick it where every case belongs to one of the parts, such as petitions by kind."),
    )

    def __init__(self, *args, indicator: Indicator | None = None, **kwargs) -> None:
        initial = {name: getattr(indicator, name) for name in PLAIN} if indicator else {}
        parts = list(indicator.parts.all()) if indicator else []
        for number, part in enumerate(parts, start=1):
            initial |= {f"part_{number}": part.name, f"counts_{number}": part.counts}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        for number in range(1, MOST_PARTS + 1):
            label = _("Part %(number)d") % {"number": number}
            self.fields[f"part_{number}"] = CleanCharField(label=label, max_length=80, required=False)
            counts = _("Part %(number)d counts for the rate that is followed") % {"number": number}
            self.fields[f"counts_{number}"] = forms.BooleanField(label=counts, required=False)

    @property
    def plain(self) -> list:
        """Return the fields without the parts."""
        return [self[name] for name in PLAIN if name != "must_add_up"]

    @property
    def part_rows(self) -> list:
        """Return the fields of the parts, two by two."""
        return [(self[f"part_{number}"], self[f"counts_{number}"]) for number in range(1, MOST_PARTS + 1)]

    @property
    def has_parts(self) -> bool:
        """Say whether the parts are of use: chosen, or filled in."""
        return self["kind"].value() == FigureKind.RATIO or any(part.value() for part, _counts in self.part_rows)

    @property
    def words(self) -> IndicatorWords:
        """Return what a valid form says."""
        said = self.cleaned_data
        numbers = [number for number in range(1, MOST_PARTS + 1) if said[f"part_{number}"]]
        parts = tuple(PartWords(said[f"part_{number}"], said[f"counts_{number}"]) for number in numbers)
        return IndicatorWords(**{name: said[name] for name in PLAIN}, parts=parts)


class ReadingForm(forms.Form):
    """What an indicator stood at on a day; of a whole also each of its parts."""

    on = DayField(label=_("Day of the reading"))
    value = FigureField(label=_("Figure"))
    said_as = forms.ChoiceField(label=_("The figure is given"), choices=SaidAs.choices)
    source = CleanCharField(
        label=_("Source"), max_length=200, required=False, help_text=_("The report or the register it comes from.")
    )
    note = CleanCharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs=SHORT))

    def __init__(self, *args, indicator: Indicator, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.parts = list(indicator.parts.all())
        for part in self.parts:
            self.fields[f"part_{part.pk}"] = FigureField(label=part.name)
        if self.parts:
            self.fields["value"].label = _("The whole")
        first = ["on", "value", *(f"part_{part.pk}" for part in self.parts)]
        self.order_fields(first)

    @property
    def figures(self) -> Figures:
        """Return what a valid form says."""
        said = self.cleaned_data
        parts = {part.pk: said[f"part_{part.pk}"] for part in self.parts}
        return Figures(said["on"], said["value"], parts, said["said_as"], said["note"], said["source"])


class CorrectionForm(ReadingForm):
    """A reading in the place of another, with why."""

    reason = CleanCharField(
        label=_("Why is it corrected?"),
        max_length=500,
        help_text=_("Everybody who sees the reading sees this too, with your name."),
        widget=forms.Textarea(attrs=SHORT),
    )


class PairForm(forms.Form):
    """One pair."""

    build = CleanCharField(label=_("Build"), max_length=300, required=False, widget=forms.Textarea(attrs=SHORT))
    fight = CleanCharField(label=_("Fight"), max_length=300, required=False, widget=forms.Textarea(attrs=SHORT))


class BasePairFormSet(BaseFormSet):
    """Pairs in the order of their numbers."""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return the pairs of valid rows in their order."""
        return [(form.cleaned_data["build"], form.cleaned_data["fight"]) for form in self.ordered_forms]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Say what the number of a row does."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Place in the list")


PairFormSet = formset_factory(
    PairForm, BasePairFormSet, extra=2, can_order=True, max_num=MOST_PAIRS, absolute_max=MOST_PAIRS + 10
)


class DriveForm(VersionForm):
    """An emulation drive."""

    name = CleanCharField(label=_("Name of the drive"), max_length=200)
    first_day = DayField(label=_("From"))
    last_day = DayField(label=_("To"))


class TargetForm(forms.Form):
    """One target of a drive."""

    what = CleanCharField(label=_("What is to be reached"), max_length=300, required=False)
    target = FigureField(label=_("Figure to reach"), required=False)
    reached = FigureField(label=_("Figure reached"), required=False)
    counted_in = CleanCharField(label=_("Counted in"), max_length=40, required=False)
    better = forms.ChoiceField(label=_("Which way is better"), choices=Better.choices, initial=Better.HIGHER)


class BaseTargetFormSet(BaseFormSet):
    """Targets in their order; rows with nothing in them count as nothing."""

    @property
    def targets(self) -> list[TargetWords]:
        """Return the targets of valid rows."""
        return [TargetWords(**form.cleaned_data) for form in self.forms if form.cleaned_data]


TargetFormSet = formset_factory(
    TargetForm, BaseTargetFormSet, extra=3, max_num=MOST_TARGETS, absolute_max=MOST_TARGETS + 10
)
