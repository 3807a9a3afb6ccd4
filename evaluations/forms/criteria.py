"""What the long forms of a review share: the texts of the form's sections and points by criterion."""

from dataclasses import dataclass
from typing import Protocol

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from emulation.fields import CleanTextField

from ..bridge import leaf_of
from ..content import LONGEST_SECTION
from ..criteria import Group, Heading, Scored
from ..explain import number
from ..rules.scoring import allowed_points
from ..sections import Section


class Written(Protocol):
    """A sheet with texts and groups of criteria."""

    @property
    def texts(self) -> tuple[tuple[Section, str], ...]: ...

    @property
    def groups(self) -> tuple[Group, ...]: ...


@dataclass(frozen=True)
class PointRow:
    """One criterion's field with its maximum as text."""

    field: BoundField
    maximum: str


class CriteriaForm(forms.Form):
    """Texts and points; which fields there are depends on the sheet."""

    version = forms.IntegerField(widget=forms.HiddenInput, localize=False)

    def __init__(self, *args, sheet: Written, **kwargs) -> None:
        self.sheet = sheet
        super().__init__(*args, **kwargs)
        self._add_texts()
        self._add_points()

    def _add(self, name: str, field: forms.Field, value: object) -> None:
        self.fields[name] = field
        self.initial[name] = value

    def _add_texts(self) -> None:
        for section, text in self.sheet.texts:
            label = f"{section.place}. {section.label}"
            area = forms.Textarea(attrs={"rows": 4})
            field = CleanTextField(
                label=label, help_text=section.help, required=False, max_length=LONGEST_SECTION, widget=area
            )
            self._add(f"section_{section.code}", field, text)

    def _add_points(self) -> None:
        for row in self._scored():
            criterion = row.criterion
            allowed = "; ".join(number(value) for value in allowed_points(leaf_of(criterion)) or ())
            hint = _("Only: %(allowed)s.") % {"allowed": allowed} if allowed else ""
            label = f"{criterion.code}. {criterion.label}"
            field = forms.CharField(label=label, required=False, max_length=12, help_text=hint)
            self._add(f"points_{criterion.code}", field, "" if row.own is None else number(row.own))

    def _scored(self) -> list[Scored]:
        return [row for group in self.sheet.groups for heading in group.headings for row in heading.rows]

    @property
    def texts(self) -> list[BoundField]:
        return [self[f"section_{section.code}"] for section, _text in self.sheet.texts]

    @property
    def point_groups(self) -> list[tuple[Group, list[tuple[Heading, list[PointRow]]]]]:
        """The groups of criteria with their headings, each with its rows of fields."""
        groups = self.sheet.groups
        return [(group, [(heading, self._rows(heading.rows)) for heading in group.headings]) for group in groups]

    def _rows(self, rows: tuple[Scored, ...]) -> list[PointRow]:
        return [PointRow(self[f"points_{row.criterion.code}"], number(row.criterion.maximum)) for row in rows]

    def by_code(self, prefix: str) -> dict[str, str]:
        """Return what was typed into the fields of the prefix, by section or criterion."""
        values = self.cleaned_data.items()
        return {name.removeprefix(prefix): value for name, value in values if name.startswith(prefix)}

    def problems(self) -> list[tuple[str, str]]:
        """Everything wrong as sentences, each with the anchor of the field it is about, empty for the whole."""
        found = [("", str(problem)) for problem in self.non_field_errors()]
        return found + [(field.auto_id, f"{field.label}: {e}") for field in self for e in field.errors]
