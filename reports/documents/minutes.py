"""The minutes of the cell's review meeting: what the application knows filled in, the rest left to be written."""

from collections import Counter
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from .asked import Asked
from .blocks import Column, Document, Facts, Heading, Paragraph, Role, Row, Ruled, Section, Shows, Table
from .common import campaign_of, document
from .meeting import EMPTY_ROWS, Line, Meeting, attendance_tables, meeting_of, when_and_where
from .paper import Signature

LINES: Final = 8
NOT_FINAL: Final = gettext_lazy("The cell has not proposed yet; what it proposes may still change.")
MEMBERS: Final = (
    Column("number", gettext_lazy("No."), 6, Shows.NUMBER),
    Column("name", gettext_lazy("Full name"), 26),
    Column("own_level", pgettext_lazy("column", "Own level"), 11, Shows.CENTRED),
    Column("cell_points", pgettext_lazy("column", "The cell's points"), 10, Shows.POINTS),
    Column("level", pgettext_lazy("column", "Proposed level"), 12, Shows.CENTRED),
    Column("remark", gettext_lazy("What the meeting said of the member"), 35),
)
LEVELS: Final = (
    Column("level", gettext_lazy("Level"), 70),
    Column("count", gettext_lazy("Members"), 30, Shows.COUNT, adds=True),
)


def build_minutes(by: Any, asked: Asked) -> Document:
    """Build the minutes; the headings are those of the reference form."""
    campaign = campaign_of(asked)
    meeting = meeting_of(by, asked, campaign)
    is_open = not (meeting.is_blank or meeting.review.is_proposed)
    return document(
        by,
        asked,
        campaign=campaign,
        title=_("MINUTES"),
        summary=_("of the meeting that reviews and rates Party members, year %(year)s") % {"year": asked.year},
        sections=(Section(_blocks(meeting, asked.year)),),
        signatures=_signatures(meeting),
        recipients=(),
        is_draft=is_open,
        draft_note=NOT_FINAL if is_open else "",
        members=meeting.members,
    )


def _blocks(meeting: Meeting, year: int) -> tuple:
    review = meeting.review
    purpose = _("The meeting reviews the cell and its members in the year %(year)s and proposes their levels.")
    return (
        Heading(_("I- Time, place, attendance")),
        when_and_where(meeting),
        Facts(
            ((_("Chaired by"), review.chair), (pgettext("meeting", "Recorded by"), review.recorder), (_("Guests"), ""))
        ),
        *attendance_tables(meeting),
        Heading(_("II- Purpose")),
        Paragraph(purpose % {"year": year}),
        Heading(_("III- Review and assessment of each member")),
        _members(meeting),
        Heading(_("IV- Opinions")),
        Ruled(LINES),
        Heading(_("V- Levels proposed")),
        _levels(meeting),
        Heading(_("VI- Conclusions and commitments")),
        Ruled(LINES),
        Paragraph(
            _("The meeting ended at ….. on the same day; the minutes were read to it and agreed to."), Role.CLOSING
        ),
    )


def _members(meeting: Meeting) -> Table:
    """One row a member, with the cell's explanation where it has written one."""
    rows = tuple(map(_row, meeting.lines))
    note = "; ".join(f"{code}: {label}" for code, label in meeting.levels.items()) + "."
    to_fill = 0 if rows else EMPTY_ROWS
    return Table("members", MEMBERS, rows, note=note, to_fill=to_fill, is_small=True, is_tall=meeting.is_blank)


def _row(line: Line) -> Row:
    one = line.assessment
    if one is None:
        return Row((line.number, line.name, "", None, "", ""))
    return Row((line.number, line.name, one.self_level, one.cell_total, one.cell_level, one.cell_explanation))


def _levels(meeting: Meeting) -> Table:
    """How many are proposed for each level; those without one yet stand in a row of their own."""
    counts, known = Counter(line.level for line in meeting.lines), not meeting.is_blank
    rows = [Row((label, counts[code] if known else None)) for code, label in meeting.levels.items()]
    if counts[""] and known:
        rows.append(Row((_("No level proposed yet"), counts[""])))
    total = Row((_("Members reviewed"), len(meeting.lines) if known else None))
    return Table("levels", LEVELS, tuple(rows), total=total)


def _signatures(meeting: Meeting) -> tuple[Signature, ...]:
    """Left who keeps the record, right who chairs."""
    note = _("(sign, full name)")
    return (
        Signature(pgettext("signature", "RECORDED BY"), "", meeting.review.recorder, note),
        Signature(pgettext("signature", "CHAIR OF THE MEETING"), "", meeting.review.chair, note),
    )
