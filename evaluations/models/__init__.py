"""Rule sets, campaigns, assessments with tasks and faults, review, proposal, decision, complaints, ratings of cells."""

from .appeals import Appeal, AppealKind, AppealStep, CheckKind, PendingCheck
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
from .closings import Closing
from .comments import CommentDuty, CommentKind, SuggestedIssue, WrittenComment
from .days import OF_CELLS, DueStep, StepDate
from .meetings import Attendance, Part
from .notices import NoticeTo, OrderWaiver, Publication, ResultNotice
from .outcomes import CapRecord, CellReview, Decision, Finding, Proposal
from .rulesets import Criterion, RuleSet

__all__ = [
    "OF_CELLS",
    "Appeal",
    "AppealKind",
    "AppealStep",
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
    "CheckKind",
    "Closing",
    "CommentDuty",
    "CommentKind",
    "Criterion",
    "CriterionGroup",
    "CutOffRule",
    "Decision",
    "DueStep",
    "Fault",
    "Finding",
    "FiveTargets",
    "LevelChoice",
    "Limit",
    "NoticeTo",
    "OrderWaiver",
    "Part",
    "ParticipationStatus",
    "PendingCheck",
    "Proposal",
    "Publication",
    "Repair",
    "ResultNotice",
    "RuleSet",
    "RuleSetState",
    "ScoringMethod",
    "ScoringMode",
    "State",
    "StepDate",
    "SuggestedIssue",
    "TaskResult",
    "TransferRule",
    "VoteThreshold",
    "WrittenComment",
]
