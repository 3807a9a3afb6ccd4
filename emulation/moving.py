"""What every move of a member shares: a membership that ends or begins, with the posts and roles that hang on it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .models import Account, Arrival, Departure, Member, Membership, Post, Role, RoleAssignment, Stay, Unit, UnitKind
from .movement_rules import DAY
from .signals import members_moved

ALREADY_ENDED = _("This membership has already ended on %(day)s. If that is wrong, correct the move or take it back.")
NOT_BEFORE = _("The day must come after %(day)s, on which the member came to this cell.")
SAME_CELL = _("The member is in this cell already; choose another one.")
NOT_A_CELL = _("Members belong to cells: “%(unit)s” is none, or not in being on %(day)s.")
TWICE = _("The member would be on two lists at once: “%(unit)s” has the member from %(first)s to %(last)s.")
GOES_ON = _("today")


@dataclass(frozen=True)
class Moved:
    """One member's way from a cell to another; None is outside the tree."""

    member: int
    source: Unit | None
    target: Unit | None


def expect_open(membership: Membership) -> None:
    """Raise unless the membership goes on."""
    if membership.valid_to is not None:
        raise ValidationError(ALREADY_ENDED, "wrong_state", {"day": f"{membership.valid_to:%d/%m/%Y}"})


def expect_cell(unit: Unit, on: datetime.date) -> None:
    """Raise unless the unit is a cell in being on the day."""
    if not unit.is_cell or not unit.holds_on(on):
        raise ValidationError(NOT_A_CELL, "not_a_cell", {"unit": unit.name, "day": f"{on:%d/%m/%Y}"})


def expect_cell_open(membership: Membership) -> None:
    """Raise when the membership would go on beyond the last day of its cell."""
    until = membership.unit.valid_to
    if until and (membership.valid_to is None or membership.valid_to > until):
        raise ValidationError(
            NOT_A_CELL, "not_a_cell", {"unit": membership.unit.name, "day": f"{until + DAY:%d/%m/%Y}"}
        )


def expect_alone(membership: Membership) -> None:
    """Raise when the member would be for good in two cells on one day."""
    if membership.stay != Stay.PERMANENT:
        return
    others = Membership.objects.filter(member=membership.member_id, stay=Stay.PERMANENT).exclude(pk=membership.pk)
    if membership.valid_to:
        others = others.filter(valid_from__lte=membership.valid_to)
    other = others.exclude(valid_to__lt=membership.valid_from).select_related("unit").first()
    if other:
        last = f"{other.valid_to:%d/%m/%Y}" if other.valid_to else GOES_ON
        values = {"unit": other.unit.name, "first": f"{other.valid_from:%d/%m/%Y}", "last": last}
        raise ValidationError(TWICE, "two_lists", values)


def leave(membership: Membership, last_day: datetime.date, departure: str, *, to: str = "", paper: str = "") -> None:
    """End the locked membership and its posts."""
    if membership.stay == Stay.PERMANENT or membership.departure:  # the end of a stay for a time may be known before
        expect_open(membership)
    if last_day < membership.valid_from:
        raise ValidationError(NOT_BEFORE, "dates", {"day": f"{membership.valid_from - DAY:%d/%m/%Y}"})
    membership.valid_to, membership.departure = last_day, departure
    membership.departed_to, membership.departure_document = to, paper
    membership.full_clean()
    membership.save(update_fields=["valid_to", "departure", "departed_to", "departure_document"])
    open_posts = membership.posts.filter(valid_to=None)
    open_posts.filter(valid_from__lte=last_day).update(valid_to=last_day)


def enter(member: Member, unit: Unit, on: datetime.date, arrival: str, **facts: Any) -> Membership:
    """Begin a membership in a cell in being."""
    expect_cell(unit, on)
    row = Membership(member=member, unit=unit, valid_from=on, arrival=arrival, **facts)
    row.clean_fields()
    expect_cell_open(row)
    expect_alone(row)
    row.full_clean()
    row.save()
    return row


def kinds_between(source: Unit, target: Unit) -> tuple[str, str]:
    """Return how a move between two cells of the tree ends the one membership and begins the other."""
    if source.path[: -Unit.steplen] == target.path[: -Unit.steplen]:
        return Departure.MOVED, Arrival.MOVED
    roots = Unit.objects.filter(path__in={source.path[: Unit.steplen], target.path[: Unit.steplen]})
    if sum(root.kind == UnitKind.PROVINCE for root in roots) > 1:
        return Departure.TO_FAR, Arrival.FROM_FAR
    return Departure.TO_NEAR, Arrival.FROM_NEAR


def end_roles(member: int, at: Q, last_day: datetime.date) -> list[RoleAssignment]:
    """End the open roles of the member's account at the units; return them as they were."""
    held = RoleAssignment.objects.filter(at, account__member=member, valid_to=None).select_related("account")
    found = list(held.select_for_update(of=("self",)))
    for role in found:
        role.valid_to = max(last_day, role.valid_from)
    RoleAssignment.objects.bulk_update(found, ["valid_to"])
    return found


def take_role_along(ended: Iterable[RoleAssignment], to: Unit, on: datetime.date, by: Any) -> None:
    """Whoever was a plain member of one cell is one of the other; what else was held there is given anew."""
    for role in ended:
        known = RoleAssignment.objects.filter(account=role.account, role=Role.MEMBER, unit=to, valid_to=None)
        if role.role == Role.MEMBER and not known.exists():
            granted = {"granted_by_id": by.pk} if isinstance(by, Account) else {}
            RoleAssignment.objects.create(account=role.account, role=Role.MEMBER, unit=to, valid_from=on, **granted)


def bring_back(membership: Membership) -> None:
    """Let an ended membership go on, with the posts and roles that had ended with it."""
    last_day = membership.valid_to
    membership.valid_to, membership.departure = None, ""
    membership.departed_to, membership.departure_document = "", ""
    expect_cell_open(membership)
    expect_alone(membership)
    membership.full_clean()
    membership.save(update_fields=["valid_to", "departure", "departed_to", "departure_document"])
    Post.objects.filter(membership=membership, valid_to=last_day).update(valid_to=None)
    roles = RoleAssignment.objects.filter(account__member=membership.member_id, unit=membership.unit_id)
    held = set(roles.filter(valid_to=None).values_list("role", flat=True))
    roles.filter(valid_to=last_day).exclude(role__in=held).update(valid_to=None)


def tell_of(moves: Iterable[Moved], on: datetime.date, by: Any) -> None:
    """Let the rooms above follow, within the same transaction."""
    members_moved.send(sender=Membership, moves=tuple(moves), on=on, by=by)
