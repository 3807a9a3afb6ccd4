"""The list of the members of a province or a large committee with their levels, in sections of neighbouring cells."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.models import Membership, Stay, Unit
from evaluations.models import Assessment, Decision, LevelChoice

from ..rules import percent
from ..selectors import may_see
from .annual_document import ROWS_A_SECTION
from .annual_parts import ALL, number_column
from .asked import Asked
from .blocks import Column, Document, DoesNotReconcile, Paragraph, Row, Section, Shows, Table
from .common import document
from .season import draft_note

NO_DECISIONS = gettext_lazy("No level of %(year)s has been decided in %(unit)s, so there is no list of levels.")
FIGURES_ONLY = gettext_lazy("This list is names from end to end; you see the figures of %(unit)s only.")
Listed = tuple[int, str, str, str, str]  # cell, its name, the member's name, born, level


def build_large_list(by: Any, asked: Asked) -> Document:
    """Build the list; raises ValidationError before any decision, and for who may see figures only."""
    if not may_see(by, asked.unit):
        raise ValidationError(FIGURES_ONLY, "figures_only", {"unit": asked.unit.name})
    levels = _levels(asked.unit, asked.year)
    if not levels:
        raise ValidationError(NO_DECISIONS, "no_decision", {"unit": asked.unit.name, "year": asked.year})
    people, members = _people(asked, levels)
    undecided = _undecided(asked.unit, asked.year)
    return document(
        by,
        asked,
        title=_("LIST"),
        summary=_("of Party members with the levels of quality in the year %(year)s") % {"year": asked.year},
        sections=(Section(_summary(asked, people)), *_sections(asked, people)),
        is_draft=bool(undecided),
        draft_note=draft_note(undecided),
        members=members,
    )


def _levels(unit: Unit, year: int) -> dict[int, str]:
    """The levels that hold in the year, by member, whichever committee under the unit has decided them."""
    found = Decision.objects.current().filter(assessment__campaign__year__number=year)
    inside = found.filter(assessment__in=Assessment.objects.within(unit).values("pk")).order_by()
    return dict(inside.values_list("assessment__member_id", "level"))


def _undecided(unit: Unit, year: int) -> int:
    found = Assessment.objects.filter(campaign__year__number=year).to_rate().within(unit)
    return found.filter(decisions__isnull=True).count()


def _people(asked: Asked, levels: dict[int, str]) -> tuple[list[Listed], tuple[int, ...]]:
    """Everybody for good on a list on the day, cell by cell, by given name; plain values, one query."""
    rows = Membership.objects.within(asked.unit).on(asked.on).filter(stay=Stay.PERMANENT)
    rows = rows.order_by("unit__path", "member__sort_key", "member_id")
    who = ("member_id", "unit_id", "unit__name", "member__full_name", "member__born_on", "member__born_year")
    people, members = [], []
    for member, cell, name, full_name, born_on, born_year in rows.values_list(*who).iterator(chunk_size=2_000):
        born = f"{born_on:%d/%m/%Y}" if born_on else str(born_year)
        people.append((cell, name, full_name, born, levels.get(member, "")))
        members.append(member)
    return people, tuple(members)


def _summary(asked: Asked, people: Iterable[Listed]) -> tuple:
    """How many of each level; those without one are not in the base of the percentages."""
    counts = Counter(row[4] for row in people)
    rated, total = sum(counts[code] for code in LevelChoice.values), sum(counts.values())
    columns = (
        Column("level", _("Level"), 52),
        Column("code", _("Code"), 14, Shows.CENTRED),
        Column("count", _("How many"), 14, Shows.COUNT, adds=True),
        Column("percent", _("Share of those rated (per cent)"), 20, Shows.PERCENT),
    )
    rows = tuple(Row((label, code, counts[code], percent(counts[code], rated))) for code, label in LevelChoice.choices)
    values = {"total": total, "day": f"{asked.on:%d/%m/%Y}", "rated": rated, "unrated": counts[""]}
    text = _("On %(day)s the list has %(total)s members: %(rated)s with a decided level, %(unrated)s without one.")
    total_row = Row((_("Total rated"), "", rated, ALL if rated else None))
    return Paragraph(text % values), Table("levels", columns, rows, total=total_row)


def _sections(asked: Asked, people: list[Listed]) -> Iterator[Section]:
    """Yield the lists, whole cells together up to so many rows; nobody twice, nobody left out."""
    columns = (
        number_column(8),
        Column("name", _("Full name"), 40),
        Column("born", _("Born"), 17, Shows.CENTRED),
        Column("level", _("Level"), 35, Shows.CENTRED),
    )
    words, listed = dict(LevelChoice.choices), 0
    for place, part in enumerate(_runs(people), start=1):
        rows = []
        for _cell, own in groupby(part, key=lambda row: row[0]):
            found = list(own)
            rows.append(Row(band=_("%(cell)s (%(count)s members)") % {"cell": found[0][1], "count": len(found)}))
            rows += [Row((at, row[2], row[3], words.get(row[4], "–"))) for at, row in enumerate(found, start=1)]
        listed += len(part)
        heads = (_("ANNEX"), _("Members, cell by cell")) if place == 1 else ()
        yield Section((Table(f"members-{place}", columns, tuple(rows), is_small=True),), *heads)
    if listed != len(people):
        raise DoesNotReconcile(asked.unit.name, _("the list of members"), len(people), listed)


def _runs(people: list[Listed]) -> Iterator[list[Listed]]:
    run: list[Listed] = []
    for _cell, own in groupby(people, key=lambda row: row[0]):
        found = list(own)
        if run and len(run) + len(found) > ROWS_A_SECTION:
            yield run
            run = []
        run += found
    if run:
        yield run
