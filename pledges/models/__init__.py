"""Pledges, their items and versions, check-ins, and templates to start from. One noun family a file."""
"""Pledges, their items, check-ins, half-year reviews, supervision, templates. One noun family a file."""

from .check_ins import CheckIn, CheckInLine, Confidence
from .half_years import HalfYearLine, HalfYearReview
from .items import Group, Measure
from .pledges import Kind, Outcome, Pledge, PledgeItem, State
from .supervision import Finding, SupervisionNote
from .templates import PledgeTemplate, TemplateItem
from .versions import RUNNING, PledgeVersion, VersionState

__all__ = [
    "RUNNING",
    "CheckIn",
    "CheckInLine",
    "Confidence",
    "Finding",
    "Group",
    "HalfYearLine",
    "HalfYearReview",
    "Kind",
    "Measure",
    "Outcome",
    "Pledge",
    "PledgeItem",
    "PledgeTemplate",
    "PledgeVersion",
    "State",
    "SupervisionNote",
    "TemplateItem",
    "VersionState",
]
