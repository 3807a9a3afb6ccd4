"""What the secretary types on the cell's sheet and on one member's page; the officer's note and reason.

The rows are parsed by hand: a sheet of fifty members has four hundred inputs, which form objects would draw too slowly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.fields import CleanCharField, CleanTextField, DayField
from emulation.text import clean_lines
from emulation.web import asked_number

from ..attendance import DERIVED
from ..criteria import Group, Scored
from ..electronic import COUNTED
from ..explain import number
from ..gaps import VOTE_FIELDS, votes_of
from ..models import Assessment, CellReview, LevelChoice
from ..selectors.reviews import CellSheet, PersonSheet, SheetRow
from ..services.reviews import MEETING_FIELDS, CellRow


class CountField(forms.IntegerField):
    """A whole number from 0; nothing typed is 0."""

    def __init__(self, **kwargs) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(min_value=0, max_value=9999, required=False, localize=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> int:
        return super().clean(value) or 0

    def prepare_value(self, value: Any) -> Any:
        return "" if value == 0 and not isinstance(value, str) else value


class MeetingForm(forms.Form):
    """The facts of the cell's meeting."""

    held_on = DayField(label=gettext_lazy("Date of the meeting"), required=False)
    chair = CleanCharField(label=gettext_lazy("Chair"), max_length=120, required=False)
    recorder = CleanCharField(label=gettext_lazy("Recorder"), max_length=120, required=False)
    summoned = CountField(label=gettext_lazy("Official members summoned"))
    present = CountField(label=gettext_lazy("Official members present"))
    ballots_issued = CountField(label=gettext_lazy("Ballots issued"))
    ballots_returned = CountField(label=gettext_lazy("Ballots returned"))
    ballots_invalid = CountField(label=gettext_lazy("Of these invalid"))

    @property
    def is_missing_something(self) -> bool:
        """Whether the section opens by itself."""
        return bool(self.errors) or not all(self.initial.get(name) for name in MEETING_FIELDS[:7])


def parse_points(text: str) -> Decimal | None:
    """Return points typed with a comma or a dot, None for nothing; raises ValueError for anything else."""
    typed = text.strip().replace(",", ".")
    try:
        return Decimal(typed) if typed else None
    except InvalidOperation:
        raise ValueError("points_not_a_number") from None


def parse_votes(text: str) -> int | None:
    """Return a count, None for nothing; raises ValueError for anything but a whole number from 0."""
    typed = text.strip()
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) <= 4):
        raise ValueError("votes_not_a_count")
    return int(typed) if typed else None


@dataclass(frozen=True, slots=True)
class VoteInput:
    """One box of the tally."""

    name: str
    code: str
    label: str | Promise
    value: str
    error: str


@dataclass(slots=True)
class RowInput:
    """One member's row as typed: every value is a text."""

    row: SheetRow
    values: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def stored(cls, row: SheetRow) -> "RowInput":
        """Return what is saved, as the reader writes it."""
        a = row.assessment
        counted = zip(VOTE_FIELDS, votes_of(a), strict=True)
        votes = {name: "" if count is None else str(count) for name, count in counted}
        points = {"common": _shown(a.cell_common), "results": _shown(a.cell_results)}
        return cls(row, votes | points | {"level": a.cell_level, "explanation": a.cell_explanation})

    @classmethod
    def typed(cls, row: SheetRow, data: QueryDict) -> "RowInput":
        """Return what was sent for this row, or what is saved when the page did not have it."""
        stored = cls.stored(row)
        if f"{stored.prefix}-level" not in data:
            return stored
        return cls(row, {name: data.get(f"{stored.prefix}-{name}", "") for name in stored.values})

    @property
    def prefix(self) -> str:
        return f"r{self.row.assessment.pk}"

    @property
    def assessment(self) -> Assessment:
        return self.row.assessment

    @property
    def total(self) -> str:
        return _shown(self.assessment.cell_total)

    @property
    def votes(self) -> tuple[VoteInput, ...]:
        """The four boxes, best level first."""
        return tuple(
            VoteInput(f"{self.prefix}-{name}", level.value, level.label, self.values[name], self.errors.get(name, ""))
            for name, level in zip(VOTE_FIELDS, LevelChoice, strict=True)
        )

    def parse(self, points: Mapping[str, Decimal] | None = None) -> CellRow:
        """Return the row for the service; what cannot be read is noted in `errors`."""
        return CellRow(
            common=self._number("common"),
            results=self._number("results"),
            points=points,
            votes=self._tally(),
            level=self.values["level"],
            explanation=clean_lines(self.values["explanation"]),
        )

    def _number(self, name: str) -> Decimal | None:
        try:
            return parse_points(self.values[name])
        except ValueError:
            self.note(name, _("Type points as a number, such as 27,5."))
            return None

    def _tally(self) -> tuple[int | None, ...]:
        """The four counts; once one is typed, an empty box means nobody (the sum is checked all the same)."""
        typed = tuple(self._votes(name) for name in VOTE_FIELDS)
        return typed if all(count is None for count in typed) else tuple(count or 0 for count in typed)

    def _votes(self, name: str) -> int | None:
        try:
            return parse_votes(self.values[name])
        except ValueError:
            self.note(name, _("Type the count of votes as a whole number."))
            return None

    def note(self, name: str, text: str) -> None:
        """Note what is wrong with a field."""
        self.errors[name] = text


def _shown(points: Decimal | None) -> str:
    return "" if points is None else number(points)


class SheetForm:
    """The whole sheet: the meeting and a row for each member whose turn it is."""

    def __init__(self, sheet: CellSheet, data: QueryDict | None = None) -> None:
        self.sheet = sheet
        self.meeting = MeetingForm(data, prefix="meeting", initial=_facts(sheet.review))
        self.has_register = getattr(sheet.review, "has_register", False)
        self.has_ballot = getattr(sheet.review, "has_ballot", False)
        for name in [*(DERIVED if self.has_register else ()), *(COUNTED if self.has_ballot else ())]:
            self.meeting.fields[name].disabled = True
        self.rows = [RowInput.stored(r) if data is None else RowInput.typed(r, data) for r in sheet.editable]
        self.version = _version(data)

    def values(self) -> tuple[dict[str, Any], dict[int, CellRow]]:
        """Return the meeting and the rows for the service; raises ValidationError with every fault by field."""
        rows = {row.assessment.pk: row.parse() for row in self.rows}
        faults = _unreadable(self.rows)
        if not self.meeting.is_valid():
            faults |= {name: errors.data for name, errors in self.meeting.errors.items()}
        if faults:
            raise ValidationError(faults)
        return self.meeting.cleaned_data, rows

    def show(self, refused: ValidationError) -> list[str]:
        """Put a refusal's sentences at their fields; return those that belong to none."""
        if not hasattr(refused, "error_dict"):
            return refused.messages
        by_prefix = {row.prefix: row for row in self.rows}
        for key, sentences in refused.message_dict.items():
            prefix, _dash, name = key.partition("-")
            if prefix in by_prefix:
                by_prefix[prefix].note(name, " ".join(sentences))
            elif key in MEETING_FIELDS and key not in self.meeting.errors:
                self.meeting.add_error(key, sentences)
        return []

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return every fault of a row with the id of its field."""
        return [(f"{row.prefix}-{name}", text) for row in self.rows for name, text in row.errors.items()]


def _facts(review: CellReview) -> dict[str, Any]:
    return {name: getattr(review, name) for name in MEETING_FIELDS}


def _version(data: QueryDict | None) -> int | None:
    """Return the version the page was made from; 0, which no review has, where a sent page has lost it."""
    return None if data is None else asked_number(data.get("version")) or 0


def _unreadable(rows: Iterable[RowInput]) -> dict[str, list[str]]:
    return {f"{row.prefix}-{name}": [text] for row in rows for name, text in row.errors.items()}


@dataclass(frozen=True, slots=True)
class LeafInput:
    """One criterion's box with the member's own points beside it."""

    name: str
    code: str
    label: str
    group: str
    own: str
    maximum: str
    value: str
    error: str
    hint: str = ""


class PersonForm(RowInput):
    """One member's page: points by criterion; the totals stay while no criterion has any."""

    def __init__(self, sheet: PersonSheet, data: QueryDict | None = None) -> None:
        typed = RowInput.stored(sheet.row) if data is None else RowInput.typed(sheet.row, data)
        stored = RowInput.stored(sheet.row).values
        totals = {name: stored[name] for name in ("common", "results")}
        super().__init__(sheet.row, {**typed.values, **totals})
        self.sheet, self.data, self.version = sheet, data, _version(data)

    def values_by_leaf(self) -> CellRow:
        """Return the row for the service; raises ValidationError with every fault by field."""
        points = {}
        for code in self._codes():
            try:
                points[code] = parse_points(self.data.get(f"{self.prefix}-{code}", ""))
            except ValueError:
                self.note(code, _("Type points as a number, such as 27,5."))
        given = {code: value for code, value in points.items() if value is not None}
        row = self.parse(given if given or self.assessment.cell_points else None)
        if self.errors:
            raise ValidationError(_unreadable([self]))
        return row

    def _codes(self) -> list[str]:
        headings = [heading for group in self.sheet.own.groups for heading in group.headings]
        return [row.criterion.code for heading in headings for row in heading.rows]

    @property
    def groups(self) -> list[tuple[Group, list[tuple[str, list[LeafInput]]]]]:
        """The two groups, in each the headings, under each the boxes."""
        return [
            (group, [(heading.label, [self._leaf(row) for row in heading.rows]) for heading in group.headings])
            for group in self.sheet.own.groups
        ]

    def _leaf(self, row: Scored) -> LeafInput:
        criterion, proposed = row.criterion, self.sheet.own.parts.pledge_points
        name = f"{self.prefix}-{criterion.code}"
        saved = _shown(row.cell)
        return LeafInput(
            name=name,
            code=criterion.code,
            label=criterion.label,
            group=criterion.group,
            own=_shown(row.own),
            maximum=number(criterion.maximum),
            value=saved if self.data is None else self.data.get(name, saved),
            error=self.errors.get(criterion.code, ""),
            hint=proposed.sentence if proposed and proposed.code == criterion.code else "",
        )

    def show(self, refused: ValidationError) -> list[str]:
        """Put a refusal's sentences at their fields; return those that belong to none."""
        if not hasattr(refused, "error_dict"):
            return refused.messages
        for key, sentences in refused.message_dict.items():
            self.note(key.removeprefix(f"{self.prefix}-"), " ".join(sentences))
        return []


class NoteForm(forms.Form):
    """The officer's note on a verified cell."""

    note = CleanTextField(label=gettext_lazy("Note on the verification (optional)"), required=False, max_length=2000)


class ReasonForm(forms.Form):
    """Why a proposal goes back."""

    reason = CleanTextField(label=gettext_lazy("Why it goes back"), max_length=2000)
