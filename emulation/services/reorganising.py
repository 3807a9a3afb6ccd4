"""Acts that reorganise cells: merged, split, moved. No unit is deleted; what was decided stays with the old cell."""

import datetime
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import locked
from ..changes import Change
from ..journal import record
from ..models import Account, Unit
from ..reorganisation import NOTHING_TO_MERGE, Plan, carry_out, check_cell, found_cell, plan_of
from ..text import clean

NEEDS_DECISION = _("Give the number of the committee's decision on the reorganisation.")
NAME_THE_NEW = _("Give the name and the code of the new cell, or choose the cell into which the others are merged.")
TWO_PARTS = _("A split makes two cells or more, each with a name and a code of its own.")
NOT_PLACED = _("Say for every member to which of the new cells the member goes; missing: %(names)s.")
EMPTY_PART = _("Nobody goes to “%(name)s”: a cell without members is not founded.")
OTHER_COMMITTEE = _("Choose another committee in being: “%(unit)s” is none, or is the one the cell is under.")


def merge_cells(
    *,
    unit: Unit,
    cells: Sequence[Unit],
    on: datetime.date,
    document: str,
    by: Account,
    into: Unit | None = None,
    name: str = "",
    code: str = "",
    fingerprint: str | None = None,
    dry_run: bool = False,
) -> Plan:
    """Merge cells of a committee into one of them, or into a new one; with `dry_run` only say who goes where."""
    ensure(by, "unit.reorganise", unit)
    _check_merger(unit, cells, into, name, code)
    with transaction.atomic():
        committee, cells = locked(unit), [locked(cell) for cell in sorted(cells, key=lambda cell: cell.path)]
        for cell in [*cells, *([into] if into else [])]:
            check_cell(cell, on)
        closing = [cell for cell in cells if cell != into]
        plan = plan_of(closing, on, ("into", into.name if into else clean(name)))
        if dry_run:
            return plan
        _check_decision(document)
        plan.expect(fingerprint)
        target = into or found_cell(committee, closing[0], name, code, on)
        for cell in closing:
            cell.merged_into = target
        carry_out(plan, {"into": target}, by)
        _noted(by, "unit.merged", target, plan, document, {"into": target.pk})
    return plan


def split_cell(
    *,
    cell: Unit,
    parts: Sequence[tuple[str, str]],
    places: Mapping[int, int],
    on: datetime.date,
    document: str,
    by: Account,
    fingerprint: str | None = None,
    dry_run: bool = False,
) -> Plan:
    """Split a cell into new ones, given by name and code; `places` tells by membership who goes to which of them."""
    ensure(by, "unit.reorganise", cell)
    with transaction.atomic():
        parent, cell = locked(Unit.objects.get_parent(cell)), locked(cell)
        check_cell(cell, on)
        _check_parts(cell, parts, places, on)
        targets = {key: (str(place), clean(parts[place][0])) for key, place in places.items()}
        plan = plan_of([cell], on, targets)
        if dry_run:
            return plan
        _check_decision(document)
        plan.expect(fingerprint)
        made = {}
        for place, (name, code) in enumerate(parts):
            made[str(place)] = found_cell(parent, cell, name, code, on)
            parent.refresh_from_db()
        carry_out(plan, made, by)
        _noted(by, "unit.split", cell, plan, document, {"into": [unit.pk for unit in made.values()]})
    return plan


def move_cell(
    *,
    cell: Unit,
    to: Unit,
    code: str,
    on: datetime.date,
    document: str,
    by: Account,
    fingerprint: str | None = None,
    dry_run: bool = False,
) -> Plan:
    """Move a cell under another committee: it goes on there under a new code, with its people and their roles."""
    ensure(by, "unit.reorganise", cell)
    ensure(by, "unit.reorganise", to)
    with transaction.atomic():
        committee, cell = locked(to), locked(cell)
        check_cell(cell, on)
        if not committee.is_committee or not committee.holds_on(on) or committee.covers(cell):
            raise ValidationError(OTHER_COMMITTEE, "wrong_place", {"unit": committee.name})
        plan = plan_of([cell], on, ("to", f"{cell.name} ({committee.name})"))
        if dry_run:
            return plan
        _check_decision(document)
        plan.expect(fingerprint)
        target = found_cell(committee, cell, cell.name, code, on)
        carry_out(plan, {"to": target}, by, keeps_roles=True)
        _noted(by, "unit.moved", target, plan, document, {"from": cell.pk})
    return plan


def _check_merger(unit: Unit, cells: Sequence[Unit], into: Unit | None, name: str, code: str) -> None:
    every = {cell.pk for cell in cells} | ({into.pk} if into else set())
    strangers = [cell for cell in [*cells, *([into] if into else [])] if not cell.is_cell or not unit.covers(cell)]
    if len(every) < 2 or strangers:
        raise ValidationError(NOTHING_TO_MERGE, "nothing_to_merge")
    if into is None and not (clean(name) and clean(code)):
        raise ValidationError({"name": [NAME_THE_NEW]})


def _check_parts(cell: Unit, parts: Sequence[tuple[str, str]], places: Mapping[int, int], on: datetime.date) -> None:
    if (
        len(parts) < 2
        or len({clean(code) for _name, code in parts}) < len(parts)
        or not all(clean(name) and clean(code) for name, code in parts)
    ):
        raise ValidationError(TWO_PARTS, "parts")
    staying = cell.memberships.exclude(valid_to__lt=on).select_related("member").order_by("member__sort_key")
    valid = {key for key, place in places.items() if 0 <= place < len(parts)}
    missing = [row.member.full_name for row in staying if row.pk not in valid]
    if missing:
        raise ValidationError(NOT_PLACED, "not_placed", {"names": ", ".join(missing[:10])})
    for place, (name, _code) in enumerate(parts):
        if place not in places.values():
            raise ValidationError(EMPTY_PART, "empty_part", {"name": clean(name)})


def _check_decision(document: str) -> None:
    if not clean(document):
        raise ValidationError({"document": [NEEDS_DECISION]})


def _noted(by: Account, verb: str, unit: Unit, plan: Plan, document: str, data: dict) -> None:
    members = {going.membership.member_id for going in plan.going}
    closed = [cell.pk for cell in plan.closing]
    about = {"on": plan.on.isoformat(), "document": clean(document)[:120], "closed": closed, "count": len(members)}
    change = Change(
        {"cells": [cell.name for cell in plan.closing]}, {"cells": [name for name, _rows in plan.by_target]}
    )
    record(by, verb, unit, unit=unit, data=about | data, change=change, members=members)
