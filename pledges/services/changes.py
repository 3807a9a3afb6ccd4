"""Changing a confirmed pledge: a new version, asked for with a reason, agreed by whoever confirms the pledge.

Until it is agreed the confirmed text holds, for check-ins as for the review.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked, take_step
from emulation.journal import acted_for, record
from emulation.models import Account
from emulation.text import clean_lines

from ..items import cleaned, demand_complete
from ..models import Pledge, PledgeItem, PledgeVersion, VersionState
from ..models.items import DRAFTED
from ..rules import CHANGE_STEPS, STEPS, ItemDraft, Texts
from ..signals import reporting
from ..texts import as_data, drafts_of, texts_now, texts_of

NO_REASON = _("Write why the confirmed pledge is to be changed, so that whoever confirms it can judge.")
NO_ANSWER = _("Write the reason for returning, so that the member knows what to change.")
IS_OPEN = _("A change of this pledge is open already; finish or withdraw that one.")
NOTHING_CHANGED = _("Nothing differs from the confirmed text yet. Change the words first, or withdraw the change.")
UNKNOWN_ITEM = _("The change names an item that does not belong to this pledge. Reload the page.")
PARKED = 1000  # positions on the way from the old order to the new: no two may meet


def open_change(*, pledge: Pledge, reason: str, by: Account) -> PledgeVersion:
    """Begin a new version of a confirmed pledge with the words in force; refuses a second one at a time."""
    ensure(by, "pledge.change", pledge)
    reason = clean_lines(reason)
    if not reason:
        raise ValidationError({"reason": [NO_REASON]})
    with transaction.atomic():
        pledge = locked(pledge)
        take_step(STEPS, "change", pledge)
        reporting.send(Pledge, pledge=pledge)
        if pledge.versions.running().exists():
            raise ValidationError(IS_OPEN, "change_open")
        last = _confirmed_text(pledge)
        change = PledgeVersion(pledge=pledge, number=last.number + 1, reason=reason, items=as_data(texts_now(pledge)))
        _mark_asker(change, by)
        change.clean_fields(exclude=["asked_by"])
        change.save()
        _record(by, "pledge.change_opened", change, reason)
    return change


def write_change(
    *, change: PledgeVersion, items: Sequence[tuple[int | None, ItemDraft]], by: Account, version: int | None = None
) -> PledgeVersion:
    """Save the words as typed, each with the key of the item it takes the place of; None is a new item."""
    ensure(by, "pledge.change", change.pledge)
    texts = _cleaned(items)
    with transaction.atomic():
        change = locked(change)
        take_step(CHANGE_STEPS, "write", change)
        expect_version(change, version)
        _demand_known(change.pledge, texts)
        if as_data(texts) == change.items:
            return change
        change.items, change.version = as_data(texts), change.version + 1
        _mark_asker(change, by)
        change.save(update_fields=["items", "version", "asked_by", "asked_at", "on_behalf", "updated_at"])
        _record(by, "pledge.change_written", change)
    return change


def submit_change(*, change: PledgeVersion, by: Account) -> PledgeVersion:
    """Hand the change to whoever confirms the pledge; refuses one that is not complete or changes nothing."""
    ensure(by, "pledge.change", change.pledge)
    with transaction.atomic():
        change = locked(change)
        change.state = take_step(CHANGE_STEPS, "submit", change)
        texts = texts_of(change)
        demand_complete(drafts_of(texts), change.pledge.year.number)
        if tuple(texts) == texts_now(change.pledge):
            raise ValidationError(NOTHING_CHANGED, "nothing_changed")
        change.return_reason = ""
        _mark_asker(change, by)
        change.save(update_fields=["state", "return_reason", "asked_by", "asked_at", "on_behalf", "updated_at"])
        _record(by, "pledge.change_submitted", change)
    return change


def withdraw_change(*, change: PledgeVersion, by: Account) -> PledgeVersion:
    """Give the change up; the confirmed text goes on as it is."""
    ensure(by, "pledge.change", change.pledge)
    with transaction.atomic():
        change = locked(change)
        change.state = take_step(CHANGE_STEPS, "withdraw", change)
        change.save(update_fields=["state", "updated_at"])
        _record(by, "pledge.change_withdrawn", change)
    return change


def return_change(*, change: PledgeVersion, reason: str, by: Account) -> PledgeVersion:
    """Give the change back to be written otherwise, always with a reason; refuses one's own."""
    ensure(by, "pledge.return", change.pledge)
    reason = clean_lines(reason)
    if not reason:
        raise ValidationError({"reason": [NO_ANSWER]})
    with transaction.atomic():
        change = locked(change)
        change.state = take_step(CHANGE_STEPS, "return", change)
        change.return_reason = reason
        change.clean_fields(exclude=["asked_by"])
        change.save(update_fields=["state", "return_reason", "updated_at"])
        _record(by, "pledge.change_returned", change, reason, for_member=False)
    return change


def agree_change(*, change: PledgeVersion, by: Account) -> PledgeVersion:
    """Put the new text in force: items that stay keep their reports and results, those given up become history."""
    ensure(by, "pledge.confirm", change.pledge)
    with transaction.atomic():
        pledge = locked(change.pledge)  # the pledge first: reports and results wait for it
        change = locked(change)
        change.state = take_step(CHANGE_STEPS, "agree", change)
        reporting.send(Pledge, pledge=pledge)
        demand_complete(drafts_of(texts_of(change)), pledge.year.number)
        change.items = as_data(_put_in_force(pledge, change))
        change.agreed_by_id, change.agreed_at = by.pk, timezone.now()
        change.save(update_fields=["state", "items", "agreed_by", "agreed_at", "updated_at"])
        pledge.version += 1
        pledge.save(update_fields=["version", "updated_at"])
        _record(by, "pledge.change_agreed", change, for_member=False)
    return change


def _confirmed_text(pledge: Pledge) -> PledgeVersion:
    """Return the newest version; the first time, the text as it was confirmed, frozen now that it is to change."""
    last = pledge.versions.order_by("-number").first()
    return last or PledgeVersion.objects.create(
        pledge=pledge,
        number=1,
        state=VersionState.AGREED,
        items=as_data(texts_now(pledge)),
        on_behalf=pledge.on_behalf,
        asked_by_id=pledge.recorded_by_id,
        asked_at=pledge.submitted_at,
        agreed_by_id=pledge.confirmed_by_id,
        agreed_at=pledge.confirmed_at,
    )


def _cleaned(items: Sequence[tuple[int | None, ItemDraft]]) -> Texts:
    kept = [(key, item) for key, item in items if not item.is_blank]
    words = cleaned(item for _key, item in kept)
    return tuple((key, item) for (key, _item), item in zip(kept, words, strict=True))


def _demand_known(pledge: Pledge, texts: Texts) -> None:
    """Refuse keys of items that are none of the pledge's, or that stand twice."""
    keys = [key for key, _item in texts if key is not None]
    known = set(pledge.items.values_list("pk", flat=True))
    if len(set(keys)) < len(keys) or not set(keys) <= known:
        raise ValidationError(UNKNOWN_ITEM, "unknown_item")


def _put_in_force(pledge: Pledge, change: PledgeVersion) -> Texts:
    """Bring the items to the text of the change; return the text with the keys of all its items."""
    texts, rows = texts_of(change), {item.pk: item for item in pledge.items.all()}
    PledgeItem.objects.filter(pledge=pledge).exclude(pk__in=[key for key, _ in texts if key]).update(removed_in=change)
    PledgeItem.objects.filter(pledge=pledge).update(position=F("position") + PARKED)
    items = [_worded(rows.get(key) or PledgeItem(pledge=pledge), item, at) for at, (key, item) in enumerate(texts, 1)]
    PledgeItem.objects.bulk_update([item for item in items if item.pk], [*DRAFTED, "position"])
    PledgeItem.objects.bulk_create([item for item in items if not item.pk])
    return texts_now(pledge)


def _worded(row: PledgeItem, words: ItemDraft, position: int) -> PledgeItem:
    for name, value in vars(words).items():
        setattr(row, name, value)
    row.position = position
    return row


def _mark_asker(change: PledgeVersion, by: Account) -> None:
    change.asked_by_id, change.asked_at = by.pk, timezone.now()
    change.on_behalf = by.member_id != change.pledge.member_id


def _record(by: Account, verb: str, change: PledgeVersion, reason: str = "", *, for_member: bool = True) -> None:
    pledge, data = change.pledge, {"number": change.number} | ({"reason": reason} if reason else {})
    whose = acted_for(by, pledge.member_id) if for_member else None
    record(by, verb, pledge, unit=pledge.unit, data=data, on_behalf_of=whose)
