"""Who holds up whom: each cell by each step, how many are out, how late, and whom to call. Counts only, no content."""

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.models import RoleAssignment, Unit
from emulation.roles import GRANTS

from ..due_days import due_on
from ..models import Campaign, DueStep, StepDate
from .reviews import CellProgress, committee_progress


@dataclass(frozen=True, slots=True)
class Held:
    """One step of one cell that is not done: how many members are out, since when, and who is to act."""

    step: str | Promise
    count: int
    due: datetime.date
    days_late: int
    callees: tuple[str, ...]

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


@dataclass(frozen=True, slots=True)
class CellWait:
    """A cell with the step at which it stands still; None when its members are decided."""

    unit: Unit
    review_id: int
    members: int
    held: Held | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """All cells of a campaign, those that are latest first, with the sums of the committee."""

    cells: tuple[CellWait, ...]

    @property
    def late(self) -> int:
        return sum(cell.held is not None and cell.held.is_late for cell in self.cells)

    @property
    def open(self) -> int:
        return sum(cell.held is not None for cell in self.cells)


ACTS = {"assessment.propose", "assessment.verify", "assessment.decide"}
ASSESS, REVIEW = _("Self-assessments"), _("Review and proposal of the cell")
VERIFY, DECIDE = _("Verification by the committee"), _("The committee’s decision")


def waiting_in(reader, campaign: Campaign, on: datetime.date) -> Waiting:
    """Return at which step each cell stands still on the day, in a fixed number of queries."""
    people = _actors(campaign, on)
    cells = [
        CellWait(cell.review.unit, cell.review.pk, cell.members, _held(campaign, cell, people, on))
        for cell in committee_progress(reader, campaign).to_rate
    ]
    cells.sort(key=lambda cell: (cell.held is None, -cell.held.days_late if cell.held else 0, cell.unit.path))
    return Waiting(tuple(cells))


def own_days(campaign: Campaign) -> list[StepDate]:
    """Return the days that cells have of their own."""
    return list(campaign.step_dates.select_related("unit", "set_by"))


def _held(campaign: Campaign, cell: CellProgress, people: "Actors", on: datetime.date) -> Held | None:
    """Return the first step of the cell that is not done; one step waits for the one before it."""
    path, unit = cell.review.unit.path, cell.review.unit_id
    steps = (
        (ASSESS, cell.members - cell.submitted, DueStep.ASSESSMENTS, "assessment.propose", path),
        (REVIEW, cell.members - cell.proposed, DueStep.REVIEWS, "assessment.propose", path),
        (VERIFY, cell.members - cell.verified, DueStep.DECISIONS, "assessment.verify", campaign.unit.path),
        (DECIDE, cell.members - cell.decided, DueStep.DECISIONS, "assessment.decide", campaign.unit.path),
    )
    for step, count, day, permission, where in steps:
        if count:
            due = due_on(campaign, day, unit)
            return Held(step, count, due, max((on - due).days, 0), people.who(permission, where))
    return None


@dataclass(frozen=True, slots=True)
class Actors:
    """Names by role and path of everybody who holds a role in the committee's tree or above it."""

    held: tuple[tuple[str, str, str], ...]

    def who(self, permission: str, path: str) -> tuple[str, ...]:
        """Return who may act at the path, the nearest first; those of the nearest unit only."""
        found = [row for row in self.held if permission in GRANTS[row[0]] and path.startswith(row[1])]
        nearest = max((at for _role, at, _name in found), key=len, default="")
        return tuple(name for _role, at, name in found if at == nearest)


def _actors(campaign: Campaign, on: datetime.date) -> Actors:
    """Read who holds a role that acts in the review; one query."""
    roles = [role for role, names in GRANTS.items() if names & ACTS]
    rows = RoleAssignment.objects.on(on).filter(account__is_active=True, role__in=roles)
    values = rows.order_by("role", "account__display_name").values_list("role", "unit__path", "account__display_name")
    root = campaign.unit.path
    return Actors(tuple(row for row in values if row[1].startswith(root) or root.startswith(row[1])))
