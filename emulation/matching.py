"""Which stored cell, member and membership a row of a roster means. Everything is read once, in a few queries.

A person is found by card number; without one by name, birth and admission. Nobody of another committee is
touched, nobody is moved between cells: such a row comes back with its reason.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .models import Circumstance, Member, Membership, Post, Stay, Unit
from .roster.cells import loose
from .roster.problems import Problem
from .roster.rows import RosterRow
from .text import search_text, sort_key

CARD_OF_ANOTHER = _("The card number %(card)s belongs to %(name)s: correct the number or the name.")
CARD_ELSEWHERE = _("The card number %(card)s belongs to a member of another committee: check the number.")
OTHER_CARD = _("%(name)s with the same birth and admission already has the card number %(card)s: correct one of them.")
IN_OTHER_CELL = _("The member already belongs to “%(unit)s”: end that membership first, then import again.")
ELSEWHERE = _("The member already belongs to a cell of another committee: end that membership first.")


class Register:
    """What is stored about the people of a roster and the cells of a committee on a day."""

    def __init__(self, rows: Iterable[RosterRow], committee: Unit, on: datetime.date) -> None:
        rows, self.committee, self.on = list(rows), committee, on
        self.cells = {loose(cell.name): cell for cell in Unit.objects.within(committee).cells().on(on)}
        self.by_card, self.by_person = {}, defaultdict(list)
        self.known: dict[int, Member] = {}
        for member in Member.objects.filter(_cards(rows) | _people(rows)).order_by("pk"):
            self._remember(member)
        self.memberships = self._read_memberships()
        self.posts = self._read_posts()
        self.circumstances = self._read_circumstances()

    def _remember(self, member: Member) -> None:
        self.known[member.pk] = member
        if member.card_number:
            self.by_card[member.card_number] = member
        self.by_person[_person(member.full_name, member.born_year, member.joined_on)].append(member)

    def _read_memberships(self) -> dict[int, list[Membership]]:
        found = defaultdict(list)
        open_ones = Membership.objects.filter(_still(self.on), member__in=list(self.known)).select_related(
            "unit", "work_unit"
        )
        for membership in open_ones:
            found[membership.member_id].append(membership)
        return found

    def _read_posts(self) -> dict[int, set[str]]:
        found = defaultdict(set)
        members = Post.objects.filter(_still(self.on), membership__member__in=list(self.known))
        for membership, title in members.values_list("membership_id", "title"):
            found[membership].add(search_text(title))
        return found

    def _read_circumstances(self) -> dict[int, set[str]]:
        found = defaultdict(set)
        rows = Circumstance.objects.filter(_still(self.on), member__in=list(self.known))
        for member, kind in rows.values_list("member_id", "kind"):
            found[member].add(kind)
        return found

    def member_of(self, row: RosterRow) -> tuple[Member | None, Problem | None]:
        """The stored member a row means, None when new; or why neither can be said."""
        by_card = self.by_card.get(row.card) if row.card else None
        if by_card:
            return self._checked_by_card(row, by_card)
        same = self._same_person(row)
        if same and same.card_number and row.card:
            values = {"name": same.full_name, "card": same.card_number}
            return None, Problem("card", OTHER_CARD, values) if self.is_ours(same) else None
        return same, None

    def _checked_by_card(self, row: RosterRow, member: Member) -> tuple[Member | None, Problem | None]:
        same_name = sort_key(member.full_name) == sort_key(row.name)
        if same_name or member.born_on == row.born_on is not None:
            return member, None
        if self.is_ours(member):
            return None, Problem("card", CARD_OF_ANOTHER, {"card": row.card, "name": member.full_name})
        return None, Problem("card", CARD_ELSEWHERE, {"card": row.card})

    def _same_person(self, row: RosterRow) -> Member | None:
        candidates = self.by_person.get(_person(row.name, row.born_year, row.joined), ())
        fitting = [one for one in candidates if not one.born_on or not row.born_on or one.born_on == row.born_on]
        return next((one for one in fitting if not one.card_number or not row.card), next(iter(fitting), None))

    def is_ours(self, member: Member) -> bool:
        """True for a member of this committee, or of no cell at all."""
        held = self.memberships.get(member.pk, ())
        return not held or any(self.committee.covers(membership.unit) for membership in held)

    def membership_of(
        self, row: RosterRow, member: Member | None, cell: Unit | None
    ) -> tuple[Membership | None, Problem | None]:
        """The open membership a row confirms, None when it begins one; or why it cannot begin."""
        held = self.memberships.get(member.pk, ()) if member else ()
        own = next((one for one in held if cell and one.unit_id == cell.pk), None)
        if own or "TEMPORARY" in row.flags:
            return own, None
        other = next((one for one in held if one.stay == Stay.PERMANENT), None)
        if other and self.committee.covers(other.unit):
            return None, Problem("unit", IN_OTHER_CELL, {"unit": other.unit.name})
        return None, Problem("unit", ELSEWHERE) if other else None


def _still(on: datetime.date) -> Q:
    """What has not ended; when it began does not matter to a list of later date."""
    return Q(valid_to=None) | Q(valid_to__gte=on)


def _person(name: str, born_year: int, joined: datetime.date | None) -> tuple:
    # The sort key leaves aside case and where the tone is written: "Hòa" is "Hoà".
    return sort_key(name), born_year, joined


def _cards(rows: list[RosterRow]) -> Q:
    return Q(card_number__in={row.card for row in rows if row.card})


def _people(rows: list[RosterRow]) -> Q:
    return Q(sort_key__in={sort_key(row.name) for row in rows}, joined_on__in={row.joined for row in rows})
