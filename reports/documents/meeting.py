"""What the papers of a cell's review meeting read: the meeting, who was there, what the cell has counted.

Until the cell has proposed, only the cell itself reads its counts (`evaluations/rules/visibility.py`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from emulation.access import can
from evaluations.models import Assessment, Attendance, Campaign, CellReview, Part
from evaluations.selectors.reviews import CellSheet, cell_sheet

from ..selectors import listed_people
from .asked import Asked
from .blocks import Column, DoesNotReconcile, Facts, Row, Shows, Table, Text
from .figures import level_names

NO_MEETING: Final = gettext_lazy(
    "The application knows no review meeting of %(unit)s in %(year)s, so there is nothing to fill in; print it blank."
)
NOT_PROPOSED: Final = gettext_lazy(
    "%(unit)s has not proposed yet; until then only the cell itself sees what it counts. Wait for its proposal, or "
    "print the paper blank."
)
DIFFERS: Final = gettext_lazy(
    "The paper of %(unit)s is not made: %(what)s is %(total)s, but its parts add to %(parts)s. Correct the numbers of "
    "the meeting first."
)
EMPTY_ROWS: Final = 8
PARTS: Final = (
    Column("part", gettext_lazy("What is counted"), 75),
    Column("count", pgettext_lazy("count", "Number"), 25, Shows.COUNT, adds=True),
)
ABSENT: Final = (
    Column("number", gettext_lazy("No."), 8, Shows.NUMBER),
    Column("name", gettext_lazy("Full name"), 40),
    Column("reason", pgettext_lazy("absence", "Reason"), 52),
)


class NumbersDiffer(DoesNotReconcile):
    """Numbers of a meeting, typed by people, that do not agree; they are corrected before anything is printed."""

    def __init__(self, unit: str, what: object, total: object, parts: object) -> None:
        values = {"unit": unit, "what": what, "total": total, "parts": parts}
        ValidationError.__init__(self, DIFFERS, "does_not_reconcile", values)


def agree(unit: str, checks: Iterable[tuple[object, int, int]]) -> None:
    """Refuse the first number that is not the sum of its parts."""
    for what, total, parts in checks:
        if total != parts:
            raise NumbersDiffer(unit, what, total, parts)


def review_of(asked: Asked, campaign: Campaign) -> CellReview:
    """Return the cell's review, an unsaved one where the application knows of none."""
    found = CellReview.objects.filter(campaign=campaign, unit=asked.unit).first()
    review = found or CellReview(campaign=campaign, unit=asked.unit)
    review.campaign, review.unit = campaign, asked.unit
    return review


def open_review(by: Any, asked: Asked, campaign: Campaign) -> CellReview:
    """Return the review whose counts the reader may read; raises ValidationError (no_meeting, not_proposed)."""
    review, values = review_of(asked, campaign), {"unit": asked.unit.name, "year": asked.year}
    if review.pk is None:
        raise ValidationError(NO_MEETING, "no_meeting", values)
    if not review.is_proposed and not can(by, "assessment.review", review):
        raise ValidationError(NOT_PROPOSED, "not_proposed", values)
    return review


@dataclass(frozen=True)
class Line:
    """One member on a paper of the meeting; all but the name is empty on a blank one."""

    number: int
    name: str
    assessment: Assessment | None = None
    votes: tuple[int | None, ...] = (None, None, None, None)
    agreed: tuple[int, int] | None = None

    @property
    def level(self) -> str:
        """The level the cell proposes."""
        return self.assessment.cell_level if self.assessment else ""


@dataclass(frozen=True)
class Meeting:
    """One meeting for its papers: the members to be rated in the order of the list, the names of the levels."""

    review: CellReview
    lines: tuple[Line, ...]
    levels: Mapping[str, Text]
    members: tuple[int, ...]
    sheet: CellSheet | None = None

    @property
    def is_blank(self) -> bool:
        return self.sheet is None


def meeting_of(by: Any, asked: Asked, campaign: Campaign) -> Meeting:
    """Read the meeting; a blank one has the names of those to be rated and nothing else."""
    names = level_names(campaign.rule_set)
    if asked.is_blank:
        people = [one for one in listed_people(asked.unit, campaign) if one.is_required]
        lines = tuple(Line(number, one.name) for number, one in enumerate(people, start=1))
        review = CellReview(campaign=campaign, unit=asked.unit)
        return Meeting(review, lines, names, tuple(one.member_id for one in people))
    sheet = cell_sheet(by, open_review(by, asked, campaign))
    rows = [row.assessment for row in sheet.rows]
    return Meeting(sheet.review, tuple(_lines(sheet)), names, tuple(row.member_id for row in rows), sheet)


def _lines(sheet: CellSheet) -> Iterator[Line]:
    for number, row in enumerate(sheet.rows, start=1):
        votes = tuple(vote.count for vote in row.tally) or (None,) * 4
        yield Line(number, row.assessment.member.full_name, row.assessment, votes, row.agreed)


def when_and_where(meeting: Meeting) -> Facts:
    """The day where it is known, the place to be written in; the application keeps no place of a meeting."""
    day = meeting.review.held_on
    return Facts(
        ((pgettext("meeting", "Time"), date_format(day, "SHORT_DATE_FORMAT") if day else ""), (_("Place"), ""))
    )


def attendance_tables(meeting: Meeting) -> tuple[Table, ...]:
    """Official members summoned, present, absent with the reason; refuses a register that does not add up."""
    rows = [] if meeting.is_blank else list(_absent(meeting.review))
    table = Table("attendance", PARTS, _attended(meeting), total=_summoned(meeting), note=_of_all(meeting))
    if not rows and not meeting.is_blank:
        return (table,)
    to_fill = 3 if meeting.is_blank else 0
    return table, Table("absent", ABSENT, tuple(rows), caption=_("Absent, with the reason"), to_fill=to_fill)


def _attended(meeting: Meeting) -> tuple[Row, ...]:
    review, known = meeting.review, not meeting.is_blank
    absent = review.summoned - review.present
    return (
        Row((_("official members present"), review.present if known else None)),
        Row((_("official members absent"), absent if known else None)),
    )


def _summoned(meeting: Meeting) -> Row:
    return Row((_("Official members summoned"), None if meeting.is_blank else meeting.review.summoned))


def _of_all(meeting: Meeting) -> str:
    return _("Members of the cell to be reviewed and rated: %(count)s.") % {"count": len(meeting.lines)}


def _absent(review: CellReview) -> Iterator[Row]:
    """Yield who of the official members was absent by the register, where one is kept."""
    kept = list(Attendance.objects.filter(review=review, part=Part.VOTER).select_related("member"))
    gone = [row for row in kept if not row.is_present]
    if kept:
        absent = review.summoned - review.present
        agree(review.unit.name, ((_("the number of official members absent"), absent, len(gone)),))
    for number, row in enumerate(gone, start=1):
        yield Row((number, row.member.full_name, row.reason))
