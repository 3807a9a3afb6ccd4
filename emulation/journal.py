"""Writing the journal. Every service records one line; a bulk act records one line for the whole.

The chain: seal = SHA-256 over the previous seal and the entry. `first_broken()` finds where it was touched.
"""

import datetime
import hashlib
import json
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from .models import JournalEntry, JournalHead

READ_IN_CHUNKS = 2_000


def record(by: Any, verb: str, obj: models.Model, *, unit: Any = None, data: dict | None = None) -> JournalEntry:
    """Add one entry in the caller's transaction: actor, dotted verb, object, and what changed."""
    entry = JournalEntry(
        at=timezone.now(),
        actor_id=by.pk,
        actor_name=str(by),
        verb=verb,
        subject=obj._meta.model_name,
        subject_id=obj.pk,
        subject_name=str(obj)[:300],
        unit=unit,
        data=data or {},
    )
    with transaction.atomic():
        head, _created = JournalHead.objects.select_for_update().get_or_create(pk=1)
        head.seal = entry.seal = seal_of(entry, head.seal)
        entry.save(force_insert=True)
        head.save(update_fields=["seal"])
    return entry


def seal_of(entry: JournalEntry, before: str) -> str:
    """Return the seal of an entry that follows the seal `before`."""
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
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken() -> JournalEntry | JournalHead | None:
    """Return the first entry whose seal does not follow from the one before, or None when all do.

    When the newest entries are missing every seal that is left still follows; then it is the head that disagrees.
    """
    before = ""
    for entry in JournalEntry.objects.order_by("pk").iterator(chunk_size=READ_IN_CHUNKS):
        if seal_of(entry, before) != entry.seal:
            return entry
        before = entry.seal
    return JournalHead.objects.exclude(seal=before).first()
