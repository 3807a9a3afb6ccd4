"""Rule sets and criteria; campaigns; assessments with their tasks and faults; review, proposal, decision."""

from .assessments import (
    Assessment,
    AssignedTask,
    Fault,
    FiveTargets,
    ParticipationStatus,
    Repair,
    State,
    TaskResult,
)
from .outcomes import CapRecord, CellReview, Decision, Finding, LevelChoice, Proposal
from .rulesets import Campaign, Criterion, CriterionGroup, RuleSet, ScoringMode

__all__ = [
    "Assessment",
    "AssignedTask",
    "Campaign",
    "CapRecord",
    "CellReview",
    "Criterion",
    "CriterionGroup",
    "Decision",
    "Fault",
    "Finding",
    "FiveTargets",
    "LevelChoice",
    "ParticipationStatus",
    "Proposal",
    "Repair",
    "RuleSet",
    "ScoringMode",
    "State",
    "TaskResult",
]
