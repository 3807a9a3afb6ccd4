"""Rule sets, campaigns, assessments with tasks and faults, review, proposal, decision, the ratings of cells."""

from .assessments import (
    Assessment,
    AssignedTask,
    Fault,
    FiveTargets,
    LevelChoice,
    ParticipationStatus,
    Repair,
    State,
    TaskResult,
)
from .campaigns import Campaign, CapChoice, CapException
from .cells import CellDecision, CellRating
from .choices import (
    Ballot,
    CapGroups,
    CapReading,
    CapRounding,
    CapScope,
    CellGroups,
    CriterionGroup,
    CutOffRule,
    Limit,
    RuleSetState,
    ScoringMethod,
    ScoringMode,
    TransferRule,
    VoteThreshold,
)
from .meetings import Attendance, Part
from .outcomes import CapRecord, CellReview, Decision, Finding, Proposal
from .rulesets import Criterion, RuleSet

__all__ = [
    "Assessment",
    "AssignedTask",
    "Attendance",
    "Ballot",
    "Campaign",
    "CapChoice",
    "CapException",
    "CapGroups",
    "CapReading",
    "CapRecord",
    "CapRounding",
    "CapScope",
    "CellDecision",
    "CellGroups",
    "CellRating",
    "CellReview",
    "Criterion",
    "CriterionGroup",
    "CutOffRule",
    "Decision",
    "Fault",
    "Finding",
    "FiveTargets",
    "LevelChoice",
    "Limit",
    "Part",
    "ParticipationStatus",
    "Proposal",
    "Repair",
    "RuleSet",
    "RuleSetState",
    "ScoringMethod",
    "ScoringMode",
    "State",
    "TaskResult",
    "TransferRule",
    "VoteThreshold",
]
