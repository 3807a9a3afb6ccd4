"""What a roster would do to a committee, and doing it: members in bulk, then cells, memberships, posts, exemptions.

The service in `services/roster.py` asks the permission, opens the transaction and writes the journal.
"""

import datetime
from dataclasses import dataclass, field

import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.results import RowResult

from .changes import NOTHING, Change, changed, facts_of
from .matching import Register
from .models import (
    Arrival,
    Circumstance,
    Member,
    Membership,
    Post,
    RatingAuthority,
    Stay,
    Unit,
    UnitKind,
    WorkUnit,
)
from .resources import MEMBER_FIELDS, MemberResource
from .roster.cells import cell_type_of, loose
from .roster.header import LABELS
from .roster.problems import Notice, Problem
from .roster.reading import RosterReading
from .roster.rows import BEFORE_JOINED, RECORDED_FLAGS, RosterRow
from .text import search_text

NEW, CHANGED, UNCHANGED, REJECTED = "new", "changed", "unchanged", "rejected"
BATCH = 1000
COLUMN_OF = {
    "full_name": "name",
    "sex": "sex",
    "born_on": "born",
    "born_year": "born",
    "ethnicity": "ethnicity",
    "joined_on": "joined",
    "official_on": "official",
    "card_number": "card",
}

WRONG_KIND = _("A roster is loaded into a ward or commune committee: choose the committee.")
OTHER_CELL = _("Only members of “%(unit)s” can be loaded here: import this row from the committee's page.")
MEANT_TWICE = _("Another row of the list already means this member: keep one of them.")
STATUS_LABELS = {NEW: _("New"), CHANGED: _("Changed"), UNCHANGED: _("Unchanged"), REJECTED: _("Rejected")}


@dataclass
class PlannedRow:
    """What a row does: `changes` are labels of what it changes or adds."""

    row: RosterRow
    status: str = REJECTED
    cell: str = ""
    member: Member | None = None
    membership: Membership | None = None
    values: dict = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)
    circumstances: list[str] = field(default_factory=list)
    changes: list = field(default_factory=list)
    change: Change = NOTHING

    @property
    def label(self) -> str:
        return str(STATUS_LABELS[self.status])


@dataclass
class RosterPlan:
    """What a reading would do to a committee; `new_cells` gives the type of each cell that would begin."""

    committee: Unit
    on: datetime.date
    rows: list[PlannedRow] = field(default_factory=list)
    new_cells: dict[str, str] = field(default_factory=dict)
    warnings: list[Notice] = field(default_factory=list)

    @property
    def summary(self) -> dict[str, int]:
        """How many rows are new, changed, unchanged, rejected; how many cells begin."""
        counts = dict.fromkeys((NEW, CHANGED, UNCHANGED, REJECTED), 0)
        for planned in self.rows:
            counts[planned.status] += 1
        accepted = len(self.rows) - counts[REJECTED]
        return {"rows": len(self.rows), "accepted": accepted, **counts, "new_cells": len(self.new_cells)}

    @property
    def accepted(self) -> list[PlannedRow]:
        return [planned for planned in self.rows if planned.status != REJECTED]

    @property
    def acting(self) -> list[PlannedRow]:
        """The rows that change something."""
        return [planned for planned in self.rows if planned.status in (NEW, CHANGED)]

    @property
    def change(self) -> Change:
        """What changes in the data of members who are known already, by member, as the journal keeps it."""
        known = {str(planned.member.pk): planned.change for planned in self.acting if planned.change != NOTHING}
        before = {member: change.before for member, change in known.items()}
        return Change(before, {member: change.after for member, change in known.items()})


class Loading:
    """One reading on its way into one committee, or into one cell of it."""

    def __init__(self, reading: RosterReading, unit: Unit, on: datetime.date) -> None:
        if unit.kind == UnitKind.PROVINCE:
            raise ValidationError(WRONG_KIND, "wrong_kind")
        self.reading, self.unit, self.on = reading, unit, on
        self.committee = Unit.objects.get_parent(unit) if unit.is_cell else unit
        self.register = Register(reading.accepted, self.committee, on)
        self.meant: set[int] = set()

    def plan(self, *, dry_run: bool) -> RosterPlan:
        """Judge every row; members are written unless `dry_run`. A row that cannot be loaded is rejected."""
        plan = RosterPlan(self.committee, self.on, warnings=self.reading.warnings)
        plan.rows = [self._planned(row, plan) for row in self.reading.rows]
        self._import_members(plan.accepted, dry_run=dry_run)
        for planned in plan.accepted:
            self._judge(planned)
        return plan

    def _planned(self, row: RosterRow, plan: RosterPlan) -> PlannedRow:
        planned = PlannedRow(row, cell=loose(row.unit))
        if not row.accepted:
            return planned
        problem = self._match(planned)
        if problem:
            row.problems = (problem,)
            return planned
        planned.status = UNCHANGED
        if planned.cell not in self.register.cells:
            plan.new_cells.setdefault(row.unit, cell_type_of(row.unit))
        return planned

    def _match(self, planned: PlannedRow) -> Problem | None:
        row, cell = planned.row, self.register.cells.get(planned.cell)
        if self.unit.is_cell and cell != self.unit:
            return Problem("unit", OTHER_CELL, {"unit": self.unit.name})
        planned.member, problem = self.register.member_of(row)
        if problem is None:
            planned.membership, problem = self.register.membership_of(row, planned.member, cell)
        return problem or self._check_values(planned)

    def _check_values(self, planned: PlannedRow) -> Problem | None:
        if planned.member:
            if planned.member.pk in self.meant:
                return Problem("name", MEANT_TWICE)
            self.meant.add(planned.member.pk)
        planned.values = self._values(planned.row, planned.member)
        joined, official = planned.values["joined_on"], planned.values["official_on"]
        if joined and official and official < joined:
            days = {"official": official.strftime("%d/%m/%Y"), "joined": joined.strftime("%d/%m/%Y")}
            return Problem("official", BEFORE_JOINED, days)
        return None

    def _values(self, row: RosterRow, member: Member | None) -> dict:
        """The member as it will be: what the list leaves empty stays; guests of another committee stay as they are."""
        if member and not self.register.is_ours(member):
            return {name: getattr(member, name) for name in MEMBER_FIELDS}
        return {
            "full_name": row.name,
            "sex": row.sex,
            "born_on": row.born_on or (member.born_on if member and member.born_year == row.born_year else None),
            "born_year": row.born_year,
            "ethnicity": row.ethnicity or (member.ethnicity if member else ""),
            "joined_on": row.joined,
            "official_on": row.official or (member.official_on if member else None),
            "card_number": row.card or (member.card_number if member else ""),
        }

    def _import_members(self, accepted: list[PlannedRow], *, dry_run: bool) -> None:
        if not accepted:
            return
        data = tablib.Dataset(headers=["id", *MEMBER_FIELDS])
        for planned in accepted:
            known = planned.member.pk if planned.member else None
            data.append([known, *(planned.values[name] for name in MEMBER_FIELDS)])
        resource = MemberResource(self.register.known)
        result = resource.import_data(data, dry_run=dry_run, raise_errors=True, use_transactions=False)
        for planned, outcome in zip(accepted, result.rows, strict=True):
            planned.member = outcome.instance
            if outcome.import_type == RowResult.IMPORT_TYPE_NEW:
                planned.status = NEW
            elif outcome.import_type == RowResult.IMPORT_TYPE_UPDATE:
                planned.changes += _changed_labels(outcome.original, outcome.instance)
                planned.change = changed(facts_of(outcome.original, MEMBER_FIELDS), outcome.instance)

    def _judge(self, planned: PlannedRow) -> None:
        """Add what the row changes beside the member's own data."""
        row, membership = planned.row, planned.membership
        held = self.register.posts.get(membership.pk, ()) if membership else ()
        planned.posts = [title for title in row.posts if search_text(title) not in held]
        known = self.register.circumstances.get(planned.member.pk, ())
        planned.circumstances = [kind for kind in RECORDED_FLAGS if kind in row.flags and kind not in known]
        additions = (
            ("unit", membership is None),
            ("work_unit", _other_work_unit(membership, row)),
            ("post", bool(planned.posts)),
            ("note", bool(planned.circumstances)),
        )
        planned.changes += [LABELS[column] for column, differs in additions if differs]
        if planned.status == UNCHANGED and planned.changes:
            planned.status = CHANGED

    def write(self, plan: RosterPlan) -> None:
        """Write what the plan says beside the members, who are written already."""
        acting = plan.acting
        self.first_lists = self._cells_without_members()
        self._create_cells(plan)
        works = _work_units(acting)
        self._begin_memberships([one for one in acting if one.membership is None], works)
        self._change_work_units([one for one in acting if _other_work_unit(one.membership, one.row)], works)
        self._begin_posts(acting)
        self._begin_circumstances(acting)

    def _cells_without_members(self) -> set[str]:
        settled = set(Membership.objects.within(self.committee).values_list("unit_id", flat=True).distinct())
        return {name for name, cell in self.register.cells.items() if cell.pk not in settled}

    def _create_cells(self, plan: RosterPlan) -> None:
        prefix = f"{self.committee.code}-"
        taken = set(Unit.objects.filter(code__startswith=prefix).values_list("code", flat=True))
        begins = max(_first_day(self.on), self.committee.valid_from)
        for name, cell_type in plan.new_cells.items():
            code = next(code for number in range(1, 100_000) if (code := f"{prefix}{number:02d}") not in taken)
            taken.add(code)
            values = {"name": name, "code": code, "kind": UnitKind.CELL, "cell_type": cell_type, "valid_from": begins}
            cell = Unit.objects.add_child(self.committee, {**values, "search_text": search_text(name)})
            RatingAuthority.objects.create(decider=self.committee, subject=cell, valid_from=begins)
            self.register.cells[loose(name)] = cell
            self.first_lists.add(loose(name))

    def _since(self, planned: PlannedRow) -> datetime.date:
        """The first day of what begins with the row.

        The first list of a cell tells who is there, not since when: it holds from the year's first day. A later
        list holds from its own day. Nobody belongs before being admitted.
        """
        first = planned.cell in self.first_lists
        cell = self.register.cells[planned.cell]
        begins = max(_first_day(self.on), cell.valid_from) if first else self.on
        return max(begins, planned.row.joined)

    def _arrival(self, planned: PlannedRow) -> str:
        """A first list tells who was there, or was admitted since; a later one does not say how somebody came."""
        if "TEMPORARY" in planned.row.flags:
            return Arrival.GUEST
        if self._since(planned) == planned.row.joined:
            return Arrival.ADMITTED
        return Arrival.LISTED if planned.cell in self.first_lists else ""

    def _begin_memberships(self, rows: list[PlannedRow], works: dict[str, WorkUnit]) -> None:
        for planned in rows:
            planned.membership = Membership(
                member=planned.member,
                unit=self.register.cells[planned.cell],
                stay=Stay.TEMPORARY if "TEMPORARY" in planned.row.flags else Stay.PERMANENT,
                work_unit=works.get(planned.row.work_unit),
                valid_from=self._since(planned),
                arrival=self._arrival(planned),
            )
        Membership.objects.bulk_create([planned.membership for planned in rows], batch_size=BATCH)

    def _change_work_units(self, rows: list[PlannedRow], works: dict[str, WorkUnit]) -> None:
        for planned in rows:
            planned.membership.work_unit = works[planned.row.work_unit]
        Membership.objects.bulk_update([planned.membership for planned in rows], ["work_unit"], batch_size=BATCH)

    def _begin_posts(self, rows: list[PlannedRow]) -> None:
        posts = [
            Post(membership=planned.membership, title=title, valid_from=self._since(planned))
            for planned in rows
            for title in planned.posts
        ]
        Post.objects.bulk_create(posts, batch_size=BATCH)

    def _begin_circumstances(self, rows: list[PlannedRow]) -> None:
        circumstances = [
            Circumstance(member=planned.member, kind=kind, valid_from=self._since(planned), note=planned.row.note)
            for planned in rows
            for kind in planned.circumstances
        ]
        Circumstance.objects.bulk_create(circumstances, batch_size=BATCH)


def _first_day(on: datetime.date) -> datetime.date:
    return on.replace(month=1, day=1)


def _other_work_unit(membership: Membership | None, row: RosterRow) -> bool:
    if membership is None or not row.work_unit:
        return False
    return membership.work_unit is None or membership.work_unit.name != row.work_unit


def _work_units(rows: list[PlannedRow]) -> dict[str, WorkUnit]:
    """The work units the rows name, those missing created."""
    names = {planned.row.work_unit for planned in rows} - {""}
    found = {work.name: work for work in WorkUnit.objects.filter(name__in=names)}
    missing = [WorkUnit(name=name) for name in sorted(names - found.keys())]
    return found | {work.name: work for work in WorkUnit.objects.bulk_create(missing)}


def _changed_labels(before: Member, after: Member) -> list:
    differing = (COLUMN_OF[name] for name in MEMBER_FIELDS if getattr(before, name) != getattr(after, name))
    return [LABELS[column] for column in dict.fromkeys(differing)]
