"""Pledges, their items and versions, check-ins, and templates to start from. One noun family a file."""
"""Pledges, their items, check-ins, half-year reviews, supervision, templates. One noun family a file."""
"""Pledges, their items, check-ins, the public board, surveys, templates. One noun family a file."""

from .check_ins import CheckIn, CheckInLine, Confidence
from .half_years import HalfYearLine, HalfYearReview
"""Pledges with items, check-ins and templates; units' own models, pairs and drives. One noun family a file."""

from .check_ins import CheckIn, CheckInLine, Confidence
from .drives import Drive, DriveTarget, Pair, PairList
from .initiatives import (
    Better,
    FigureKind,
    Indicator,
    IndicatorPart,
    Initiative,
    InitiativeStanding,
    Participant,
    PartReading,
    Reading,
    SaidAs,
    Wanted,
)
from .items import Group, Measure
from .pledges import Kind, Outcome, Pledge, PledgeItem, State
from .supervision import Finding, SupervisionNote
from .postings import Audience, BoardComment, BoardMember, Posting, PublicBoard, Whose
from .surveys import (
    QuestionKind,
    Survey,
    SurveyCount,
    SurveyDay,
    SurveyQuestion,
    SurveyVisit,
    SurveyWords,
)
from .templates import PledgeTemplate, TemplateItem
from .versions import RUNNING, PledgeVersion, VersionState

__all__ = [
    "RUNNING",
    "Audience",
    "BoardComment",
    "BoardMember",
    "CheckIn",
    "CheckInLine",
    "Confidence",
    "Finding",
    "Group",
    "HalfYearLine",
    "HalfYearReview",
    "Better",
    "CheckIn",
    "CheckInLine",
    "Confidence",
    "Drive",
    "DriveTarget",
    "FigureKind",
    "Group",
    "Indicator",
    "IndicatorPart",
    "Initiative",
    "InitiativeStanding",
    "Kind",
    "Measure",
    "Outcome",
    "Pair",
    "PairList",
    "PartReading",
    "Participant",
    "Pledge",
    "PledgeItem",
    "PledgeTemplate",
    "PledgeVersion",
    "Reading",
    "SaidAs",
    "State",
    "SupervisionNote",
    "TemplateItem",
    "VersionState",
    "Wanted",
    "Posting",
    "PublicBoard",
    "QuestionKind",
    "State",
    "Survey",
    "SurveyCount",
    "SurveyDay",
    "SurveyQuestion",
    "SurveyVisit",
    "SurveyWords",
    "TemplateItem",
    "Whose",
]
