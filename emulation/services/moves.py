"""Acts that change on which list a member is: admitted, received, transferred, gone, restored; mistakes in these."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import locked
from ..changes import Change, changed, facts_of
from ..journal import record
from ..matching import CARD_ELSEWHERE, CARD_OF_ANOTHER, ELSEWHERE
from ..models import Account, Arrival, Departure, Member, Membership, RoleAssignment, Stay, Unit, WorkUnit
from ..movement_rules import DAY
from ..moving import (
    SAME_CELL,
    Moved,
    bring_back,
    end_roles,
    enter,
    expect_alone,
    expect_cell_open,
    expect_open,
    kinds_between,
    leave,
    take_role_along,
    tell_of,
)
from ..text import clean, sort_key
from .people import MEMBER_FIELDS, set_name

MOVE = (
    "valid_from", "valid_to", "arrival", "arrived_from", "arrival_document", "departure", "departed_to",
    "departure_document",
)  # fmt: skip
GONE = (Departure.DIED, Departure.EXPELLED, Departure.REMOVED, Departure.LEFT, Departure.TO_FAR, Departure.TO_NEAR)
BY_DECISION = (Departure.EXPELLED, Departure.REMOVED)
RESTORABLE = ("", Departure.EXPELLED, Departure.REMOVED, Departure.LEFT)
FROM_OUTSIDE = (Arrival.FROM_NEAR, Arrival.FROM_FAR, Arrival.GUEST)
ARRIVALS_FROM_OUTSIDE = [(one.value, one.label) for one in FROM_OUTSIDE]
DEPARTURES_BY_HAND = [(one.value, one.label) for one in (*GONE, Departure.RETURNED)]

NOT_THIS_WAY = _("A membership for good does not end this way; a stay for a time ends as one.")
NOT_FROM_OUTSIDE = _("Somebody who comes from outside is transferred in, or stays for a time; choose which.")
NEEDS_DECISION = _(
    "Give the number of the decision: nobody is expelled, removed from the list or restored without one."
)
NEEDS_ORIGIN = _("Say from which cell and committee the member comes.")
NEEDS_REASON = _("Say why the record is corrected.")
NOT_RESTORABLE = _("Only somebody who was expelled, removed from the list or has left the Party is restored.")
ALREADY_OFFICIAL = _("The member has been official since %(day)s. If that is wrong, correct the data.")
TOO_EARLY = _("A member is made official after the day of admission, which must be on record.")
NOTHING_BEFORE = _("This is the first list the cell had: there is no move to take back. Correct the days instead.")
NOT_THE_LAST = _("Something was recorded of the member after this; take that back first.")
ONLY_FOR_GOOD = _("Only a member who is here for good can go for a time, or be transferred from here.")


def admit_member(*, unit: Unit, values: dict, on: datetime.date, by: Account, document: str = "") -> Membership:
    """Put a newly admitted member on the list of the cell."""
    ensure(by, "member.move", unit)
    with transaction.atomic():
        member = _new_member(values | {"joined_on": on, "official_on": None, "card_number": ""})
        row = enter(member, locked(unit), on, Arrival.ADMITTED, arrival_document=clean(document), **_in_cell(values))
        _noted(by, "member.admitted", row)
    return row


def receive_member(
    *,
    unit: Unit,
    values: dict,
    on: datetime.date,
    arrival: str,
    arrived_from: str,
    by: Account,
    document: str = "",
    last_day: datetime.date | None = None,
) -> Membership:
    """Put on the list of the cell somebody who comes from outside the tree, for good or for a time."""
    ensure(by, "member.move", unit)
    if arrival not in FROM_OUTSIDE:
        raise ValidationError({"arrival": [NOT_FROM_OUTSIDE]})
    if not clean(arrived_from):
        raise ValidationError({"arrived_from": [NEEDS_ORIGIN]})
    came = {"arrived_from": clean(arrived_from), "arrival_document": clean(document)}
    if arrival == Arrival.GUEST:
        came |= {"stay": Stay.TEMPORARY, "valid_to": last_day}
    with transaction.atomic():
        member = _known_member(values, is_guest=arrival == Arrival.GUEST) or _new_member(values)
        row = enter(member, locked(unit), on, arrival, **came, **_in_cell(values))
        _noted(by, "member.received", row)
    return row


def transfer_member(
    *, membership: Membership, to: Unit, on: datetime.date, by: Account, document: str = ""
) -> Membership:
    """Transfer a member to another cell of the tree for good; on the day the member is there."""
    ensure(by, "member.move", membership.unit)
    ensure(by, "member.move", to)
    with transaction.atomic():
        old = _locked_for_good(membership)
        if old.unit_id == to.pk:
            raise ValidationError({"to": [SAME_CELL]})
        left, came = kinds_between(old.unit, to)
        leave(old, on - DAY, left, to=to.name, paper=clean(document))
        kept = {"subject_type": old.subject_type, "work_unit": old.work_unit}
        new = enter(
            old.member, locked(to), on, came, arrived_from=old.unit.name, arrival_document=clean(document), **kept
        )
        take_role_along(end_roles(old.member_id, Q(unit=old.unit), on - DAY), to, on, by)
        tell_of([Moved(old.member_id, old.unit, to)], on, by)
        _noted(by, "member.transferred", new, {"from": old.unit.name})
        record(by, "membership.ended", old.member, unit=old.unit, change=Change(after=facts_of(old, MOVE[1:])))
    return new


def end_membership(
    *,
    membership: Membership,
    last_day: datetime.date,
    departure: str,
    by: Account,
    departed_to: str = "",
    document: str = "",
) -> Membership:
    """End a membership on a day and say how: died, left, expelled, removed, transferred out; the record stays."""
    ensure(by, "member.edit", membership.unit)
    _check_departure(membership, departure, document)
    with transaction.atomic():
        row = locked(membership)
        before = facts_of(row, MOVE)
        leave(row, last_day, departure, to=clean(departed_to), paper=clean(document))
        if departure != Departure.RETURNED:
            end_roles(row.member_id, by.scope.units_q("member.edit", "unit__path"), last_day)
            tell_of([Moved(row.member_id, row.unit, None)], last_day + DAY, by)
        record(by, "membership.ended", row.member, unit=row.unit, change=changed(before, row))
    return row


def restore_member(*, membership: Membership, unit: Unit, on: datetime.date, document: str, by: Account) -> Membership:
    """Put a member who was expelled or removed back on a list, by a decision."""
    ensure(by, "member.move", membership.unit)
    ensure(by, "member.move", unit)
    if not clean(document):
        raise ValidationError({"document": [NEEDS_DECISION]})
    with transaction.atomic():
        member = locked(membership.member)
        last = locked(membership)
        if last.valid_to is None or last.departure not in RESTORABLE or last.stay != Stay.PERMANENT:
            raise ValidationError(NOT_RESTORABLE, "wrong_state")
        kept = {"subject_type": last.subject_type, "arrival_document": clean(document)}
        row = enter(member, locked(unit), on, Arrival.RESTORED, **kept)
        _noted(by, "member.restored", row)
    return row


def make_official(*, membership: Membership, on: datetime.date, by: Account, document: str = "") -> Member:
    """Make a provisional member official from a day (confirmation)."""
    ensure(by, "member.edit", membership.unit)
    with transaction.atomic():
        member = locked(membership.member)
        if member.official_on:
            raise ValidationError(ALREADY_OFFICIAL, "wrong_state", {"day": f"{member.official_on:%d/%m/%Y}"})
        if member.joined_on is None or on <= member.joined_on:
            raise ValidationError(TOO_EARLY, "dates")
        before = facts_of(member, ["official_on"])
        member.official_on = on
        member.full_clean()
        member.save(update_fields=["official_on"])
        data, change = {"document": clean(document)[:120]}, changed(before, member)
        record(by, "member.made_official", member, unit=membership.unit, data=data, change=change)
    return member


def begin_stay(
    *,
    membership: Membership,
    to: Unit,
    on: datetime.date,
    by: Account,
    last_day: datetime.date | None = None,
    document: str = "",
) -> Membership:
    """Send a member to another cell of the tree for a time; the official cell goes on rating the member."""
    ensure(by, "member.move", membership.unit)
    ensure(by, "member.move", to)
    with transaction.atomic():
        home = _locked_for_good(membership)
        if home.unit_id == to.pk:
            raise ValidationError({"to": [SAME_CELL]})
        facts = {"stay": Stay.TEMPORARY, "valid_to": last_day, "subject_type": home.subject_type}
        paper = {"arrived_from": home.unit.name, "arrival_document": clean(document)}
        row = enter(home.member, locked(to), on, Arrival.GUEST, **facts, **paper)
        _noted(by, "stay.begun", row, {"from": home.unit.name})
    return row


def correct_move(*, membership: Membership, values: dict, reason: str, by: Account) -> Membership:
    """Correct when and how a membership began or ended; what joins it on the other side follows."""
    ensure(by, "member.move", membership.unit)
    if not clean(reason):
        raise ValidationError({"reason": [NEEDS_REASON]})
    with transaction.atomic():
        locked(membership.member)
        row = locked(membership)
        before = facts_of(row, MOVE)
        for name in MOVE:
            value = values[name]
            setattr(row, name, clean(value) if isinstance(value, str) else value)
        row.full_clean(validate_unique=False, validate_constraints=False)
        expect_cell_open(row)
        _follow_on(row, before)
        expect_alone(row)
        row.full_clean()
        row.save(update_fields=MOVE)
        change = changed(before, row)
        record(by, "move.corrected", row.member, unit=row.unit, data={"reason": clean(reason)[:300]}, change=change)
    return row


def undo_move(*, membership: Membership, reason: str, by: Account) -> Membership | None:
    """Take back the last thing recorded of a membership: that it ended, or that it began; return what holds then."""
    ensure(by, "member.move", membership.unit)
    if not clean(reason):
        raise ValidationError({"reason": [NEEDS_REASON]})
    with transaction.atomic():
        member = locked(membership.member)
        row = locked(membership)
        change, unit = Change(before=facts_of(row, MOVE)), row.unit
        kept = _reopen(row, by) if row.valid_to and row.stay == Stay.PERMANENT else _take_away(row, by)
        data = {"reason": clean(reason)[:300]}
        record(by, "move.taken_back", member, unit=unit, data=data, change=change)
    return kept


def _check_departure(membership: Membership, departure: str, document: str) -> None:
    """A guest goes home, everybody else goes as the form has it, by a decision where one is needed."""
    allowed = (Departure.RETURNED,) if membership.stay == Stay.TEMPORARY else GONE
    if departure not in allowed:
        raise ValidationError({"departure": [NOT_THIS_WAY]})
    if departure in BY_DECISION and not clean(document):
        raise ValidationError({"document": [NEEDS_DECISION]})


def _locked_for_good(membership: Membership) -> Membership:
    row = locked(membership)
    if row.stay != Stay.PERMANENT:
        raise ValidationError(ONLY_FOR_GOOD, "wrong_state")
    expect_open(row)
    return row


def _reopen(row: Membership, by: Account) -> Membership:
    """The end did not happen; nothing may have begun since."""
    if Membership.objects.filter(member=row.member_id, stay=Stay.PERMANENT, valid_from__gt=row.valid_to).exists():
        raise ValidationError(NOT_THE_LAST, "wrong_state")
    on = row.valid_to + DAY
    bring_back(row)
    tell_of([Moved(row.member_id, None, row.unit)], on, by)
    return row


def _take_away(row: Membership, by: Account) -> Membership | None:
    """The beginning did not happen: what it followed on goes on."""
    if row.arrival in ("", Arrival.LISTED):
        raise ValidationError(NOTHING_BEFORE, "wrong_state")
    before = Membership.objects.filter(member=row.member_id, stay=row.stay, valid_to=row.valid_from - DAY)
    earlier = before.select_for_update(of=("self",)).first()
    source, on = row.unit, row.valid_from
    row.posts.all().delete()
    roles = RoleAssignment.objects.filter(account__member=row.member_id, unit=source, valid_from=on, role="MEMBER")
    roles.delete()
    row.delete()
    if earlier and row.arrival != Arrival.RESTORED:
        bring_back(earlier)
        tell_of([Moved(row.member_id, source, earlier.unit)], on, by)
    return earlier


def _follow_on(row: Membership, before: dict[str, Any]) -> None:
    """Where a corrected day joins two memberships, correct the other side with it."""
    days = {name: datetime.date.fromisoformat(before[name]) for name in MOVE[:2] if before[name]}
    others = Membership.objects.filter(member=row.member_id, stay=Stay.PERMANENT).exclude(pk=row.pk)
    if row.valid_from != days["valid_from"]:
        others.filter(valid_to=days["valid_from"] - DAY, valid_from__lt=row.valid_from).update(
            valid_to=row.valid_from - DAY
        )
    if row.valid_to and "valid_to" in days and row.valid_to != days["valid_to"]:
        joined = others.filter(valid_from=days["valid_to"] + DAY)
        joined.filter(Q(valid_to=None) | Q(valid_to__gt=row.valid_to)).update(valid_from=row.valid_to + DAY)


def _known_member(values: dict, *, is_guest: bool) -> Member | None:
    """The person as stored already, who may come back; or why that cannot be."""
    card = values.get("card_number")
    if card:
        found = Member.objects.filter(card_number=card).first()
        if found and sort_key(found.full_name) != sort_key(values["full_name"]):
            held = Membership.objects.filter(member=found, valid_to=None).exists()
            sentence = CARD_ELSEWHERE if held else CARD_OF_ANOTHER
            raise ValidationError(sentence, "card", {"card": card, "name": found.full_name})
    else:
        same = {"born_year": values["born_year"], "joined_on": values["joined_on"], "born_on": values["born_on"]}
        found = Member.objects.filter(sort_key=sort_key(clean(values["full_name"])), **same).first()
    if found and not is_guest and Membership.objects.filter(member=found, stay=Stay.PERMANENT, valid_to=None).exists():
        raise ValidationError(ELSEWHERE, "elsewhere")
    return locked(found) if found else None


def _new_member(values: dict) -> Member:
    member = Member(**{name: values[name] for name in MEMBER_FIELDS if name in values})
    set_name(member, values["full_name"])
    member.full_clean()
    member.save()
    return member


def _in_cell(values: dict) -> dict[str, Any]:
    name = clean(values.get("work_unit") or "")
    work = WorkUnit.objects.get_or_create(name=name)[0] if name else None
    return {"work_unit": work, "subject_type": values["subject_type"]}


def _noted(by: Account, verb: str, row: Membership, data: dict | None = None) -> None:
    change = Change(after=facts_of(row, MOVE))
    record(by, verb, row.member, unit=row.unit, data=data, change=change)
