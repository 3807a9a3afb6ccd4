"""The words of a version as data: what is kept frozen, and read back as items."""

import datetime
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal

from .models import Pledge, PledgeVersion
from .rules import Compared, ItemDraft, Texts, compare

FIGURES = ("baseline", "target")


def texts_now(pledge: Pledge) -> Texts:
    """Return the words in force, each with the key of its item."""
    return tuple((item.pk, item.draft) for item in pledge.items.all())


def as_data(texts: Texts) -> list[dict]:
    """Return the words as they are stored: figures and days as text, exactly."""
    return [{"item": key} | {name: _plain(value) for name, value in asdict(item).items()} for key, item in texts]


def texts_of(version: PledgeVersion) -> Texts:
    """Return the words of a version, each with the key of its item, None for one that is new."""
    return tuple((row["item"], _read(row)) for row in version.items)


def differences(before: PledgeVersion, after: PledgeVersion) -> tuple[Compared, ...]:
    """Return each item of two versions side by side."""
    return compare(texts_of(before), texts_of(after))


def drafts_of(texts: Iterable[tuple[int | None, ItemDraft]]) -> tuple[ItemDraft, ...]:
    """Return the words alone."""
    return tuple(item for _key, item in texts)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, datetime.date) else value


def _read(row: dict) -> ItemDraft:
    words = {name: value for name, value in row.items() if name != "item"}
    words |= {name: Decimal(words[name]) for name in FIGURES if words.get(name) is not None}
    if words.get("due_on"):
        words["due_on"] = datetime.date.fromisoformat(words["due_on"])
    return ItemDraft(**words)
