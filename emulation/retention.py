"""How long each kind of document is kept, and what is due to go: counted here, done by services/retention.py.

Each room answers the signal `retaining` with what it knows to keep; `holding_back` names members whose documents
something open still rests on. What was decided, the journal and its chain are nobody's to thin out.
"""

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from pathlib import Path

from django.db.models import Model, QuerySet
from django.utils import timezone

from .models import RetentionPeriod, Unit
from .signals import holding_back, retaining

SHIPPED = Path(__file__).parent / "data" / "retention.json"
GONE = "(đã bỏ theo thời hạn lưu giữ)"  # stands where the words were and the database wants some


@dataclass(frozen=True)
class Kind:
    """One kind of document as we ship it: its years, the fewest allowed, and in words what goes and what stays."""

    code: str
    title: str
    years: int
    minimum: int
    counted: str
    goes: str
    stays: str
    basis: str


@dataclass(frozen=True)
class Asked:
    """For which unit, how many years, seen from which day; `held` are members left alone for now."""

    unit: Unit
    years: int
    today: datetime.date
    held: frozenset[int]

    @property
    def before(self) -> datetime.date:
        """The first day that is still kept."""
        return datetime.date(self.today.year - self.years, self.today.month, min(self.today.day, 28))

    @property
    def first_year(self) -> int:
        """The first year that is still kept, the present one among them."""
        return self.today.year - self.years + 1


@dataclass(frozen=True)
class Keeper:
    """What a room does about one kind: the rows that are due, whose they are, and how their words go."""

    code: str
    due: Callable[[Asked], QuerySet]
    thin: Callable[[list[int]], object]
    member: Callable[[Model], int | None] = attrgetter("member_id")


@dataclass(frozen=True)
class Line:
    """One kind as it stands at a unit: the period in force, since when departed from, how many are due."""

    kind: Kind
    years: int
    departs: RetentionPeriod | None
    due: int


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds we ship, in their order."""
    return {row["code"]: Kind(**row) for row in json.loads(SHIPPED.read_text(encoding="utf8"))}


def keepers() -> dict[str, Keeper]:
    """Return what the rooms do, by kind."""
    answers = retaining.send(sender=Kind)
    return {keeper.code: keeper for _receiver, found in answers for keeper in found}


def departures(unit: Unit) -> dict[str, RetentionPeriod]:
    """Return by kind the newest period set at the unit or, where none is, at the nearest one above."""
    above = [unit.path[:end] for end in range(unit.steplen, len(unit.path) + 1, unit.steplen)]
    rows = RetentionPeriod.objects.filter(unit__path__in=above).select_related("unit", "set_by")
    return {row.kind: row for row in sorted(rows, key=lambda row: (len(row.unit.path), row.pk))}


def held_back(unit: Unit) -> frozenset[int]:
    """Return the members of the unit whose documents an open request or an open objection rests on."""
    answers = holding_back.send(sender=Kind, unit=unit)
    return frozenset().union(*(found for _receiver, found in answers))


def asked_of(unit: Unit, kind: Kind, departs: RetentionPeriod | None, held: frozenset[int]) -> Asked:
    """Return the question put to a keeper today."""
    return Asked(unit, departs.years if departs else kind.years, timezone.localdate(), held)


def lines_for(unit: Unit) -> list[Line]:
    """Count what is due at the unit and below it, kind by kind: this is the dry run."""
    departed, held, known = departures(unit), held_back(unit), keepers()
    found = []
    for code, kind in kinds().items():
        asked = asked_of(unit, kind, departed.get(code), held)
        found.append(Line(kind, asked.years, departed.get(code), known[code].due(asked).count()))
    return found
