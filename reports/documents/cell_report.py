"""The annual report of a cell: its minimum numbers beside those of the year before.

All figures are those of the annual classification report (`annual.py`); nothing is counted here a second time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from emulation.studies import studies_of
from evaluations.models import Appeal, Campaign
from pledges.models import Initiative

from ..selectors import campaigns_for, members_named
from .annual import build_annual_report
from .asked import Asked
from .blocks import Block, Column, Document, Facts, Heading, Paragraph, Role, Row, Section, Shows, Table
from .common import campaign_of, document
from .shapes import AnnualReport, Line, ReasonedList, Split

NOT_DECIDED: Final = gettext_lazy(
    "Some levels have not been decided by the committee; levels of this draft are what the cell proposes."
)
BEFORE, CHANGE = gettext_lazy("Year before"), pgettext_lazy("column", "Change")
COMPARED: Final = (
    Column("what", gettext_lazy("What is counted"), 58),
    Column("count", gettext_lazy("This year"), 14, Shows.COUNT),
    Column("before", BEFORE, 14, Shows.COUNT),
    Column("change", CHANGE, 14, Shows.COUNT),
)
LEVELS: Final = (
    Column("level", gettext_lazy("Level"), 40),
    Column("count", pgettext_lazy("count", "Number"), 12, Shows.COUNT, group=gettext_lazy("This year"), adds=True),
    Column("percent", "%", 12, Shows.PERCENT, group=gettext_lazy("This year")),
    Column("before", pgettext_lazy("count", "Number"), 12, Shows.COUNT, group=BEFORE, adds=True),
    Column("before_percent", "%", 12, Shows.PERCENT, group=BEFORE),
    Column("change", CHANGE, 12, Shows.COUNT),
)
UNRATED: Final = (
    Column("reason", pgettext_lazy("not rated", "Reason"), 72),
    Column("count", pgettext_lazy("count", "Number"), 14, Shows.COUNT, adds=True),
    Column("before", BEFORE, 14, Shows.COUNT, adds=True),
)
REASONED: Final = (
    Column("number", gettext_lazy("No."), 8, Shows.NUMBER),
    Column("name", gettext_lazy("Full name"), 34),
    Column("reason", pgettext_lazy("level", "Reason"), 58),
)
MEMBERS: Final = (
    Column("number", gettext_lazy("No."), 7, Shows.NUMBER),
    Column("name", gettext_lazy("Full name"), 35),
    Column("born", gettext_lazy("Born"), 14, Shows.CENTRED),
    Column("form", gettext_lazy("Form"), 9, Shows.CENTRED),
    Column("level", gettext_lazy("Level"), 35),
)


@dataclass(frozen=True)
class Beside:
    """What is told beside the classification: models, study sessions, complaints where the reader sees them."""

    models: int
    sessions: int
    complaints: int | None


def build_cell_report(by: Any, asked: Asked) -> Document:
    """Build it; raises what the annual report raises."""
    campaigns = list(campaigns_for(asked.unit))
    campaign = campaign_of(asked)
    now = build_annual_report(by, asked.unit, asked.year, asked.on, campaigns)
    has_before = any(one.year.number == asked.year - 1 for one in campaigns)
    before = build_annual_report(by, asked.unit, asked.year - 1, asked.on, campaigns) if has_before else None
    return document(
        by,
        asked,
        campaign=campaign,
        title=_("REPORT"),
        summary=_("of the cell on the review and rating of the year %(year)s") % {"year": asked.year},
        sections=(Section(tuple(_blocks(now, before, _beside(by, asked, campaign)))), *_annex(now)),
        sources=now.provenance.closings,
        is_draft=now.is_draft,
        draft_note=NOT_DECIDED if now.is_draft else "",
        members=_named(asked, now),
    )


def _named(asked: Asked, now: AnnualReport) -> tuple[int, ...]:
    return tuple(members_named(asked.unit, asked.year)) if now.shows_names else ()


def _beside(by: Any, asked: Asked, campaign: Campaign) -> Beside:
    """Three counts within what the reader sees; who may not see complaints leaves their number to be written in."""
    models = Initiative.objects.visible_to(by).filter(unit=asked.unit).in_year(asked.year).count()
    sessions = studies_of(by, asked.unit).standing().filter(held_on__year=asked.year, present__gt=0).count()
    complaints = None
    if by.scope.reaches("appeal.view", campaign.unit.path):
        about = {"decision__assessment__campaign": campaign, "decision__assessment__unit": asked.unit}
        complaints = Appeal.objects.visible_to(by).filter(**about).count()
    return Beside(models, sessions, complaints)


def _blocks(now: AnnualReport, before: AnnualReport | None, beside: Beside) -> Iterator[Block]:
    yield Heading(_("I- Party members and review"))
    yield _compared("roster", now.roster.lines, before.roster.lines if before else ())
    yield _unrated(now, before)
    yield Heading(_("II- Levels"))
    yield _levels(now, before)
    yield from (_split(split, now) for split in now.splits)
    if now.caps:
        yield Heading(_("III- Limit of the highest level"))
        yield from _caps(now)
    yield Heading(_("IV- Lower levels and why"))
    yield from _reasoned(now.reasoned)
    yield Heading(_("V- Pledges, models, study of the theme"))
    if now.has_pledges:
        yield _compared("pledges", now.pledges.lines, before.pledges.lines if before else ())
    yield Facts(((_("Models of the cell"), str(beside.models)), (_("Study sessions held"), str(beside.sessions))))
    yield Heading(_("VI- The cell itself, complaints"))
    yield from _collective(now)
    yield Facts(((_("Complaints about the levels"), "" if beside.complaints is None else str(beside.complaints)),))
    if before is None:
        words = _("No review of %(year)s is kept for this cell, so there is nothing to compare with.")
        yield Paragraph(words % {"year": now.year - 1}, Role.NOTE)


def _compared(code: str, lines: Sequence[Line], before: Sequence[Line]) -> Table:
    """Lines of this year beside the same lines of the year before."""
    olds = [line.count for line in before] or [None] * len(lines)
    rows = (
        Row((line.label, line.count, old, None if old is None else line.count - old), depth=int(line.is_part))
        for line, old in zip(lines, olds, strict=True)
    )
    return Table(code, COMPARED, tuple(rows))


def _unrated(now: AnnualReport, before: AnnualReport | None) -> Table:
    """Why members are not rated; the reasons make the number not rated."""
    olds = {part.code: part.count for part in before.unrated} if before else {}
    rows = tuple(Row((part.label, part.count, olds.get(part.code, 0) if before else None)) for part in now.unrated)
    total = Row((_("Members not rated"), now.roster.unrated, before.roster.unrated if before else None))
    return Table("unrated", UNRATED, rows, caption=_("Not rated, by reason"), total=total)


def _levels(now: AnnualReport, before: AnnualReport | None) -> Table:
    """Count and share of each level, two decimals, of those rated."""
    olds = {level.code: level for level in before.levels} if before else {}

    def row(level: Any) -> Row:
        old = olds.get(level.code)
        then = (old.count, old.percent, level.count - old.count) if old else (None, "", None)
        return Row((level.label, level.count, level.percent, *then))

    then = (before.roster.rated, "", now.roster.rated - before.roster.rated) if before else (None, "", None)
    total = Row((_("Members rated"), now.roster.rated, "", *then))
    note = _("Shares are of the members rated.")
    return Table("levels", LEVELS, tuple(map(row, now.levels)), total=total, note=note)


def _split(split: Split, now: AnnualReport) -> Table:
    columns = [Column("part", split.label, 40), Column("rated", gettext_lazy("Rated"), 12, Shows.COUNT, adds=True)]
    columns += [Column(level.code.lower(), level.code, 12, Shows.COUNT, adds=True) for level in now.levels]
    rows = tuple(Row((row.label, row.rated, *(level.count for level in row.levels))) for row in split.rows)
    total = Row((_("Total"), now.roster.rated, *(level.count for level in now.levels)))
    return Table(f"by_{split.code}", tuple(columns), rows, total=total, is_small=True)


def _caps(now: AnnualReport) -> Iterator[Block]:
    """The working of the cap in each group, and what it rests on (QĐ 366-QĐ/TW Art. 11.1.5)."""
    for row in now.caps:
        yield Paragraph(row.working, lead=f"{row.label}:")
        yield Paragraph(" ".join(row.notes), Role.NOTE)


def _reasoned(lists: Sequence[ReasonedList]) -> Iterator[Block]:
    """Who is of the two lower levels, or stepped down, with the reason; or that nobody is."""
    for part in lists:
        people = enumerate(part.people, start=1)
        rows = tuple(Row((number, person.name, person.reason)) for number, person in people)
        if rows:
            yield Table(f"reasons_{part.code.lower()}", REASONED, rows, caption=f"{part.label}: {part.count}")
        else:
            yield Paragraph(f"{part.label}: {part.count}.")


def _collective(now: AnnualReport) -> Iterator[Block]:
    row = next(iter(now.collectives.rows), None) if now.collectives else None
    if row is None or not row.level:
        yield Paragraph(_("The cell has not proposed its own level."))
        return
    label: str | Promise = next(level.label for level in now.levels if level.code == row.level)
    standing = pgettext("level", "decided") if row.is_decided else pgettext("level", "proposed")
    points = "" if row.points is None else str(row.points).replace(".", ",")
    yield Facts(((_("The cell's own points"), points), (_("The cell's level"), f"{label} ({standing})")))


def _annex(now: AnnualReport) -> tuple[Section, ...]:
    """Everybody on the list with the level, or why there is none."""
    names = {level.code: level.label for level in now.levels}
    tables = tuple(
        Table(
            "members",
            MEMBERS,
            tuple(Row((r.number, r.name, r.born, r.form, names.get(r.level, r.unrated))) for r in part.members),
        )
        for part in now.sections
    )
    return (Section(tables, title=_("LIST OF MEMBERS"), summary=_("with their levels")),) if tables else ()
