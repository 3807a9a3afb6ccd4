"""How the pledges under a unit are made up: by number of items, by result, by how sure their members are."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.models import Unit, Year

from ..models import Confidence, Group, Outcome, Pledge, PledgeItem
from ..statistics import Part
from .check_ins import confirmed_pledges
from .comparison import newest_lines

NO_RESULT = "NO_RESULT"


@dataclass(frozen=True)
class Counted:
    """So many of a kind, of all."""

    code: str
    label: str | Promise
    part: Part


@dataclass(frozen=True)
class GroupConfidence:
    """The items of one group of deeds by how sure their members are."""

    code: str
    label: str | Promise
    on_track: Part
    at_risk: Part
    off: Part


@dataclass(frozen=True)
class Distribution:
    """Counts of confirmed pledges and their items; each list sums up to its whole."""

    pledges: int
    items: int
    reported: int
    by_items: tuple[Counted, ...]
    outcomes: tuple[Counted, ...]
    groups: tuple[GroupConfidence, ...]


def distribution(reader, unit: Unit, year: Year) -> Distribution:
    """Count the confirmed pledges under the unit in three queries; nothing outside the reader's reach."""
    pledges = confirmed_pledges(reader, unit, year)
    sizes, outcomes, sure = _sizes(pledges), _outcomes(pledges), _confidence(pledges)
    total, items = sum(sizes.values()), sum(outcomes.values())
    results = [*Outcome.choices, (NO_RESULT, _("No result yet"))]
    return Distribution(
        pledges=total,
        items=items,
        reported=sum(sure.values()),
        by_items=tuple(Counted(str(size), str(size), Part(sizes[size], total)) for size in sorted(sizes)),
        outcomes=tuple(Counted(code, label, Part(outcomes[code], items)) for code, label in results),
        groups=tuple(_group(code, label, sure) for code, label in Group.choices),
    )


def _sizes(pledges: QuerySet[Pledge]) -> Counter:
    items = PledgeItem.objects.filter(pledge=OuterRef("pk")).order_by().values("pledge").annotate(all_=Count("pk"))
    rows = pledges.annotate(size=Coalesce(Subquery(items.values("all_")), 0)).order_by()
    return Counter(dict(rows.values_list("size").annotate(Count("pk"))))


def _outcomes(pledges: QuerySet[Pledge]) -> Counter:
    rows = PledgeItem.objects.filter(pledge__in=pledges).order_by().values_list("outcome").annotate(Count("pk"))
    return Counter({outcome or NO_RESULT: number for outcome, number in rows})


def _confidence(pledges: QuerySet[Pledge]) -> Counter:
    rows = newest_lines(pledges).values_list("item__group", "confidence").annotate(Count("pk"))
    return Counter({(group, confidence): number for group, confidence, number in rows})


def _group(code: str, label: str | Promise, sure: Counter) -> GroupConfidence:
    whole = sum(sure[code, confidence] for confidence in Confidence.values)
    return GroupConfidence(
        code,
        label,
        *(Part(sure[code, one], whole) for one in (Confidence.ON_TRACK, Confidence.AT_RISK, Confidence.OFF)),
    )
