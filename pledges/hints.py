"""Gentle hints while a pledge is written: short, easy to understand, easy to do, easy to check. They never block."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.text import clean, search_text

from .rules import IN_NUMBERS, ItemDraft

LONG = 200  # characters
MANY = 5  # colleagues with the same words
VERBS_FILE = Path(__file__).parent / "data" / "verbs.txt"


@dataclass(frozen=True)
class Hint:
    """What could be better, with its code."""

    code: str
    sentence: str | Promise


NO_VERB = Hint("no_verb", _("Say what you will do: begin with a verb, such as “join”, “help”, “finish”."))
NO_MEASURE = Hint("no_measure", _("Say how it will be measured: how many times, how much, which result."))
NO_TARGET = Hint("no_target", _("Give the figure to be reached, so that progress can be seen in the year."))
NO_DATE = Hint("no_date", _("Say by when: give a day of this year."))
TOO_LONG = Hint("too_long", _("This is long. Two short items are easier to keep and to check than one long one."))
SAME_AS_LAST_YEAR = Hint(
    "same_as_last_year", _("This is last year's item word for word. Is there something more to reach this year?")
)
SAME_AS_COLLEAGUES = _(
    "%(count)d colleagues of the cell have pledged this in the same words. What is your own part in it: where, how "
    "many, by when?"
)


def hints_for(item: ItemDraft, last_year: Collection[str] = (), colleagues: int = 0) -> tuple[Hint, ...]:
    """Return the hints for one item; `last_year` holds last year's deeds as search text.

    `colleagues` is how many others of the cell have pledged the same in the same words.
    """
    if item.is_blank:
        return ()
    found = (
        (NO_VERB, not has_verb(item.deed)),
        (NO_MEASURE, not item.is_measured),
        (NO_TARGET, item.measure_kind in IN_NUMBERS and item.target is None),
        (NO_DATE, item.due_on is None),
        (TOO_LONG, len(item.deed) > LONG),
        (SAME_AS_LAST_YEAR, not item.is_for_term and search_text(item.deed) in last_year),
        (_same(colleagues), colleagues >= MANY),
    )
    return tuple(hint for hint, applies in found if applies)


def _same(colleagues: int) -> Hint:
    return Hint("same_as_colleagues", SAME_AS_COLLEAGUES % {"count": colleagues})


def has_verb(deed: str) -> bool:
    """Say whether the deed names an action, by the list of common verbs."""
    words = "".join(char if char.isalnum() else " " for char in clean(deed).lower())
    padded = f" {' '.join(words.split())} "
    return any(f" {verb} " in padded for verb in verbs())


@cache
def verbs() -> frozenset[str]:
    """Return the common verbs, read once."""
    return frozenset(clean(line) for line in VERBS_FILE.read_text(encoding="utf-8").splitlines() if line.strip())
