"""What the committee chooses and types for its cells: a level each, with reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import QueryDict

from emulation.text import clean_lines
from emulation.web import asked_number

from ..selectors.cell_decisions import RankedCell


@dataclass(frozen=True, slots=True)
class CellInput:
    """One cell on the committee's page: the level, the reason as typed, what is wrong."""

    cell: RankedCell
    level: str
    reason: str
    error: str

    @property
    def prefix(self) -> str:
        return f"c{self.cell.rating.unit_id}"


class CellChoicesForm:
    """The cells shown on the page: `c<unit>-level`, `-reason`, `-version` of each; `<group>-reason` of each group."""

    def __init__(self, cells: Iterable[RankedCell], data: QueryDict | None = None) -> None:
        self.cells = {cell.rating.unit_id: cell for cell in cells}
        self.groups = sorted({cell.group for cell in self.cells.values()})
        self.data = data
        self.errors: dict[str, str] = {}

    def choices(self) -> dict[int, tuple[str, str]]:
        """Return what differs from what was shown, as the service takes it."""
        found = {}
        for unit, cell in self.cells.items():
            level, reason = self._typed(unit, cell)
            if (level, reason) != (cell.level, cell.rating.committee_reason):
                found[unit] = _choice(cell, level, reason)
        return found

    def versions(self) -> dict[int, int]:
        """Return the version of each row as it was shown."""
        shown = {unit: asked_number(self.data.get(f"c{unit}-version")) for unit in self.cells}
        return {unit: version for unit, version in shown.items() if version is not None}

    def explanations(self, kept: Mapping[str, str]) -> dict[str, str]:
        """Return why the choice was made in each group shown, where it differs from what is kept."""
        typed = {group: self.explained(group, kept.get(group, "")) for group in self.groups}
        return {group: reason for group, reason in typed.items() if reason != kept.get(group, "")}

    def explained(self, group: str, kept: str) -> str:
        """Return the reason of a group's choice: as typed, else as it is kept."""
        name = f"{group}-reason"
        return clean_lines(self.data[name]) if self.data is not None and name in self.data else kept

    def show(self, refused: ValidationError) -> list[str]:
        """Keep a refusal's sentences for their rows; return those that belong to none."""
        if not hasattr(refused, "error_dict"):
            return refused.messages
        self.errors = {key: " ".join(sentences) for key, sentences in refused.message_dict.items()}
        return []

    def inputs(self, cells: Iterable[RankedCell]) -> list[CellInput]:
        """Return the boxes of these cells, as typed where something was typed."""
        return [self._input(cell.rating.unit_id, cell) for cell in cells]

    def _input(self, unit: int, cell: RankedCell) -> CellInput:
        level, reason = self._typed(unit, cell)
        return CellInput(cell, level, reason, self.errors.get(f"c{unit}-reason", ""))

    def _typed(self, unit: int, cell: RankedCell) -> tuple[str, str]:
        """Return what was sent for the cell, or what is saved when the page did not have it."""
        if self.data is None or f"c{unit}-level" not in self.data:
            return cell.level, cell.rating.committee_reason
        return self.data[f"c{unit}-level"], clean_lines(self.data.get(f"c{unit}-reason", ""))


def _choice(cell: RankedCell, level: str, reason: str) -> tuple[str, str]:
    """Return the choice; to follow the cell without a reason takes an earlier choice back."""
    follows = level == cell.proposed and not reason and not cell.is_by_people
    return ("", "") if follows else (level, reason)
