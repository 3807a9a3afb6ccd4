"""The criteria of one form with the points given, under their headings, as pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .models import Criterion, CriterionGroup
from .rules.scoring import COMMON_TOTAL, RESULTS_TOTAL

Points = Mapping[str, str]  # by the criterion's code, as text


@dataclass(frozen=True)
class Scored:
    """One criterion with its own points and those of the cell, None where there are none yet."""

    criterion: Criterion
    own: Decimal | None
    cell: Decimal | None


@dataclass(frozen=True)
class Heading:
    """Criteria under one heading, with its maximum."""

    label: str
    maximum: Decimal
    rows: tuple[Scored, ...]


@dataclass(frozen=True)
class Group:
    """One of the two groups of criteria with the sum as saved."""

    code: str
    label: str
    maximum: Decimal
    own: Decimal
    headings: tuple[Heading, ...]


def groups_of(
    criteria: Iterable[Criterion], own: Points, sums: tuple[Decimal | None, Decimal | None], cell: Points | None = None
) -> tuple[Group, ...]:
    """Return both groups with the points; `sums` are those of the own points, common criteria first."""
    criteria, totals = tuple(criteria), (COMMON_TOTAL, RESULTS_TOTAL)
    return tuple(
        Group(
            code=group.value,
            label=str(group.label),
            maximum=maximum,
            own=saved or Decimal(0),
            headings=_headings([c for c in criteria if c.group == group], own, cell or {}),
        )
        for group, maximum, saved in zip(CriterionGroup, totals, sums, strict=True)
    )


def _headings(criteria: list[Criterion], own: Points, cell: Points) -> tuple[Heading, ...]:
    """Criteria in their order, cut where the heading changes."""
    found: dict[str, list[Scored]] = {}
    for criterion in criteria:
        found.setdefault(criterion.heading, []).append(Scored(criterion, _of(own, criterion), _of(cell, criterion)))
    return tuple(
        Heading(label, sum((row.criterion.maximum for row in rows), Decimal(0)), tuple(rows))
        for label, rows in found.items()
    )


def _of(points: Points, criterion: Criterion) -> Decimal | None:
    return Decimal(points[criterion.code]) if criterion.code in points else None
