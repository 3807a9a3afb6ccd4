"""Pledges, what is said of them in the year, the public board, units' own models, surveys. One noun family a file."""

from .check_ins import CheckIn, CheckInLine, Confidence
from .drives import Drive, DriveTarget, Pair, PairList
from .half_years import HalfYearLine, HalfYearReview
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
from .postings import Audience, BoardComment, BoardMember, Posting, PublicBoard, Whose
from .supervision import Finding, SupervisionNote
from .surveys import QuestionKind, Survey, SurveyCount, SurveyDay, SurveyQuestion, SurveyVisit, SurveyWords
from .templates import PledgeTemplate, TemplateItem
from .versions import RUNNING, PledgeVersion, VersionState

__all__ = [
    "RUNNING",
    "Audience",
    "Better",
    "BoardComment",
    "BoardMember",
    "CheckIn",
    "CheckInLine",
    "Confidence",
    "Drive",
    "DriveTarget",
    "FigureKind",
    "Finding",
    "Group",
    "HalfYearLine",
    "HalfYearReview",
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
    "Posting",
    "PublicBoard",
    "QuestionKind",
    "Reading",
    "SaidAs",
    "State",
    "SupervisionNote",
    "Survey",
    "SurveyCount",
    "SurveyDay",
    "SurveyQuestion",
    "SurveyVisit",
    "SurveyWords",
    "TemplateItem",
    "VersionState",
    "Wanted",
    "Whose",
]
