"""Why somebody has a lower level: from the frozen decision; before it from the proposal and the rules."""

from collections.abc import Iterable
from dataclasses import dataclass

from emulation.models import Unit
from evaluations import explain
from evaluations.bridge import derivation_of, findings_by_member, thresholds_of
from evaluations.models import Assessment, Campaign
from evaluations.rules.classification import Code, Condition, Inconsistent, Tag

from ..selectors import WEAK, weak_decisions


@dataclass(frozen=True)
class Reason:
    """A sentence, and whether the points alone would have given more."""

    text: str
    is_step_down: bool


def decided_reasons(unit: Unit, campaign: Campaign) -> dict[int, Reason]:
    """Return the reasons as frozen with the decisions, by assessment."""
    return {
        row.assessment_id: Reason(
            sentence(row.reason, map(Condition.from_data, row.conditions)), Tag.STEP_DOWN in row.tags
        )
        for row in weak_decisions(unit, campaign)
    }


def proposed_reasons(unit: Unit, campaign: Campaign) -> dict[int, Reason]:
    """Return the reasons as they stand before the decision, by assessment; two queries."""
    rows = Assessment.objects.filter(campaign=campaign, decisions=None, proposal__isnull=False).within(unit)
    rows = rows.select_related("proposal").defer("sections", "self_points", "cell_points").order_by()
    thresholds, findings = thresholds_of(campaign.rule_set), findings_by_member(campaign.year.number)
    found = {}
    for row in rows:
        try:
            derived = derivation_of(row, thresholds, "cell", findings.get(row.member_id, ()))
        except Inconsistent:  # the cell's figures contradict each other; its own words are all there is
            found[row.pk] = Reason(row.proposal.explanation, False)
            continue
        is_step_down = Tag.STEP_DOWN in derived.tags
        if is_step_down or row.proposal.level in WEAK:  # of whom the frozen decisions give reasons too
            found[row.pk] = Reason(sentence(row.proposal.explanation, derived.conditions), is_step_down)
    return found


def sentence(words: str, conditions: Iterable[Condition]) -> str:
    """The committee's or the cell's own words, then the points and what was not met."""
    conditions = list(conditions)
    clauses = "; ".join(explain.reason(condition) for condition in _telling(conditions))
    parts = [part.strip().rstrip(".") for part in (words, clauses[:1].upper() + clauses[1:]) if part.strip()]
    return "".join(f"{part}. " for part in parts).strip()


def _telling(conditions: list[Condition]) -> list[Condition]:
    """Findings that force the lowest level, else the points with every ordinary condition not met."""
    forcing = [c for c in conditions if c.is_trigger and c.held]
    if forcing:
        return forcing
    return [c for c in conditions if c.code == Code.SCORE or (not c.held and not c.is_trigger)]
