"""Acts on one pledge, in the order of its life: start, write, submit, return, confirm."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked, take_step
from emulation.changes import Change
from emulation.journal import acted_for, record
from emulation.models import Account, JournalEntry, Membership, Stay, Unit, Year
from emulation.selectors import nearest_theme
from emulation.text import clean_lines

from ..items import cleaned, demand_complete, fingerprints, rows_of
from ..models import Kind, Pledge, PledgeItem
from ..rules import STEPS, ItemDraft, counting_day

ONE_SITTING = datetime.timedelta(hours=1)
OTHER_COMMITTEE = _("The year belongs to another committee than the cell.")
NOT_HERE = _(
    "In %(year)s the member does not belong to this cell for good; the pledge is written in the cell of that time."
)
NO_REASON = _("Write the reason for returning, so that the member knows what to change.")


def start_pledge(
    *, membership: Membership, year: Year, by: Account, items: Iterable[ItemDraft] = (), kind: str = Kind.BOTH
) -> Pledge:
    """Make the member's draft for the year, empty or with words to start from; refuses a second one."""
    ensure(by, "pledge.write", membership)
    words = cleaned(items)
    pledge = Pledge(year=year, member=membership.member, unit=membership.unit, kind=kind)
    if not year.unit.covers(membership.unit):
        raise ValidationError(OTHER_COMMITTEE, "other_committee")
    on = counting_day(year.number, timezone.localdate())
    if membership.stay != Stay.PERMANENT or not membership.holds_on(on):
        raise ValidationError(NOT_HERE, "not_here", {"year": str(year.number)})
    _mark_writer(pledge, by)
    with transaction.atomic():
        locked(membership.member)  # two starts at once queue here
        pledge.theme = nearest_theme(by, year, membership.unit)
        pledge.full_clean()
        pledge.save()
        PledgeItem.objects.bulk_create(rows_of(words, pledge.pk))
        for_whom = acted_for(by, pledge.member_id)
        record(by, "pledge.started", pledge, unit=pledge.unit, data={"items": len(words)}, on_behalf_of=for_whom)
    return pledge


def write_pledge(
    *,
    pledge: Pledge,
    items: Iterable[ItemDraft],
    by: Account,
    kind: str | None = None,
    version: int | None = None,
) -> Pledge:
    """Save the words as typed, complete or not; refuses a pledge that is no longer open and a stale version."""
    ensure(by, "pledge.write", pledge)
    words = cleaned(items)
    with transaction.atomic():
        pledge = locked(pledge)
        take_step(STEPS, "write", pledge)
        expect_version(pledge, version)
        kind = kind or pledge.kind
        before = tuple(item.draft for item in pledge.items.all())
        if kind == pledge.kind and words == before:
            return pledge
        _replace(pledge, words, kind, by)
        change = Change({"items": fingerprints(before)}, {"items": fingerprints(words)})
        record_typing(by, "pledge.written", pledge, change)
    return pledge


def submit_pledge(*, pledge: Pledge, by: Account, version: int | None = None) -> Pledge:
    """Hand the pledge to the secretary; refuses one with no item or with an item that is not complete."""
    ensure(by, "pledge.write", pledge)
    with transaction.atomic():
        pledge = locked(pledge)
        pledge.state = take_step(STEPS, "submit", pledge)
        expect_version(pledge, version)
        demand_complete([item.draft for item in pledge.items.all()], pledge.year.number)
        pledge.unit = _cell_now(pledge)
        pledge.submitted_at, pledge.return_reason = timezone.now(), ""
        pledge.save(update_fields=["state", "unit", "submitted_at", "return_reason", "updated_at"])
        for_whom = acted_for(by, pledge.member_id)
        record(by, "pledge.submitted", pledge, unit=pledge.unit, on_behalf_of=for_whom)
    return pledge


def return_pledge(*, pledge: Pledge, reason: str, by: Account) -> Pledge:
    """Give a submitted pledge back to be changed, always with a reason; refuses one's own."""
    ensure(by, "pledge.return", pledge)
    reason = clean_lines(reason)
    if not reason:
        raise ValidationError(NO_REASON, "no_reason")
    with transaction.atomic():
        pledge = locked(pledge)
        pledge.state = take_step(STEPS, "return", pledge)
        pledge.return_reason = reason
        pledge.save(update_fields=["state", "return_reason", "updated_at"])
        record(by, "pledge.returned", pledge, unit=pledge.unit, data={"reason": reason})
    return pledge


def confirm_pledge(*, pledge: Pledge, by: Account) -> Pledge:
    """Confirm a submitted pledge, which freezes its words; refuses one's own and any other state."""
    ensure(by, "pledge.confirm", pledge)
    with transaction.atomic():
        pledge = locked(pledge)
        pledge.state = take_step(STEPS, "confirm", pledge)
        pledge.confirmed_by_id, pledge.confirmed_at = by.pk, timezone.now()
        pledge.save(update_fields=["state", "confirmed_by", "confirmed_at", "updated_at"])
        record(by, "pledge.confirmed", pledge, unit=pledge.unit)
    return pledge


def record_typing(by: Account, verb: str, pledge: Pledge, change: Change) -> None:
    """Record what is saved while typing once a sitting, not at every pause of the keys.

    The line says what stood there when the sitting began; what stood at its end is told by the next line.
    """
    last = JournalEntry.objects.filter(subject="pledge", subject_id=pledge.pk).first()
    same = last and last.verb == verb and last.actor_id == by.pk and timezone.now() - last.at < ONE_SITTING
    if not same:
        for_whom, data = acted_for(by, pledge.member_id), {"version": pledge.version}
        record(by, verb, pledge, unit=pledge.unit, data=data, change=change, on_behalf_of=for_whom)


def _mark_writer(pledge: Pledge, by: Account) -> None:
    pledge.recorded_by_id = by.pk
    pledge.on_behalf = by.member_id != pledge.member_id


def _replace(pledge: Pledge, words: tuple[ItemDraft, ...], kind: str, by: Account) -> None:
    _mark_writer(pledge, by)
    pledge.kind = Pledge._meta.get_field("kind").clean(kind, pledge)
    pledge.version += 1
    pledge.save(update_fields=["kind", "version", "recorded_by", "on_behalf", "updated_at"])
    pledge.items.all().delete()
    PledgeItem.objects.bulk_create(rows_of(words, pledge.pk))


def _cell_now(pledge: Pledge) -> Unit:
    """Return the cell the member belongs to on the day of submitting, if still in the committee of the year."""
    memberships = pledge.member.memberships.on(timezone.localdate()).within(pledge.year.unit)
    now = memberships.filter(stay=Stay.PERMANENT).select_related("unit").first()
    return now.unit if now else pledge.unit
