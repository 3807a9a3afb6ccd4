"""What a report or a half-year review says of the items of a pledge: every item, no other, nothing impossible."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from emulation.text import clean, clean_lines

from ..items import IMPOSSIBLE, refusals
from ..models import Pledge, PledgeItem
from ..rules import impossible

EVERY_ITEM = _("Item %(number)d: say how it stands.")
UNKNOWN_ITEM = _("The report names an item that does not belong to this pledge. Reload the page.")
CLEANED = {"done": clean_lines, "link": str.strip, "next_step": clean, "adjust": clean}


@dataclass(frozen=True)
class Line:
    """What a report says of one item."""

    confidence: str
    value: Decimal | None = None
    done: str = ""
    link: str = ""
    next_step: str = ""


@dataclass(frozen=True)
class HalfLine:
    """What a half-year review says of one item."""

    confidence: str
    value: Decimal | None = None
    done: str = ""
    adjust: str = ""


def checked_rows(pledge: Pledge, lines: Mapping[int, Line | HalfLine], model: type[models.Model]) -> list:
    """Return the checked rows of the model in the order of the items; refuses all when one cannot stand."""
    items = list(pledge.items.all())
    if not lines.keys() <= {item.pk for item in items}:
        raise ValidationError(UNKNOWN_ITEM, "unknown_item")
    rows, problems = [], []
    for item in items:
        line = lines.get(item.pk)
        if line is None or not line.confidence:
            problems.append(ValidationError(EVERY_ITEM, "no_confidence", {"number": item.position}))
            continue
        row = model(item=item, **_clean(line))
        problems += row_problems(item, row)
        rows.append(row)
    if problems:
        raise ValidationError(problems)
    return rows


def row_problems(item: PledgeItem, row: models.Model) -> list[ValidationError]:
    """Return what is wrong with one row, a sentence for each field."""
    found = {}
    try:
        row.clean_fields(exclude={"check_in", "review", "item"})
    except ValidationError as refused:
        found = refused.message_dict
    why = impossible(item.measure_kind, row.value)
    return refusals(item.position, row, {"value": [IMPOSSIBLE[why]]} | found if why else found)


def _clean(line: Line | HalfLine) -> dict:
    words = asdict(line)
    return words | {name: CLEANED[name](text) for name, text in words.items() if name in CLEANED}
