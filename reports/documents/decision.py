"""The decision that recognises the results, with its list; and form 03, the decision that rates again (Art. 13, 15)."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.models import Unit
from evaluations.models import Assessment, Campaign, CellDecision, Decision, LevelChoice

from ..selectors import may_see, parent_of
from .annual_document import ROWS_A_SECTION
from .annual_parts import levels_table, number_column
from .asked import Asked, Option
from .blocks import Block, Column, Document, DoesNotReconcile, Paragraph, Role, Row, Section, Shows, Table
from .common import campaign_of, document
from .figures import level_counts, level_names
from .head import letterhead, symbol_of
from .layouts import layout_of
from .paper import Letterhead
from .season import draft_note, paper_of

MOST_PAPERS: Final = 12
PLACE: Final = gettext_lazy("Decision {place} in the order of signing")
PAPER: Final = Option(
    "paper",
    gettext_lazy("Which decision"),
    tuple((str(place), format_lazy(PLACE, place=place)) for place in range(1, MOST_PAPERS + 1)),
)
NO_DECISION: Final = gettext_lazy(
    "No decision on the levels of %(year)s has been recorded for %(unit)s. Record the decision first; until then "
    "download the annual report as a draft."
)
NO_RERATING: Final = gettext_lazy("Nobody of %(unit)s has been rated again for %(year)s, so there is no such decision.")
NO_SUCH_PAPER: Final = gettext_lazy("There are %(count)s decisions; choose a number from 1 to %(count)s.")
Paper = tuple[datetime.date, str]


@dataclass(frozen=True)
class Decided:
    """One line of a decision: a member, or a cell where `member_id` is None; `before` only where it rates again."""

    name: str
    cell_id: int
    cell: str
    level: str
    reason: str
    member_id: int | None
    before: str = ""
    before_paper: str = ""


def build_decision(by: Any, asked: Asked) -> Document:
    """Build the decision under its own number and date; raises ValidationError (no_decision) before there is one."""
    campaign, shows_names = campaign_of(asked), may_see(by, asked.unit)
    paper = _chosen(asked, _papers(asked.unit, campaign, again=False), NO_DECISION)
    people, cells = _members(asked.unit, campaign, paper), _cells(asked.unit, campaign, paper)
    year, undecided = {"year": asked.year}, _undecided(asked.unit, campaign)
    return document(
        by,
        asked,
        campaign=campaign,
        title=_("DECISION"),
        summary=_("recognising the results of rating the quality of Party members and cells in the year %(year)s")
        % year,
        sections=(
            Section(tuple(_articles(asked, campaign, people, cells))),
            *(_lists(asked, campaign, paper, people, cells) if shows_names else ()),
        ),
        letterhead=_head(asked, paper),
        own_number=paper[1],
        signed_on=paper[0],
        is_draft=bool(undecided),
        draft_note=draft_note(undecided),
        members=tuple(one.member_id for one in people if one.member_id) if shows_names else (),
    )


def build_rerating(by: Any, asked: Asked) -> Document:
    """Build form 03; raises ValidationError (no_decision) where nobody was rated again."""
    campaign, shows_names = campaign_of(asked), may_see(by, asked.unit)
    paper = _chosen(asked, _papers(asked.unit, campaign, again=True), NO_RERATING)
    rows = [*_members(asked.unit, campaign, paper, again=True), *_cells(asked.unit, campaign, paper, again=True)]
    return document(
        by,
        asked,
        campaign=campaign,
        form=_("Form %(number)s") % {"number": "03"},
        title=_("DECISION"),
        summary=_("rating again Party organisations and members for the year %(year)s") % {"year": asked.year},
        sections=(Section(tuple(_again(asked, rows, shows_names=shows_names))),),
        letterhead=_head(asked, paper),
        own_number=paper[1],
        signed_on=paper[0],
        members=tuple(one.member_id for one in rows if one.member_id) if shows_names else (),
    )


def _papers(unit: Unit, campaign: Campaign, *, again: bool) -> list[Paper]:
    """Return day and number of the decisions on members and on cells of the unit, in the order of signing."""
    inside = Assessment.objects.within(unit).values("pk")
    members = Decision.objects.filter(assessment__campaign=campaign, assessment__in=inside)
    cells = CellDecision.objects.filter(rating__campaign=campaign, rating__unit__path__startswith=unit.path)
    found: set[Paper] = set()
    for rows in (members, cells):
        kept = rows.filter(replaces__isnull=not again).order_by()
        found |= set(kept.values_list("signed_on", "number").distinct())
    return sorted(found)


def _chosen(asked: Asked, papers: Sequence[Paper], refusal: Any) -> Paper:
    place = int(asked.option(PAPER.name))
    if not papers:
        raise ValidationError(refusal, "no_decision", {"unit": asked.unit.name, "year": asked.year})
    if place > len(papers):
        raise ValidationError(NO_SUCH_PAPER, "unknown_option", {"count": len(papers)})
    return papers[place - 1]


def _members(unit: Unit, campaign: Campaign, paper: Paper, *, again: bool = False) -> list[Decided]:
    rows = Decision.objects.filter(assessment__campaign=campaign, signed_on=paper[0], number=paper[1])
    rows = rows.filter(replaces__isnull=not again, assessment__in=Assessment.objects.within(unit).values("pk"))
    order = ("assessment__unit__path", "assessment__member__sort_key", "assessment__member_id")
    fields = ("assessment__member__full_name", "assessment__unit_id", "assessment__unit__name", "level", "reason")
    before = ("replaces__level", "replaces__number", "replaces__signed_on")
    found = rows.order_by(*order).values_list(*fields, "assessment__member_id", *before)
    return [Decided(*row[:6], row[6] or "", paper_of(*row[7:]) if row[7] else "") for row in found]


def _cells(unit: Unit, campaign: Campaign, paper: Paper, *, again: bool = False) -> list[Decided]:
    rows = CellDecision.objects.filter(rating__campaign=campaign, signed_on=paper[0], number=paper[1])
    rows = rows.filter(replaces__isnull=not again, rating__unit__path__startswith=unit.path)
    fields = ("rating__unit__name", "rating__unit_id", "rating__unit__name", "level", "reason")
    before = ("replaces__level", "replaces__number", "replaces__signed_on")
    found = rows.order_by("rating__unit__path").values_list(*fields, *before)
    return [Decided(*row[:5], None, row[5] or "", paper_of(*row[6:]) if row[6] else "") for row in found]


def _undecided(unit: Unit, campaign: Campaign) -> int:
    found = Assessment.objects.filter(campaign=campaign).to_rate().within(unit)
    return found.filter(decisions__isnull=True).count()


def _head(asked: Asked, paper: Paper) -> Letterhead:
    """Return the head with number and day of the decision as it was recorded: 15-QĐ/ĐU."""
    unit, (day, number) = asked.unit, paper
    parent, layout = parent_of(unit, unit), layout_of(unit)
    head = letterhead(unit, parent, day, symbol_of(unit, asked.kind.symbol, layout), layout)
    found = re.fullmatch(r"(\d+)(\D.*)", number)
    numbered = {"number": found[1], "symbol": found[2]} if found else {"number": "", "symbol": number}
    return replace(head, **numbered)


def _resolves(asked: Asked) -> Iterator[Block]:
    yield Paragraph(_("Considering the proposals of the cells and the results of their verification,"), Role.BASIS)
    body = letterhead(asked.unit, None, asked.on, layout=layout_of(asked.unit)).issuing_body
    yield Paragraph("", Role.CENTRED, lead=_("%(body)s DECIDES:") % {"body": body})


def _articles(asked: Asked, campaign: Campaign, people: Sequence[Decided], cells: Sequence[Decided]) -> Iterator[Block]:
    """Yield what is decided: the members, the cells, who carries it out."""
    yield from _resolves(asked)
    names, place = level_names(campaign.rule_set), 1
    for rows, code, text in (
        (people, "levels", _("To recognise the levels of quality of %(count)s Party members for the year %(year)s:")),
        (cells, "cell-levels", _("To recognise the levels of quality of %(count)s cells for the year %(year)s:")),
    ):
        if rows:
            yield Paragraph(text % {"count": len(rows), "year": asked.year}, lead=article(place))
            base = _("Base of the percentages: %(rated)s rated by this decision.") % {"rated": len(rows)}
            yield levels_table(code, level_counts(rows, names), len(rows), base)
            place += 1
    yield Paragraph(
        _("The lists go with this decision. What each level was decided on is kept with the records of the review."),
        lead=article(place),
    )
    text = _("The office of the committee, its cells and the members in the lists carry this decision out.")
    yield Paragraph(text, Role.CLOSING, lead=article(place + 1))


def article(place: int) -> str:
    """Return the number of an article: Điều 1."""
    return _("Article %(number)s.") % {"number": place}


def _lists(
    asked: Asked, campaign: Campaign, paper: Paper, people: Sequence[Decided], cells: Sequence[Decided]
) -> Iterator[Section]:
    """Yield the lists: No., full name, cell, level; so many rows a section, none twice and none left out."""
    names = level_names(campaign.rule_set)
    columns = (number_column(7), Column("name", _("Full name"), 36), Column("cell", _("Cell"), 32), _level_column(25))
    goes_with = _("with decision %(paper)s") % {"paper": paper_of(paper[1], paper[0])}
    listed = 0
    for place, part in enumerate(_runs(people), start=1):
        rows = tuple(Row((listed + at, one.name, one.cell, names[one.level])) for at, one in enumerate(part, start=1))
        listed += len(rows)
        heads = (_("LIST OF PARTY MEMBERS"), goes_with) if place == 1 else ()
        yield Section((Table(f"members-{place}", columns, rows, is_small=True),), *heads)
    if listed != len(people):
        raise DoesNotReconcile(asked.unit.name, _("the list of members"), len(people), listed)
    if cells:
        columns = (number_column(8), Column("cell", _("Cell"), 62), _level_column(30))
        rows = tuple(Row((at, one.cell, names[one.level])) for at, one in enumerate(cells, start=1))
        yield Section((Table("cells", columns, rows),), _("LIST OF CELLS"), goes_with)


def _level_column(width: int) -> Column:
    return Column("level", _("Level"), width, Shows.CENTRED)


def _runs(people: Sequence[Decided]) -> Iterator[list[Decided]]:
    """Yield the members in runs of whole cells with at most so many rows; a larger cell stands alone."""
    run: list[Decided] = []
    for _cell, found in groupby(people, key=lambda one: one.cell_id):
        own = list(found)
        if run and len(run) + len(own) > ROWS_A_SECTION:
            yield run
            run = []
        run += own
    if run:
        yield run


def _again(asked: Asked, rows: Sequence[Decided], *, shows_names: bool) -> Iterator[Block]:
    """Yield form 03: who is rated again, what no longer holds, who carries it out."""
    yield from _resolves(asked)
    kinds = Counter(one.member_id is None for one in rows)
    values = {"members": kinds[False], "cells": kinds[True], "year": asked.year}
    text = _("To rate again for the year %(year)s: %(members)s Party members, %(cells)s cells.")
    yield Paragraph(text % values, lead=article(1))
    if shows_names:
        columns = (
            number_column(6),
            Column("name", _("Member or cell"), 24),
            Column("before", _("Level before"), 11, Shows.CENTRED),
            Column("paper", _("By decision"), 18),
            Column("after", _("Rated again"), 11, Shows.CENTRED),
            Column("reason", _("Reason"), 30),
        )
        lines = tuple(
            Row((at, _who(one), one.before, one.before_paper, one.level, one.reason)) for at, one in enumerate(rows, 1)
        )
        legend = "; ".join(f"{code}: {label}" for code, label in LevelChoice.choices)
        yield Table("reratings", columns, lines, is_small=True, note=f"{_('Codes:')} {legend}.")
    text = _("The levels of these members and cells by the decisions named above no longer hold from this day on.")
    yield Paragraph(text, lead=article(2))
    text = _("The office of the committee, the cells concerned and the members named carry this decision out.")
    yield Paragraph(text, Role.CLOSING, lead=article(3))


def _who(one: Decided) -> str:
    return f"{one.name}\n{one.cell}" if one.member_id else one.name
