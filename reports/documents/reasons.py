"""Why somebody has a lower level: from the frozen decision; before it from the proposal and the rules."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from emulation.models import Unit
from evaluations import explain
from evaluations.bridge import derivation_of, thresholds_of
from evaluations.explained import frozen_derivation
from evaluations.models import Assessment, Campaign, Decision
from evaluations.models.outcomes import Ruling
from evaluations.rules.classification import Derivation, Inconsistent, Tag
from evaluations.rules.levels import Level

from ..reading import CampaignReading
from ..selectors import WEAK, weak_decisions
from .shapes import Rerated


@dataclass(frozen=True)
class Reason:
    """A sentence, and whether the points alone would have given more."""

    text: str
    is_step_down: bool


def decided_reasons(unit: Unit, campaign: Campaign) -> dict[int, Reason]:
    """Return the reasons as frozen with the decisions, by assessment."""
    found = weak_decisions(unit, campaign)
    return {row.assessment_id: Reason(decided_text(row), Tag.STEP_DOWN in row.tags) for row in found}


def decided_text(row: Ruling) -> str:
    """The reason of a decision, on a member or on a cell, as it was frozen."""
    derived, level = frozen_derivation(row), Level(row.level)
    told = _told(explain.decided_summary(derived, level), derived, level) if derived else ""
    return sentence(row.reason, told)


def rerated(row: Decision) -> Rerated:
    """One re-rating as the report lists it."""
    assessment, paper = row.assessment, {"number": row.number, "day": f"{row.signed_on:%d/%m/%Y}"}
    return Rerated(
        name=assessment.member.full_name,
        cell=assessment.unit.name,
        before=row.replaces.level,
        after=row.level,
        paper=_("%(number)s of %(day)s") % paper,
        reason=row.reason,
    )


def proposed_reasons(reading: CampaignReading) -> dict[int, Reason]:
    """Return the reasons as they stand before the decision, by assessment."""
    unit, campaign = reading.unit, reading.campaign
    rows = Assessment.objects.filter(campaign=campaign, decisions=None, proposal__isnull=False).within(unit)
    rows = rows.select_related("proposal").defer("sections", "self_points", "cell_points").order_by()
    thresholds, findings = thresholds_of(campaign.rule_set), reading.findings
    found = {}
    for row in rows:
        try:
            derived = derivation_of(row, thresholds, "cell", findings.get(row.member_id, ()))
        except Inconsistent:  # the cell's figures contradict each other; its own words are all there is
            found[row.pk] = Reason(row.proposal.explanation, False)
            continue
        is_step_down = Tag.STEP_DOWN in derived.tags
        if is_step_down or row.proposal.level in WEAK:  # of whom the frozen decisions give reasons too
            text = proposed_text(derived, Level(row.proposal.level), row.proposal.explanation)
            found[row.pk] = Reason(text, is_step_down)
    return found


def proposed_text(derived: Derivation, level: Level, words: str) -> str:
    """The reason of a proposal, of a member's level or of a cell's own."""
    return sentence(words, _told(explain.proposed_summary(derived, level), derived, level))


def _told(headline: str, derived: Derivation, level: Level) -> str:
    """The headline with its articles, then what else was not met; a number and its % stay on one line."""
    parts = (explain.cited(headline, derived), explain.unmet_besides(derived, level))
    return " ".join(filter(None, parts)).replace(" %", "\u00a0%")


def sentence(words: str, told: str) -> str:
    """The committee's or the cell's own words, then what follows from the regulation."""
    own = words.strip().rstrip(".")
    return " ".join(part for part in (f"{own}." if own else "", told) if part)
