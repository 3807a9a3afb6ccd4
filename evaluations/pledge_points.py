"""The points a rule set proposes for the pledge, with the sentence that says how (A-20)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from pledges.models import Outcome

from .bridge import leaf_of
from .explain import number
from .from_pledge import ItemResult
from .models import Criterion, RuleSet
from .rules.pledge import Results, pledge_points


@dataclass(frozen=True)
class ProposedPoints:
    """Points proposed for one criterion; a person gives them, or others."""

    code: str
    points: Decimal
    sentence: str


def proposed_points(
    rule_set: RuleSet, criteria: Iterable[Criterion], results: Sequence[ItemResult]
) -> ProposedPoints | None:
    """Return the points for the pledge; None where no criterion is for it, or not every item has its result."""
    marked = next((one for one in criteria if one.is_pledge and one.maximum is not None), None)
    if marked is None:
        return None
    counts = _counts(results)
    found = pledge_points(leaf_of(marked), counts, rule_set.pledge_partly_percent)
    if found is None:
        return None
    return ProposedPoints(marked.code, found.points, _sentence(rule_set, marked, counts, found.points))


def _counts(results: Sequence[ItemResult]) -> Results:
    times = Counter(one.outcome for one in results)
    return Results(times[Outcome.KEPT], times[Outcome.PARTLY], times[Outcome.NOT_KEPT], times[""])


def _sentence(rule_set: RuleSet, marked: Criterion, counts: Results, points: Decimal) -> str:
    values = {
        "kept": counts.kept,
        "partly": counts.partly,
        "not_kept": counts.not_kept,
        "items": counts.items,
        "percent": rule_set.pledge_partly_percent,
        "maximum": number(marked.maximum),
        "points": number(points),
    }
    text = _(
        "By the pledge: %(kept)s kept, %(partly)s in part, %(not_kept)s not kept of %(items)s items; "
        "(%(kept)s + %(partly)s × %(percent)s %%) : %(items)s × %(maximum)s points propose %(points)s. "
        "Give others if you judge otherwise."
    )
    return text % values
