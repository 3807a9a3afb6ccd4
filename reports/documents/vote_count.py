"""The minutes of the count of votes on the members' levels: every number adds up, or there are no minutes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from evaluations.models import LevelChoice, SecretBallot
from evaluations.selectors.reviews import tenths

from .asked import Asked
from .blocks import Column, Document, Facts, Heading, Paragraph, Role, Row, Section, Shows, Table
from .common import campaign_of, document
from .head import signature
from .layouts import layout_of
from .meeting import (
    EMPTY_ROWS,
    PARTS,
    Line,
    Meeting,
    NumbersDiffer,
    agree,
    attendance_tables,
    meeting_of,
    when_and_where,
)
from .paper import Signature

NOT_FINAL: Final = gettext_lazy("The cell has not proposed yet; these counts may still be corrected.")
SECOND: Final = (
    Column("number", gettext_lazy("No."), 7, Shows.NUMBER),
    Column("name", gettext_lazy("Full name"), 37),
    Column("agree", pgettext_lazy("count", "Number"), 14, Shows.COUNT, group=gettext_lazy("Agree")),
    Column("agree_percent", "%", 14, Shows.PERCENT, group=gettext_lazy("Agree")),
    Column("disagree", pgettext_lazy("count", "Number"), 14, Shows.COUNT, group=gettext_lazy("Disagree")),
    Column("disagree_percent", "%", 14, Shows.PERCENT, group=gettext_lazy("Disagree")),
)


def build_vote_count(by: Any, asked: Asked) -> Document:
    """Build the minutes; raises NumbersDiffer where the ballots or the votes of a member do not add up."""
    campaign = campaign_of(asked)
    meeting = meeting_of(by, asked, campaign)
    _check(asked.unit.name, meeting)
    is_open = not (meeting.is_blank or meeting.review.is_proposed)
    team = Signature(pgettext("signature", "HEAD OF THE COUNTING TEAM"), "", "", _("(sign, full name)"))
    return document(
        by,
        asked,
        campaign=campaign,
        title=_("MINUTES"),
        summary=_("of the count of votes on the levels of the Party members, year %(year)s") % {"year": asked.year},
        sections=(Section(_blocks(meeting)),),
        signatures=(team, signature(asked.unit, asked.on, layout_of(asked.unit))),
        recipients=(),
        is_draft=is_open,
        draft_note=NOT_FINAL if is_open else "",
        members=meeting.members,
    )


def _check(unit: str, meeting: Meeting) -> None:
    """The ballots agree with one another, and the votes of each member make the valid ballots."""
    if meeting.is_blank:
        return
    review = meeting.review
    agree(
        unit,
        (
            (
                _("the number of ballots returned"),
                review.ballots_returned,
                review.ballots_valid + review.ballots_invalid,
            ),
        ),
    )
    for line in meeting.lines:
        if None not in line.votes:
            what = _("the number of valid ballots (%(name)s)") % {"name": line.name}
            agree(unit, ((what, review.ballots_valid, sum(line.votes)),))  # type: ignore[arg-type]
    if not review.ballots_invalid <= review.ballots_returned <= review.ballots_issued <= review.present:
        raise NumbersDiffer(unit, _("the number of ballots issued"), review.ballots_issued, review.ballots_returned)


def _blocks(meeting: Meeting) -> tuple:
    return (
        Heading(_("I- Time, place, attendance")),
        when_and_where(meeting),
        *attendance_tables(meeting),
        Heading(_("II- Counting team")),
        _team(meeting),
        Heading(_("III- Ballots")),
        _ballots(meeting),
        Heading(_("IV- Result for each member")),
        _votes(meeting),
        *_second(meeting),
        Paragraph(_closing(), Role.CLOSING),
    )


def _closing() -> str:
    return _(
        "The minutes were read to the meeting, which agreed to them; the ballots were sealed and are kept with them."
    )


def _team(meeting: Meeting) -> Facts:
    """The team of the electronic ballot; of a count on paper the application knows no names."""
    known = None
    if not meeting.is_blank:
        known = SecretBallot.objects.standing().filter(review=meeting.review).order_by("pk").first()
    if known:
        return Facts(((_("Counting team"), known.counting_team),))
    return Facts(((_("Head of the team"), ""), (_("Members of the team"), "")))


def _ballots(meeting: Meeting) -> Table:
    """Returned and not returned make those issued; valid and invalid, set in, make those returned."""
    review, known = meeting.review, not meeting.is_blank
    issued, returned, invalid = review.ballots_issued, review.ballots_returned, review.ballots_invalid
    rows = (
        (_("Ballots returned"), returned, 0),
        (_("– of these valid"), returned - invalid, 1),
        (_("– of these invalid"), invalid, 1),
        (_("Ballots not returned"), issued - returned, 0),
    )
    made = tuple(Row((label, count if known else None), depth=depth) for label, count, depth in rows)
    return Table("ballots", PARTS, made, total=Row((_("Ballots issued"), issued if known else None)))


def _votes(meeting: Meeting) -> Table:
    """One row a member: the count and the share of each level, one decimal, and what the cell proposes."""
    columns = [Column("number", gettext_lazy("No."), 6, Shows.NUMBER), Column("name", gettext_lazy("Full name"), 26)]
    for level in LevelChoice.values:
        columns.append(Column(level.lower(), pgettext_lazy("count", "Number"), 6, Shows.COUNT, group=level))
        columns.append(Column(f"{level.lower()}_percent", "%", 8, Shows.PERCENT, group=level))
    columns.append(Column("level", pgettext_lazy("column", "Proposed level"), 12, Shows.CENTRED))
    rows = tuple(Row((line.number, line.name, *_shares(line), line.level)) for line in meeting.lines)
    note = "; ".join(f"{code}: {label}" for code, label in meeting.levels.items()) + "."
    return Table("votes", tuple(columns), rows, note=note, to_fill=0 if rows else EMPTY_ROWS, is_small=True)


def _shares(line: Line) -> Iterator[int | Decimal | str | None]:
    known = None not in line.votes
    for count in line.votes:
        yield count
        yield tenths(count, sum(line.votes)) if known else ""  # type: ignore[arg-type]


def _second(meeting: Meeting) -> tuple:
    """The second ballot, on the highest level, where one was held electronically."""
    found = [line for line in meeting.lines if line.agreed]
    if not found:
        return ()
    rows = tuple(Row((place, line.name, *_of_two(*line.agreed))) for place, line in enumerate(found, start=1))
    return (Heading(_("V- Second ballot: the highest level")), Table("second_votes", SECOND, rows, is_small=True))


def _of_two(agreed: int, disagreed: int) -> tuple[int | Decimal | None, ...]:
    total = agreed + disagreed
    return agreed, tenths(agreed, total), disagreed, tenths(disagreed, total)
