"""What a level is derived from: points, tasks, faults, votes and findings of one subject in one year."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from evaluations.rules.levels import KNOWN_FINDINGS, Level, Subject
from evaluations.rules.participation import Participation
from evaluations.rules.thresholds import Thresholds

FULL_SCORE: Final = Decimal(100)


class Targets(StrEnum):
    """The five basic socio-economic targets; NA for posts that do not answer for them."""

    MET = "MET"
    MISSED = "MISSED"
    NA = "NA"


class Escape(StrEnum):
    """Whether faults were self-detected and repaired, or force majeure: claimed, or accepted by a decision."""

    NONE = "NONE"
    CLAIMED = "CLAIMED"
    ACCEPTED = "ACCEPTED"


class Inconsistent(ValueError):
    """The inputs contradict each other; `code` says how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """One subject's year. For a leader or a collective the tasks are those of the areas or the unit led."""

    subject: Subject
    score: Decimal  # points, 0 to 100
    assigned: int
    done: int
    on_time: int  # done on time and with quality
    exceeded: int  # done beyond requirement
    late: int  # done, but behind schedule
    faults_noted: int = 0  # at the previous review
    faults_repaired: int = 0
    areas_led: int = 0
    areas_failed: int = 0
    confidence_cast: int = 0
    confidence_low: int = 0
    five_targets: Targets = Targets.NA
    findings: tuple[str, ...] = ()
    escape: Escape = Escape.NONE
    escape_level: Level | None = None
    other_discipline: bool = False  # a member disciplined for what matches no finding
    subordinate_disciplined: bool = False
    leadership_disciplined: bool = False
    members_rated: int = 0  # of a cell
    members_good: int = 0  # of these rated good or better
    participation: Participation = Participation.REQUIRED


def check(inputs: Inputs, thresholds: Thresholds) -> None:
    """Raise Inconsistent when the inputs contradict each other, or the findings the rule set."""
    _check_score(inputs.score)
    _check_counts(inputs)
    _check_findings(inputs, thresholds)


def _check_score(score: Decimal) -> None:
    if not score.is_finite() or not 0 <= score <= FULL_SCORE:
        raise Inconsistent("score_out_of_range")


def _check_counts(i: Inputs) -> None:
    """Every part is at most its whole and none is below zero."""
    parts = (i.done, i.on_time, i.exceeded, i.late, i.faults_repaired, i.areas_failed, i.confidence_low, i.members_good)
    if min(parts) < 0:
        raise Inconsistent("count_below_zero")
    if i.done > i.assigned:
        raise Inconsistent("done_above_assigned")
    if i.exceeded > i.done:
        raise Inconsistent("exceeded_above_done")
    if i.on_time + i.late > i.done:
        raise Inconsistent("on_time_and_late_above_done")
    if i.faults_repaired > i.faults_noted:
        raise Inconsistent("repaired_above_noted")
    if i.areas_failed > i.areas_led:
        raise Inconsistent("areas_failed_above_led")
    if i.confidence_low > i.confidence_cast:
        raise Inconsistent("low_votes_above_cast")
    if i.members_good > i.members_rated:
        raise Inconsistent("good_members_above_rated")


def _check_findings(inputs: Inputs, thresholds: Thresholds) -> None:
    """Findings are known and can be held against this kind of subject; an accepted escape names its level."""
    for code in inputs.findings:
        if code not in KNOWN_FINDINGS:
            raise Inconsistent("finding_unknown")
        if code not in thresholds.findings[inputs.subject]:
            raise Inconsistent("finding_not_for_subject")
    if inputs.escape == Escape.ACCEPTED and not inputs.escape_level:
        raise Inconsistent("escape_without_level")
