"""Writing the journal. Every service records one line; a bulk act records one line for the whole.

The chain: seal = SHA-256 over the previous seal and the entry. `chain.py` finds where it was touched.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from .changes import NOTHING, Change
from .doors import entrance
from .models import JournalEntry, JournalHead, JournalMember, Member
from .models.journal import SEAL_FORMAT
from .signals import recorded


def record(
    by: Any,
    verb: str,
    obj: models.Model,
    *,
    unit: Any = None,
    data: dict | None = None,
    change: Change = NOTHING,
    members: Iterable[int] | None = None,
    on_behalf_of: int | None = None,
) -> JournalEntry:
    """Add one entry in the caller's transaction: actor, dotted verb, object, what changed, which members it concerns.

    `members` are needed for an act on many; otherwise they follow from the object. The door is known from the context,
    and by whom the role that lets `by` act is delegated, where it is.
    """
    door = entrance()
    entry = JournalEntry(
        at=timezone.now(),
        actor_id=by.pk,
        actor_name=str(by),
        held=[[role, at] for role, _path, at in by.scope.held],
        on_behalf_of_id=on_behalf_of,
        door=door.door,
        through=door.through[:100],
        address=door.address,
        verb=verb,
        subject=obj._meta.model_name,
        subject_id=obj.pk,
        subject_name=str(obj)[:300],
        unit=unit,
        before=change.before,
        after=change.after,
        data=(data or {}) | _lent(by),
        seal_format=SEAL_FORMAT,
    )
    affected = sorted({*(_concerned(obj) if members is None else members), on_behalf_of} - {None})
    append(entry, affected)
    recorded.send(sender=type(obj), entry=entry, obj=obj, by=by, members=affected)
    return entry


def _lent(by: Any) -> dict:
    """Return by whom the role is delegated that lets the account act, as `ensure` has found it; nothing for own."""
    lenders = getattr(by, "acting_for", ())
    names = [name for _key, name in lenders]
    return {"delegated_by": [key for key, _name in lenders], "lenders": names} if lenders else {}


def record_reading(
    by: Any, verb: str, obj: models.Model, *, unit: Any, members: Iterable[int], data: dict | None = None
) -> JournalEntry | None:
    """Add an entry that something was read, once a day for the same reader, thing and `data`."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    known = JournalEntry.objects.filter(actor=by.pk, verb=verb, subject=obj._meta.model_name, subject_id=obj.pk)
    if (data or {}) | _lent(by) in known.filter(at__gte=today).values_list("data", flat=True):
        return None
    return record(by, verb, obj, unit=unit, data=data, members=members)


def append(entry: JournalEntry, members: Sequence[int], using: str = "default") -> None:
    """Number, seal and save the entry after the newest one; `members` in order."""
    with transaction.atomic(using=using, savepoint=False):
        head, _created = JournalHead.objects.using(using).select_for_update().get_or_create(pk=1)
        head.number = entry.number = head.number + 1
        head.seal = entry.seal = seal_of(entry, head.seal, members)
        entry.save(force_insert=True, using=using)
        if members:
            rows = [JournalMember(entry=entry, member_id=member) for member in members]
            JournalMember.objects.using(using).bulk_create(rows)
        head.save(update_fields=["seal", "number"], using=using)


def acted_for(by: Any, member_id: int | None) -> int | None:
    """Return the member somebody else has acted for, None for one's own acts."""
    return member_id if by.member_id != member_id else None


def _concerned(obj: models.Model) -> Iterable[int]:
    """Return the member a row is, belongs to or is the account of."""
    found = obj.pk if isinstance(obj, Member) else getattr(obj, "member_id", None)
    return () if found is None else (found,)


def seal_of(entry: JournalEntry, before: str, members: Sequence[int] = ()) -> str:
    """Return the seal of an entry that follows the seal `before`, in the format the entry names."""
    content = [
        before,
        entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.actor_name,
        entry.verb,
        entry.subject,
        entry.subject_id,
        entry.subject_name,
        entry.unit_id,
        entry.data,
    ]
    if entry.seal_format > 1:
        content += _since_doors(entry, members)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _since_doors(entry: JournalEntry, members: Sequence[int]) -> list[Any]:
    """Return what the second format seals besides."""
    return [
        entry.seal_format,
        entry.number,
        entry.held,
        entry.on_behalf_of_id,
        entry.door,
        entry.through,
        entry.address,
        entry.before,
        entry.after,
        list(members),
    ]
