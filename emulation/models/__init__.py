"""The organisation: units, people, accounts and roles, years and themes, the journal. One noun family a file."""

from .accounts import Account, Role, RoleAssignment
from .attachments import Attachment, AttachmentContent, AttachmentKind
from .breaches import Breach, BreachReach
from .journal import JournalEntry, JournalHead, JournalMember
from .keys import Key, KeyScope
from .notices import Notice, NoticeKind, NoticeSettings
from .people import (
    Arrival,
    Circumstance,
    Departure,
    Member,
    Membership,
    Post,
    Sex,
    Standing,
    Stay,
    SubjectType,
    WorkUnit,
)
from .register import RegisterNote, RegisterReading
from .requests import DataRequest, RequestKind, RequestStep
from .retention import RetentionPeriod
from .studies import StudyAttendance, StudySession
from .units import CellType, RatingAuthority, Unit, UnitKind
from .years import CheckIns, LegalBasis, Theme, Year

__all__ = [
    "Account",
    "Arrival",
    "Attachment",
    "AttachmentContent",
    "AttachmentKind",
    "Breach",
    "BreachReach",
    "CellType",
    "CheckIns",
    "Circumstance",
    "DataRequest",
    "Departure",
    "JournalEntry",
    "JournalHead",
    "JournalMember",
    "Key",
    "KeyScope",
    "LegalBasis",
    "Member",
    "Membership",
    "Notice",
    "NoticeKind",
    "NoticeSettings",
    "Post",
    "RatingAuthority",
    "RegisterNote",
    "RegisterReading",
    "RequestKind",
    "RequestStep",
    "RetentionPeriod",
    "Role",
    "RoleAssignment",
    "Sex",
    "Standing",
    "Stay",
    "StudyAttendance",
    "StudySession",
    "SubjectType",
    "Theme",
    "Unit",
    "UnitKind",
    "WorkUnit",
    "Year",
]
