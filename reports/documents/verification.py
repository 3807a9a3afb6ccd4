"""The summary of the verification (QĐ 366-QĐ/TW Art. 12.1 step 2): what is proposed, found, missing."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.decision_gaps import check_sentences
from evaluations.models import Assessment, CellReview, LevelChoice, State
from evaluations.wording import CONCLUDED

from .annual_parts import cap_table, levels_table, number_column
from .asked import Asked
from .blocks import Block, Column, Document, Heading, Paragraph, Role, Row, Section, Shows, Table
from .common import document
from .figures import cap_rows, level_counts
from .season import Season

WIDTHS = tuple(zip(LevelChoice.values, (12, 10, 9, 10), strict=True))  # the codes are set in bold, unbroken
FROM_PAPER = gettext_lazy("The results of %(year)s are taken from paper: nothing was verified here.")


def build_verification(by: Any, asked: Asked) -> Document:
    """Build the summary; raises ValidationError where no cell has proposed, or the year is on paper."""
    season = Season(by, asked)
    if season.campaign.from_paper:
        raise ValidationError(FROM_PAPER, "from_paper", {"year": asked.year})
    season.refuse_unproposed()
    return document(
        by,
        asked,
        title=_("REPORT"),
        summary=_("putting together the results of verifying the proposals of levels of quality in the year %(year)s")
        % {"year": asked.year},
        sections=(Section(tuple(_Summary(season).blocks())),),
        **season.parts,
    )


class _Summary:
    """The parts of one summary, from one reading of the rows."""

    def __init__(self, season: Season) -> None:
        self.season, self.campaign = season, season.campaign
        rows = Assessment.objects.filter(campaign=self.campaign).to_rate().within(season.unit).order_by()
        fields = ("pk", "unit_id", "state", "committee_level", "committee_reason")
        self.facts = {row[0]: row for row in rows.values_list(*fields)}
        self.people = [one for one in season.people if one.is_required]
        self.reviews = {
            row.unit_id: row
            for row in CellReview.objects.filter(campaign=self.campaign, unit__path__startswith=season.unit.path)
        }

    def blocks(self) -> Iterator[Block]:
        values = {"unit": self.season.unit.name, "year": self.campaign.year.number}
        yield Paragraph(
            _("%(unit)s has verified the proposals of the cells for the year %(year)s with these results:") % values
        )
        yield Heading(_("I- PROPOSALS AND VERIFICATION, CELL BY CELL"))
        yield self._cells()
        yield Heading(_("II- THE LEVELS PROPOSED"))
        levels = level_counts(self.people, self.season.level_names)
        rated = sum(bool(one.level) for one in self.people)
        base = _("Base of the percentages: %(rated)s members rated.") % {"rated": rated}
        yield levels_table("levels", levels, rated, base)
        yield cap_table("caps", _("Group of similar position"), cap_rows(self.season.reading))
        yield Heading(_("III- WHERE THE COMMITTEE DEPARTS FROM THE PROPOSAL"))
        yield from self._departures()
        yield Heading(_("IV- CONCLUSIONS AND DISCIPLINE IN THE YEAR"))
        yield from self._findings()
        yield Heading(_("V- WHAT STANDS OPEN, AND THE REMARKS OF WHO VERIFIED"))
        yield from self._open()
        closing = _("On these results the competent body is asked to look at the levels and to decide them.")
        yield Paragraph(closing, Role.CLOSING)

    def _cells(self) -> Table:
        """One row a cell; what is proposed, verified and not yet proposed adds to who is to be rated."""
        columns = (
            number_column(5),
            Column("cell", _("Cell"), 18),
            Column("to_rate", _("Must be rated"), 8, Shows.COUNT, adds=True),
            *(Column(code, code, width, Shows.COUNT, group=_("Proposed"), adds=True) for code, width in WIDTHS),
            Column("open", _("Not proposed"), 8, Shows.COUNT, adds=True),
            Column("verified", _("Verified"), 8, Shows.COUNT, adds=True),
            Column("verified_on", _("Verified on"), 12, Shows.DAY),
        )
        rows = tuple(
            Row((number, *self._cell(cell.pk, cell.name)))
            for number, cell in enumerate(self.season.cells_to_rate, start=1)
        )
        counts = [sum(row.cells[place] for row in rows) for place in range(2, len(columns) - 1)]
        self.season.check(_("Members to be reviewed and rated"), len(self.people), counts[0])
        total = Row((None, _("Total"), *self._counts(self.people), None))
        return Table("cells", columns, rows, total=total, is_small=True)

    def _cell(self, unit: int, name: str) -> tuple:
        people = [one for one in self.people if one.cell_id == unit]
        review = self.reviews.get(unit)
        return (name, *self._counts(people), review.verified_at.date() if review and review.verified_at else None)

    def _counts(self, people: list) -> list[int]:
        """How many: to be rated, at each level proposed, without a proposal, verified."""
        proposed = Counter(one.proposed or "" for one in people)
        counts = [proposed[code] for code in LevelChoice.values]
        verified = sum(self.facts[one.assessment_id][2] >= State.VERIFIED for one in people)
        self.season.check(_("Members to be reviewed and rated"), len(people), sum(counts) + proposed[""])
        return [len(people), *counts, proposed[""], verified]

    def _departures(self) -> Iterator[Block]:
        """Members for whom the committee has chosen another level than the cell proposed."""
        found = [(one, self.facts[one.assessment_id]) for one in self.people]
        changed = [(one, row[3], row[4]) for one, row in found if row[3] and row[3] != one.proposed]
        text = _("Members for whom another level is chosen than proposed: %(count)s.")
        yield Paragraph(text % {"count": len(changed)})
        if changed and self.season.shows_names:
            columns = (
                number_column(6),
                Column("name", _("Full name"), 24),
                Column("cell", _("Cell"), 20),
                Column("proposed", _("Proposed by the cell"), 11, Shows.CENTRED),
                Column("chosen", _("Level chosen"), 11, Shows.CENTRED),
                Column("reason", _("Reason"), 28),
            )
            rows = tuple(
                Row((number, one.name, self.season.cell_names[one.cell_id], one.proposed or "–", level, reason))
                for number, (one, level, reason) in enumerate(changed, start=1)
            )
            yield Table("departures", columns, rows, is_small=True)

    def _findings(self) -> Iterator[Block]:
        """The findings of the year on members of the list and on the cells themselves."""
        found, cells = self.season.reading.findings, self.season.cell_names
        on_members = [(one, row) for one in self.season.people for row in found.get(one.member_id, ())]
        on_cells = [row for row in found.get(None, ()) if row.unit_id in cells]
        values = {"members": len(on_members), "cells": len(on_cells)}
        yield Paragraph(_("On members: %(members)s; on cells as collectives: %(cells)s.") % values)
        if not (on_members or on_cells) or not self.season.shows_names:
            return
        columns = (
            number_column(6),
            Column("who", _("Member or cell"), 26),
            Column("code", _("Code"), 8, Shows.CENTRED),
            Column("finding", _("What was concluded"), 36),
            Column("paper", _("By document"), 24),
        )
        lines = [(f"{one.name}\n{cells[one.cell_id]}", row) for one, row in on_members]
        lines += [(cells[row.unit_id], row) for row in on_cells]
        rows = tuple(
            Row((number, who, row.code, CONCLUDED.get(row.code, row.code), _paper(row)))
            for number, (who, row) in enumerate(lines, start=1)
        )
        yield Table("findings", columns, rows, is_small=True)

    def _open(self) -> Iterator[Block]:
        """Cells not wholly verified, checks without an outcome, and the notes of who verified."""
        cells = [cell.name for cell in self.season.cells_to_rate if not self._is_verified(cell.pk)]
        if cells:
            yield Paragraph(_("Not wholly verified: %(cells)s.") % {"cells": ", ".join(cells)})
        else:
            yield Paragraph(_("The proposals of all cells have been verified."))
        checks = check_sentences(self.campaign)
        if not self.season.shows_names:
            yield Paragraph(_("Checks without an outcome: %(count)s.") % {"count": len(checks)})
        else:
            yield from (Paragraph(f"- {sentence}") for sentence in checks)
        for cell in self.season.cells_to_rate:
            review = self.reviews.get(cell.pk)
            if review and review.verification_note:
                yield Paragraph(review.verification_note, lead=f"{cell.name}:")

    def _is_verified(self, unit: int) -> bool:
        return all(row[2] >= State.VERIFIED for row in self.facts.values() if row[1] == unit)


def _paper(row) -> str:
    values = {"number": row.document_number, "day": f"{row.document_date:%d/%m/%Y}", "issuer": row.issuer}
    return _("%(number)s of %(day)s, %(issuer)s") % values
