"""One person's level explained: the sentence, every condition, what was missing, the cap, who concluded what."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from emulation.models import Account

from ..appeals import AppealPeriod, appeal_of
from ..bridge import derivation_of, findings_by_member, thresholds_of
from ..explained import Told, told, told_decision
from ..grouping import grouping_of
from ..limits import employee_warning
from ..models import Assessment, Decision, Proposal, RuleSet
from ..rules.levels import Level
from .assessments import Sheet, assessment_sheet
from .decisions import cap_working, decided_caps


@dataclass(frozen=True)
class CapTold:
    """The cap of the member's group, and whether the member is chosen within it."""

    group: str | Promise
    working: str
    verdict: str


@dataclass(frozen=True)
class Explanation:
    """What one person's page and the API tell; `told` is empty while there is nothing to derive from."""

    assessment: Assessment
    basis: str
    told: Told | None
    todo: tuple[str, ...]
    cap: CapTold | None
    proposal: Proposal | None
    decision: Decision | None
    warnings: tuple[str, ...]
    appeal: AppealPeriod | None
    rule_set: RuleSet
    bases: tuple[str, ...]


def explanation(reader: Account, assessment: Assessment) -> Explanation:
    """Explain what the reader may know: before the decision the member's own points alone for the member."""
    sheet = assessment_sheet(reader, assessment)
    words = _told(sheet)
    rule_set = assessment.campaign.rule_set
    return Explanation(
        assessment=sheet.assessment,
        basis=_basis(sheet),
        told=words,
        todo=_todo(sheet, words),
        cap=_cap(reader, sheet, words),
        proposal=sheet.proposal,
        decision=sheet.decision,
        warnings=_warnings(sheet),
        appeal=appeal_of(sheet.decision) if sheet.decision else None,
        rule_set=rule_set,
        bases=tuple(basis.citation for basis in rule_set.bases.all()),
    )


def _told(sheet: Sheet) -> Told | None:
    """As frozen after the decision; before it from the points the reader may know, once the assessment is complete."""
    assessment = sheet.assessment
    if sheet.decision:
        return told_decision(sheet.decision)
    if _is_unfinished(sheet) or not sheet.shows_own or not assessment.campaign.rule_set.has_points:
        return None
    points = "cell" if _knows_cell_points(sheet) else "self"
    findings = findings_by_member(assessment.campaign.year.number, [assessment.member_id])
    against = findings.get(assessment.member_id, ())
    return told(derivation_of(assessment, thresholds_of(assessment.campaign.rule_set), points, against))


def _is_unfinished(sheet: Sheet) -> bool:
    """Whether the member has not handed in yet and something is missing."""
    return sheet.assessment.is_open and bool(sheet.missing)


def _knows_cell_points(sheet: Sheet) -> bool:
    return sheet.shows_cell and sheet.assessment.cell_total is not None


def _basis(sheet: Sheet) -> str:
    """From what the level follows."""
    if sheet.assessment.campaign.from_paper:
        return _("Result taken from paper")
    if sheet.decision:
        return _("The conditions as they stood at the decision")
    if not sheet.assessment.is_required:
        return _("By the list of the cut-off date")
    if _is_unfinished(sheet):
        return _("Nothing yet: the self-assessment is not complete")
    if not sheet.shows_own:
        return _("Nothing yet: the self-assessment has not been handed in")
    if _knows_cell_points(sheet):
        return _("What follows from the regulation with the cell's points")
    return _("What follows from the regulation with the member's own points")


def _todo(sheet: Sheet, words: Told | None) -> tuple[str, ...]:
    """What is to be done and by whom before a level can follow."""
    found = [words.todo if words else ""]
    if _is_unfinished(sheet):
        found.append(
            _("The member completes and submits the self-assessment; still missing: %(count)s.")
            % {"count": len(sheet.missing)}
        )
    if sheet.assessment.awaits_comment and sheet.assessment.is_required:
        found.append(_("The secretary notes the comment of the temporary cell, or waives it with a reason."))
    return tuple(filter(None, found))


def _cap(reader: Account, sheet: Sheet, words: Told | None) -> CapTold | None:
    """The working of the group for who stood for the top level; before the decision for the committee alone."""
    if words is None or not _is_candidate(sheet, words):
        return None
    if sheet.decision:
        return _decided_cap(sheet)
    campaign = sheet.assessment.campaign
    if not sheet.shows_cell or not reader.scope.reaches("assessment.view", campaign.unit.path):
        return None
    return _expected_cap(reader, sheet)


def _is_candidate(sheet: Sheet, words: Told) -> bool:
    named = (sheet.proposal.level if sheet.proposal else "", sheet.decision.level if sheet.decision else "")
    return words.row in ("R6", "R7", "R12") or Level.EXCELLENT in named


def _decided_cap(sheet: Sheet) -> CapTold | None:
    """The cap as it was frozen with the decision."""
    assessment = sheet.assessment
    group = grouping_of(assessment.campaign).of(assessment).code
    found = next((cap for cap in decided_caps(assessment.campaign) if cap.record.group == group), None)
    if found is None:
        return None
    chosen = sheet.decision.level == Level.EXCELLENT
    verdict = _("Chosen within the cap.") if chosen else _("Not chosen within the cap.")
    return CapTold(found.label, found.sentence, verdict)


def _expected_cap(reader: Account, sheet: Sheet) -> CapTold | None:
    """The cap as it stands now."""
    assessment = sheet.assessment
    group = grouping_of(assessment.campaign).of(assessment).code
    found = next((working for working in cap_working(reader, assessment.campaign) if working.group == group), None)
    if found is None:
        return None
    level = assessment.committee_level or (sheet.proposal.level if sheet.proposal else "")
    chosen = level == Level.EXCELLENT
    verdict = _("Chosen as the levels stand now.") if chosen else _("Not chosen as the levels stand now.")
    return CapTold(found.label, found.sentence, verdict)


def _warnings(sheet: Sheet) -> tuple[str, ...]:
    """What is remarkable about the level proposed or decided, where the reader knows it."""
    level = sheet.decision.level if sheet.decision else sheet.proposal.level if sheet.proposal else ""
    found = employee_warning(sheet.assessment, level, sheet.assessment.campaign.rule_set)
    return (found,) if found else ()
