"""The levels the subjects of the review propose for each member, side by side, with totals by level.

Five subjects: (1) the member, (2) the employer, (3) the cell's committee, (4) the mass organisation, (5) the cell.
Of (3) and (4) the application keeps no level; their columns are left to be written in.
"""

from collections import Counter
from collections.abc import Collection
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from evaluations.awaited import duties_of
from evaluations.models import Assessment, Campaign, CommentKind, Decision, LevelChoice, WrittenComment
from evaluations.subjects import form_of

from .asked import Asked
from .blocks import Column, Document, Paragraph, Role, Row, Section, Shows, Table
from .common import campaign_of, document
from .meeting import Line, Meeting, meeting_of

NOT_FINAL: Final = gettext_lazy("The committee has not decided yet; all levels here are proposals.")
OWN, SCORE, VOTES = gettext_lazy("Own points"), gettext_lazy("The cell"), gettext_lazy("Votes")
SUBJECTS: Final = (
    ("own", gettext_lazy("(1) The member")),
    ("employer", gettext_lazy("(2) As an employee")),
    ("cell", gettext_lazy("(5) The cell")),
    ("committee", gettext_lazy("Decided by the committee")),
)
COLUMNS: Final = (
    Column("number", gettext_lazy("No."), 3, Shows.NUMBER),
    Column("name", gettext_lazy("Full name"), 14),
    Column("born", gettext_lazy("Born"), 7, Shows.CENTRED),
    Column("form", gettext_lazy("Form"), 4, Shows.CENTRED),
    Column("common", "30", 4, Shows.POINTS, group=OWN),
    Column("results", "70", 4, Shows.POINTS, group=OWN),
    Column("total", "100", 5, Shows.POINTS, group=OWN),
    Column("own", pgettext_lazy("column", "(1) Own"), 6, Shows.CENTRED),
    Column("employer", pgettext_lazy("column", "(2) As employee"), 6, Shows.CENTRED),
    Column("bureau", pgettext_lazy("column", "(3) Cell's committee"), 5, Shows.CENTRED),
    Column("mass", pgettext_lazy("column", "(4) Mass organisation"), 5, Shows.CENTRED),
    Column("cell_total", pgettext_lazy("column", "Points"), 5, Shows.POINTS, group=SCORE),
    Column("htxsnv", "1", 3, Shows.COUNT, group=VOTES),
    Column("httnv", "2", 3, Shows.COUNT, group=VOTES),
    Column("htnv", "3", 3, Shows.COUNT, group=VOTES),
    Column("khtnv", "4", 3, Shows.COUNT, group=VOTES),
    Column("cell", pgettext_lazy("column", "(5) Cell"), 6, Shows.CENTRED),
    Column("residence", pgettext_lazy("column", "Residence comment"), 6, Shows.CENTRED),
    Column("committee", pgettext_lazy("column", "Committee"), 8, Shows.CENTRED),
)


def build_proposal_list(by: Any, asked: Asked) -> Document:
    """Build it: the totals by level and subject on the first page, the list across the pages that follow."""
    campaign = campaign_of(asked)
    meeting = meeting_of(by, asked, campaign)
    rows = [line.assessment for line in meeting.lines if line.assessment]
    decided = _decided(rows)
    is_open = not meeting.is_blank and (not rows or len(decided) < len(rows))
    listed = Section((_table(meeting, campaign, decided),), title=_("LIST"), summary=_heading(asked), is_landscape=True)
    return document(
        by,
        asked,
        campaign=campaign,
        title=_("SUMMARY"),
        summary=_heading(asked),
        sections=(Section((_totals(meeting, decided), *_words())), listed),
        is_draft=is_open,
        draft_note=NOT_FINAL if is_open else "",
        members=meeting.members,
    )


def _heading(asked: Asked) -> str:
    return _("of the levels proposed by the subjects for the Party members of the year %(year)s") % {"year": asked.year}


def _words() -> tuple[Paragraph, ...]:
    note = _(
        "The list stands on the pages that follow. Columns (3) and (4) are filled in by hand where they are asked."
    )
    return (Paragraph(note, Role.NOTE),)


def _decided(rows: Collection[Assessment]) -> dict[int, str]:
    """The levels that hold by decision, by record; one query."""
    found = Decision.objects.current().filter(assessment__in=[row.pk for row in rows])
    return dict(found.values_list("assessment", "level"))


def _levels_of(line: Line, decided: dict[int, str]) -> dict[str, str]:
    one = line.assessment
    if one is None:
        return {}
    return {
        "own": one.self_level,
        "employer": one.employee_level,
        "cell": one.cell_level,
        "committee": decided.get(one.pk, ""),
    }


def _totals(meeting: Meeting, decided: dict[int, str]) -> Table:
    """One row a subject; its levels and those it gave none make the members, and that is checked."""
    levels, known = LevelChoice.values, not meeting.is_blank
    columns = [Column("level", gettext_lazy("Level"), 40)]
    columns += [Column(code, label, 15, Shows.COUNT, adds=True) for code, label in SUBJECTS]
    given = [_levels_of(line, decided) for line in meeting.lines]
    counts = {code: Counter(one.get(code, "") for one in given) for code, _label in SUBJECTS}
    names = {**meeting.levels, "": pgettext("column", "No level")}
    rows = [
        Row((names[level], *(counts[code][level] if known else None for code, _label in SUBJECTS)))
        for level in (*levels, "")
    ]
    total = Row((_("Members to be reviewed and rated"), *(len(given) if known else None for _subject in SUBJECTS)))
    return Table("totals", tuple(columns), tuple(rows), total=total)


def _table(meeting: Meeting, campaign: Campaign, decided: dict[int, str]) -> Table:
    residence = _residence(meeting, campaign)
    rows = tuple(_row(line, campaign, decided, residence) for line in meeting.lines)
    names = "; ".join(
        f"{place}. {code}: {label}" for place, (code, label) in enumerate(meeting.levels.items(), start=1)
    )
    return Table("members", COLUMNS, rows, note=f"{names}.", is_small=True, to_fill=0 if rows else 8)


def _row(line: Line, campaign: Campaign, decided: dict[int, str], residence: dict[int, str]) -> Row:
    one = line.assessment
    if one is None:
        return Row((line.number, line.name, *("" for _column in COLUMNS[2:])))
    person = one.member
    born = f"{person.born_on:%d/%m/%Y}" if person.born_on else str(person.born_year)
    own = (one.self_common, one.self_results, one.self_total, one.self_level, one.employee_level, "", "")
    cell = (one.cell_total, *line.votes, one.cell_level, residence[one.pk], decided.get(one.pk, ""))
    return Row((line.number, line.name, born, form_of(campaign.rule_set, one.subject_type), *own, *cell))


def _residence(meeting: Meeting, campaign: Campaign) -> dict[int, str]:
    """Whether the residence committee's comment is there; a dash where none is due. Two queries."""
    rows = [line.assessment for line in meeting.lines if line.assessment]
    held = WrittenComment.objects.held().filter(assessment__in=rows, kind=CommentKind.RESIDENCE, is_waiver=False)
    there, duties = set(held.values_list("assessment", flat=True)), duties_of(campaign)
    yes, no = pgettext("comment", "yes"), pgettext("comment", "no")
    return {row.pk: yes if row.pk in there else no if CommentKind.RESIDENCE in duties.due(row) else "–" for row in rows}
