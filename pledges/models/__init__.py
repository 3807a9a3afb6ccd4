"""Pledges, their items and versions, check-ins, and templates to start from. One noun family a file."""

from .check_ins import CheckIn, CheckInLine, Confidence
from .items import Group, Measure
from .pledges import Kind, Outcome, Pledge, PledgeItem, State
from .templates import PledgeTemplate, TemplateItem
from .versions import RUNNING, PledgeVersion, VersionState

__all__ = [
    "RUNNING",
    "CheckIn",
    "CheckInLine",
    "Confidence",
    "Group",
    "Kind",
    "Measure",
    "Outcome",
    "Pledge",
    "PledgeItem",
    "PledgeTemplate",
    "PledgeVersion",
    "State",
    "TemplateItem",
    "VersionState",
]
