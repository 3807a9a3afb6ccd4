"""How many colleagues of a cell have written a deed in the same words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from emulation.text import search_text

from ..models import Pledge, PledgeItem


@dataclass(frozen=True)
class SameWords:
    """Of each cell who has written which deed, by cell and search text; it tells numbers alone, never who."""

    members: Mapping[tuple[int, str], set[int]]
    deeds: Mapping[int, list[str]]

    def colleagues(self, pledge: Pledge, deed: str) -> int:
        """Return how many others of the cell have the deed in the same words."""
        return len(self.members.get((pledge.unit_id, search_text(deed)), set()) - {pledge.member_id})

    def most(self, pledge: Pledge) -> int:
        """Return with how many others the pledge shares a deed, of its items the one most often found."""
        return max((self.colleagues(pledge, deed) for deed in self.deeds.get(pledge.pk, ())), default=0)


def same_words(pledges: Iterable[Pledge]) -> SameWords:
    """Read the deeds of the pledges' cells in their years, in one query; past the lens, as only numbers leave."""
    pledges = list(pledges)
    units, years = {one.unit_id for one in pledges}, {one.year_id for one in pledges}
    written = PledgeItem.objects.filter(pledge__unit__in=units, pledge__year__in=years).exclude(deed="")
    members, deeds = defaultdict(set), defaultdict(list)
    rows = written.order_by().values_list("pledge__unit", "pledge__member", "pledge", "deed")
    for unit, member, pledge, deed in rows:
        members[unit, search_text(deed)].add(member)
        deeds[pledge].append(deed)
    return SameWords(members, deeds)
