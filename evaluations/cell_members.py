"""How the members of cells stand: to be rated, rated so far, of these good or better; who is still open."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, FilteredRelation, Q
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from emulation.models import Unit

from .models import Assessment, Campaign, LevelChoice, State
from .rules.levels import Level, Topic
from .rules.order import Body, Kind, breaches

FEW = 12  # names in one sentence


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
    found: dict[int, tuple[int, Counter]] = {}
    for cell, level, members in rows.order_by().values_list("unit", "reached").annotate(members=Count("pk")):
        to_rate, levels = found.setdefault(cell, (0, Counter()))
        if level:
            levels[level] = members
        found[cell] = (to_rate + members, levels)
    return {cell: MembersRated(*values) for cell, values in found.items()}


def members_first(campaign: Campaign, least: State, cell: Unit | None = None) -> list[str]:
    """Return a sentence for each cell some of whose members have not come as far as the cell is to go (guard 3)."""
    rows = Assessment.objects.to_rate().filter(campaign=campaign, **({"unit": cell} if cell else {}))
    values = rows.order_by("unit__path", "member__sort_key", "pk")
    people = list(values.values_list("unit__path", "unit__name", "pk", "member__full_name", "state"))
    bodies = {Body(Kind.MEMBER, path, str(pk)): name for path, _cell, pk, name, _state in people}
    done = {Body(Kind.MEMBER, path, str(pk)) for path, _cell, pk, _name, state in people if state >= least}
    cells = {path: name for path, name, *_rest in people}
    return [text for path, name in cells.items() if (text := _waits_for(campaign, path, name, least, bodies, done))]


def _waits_for(campaign: Campaign, path: str, cell: str, least: State, bodies: dict[Body, str], done: set[Body]) -> str:
    """Return whom the cell at the path waits for, or nothing."""
    here = [body for body in bodies if body.path == path]
    names = [bodies[breach.first] for breach in breaches(Body(Kind.ORGANISATION, path), here, done)]
    if not names:
        return ""
    values = {"cell": cell, "names": _few(names), "article": campaign.rule_set.articles[Topic.STEPS]}
    if least >= State.DECIDED:
        return _("%(cell)s: its members are to be decided before the cell (%(article)s). Open: %(names)s.") % values
    return _("%(cell)s: its members are to be proposed before the cell (%(article)s). Open: %(names)s.") % values


def _few(names: list[str]) -> str:
    more = len(names) - FEW
    listed = ", ".join(names[:FEW])
    return listed if more <= 0 else _("%(names)s and %(count)s more") % {"names": listed, "count": more}
