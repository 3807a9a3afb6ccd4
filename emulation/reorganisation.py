"""What a merger, a split or a move of cells would do: who goes where, what is kept; and doing it, for the services."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .models import Arrival, Departure, Membership, RatingAuthority, Role, RoleAssignment, Stay, Unit, UnitKind
from .movement_rules import DAY
from .moving import Moved, end_roles, enter, leave, take_role_along, tell_of
from .text import clean, search_text

END = ("valid_to", "departure", "departed_to", "departure_document")
NOTHING_TO_MERGE = _("Choose at least two different cells of one committee that are in being on that day.")
NOT_IN_BEING = _("“%(unit)s” is not a cell in being on %(day)s.")
CLOSED_BEFORE = _("The day must come after %(day)s, on which “%(unit)s” was founded.")
CHANGED = _(
    "The list of members has changed since you looked at it. Nothing was done; look at who goes where once more, then "
    "confirm."
)
STARTS_LATER = _(
    "%(name)s came to “%(unit)s” only on %(day)s, on or after the day of the reorganisation. Correct that move first."
)


@dataclass(frozen=True)
class Going:
    """One membership and the cell it goes to; `name` where that is yet to be founded."""

    membership: Membership
    name: str
    key: str  # of the cell among the targets


@dataclass(frozen=True)
class Plan:
    """Who goes where on a day, which cells end, and which roles end with them."""

    on: datetime.date
    closing: tuple[Unit, ...]
    going: tuple[Going, ...]
    ending: tuple[RoleAssignment, ...]

    @property
    def fingerprint(self) -> str:
        """Proof that what is confirmed is what was shown."""
        rows = [f"{going.membership.pk}>{going.key}" for going in self.going]
        return hashlib.sha256("|".join([self.on.isoformat(), *rows]).encode()).hexdigest()[:16]

    @property
    def by_target(self) -> list[tuple[str, list[Membership]]]:
        """The members by the cell they go to."""
        found: dict[str, list[Membership]] = {}
        for going in self.going:
            found.setdefault(going.name, []).append(going.membership)
        return list(found.items())

    def expect(self, fingerprint: str | None) -> None:
        """Raise when what was looked at is no longer what would be done."""
        if fingerprint is not None and fingerprint != self.fingerprint:
            raise ValidationError(CHANGED, "stale")


def check_cell(cell: Unit, on: datetime.date) -> None:
    """Raise unless the unit is a cell in being the day before, and founded before that."""
    if not cell.is_cell or cell.valid_to is not None:
        raise ValidationError(NOT_IN_BEING, "wrong_state", {"unit": cell.name, "day": f"{on:%d/%m/%Y}"})
    if on <= cell.valid_from:
        values = {"unit": cell.name, "day": f"{cell.valid_from:%d/%m/%Y}"}
        raise ValidationError(CLOSED_BEFORE, "dates", values)


def plan_of(
    cells: Iterable[Unit], on: datetime.date, target_of: Mapping[int, tuple[str, str]] | tuple[str, str]
) -> Plan:
    """Return what would happen; `target_of` gives key and name of the cell, one for all or by membership."""
    cells = tuple(cells)
    rows = Membership.objects.filter(unit__in=cells).filter(Q(valid_to=None) | Q(valid_to__gte=on))
    rows = rows.select_related("member", "unit", "work_unit").order_by("unit__path", "member__sort_key", "pk")
    going = []
    for row in rows:
        if row.valid_from >= on:
            values = {"name": row.member.full_name, "unit": row.unit.name, "day": f"{row.valid_from:%d/%m/%Y}"}
            raise ValidationError(STARTS_LATER, "dates", values)
        key, name = target_of if isinstance(target_of, tuple) else target_of[row.pk]
        going.append(Going(row, name, key))
    roles = RoleAssignment.objects.filter(unit__in=cells, valid_to=None).exclude(role=Role.MEMBER)
    return Plan(on, cells, tuple(going), tuple(roles.select_related("account", "unit").order_by("unit__path", "role")))


def found_cell(parent: Unit, predecessor: Unit, name: str, code: str, on: datetime.date) -> Unit:
    """Begin the cell that follows another; the committee decides its ratings from that day."""
    kind = {"kind": UnitKind.CELL, "cell_type": predecessor.cell_type, "valid_from": on}
    unit = Unit(name=clean(name), code=clean(code), search_text=search_text(name), predecessor=predecessor, **kind)
    unit.full_clean(exclude=["path", "depth", "numchild"])
    unit = Unit.objects.add_child(parent, instance=unit)
    RatingAuthority.objects.create(decider=parent, subject=unit, valid_from=on)
    return unit


def carry_out(plan: Plan, targets: Mapping[str, Unit], by: Any, *, keeps_roles: bool = False) -> None:
    """Move the members to the cells by their keys, end the old cells the day before, and let what is open follow."""
    moves = []
    for going in plan.going:
        moves.append(_go(going.membership, targets[going.key], plan.on, by, keeps_roles=keeps_roles))
    for cell in plan.closing:
        cell.valid_to = plan.on - DAY
        cell.full_clean(exclude=["path", "depth", "numchild"])
        cell.save(update_fields=["valid_to", "merged_into"])
        cell.decided_by.filter(valid_to=None).update(valid_to=plan.on - DAY)
        _end_rest(cell, plan.on - DAY)
    tell_of([move for move in moves if move], plan.on, by)


def _go(row: Membership, target: Unit, on: datetime.date, by: Any, *, keeps_roles: bool) -> Moved | None:
    """One membership ends and the next begins; a guest's goes on in the new cell without being a move."""
    is_guest, source, posts = row.stay == Stay.TEMPORARY, row.unit, list(row.posts.filter(valid_to=None))
    known_end = {name: getattr(row, name) for name in END} if row.valid_to else {}
    row.valid_to = None
    leave(row, on - DAY, "" if is_guest else Departure.REORGANISED, to=target.name)
    kept = {"subject_type": row.subject_type, "work_unit": row.work_unit, "stay": row.stay, "arrived_from": source.name}
    arrival = Arrival.GUEST if is_guest else Arrival.REORGANISED
    new = enter(row.member, target, on, arrival, **kept, **known_end)
    ended = end_roles(row.member_id, Q(unit=source), on - DAY)
    take_role_along(ended, target, on, by)
    if keeps_roles:
        _keep(ended, target, on)
        for post in posts:
            new.posts.create(title=post.title, valid_from=on)
    return None if is_guest else Moved(row.member_id, source, target)


def _keep(ended: Iterable[RoleAssignment], target: Unit, on: datetime.date) -> None:
    """Whoever led the old cell leads the one that follows it."""
    for role in ended:
        if role.role != Role.MEMBER:
            RoleAssignment.objects.create(account=role.account, role=role.role, unit=target, valid_from=on)


def _end_rest(cell: Unit, last_day: datetime.date) -> None:
    """Roles at a cell that is no more, held by whoever is no member of it."""
    RoleAssignment.objects.filter(unit=cell, valid_to=None, valid_from__lte=last_day).update(valid_to=last_day)
    RoleAssignment.objects.filter(unit=cell, valid_to=None).update(valid_to=F("valid_from"))
