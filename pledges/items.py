"""The words of items on their way into the database: cleaned at the door, checked, and what is still missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from emulation.changes import fingerprint
from emulation.text import clean

from .models import PledgeItem
from .rules import IN_NUMBERS, Impossible, ItemDraft, Lack, impossible, lacks

MOST_ITEMS = 20
TEXTS = ("deed", "measure", "method", "counted_in", "shown_by")
NO_FIGURES = _("figures belong to a number, a percentage or an amount; choose one of these or leave them out")
IMPOSSIBLE = {
    Impossible.ABOVE_100: _("a percentage lies between 0 and 100"),
    Impossible.NEITHER: _("choose done or not done"),
}
TOO_MANY = _("A pledge has at most %(most)d items. Join some or leave some out.")
WRONG_WORDS = _("Item %(number)d, %(field)s: %(problem)s")
FIRST_PARTS = ("group", "deed", "measure", "method", "due_on")
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
    return [fingerprint("\n".join("" if part is None else str(part) for part in _parts(item))) for item in items]


def _parts(item: ItemDraft) -> list[object]:
    """Return what was said of the item; what was left as it is by default says nothing."""
    bare = asdict(ItemDraft(item.group))
    return [part for name, part in asdict(item).items() if name in FIRST_PARTS or part != bare[name]]


def _clean(item: ItemDraft) -> ItemDraft:
    return replace(item, **{name: clean(getattr(item, name)) for name in TEXTS})


def _problems(number: int, item: ItemDraft) -> list[ValidationError]:
    row = PledgeItem(position=number, **asdict(item))
    try:
        row.clean_fields(exclude={"pledge"})
        found = _wrong_figures(item)
    except ValidationError as refused:
        found = refused.message_dict
    return refusals(number, row, found)


def refusals(number: int, row: models.Model, found: Mapping[str, list]) -> list[ValidationError]:
    """Return one sentence for each field of an item, or of a report on it, with what is wrong there."""
    return [
        ValidationError(
            WRONG_WORDS,
            "invalid_item",
            {"number": number, "field": row._meta.get_field(name).verbose_name, "problem": " ".join(map(str, said))},
        )
        for name, said in found.items()
    ]


def _wrong_figures(item: ItemDraft) -> dict[str, list]:
    """Return what is wrong with the figures, by field."""
    figures = {name: getattr(item, name) for name in ("baseline", "target") if getattr(item, name) is not None}
    if item.measure_kind not in IN_NUMBERS:
        return {name: [NO_FIGURES] for name in figures}
    wrong = {name: impossible(item.measure_kind, value) for name, value in figures.items()}
    return {name: [IMPOSSIBLE[why]] for name, why in wrong.items() if why}
