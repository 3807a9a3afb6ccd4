"""Forms of rule sets: a copy to begin with, the draft section by section, trying it on a review."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.fields import CleanCharField, CleanTextField, RowsField
from emulation.models import LegalBasis, Unit

from ..models import Campaign, RuleSet
from ..rules.levels import KNOWN_FINDINGS, Subject
from ..ruleset_fields import FIELDS, SUBJECTS, TEXTS, TOPICS, RuleField, fields_of, sections_of
from ..services.rulesets.drafts import ABOUT, LONGEST_TEXT
from ..wording import CONCLUDED
from .ruleset_criteria import PointsField

FIRST_YEARS = {"min_value": 2016, "max_value": 2100, "localize": False}
FORCES = [("", "–"), ("False", pgettext_lazy("finding", "Forces")), ("True", pgettext_lazy("finding", "Weighed"))]
POINTS = ("excellent_from", "good_from", "completed_from", "explain_from")  # typed with a comma or a dot
TABLES = ("findings", "level_names", "grade_names", "articles")
CODES = tuple(sorted(KNOWN_FINDINGS, key=lambda code: int(code[1:])))


class CopyForm(forms.Form):
    """Whose draft it will be, what it is called, from which year."""

    unit = forms.ModelChoiceField(label=_("Owner"), queryset=Unit.objects.none(), empty_label=None)
    code = CleanCharField(
        label=_("Code"), max_length=20, help_text=_("Short, without spaces or accents, for example QD366-HOABINH.")
    )
    name = CleanCharField(label=_("Name"), max_length=200)
    first_year = forms.IntegerField(label=_("First year"), **FIRST_YEARS)
    last_year = forms.IntegerField(
        label=_("Last year"), required=False, help_text=_("Leave empty while no end is known."), **FIRST_YEARS
    )
    is_new = forms.BooleanField(
        label=_("Another regulation, with legal bases of its own"),
        required=False,
        help_text=_("Tick when the regulation itself has changed; otherwise the copy adapts the one it is made of."),
    )

    def __init__(self, *args, owners, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = owners


class BasesField(RowsField):
    """Legal bases to tick, each as it is cited with its validity."""

    def label_from_instance(self, basis: LegalBasis) -> str:
        return f"{basis.citation} ({basis.validity})"


@dataclass(frozen=True)
class Line:
    """One field of a section with what the table of fields says of it."""

    field: BoundField
    about: RuleField


@dataclass(frozen=True)
class Section:
    """One section of the form."""

    id: str
    label: str | Promise
    lines: tuple[Line, ...]


class RuleSetForm(forms.ModelForm):
    """What a draft says; findings, names and articles are tables of small fields."""

    first_year = forms.IntegerField(label=_("First year"), **FIRST_YEARS)
    last_year = forms.IntegerField(label=_("Last year"), required=False, **FIRST_YEARS)
    departure_reason = CleanTextField(
        label=_("Why it departs from the regulation"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for publishing where something is changed that the regulation does not delegate."),
    )
    bases = BasesField(label=_("Legal bases"), queryset=LegalBasis.objects.all(), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, localize=False)

    class Meta:
        model = RuleSet
        fields = [name for name in (*ABOUT, *FIELDS) if name not in TABLES]

    def __init__(self, *args, replaceable, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.fields["replaces"].queryset = replaceable
        self.fields["replaces"].help_text = _("It is superseded when this one is published.")
        sections = sections_of(self.instance)
        for name, field in FIELDS.items():
            if name in self.fields and field.section not in sections:
                del self.fields[name]
            elif name in self.fields:
                self.fields[name].help_text = field.help
        for name in POINTS:
            if name in self.fields:
                about = {"label": self.fields[name].label, "help_text": self.fields[name].help_text}
                self.fields[name] = PointsField(**about, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        self._add_findings()
        self._add_texts()

    def _add_findings(self) -> None:
        if not self.instance.has_points:
            return
        for subject in Subject:
            for code in CODES:
                known = self.instance.findings.get(subject, {}).get(code)
                label = f"{code}, {SUBJECTS[subject]}"
                name = f"findings-{subject}-{code}"
                self.fields[name] = forms.ChoiceField(label=label, choices=FORCES, required=False)
                self.initial[name] = "" if known is None else str(known)

    def _add_texts(self) -> None:
        for table, keys in self._texts().items():
            for key in keys:
                label = TOPICS.get(key) or dict(self.instance.levels).get(key, key)
                self.fields[f"{table}-{key}"] = CleanCharField(label=label, required=False, max_length=LONGEST_TEXT)
                self.initial[f"{table}-{key}"] = getattr(self.instance, table).get(key, "")

    def _texts(self) -> dict[str, tuple[str, ...]]:
        grades = {"grade_names": tuple(self.instance.grade_names)} if not self.instance.has_points else {}
        return {**TEXTS, **grades}

    @property
    def about(self) -> list[BoundField]:
        return [self[name] for name in ("name", "first_year", "last_year", "replaces", "departure_reason")]

    @property
    def sections(self) -> list[Section]:
        """The sections with their ordinary fields; the tables have places of their own."""
        return [
            Section(code, label, tuple(Line(self[f.name], f) for f in fields_of(code) if f.name in self.fields))
            for code, label in sections_of(self.instance).items()
        ]

    @property
    def toc(self) -> list[Section]:
        """The sections with those before them, for the contents of the page."""
        return [Section("about", _("Name, years, reason"), ()), Section("bases", _("Legal bases"), ()), *self.sections]

    @property
    def findings(self) -> list[tuple[str | Promise, list[tuple[str | Promise, BoundField]]]]:
        """The table of findings: what each is, and its field for every subject type."""
        return [
            (CONCLUDED[code], [(label, self[f"findings-{s}-{code}"]) for s, label in SUBJECTS.items()])
            for code in CODES
        ]

    @property
    def findings_help(self) -> str:
        return FIELDS["findings"].help

    @property
    def texts(self) -> list[tuple[RuleField, list[BoundField]]]:
        return [(FIELDS[table], [self[f"{table}-{key}"] for key in keys]) for table, keys in self._texts().items()]

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        typed = self.cleaned_data
        values = {name: typed[name] for name in (*ABOUT, *FIELDS, "bases") if name in typed}
        for table, keys in self._texts().items():
            values[table] = {key: typed[f"{table}-{key}"] for key in keys}
        if self.instance.has_points:
            values["findings"] = {str(subject): self._findings_of(subject) for subject in Subject}
        return values

    def _findings_of(self, subject: Subject) -> dict[str, bool]:
        typed = {code: self.cleaned_data[f"findings-{subject}-{code}"] for code in CODES}
        return {code: value == "True" for code, value in typed.items() if value}


class TrialForm(forms.Form):
    """The review a draft is tried on."""

    campaign = forms.ModelChoiceField(label=_("Review held"), queryset=Campaign.objects.none(), empty_label=None)

    def __init__(self, *args, campaigns, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = campaigns
