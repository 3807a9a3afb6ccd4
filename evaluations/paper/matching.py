"""Whose a result is: members the committee has or had, their cells in the year. Read once, in three queries.

A person is found by card number, also after having left; without one by name and birth. Of two of one name nobody
is guessed: the row comes back with its reason.
"""

import datetime
from collections import defaultdict
from typing import Final

from django.utils.translation import gettext_lazy as _

from emulation.models import Member, Membership, SubjectType, Unit
from emulation.roster.cells import loose
from emulation.roster.problems import Problem
from emulation.roster.values import Birth
from emulation.text import sort_key

from .rows import ResultRow

CARD_OF_ANOTHER: Final = _("The card number %(card)s belongs to %(name)s: correct the number or the name.")
OTHER_CARD: Final = _("%(name)s has the card number %(card)s: correct the number or the name.")
UNKNOWN: Final = _(
    "Nobody of this name and birth is or was a member in this committee: correct them, or enter the member in the "
    "roster first."
)
NAMESAKES: Final = _("%(count)s members are called %(name)s: give the card number or the date of birth.")
UNKNOWN_CELL: Final = _(
    "The committee has and had no cell “%(unit)s”: correct the name, or leave it empty for the member's own cell."
)
TOO_EARLY: Final = _("%(name)s was admitted to the Party on %(day)s and cannot have a result of %(year)s.")


class Register:
    """The members of a committee, present and past, with the cells of a year."""

    def __init__(self, committee: Unit, year: int) -> None:
        self.day = datetime.date(year, 12, 31)
        self.cells: dict[str, Unit] = {}
        for cell in sorted(Unit.objects.within(committee).cells(), key=lambda cell: cell.holds_on(self.day)):
            self.cells[loose(cell.name)] = cell
        self.by_pk = {cell.pk: cell for cell in self.cells.values()}
        self.memberships = self._memberships(committee)
        self.by_card: dict[str, Member] = {}
        self.by_name: dict[str, list[Member]] = defaultdict(list)
        inside = Membership.objects.within(committee).values("member_id")
        for member in Member.objects.filter(pk__in=inside).order_by("pk"):
            self.by_name[member.sort_key].append(member)
            if member.card_number:
                self.by_card[member.card_number] = member

    def _memberships(self, committee: Unit) -> dict[int, list[Membership]]:
        """Every membership of each member, those of the year's end last."""
        found = defaultdict(list)
        rows = Membership.objects.within(committee).select_related("unit").order_by("valid_from", "pk")
        for membership in sorted(rows, key=lambda row: row.holds_on(self.day)):
            found[membership.member_id].append(membership)
        return found

    def member_of(self, row: ResultRow) -> tuple[Member | None, Problem | None]:
        """Return the member a row means, or why nobody can be said."""
        by_card = self.by_card.get(row.card) if row.card else None
        member, problem = self._checked(row, by_card) if by_card else self._by_name(row)
        if member and member.joined_on and member.joined_on > self.day:
            values = {"name": member.full_name, "day": f"{member.joined_on:%d/%m/%Y}", "year": self.day.year}
            return None, Problem("name", TOO_EARLY, values)
        return member, problem

    def _checked(self, row: ResultRow, member: Member) -> tuple[Member | None, Problem | None]:
        same = not row.name or sort_key(row.name) == member.sort_key or (row.born and _is_born(member, row.born))
        if same:
            return member, None
        return None, Problem("card", CARD_OF_ANOTHER, {"card": row.card, "name": member.full_name})

    def _by_name(self, row: ResultRow) -> tuple[Member | None, Problem | None]:
        found = [one for one in self.by_name.get(sort_key(row.name), ()) if not row.born or _is_born(one, row.born)]
        if len(found) > 1 and row.unit:
            found = [one for one in found if self._was_in(one, loose(row.unit))] or found
        if len(found) > 1:
            return None, Problem("name", NAMESAKES, {"count": len(found), "name": row.name})
        if found and row.card and found[0].card_number:
            return None, Problem("card", OTHER_CARD, {"name": row.name, "card": found[0].card_number})
        return (found[0], None) if found else (None, Problem("name", UNKNOWN))

    def _was_in(self, member: Member, cell: str) -> bool:
        return any(loose(membership.unit.name) == cell for membership in self.memberships[member.pk])

    def place_of(self, row: ResultRow, member: Member) -> tuple[Unit | None, str, Problem | None]:
        """Return the cell of the result, else that of the year's end, with the member's subject type there."""
        held = self.memberships[member.pk]
        if not row.unit:
            return held[-1].unit, held[-1].subject_type, None
        cell = self.cells.get(loose(row.unit))
        if cell is None:
            return None, "", Problem("unit", UNKNOWN_CELL, {"unit": row.unit})
        there = next((membership for membership in reversed(held) if membership.unit_id == cell.pk), held[-1])
        return cell, there.subject_type or SubjectType.NONLEAD, None


def _is_born(member: Member, born: Birth) -> bool:
    """The day where both are known, else the year."""
    if born.day and member.born_on:
        return born.day == member.born_on
    return born.year == member.born_year
