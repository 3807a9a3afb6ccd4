"""The words of items on their way into the database: cleaned at the door, checked, and what is still missing."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.changes import fingerprint
from emulation.text import clean

from .models import PledgeItem
from .rules import ItemDraft, Lack, lacks

MOST_ITEMS = 20
TOO_MANY = _("A pledge has at most %(most)d items. Join some or leave some out.")
WRONG_WORDS = _("Item %(number)d, %(field)s: %(problem)s")
MISSING = {
    Lack.NO_ITEM: _("The pledge has no item yet. Write at least one, then submit."),
    Lack.NO_DEED: _("Item %(number)d: write the concrete deed."),
    Lack.NO_MEASURE: _("Item %(number)d: write how it will be measured."),
    Lack.NO_DUE_DATE: _("Item %(number)d: give the day by which it will be done."),
    Lack.DUE_OUTSIDE_YEAR: _("Item %(number)d: the day by which it will be done must lie in %(year)s."),
}


def cleaned(items: Iterable[ItemDraft]) -> tuple[ItemDraft, ...]:
    """Return the items without blank ones, composed and single-spaced; raise ValidationError for impossible words."""
    kept = tuple(item for item in map(_clean, items) if not item.is_blank)
    if len(kept) > MOST_ITEMS:
        raise ValidationError(TOO_MANY, "too_many", {"most": MOST_ITEMS})
    problems = [problem for number, item in enumerate(kept, start=1) for problem in _problems(number, item)]
    if problems:
        raise ValidationError(problems)
    return kept


def demand_complete(items: Sequence[ItemDraft], year: int) -> None:
    """Raise ValidationError with one sentence for each thing that is missing before the pledge can be submitted."""
    found = [
        ValidationError(MISSING[lack], lack.value, {"number": number, "year": str(year)})
        for number, lack in lacks(items, year)
    ]
    if found:
        raise ValidationError(found)


def rows_of(items: Sequence[ItemDraft], pledge_id: int | None = None) -> list[PledgeItem]:
    """Return the rows to store, numbered from 1."""
    return [PledgeItem(pledge_id=pledge_id, position=at, **asdict(item)) for at, item in enumerate(items, start=1)]


def fingerprints(items: Iterable[ItemDraft]) -> list[dict | str]:
    """Return what the journal keeps of the words: of each item a length and a hash."""
    return [fingerprint("\n".join(str(part or "") for part in asdict(item).values())) for item in items]


def _clean(item: ItemDraft) -> ItemDraft:
    return replace(item, deed=clean(item.deed), measure=clean(item.measure), method=clean(item.method))


def _problems(number: int, item: ItemDraft) -> list[ValidationError]:
    row = PledgeItem(position=number, **asdict(item))
    try:
        row.clean_fields(exclude={"pledge"})
    except ValidationError as refused:
        return [
            ValidationError(
                WRONG_WORDS,
                "invalid_item",
                {"number": number, "field": row._meta.get_field(name).verbose_name, "problem": " ".join(sentences)},
            )
            for name, sentences in refused.message_dict.items()
        ]
    return []
