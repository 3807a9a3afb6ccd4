"""How the members of cells stand: to be rated, rated so far, of these good or better; who is still open."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, FilteredRelation, Q
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.models import Unit

from .models import Assessment, Campaign, LevelChoice, State
from .rules.levels import Level, Topic
from .rules.order import Body, Kind, breaches

FEW = 12  # names in one sentence
OTHER_MEMBERS = gettext_lazy("%(names)s and %(count)s more")
OTHER_CELLS = gettext_lazy("%(names)s and %(count)s other cells")
FEW_CELLS = 3  # cells whose members are named, each in a sentence


@dataclass(frozen=True, slots=True)
class MembersRated:
    """The members of one cell who are to be rated, and how many have which level by now."""

    to_rate: int = 0
    levels: Counter = field(default_factory=Counter)

    @property
    def rated(self) -> int:
        return self.levels.total()

    @property
    def good(self) -> int:
        """How many are rated good or better."""
        return self.levels[Level.EXCELLENT] + self.levels[Level.GOOD]

    @property
    def by_level(self) -> tuple[tuple[str, str | Promise, int], ...]:
        """The four levels with their counts."""
        return tuple((level.value, level.label, self.levels[level.value]) for level in LevelChoice)


NOBODY = MembersRated()


def members_rated(campaign: Campaign, cells: Iterable[int] | None = None) -> dict[int, MembersRated]:
    """Read how the members of each cell stand, by the decision that holds, before it by the proposal; one query."""
    rows = Assessment.objects.to_rate().filter(campaign=campaign)
    rows = rows if cells is None else rows.filter(unit__in=cells)
    holds = FilteredRelation("decisions", condition=Q(decisions__is_current=True))
    rows = rows.annotate(holds=holds, reached=Coalesce("holds__level", "proposal__level"))
    return members_from(rows.order_by().values_list("unit", "reached").annotate(members=Count("pk")))


def members_from(rows: Iterable[tuple[int, str | None, int]]) -> dict[int, MembersRated]:
    """Return the same from rows of cell, level if any, and number of members."""
    found: dict[int, tuple[int, Counter]] = {}
    for cell, level, members in rows:
        to_rate, levels = found.setdefault(cell, (0, Counter()))
        if level:
            levels[level] += members
        found[cell] = (to_rate + members, levels)
    return {cell: MembersRated(*values) for cell, values in found.items()}


def members_first(campaign: Campaign, least: State, cell: Unit | None = None) -> list[str]:
    """Return sentences on the cells some of whose members have not come as far as the cell is to go (guard 3).

    Nothing where the committee's leader has waived the order for this step, by name and with a reason.
    """
    waiting = [(found.name, names) for found in _cells(campaign, least, cell) if (names := found.names())]
    if not waiting or campaign.order_waivers.filter(unit=cell or campaign.unit, step=least).exists():
        return []
    article, is_last = campaign.rule_set.articles[Topic.STEPS], least >= State.DECIDED
    if len(waiting) <= FEW_CELLS:
        return [_on_one(name, names, article, is_last) for name, names in waiting]
    return [_on_many(waiting, article, is_last)]


def members_open(campaign: Campaign, least: State, cell: Unit | None = None) -> int:
    """Count the members who have not come as far as their cell is to go."""
    return sum(len(found.names()) for found in _cells(campaign, least, cell))


def _cells(campaign: Campaign, least: State, cell: Unit | None) -> list["_Waiting"]:
    """Read the members of each cell with how far they are; one query."""
    rows = Assessment.objects.to_rate().filter(campaign=campaign, **({"unit": cell} if cell else {}))
    values = rows.order_by("unit__path", "member__sort_key", "pk")
    people = values.values_list("unit__path", "unit__name", "pk", "member__full_name", "state")
    found: dict[str, _Waiting] = {}
    for path, name, pk, person, state in people:
        found.setdefault(path, _Waiting(path, name)).add(Body(Kind.MEMBER, path, str(pk)), person, state >= least)
    return list(found.values())


@dataclass(slots=True)
class _Waiting:
    """One cell while its members are read."""

    path: str
    name: str
    people: dict[Body, str] = field(default_factory=dict)
    done: set[Body] = field(default_factory=set)

    def add(self, body: Body, person: str, is_done: bool) -> None:
        self.people[body] = person
        if is_done:
            self.done.add(body)

    def names(self) -> list[str]:
        """Return whom the cell waits for."""
        found = breaches(Body(Kind.ORGANISATION, self.path), self.people, self.done)
        return [self.people[breach.first] for breach in found]


def _on_one(cell: str, names: list[str], article: str, is_last: bool) -> str:
    values = {"cell": cell, "names": _listed(names, OTHER_MEMBERS), "article": article}
    if is_last:
        return _("%(cell)s: its members are to be decided before the cell (%(article)s). Open: %(names)s.") % values
    return _("%(cell)s: its members are to be proposed before the cell (%(article)s). Open: %(names)s.") % values


def _on_many(waiting: list[tuple[str, list[str]]], article: str, is_last: bool) -> str:
    """Of many cells the numbers only."""
    values = {"cells": _listed([f"{name} ({len(names)})" for name, names in waiting], OTHER_CELLS), "article": article}
    if is_last:
        return _("Members are to be decided before their cells (%(article)s). Open members: %(cells)s.") % values
    return _("Members are to be proposed before their cells (%(article)s). Open members: %(cells)s.") % values


def _listed(names: list[str], others: Promise) -> str:
    """The first names, and how many others there are."""
    listed = ", ".join(names[:FEW])
    return listed if len(names) <= FEW else str(others) % {"names": listed, "count": len(names) - FEW}
