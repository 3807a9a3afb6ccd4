"""Where the words of a new pledge come from: a template, or what the member pledged last year."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from emulation.models import Unit, Year
from emulation.text import search_text

from ..models import Pledge, PledgeItem, PledgeTemplate
from ..rules import Carried, ItemDraft, Origin, carried_over
from ..signals import carrying_over
from .roster import paths_to

ORIGIN_NAMES = {
    Origin.FAULT: _("A fault to repair"),
    Origin.TERM: _("For the whole term"),
    Origin.UNFINISHED: _("Not finished last year"),
    Origin.KEPT: _("Kept last year"),
}


def templates_for(reader, unit: Unit) -> QuerySet[PledgeTemplate]:
    """Return the templates in use at the unit: its own and those of the units above."""
    found = PledgeTemplate.objects.visible_to(reader).filter(unit__path__in=paths_to(unit.path), is_active=True)
    return found.select_related("unit").prefetch_related("items").order_by("unit__path", "name")


def templates_at(reader, unit: Unit) -> QuerySet[PledgeTemplate]:
    """Return every template the unit could use, retired ones last."""
    found = PledgeTemplate.objects.visible_to(reader).filter(unit__path__in=paths_to(unit.path))
    return found.select_related("unit").prefetch_related("items").order_by("-is_active", "unit__path", "name")


def carry_over(reader, members: Collection[int], year: Year) -> dict[int, tuple[ItemDraft, ...]]:
    """Return each member's items to start from: unrepaired faults, the whole-term part, the unfinished, the rest."""
    offered = offered_to(reader, members, year)
    return {member: tuple(one.item for one in items) for member, items in offered.items()}


def offered_to(reader, members: Collection[int], year: Year) -> dict[int, tuple[Carried, ...]]:
    """Return the same with why each is offered; a fault that last year's pledge repeats word for word stands once."""
    last_year, found = defaultdict(list), defaultdict(list)
    for item in _items_of(reader, members, year.number - 1).select_related("pledge"):
        last_year[item.pledge.member_id].append((item.draft, item.outcome))
    for _receiver, faults in carrying_over.send(PledgeItem, members=members, year=year.number):
        for member, drafts in faults.items():
            found[member] += [Carried(_due_in(draft, year.number), Origin.FAULT) for draft in drafts]
    for member, items in last_year.items():
        found[member] += carried_over(items, year.number)
    return {member: _once(items) for member, items in found.items()}


def _once(items: list[Carried]) -> tuple[Carried, ...]:
    found: dict[str, Carried] = {}
    for one in items:
        found.setdefault(search_text(one.item.deed), one)
    return tuple(found.values())


def _due_in(draft: ItemDraft, year: int) -> ItemDraft:
    """Give an item without a day the last day of the year."""
    return draft if draft.due_on else replace(draft, due_on=datetime.date(year, 12, 31))


def has_last_year(reader, unit: Unit, year: Year) -> bool:
    """Say whether anybody of the unit pledged a year before."""
    return Pledge.objects.visible_to(reader).within(unit).filter(year__number=year.number - 1).exists()


def deeds_of_last_year(reader, pledge: Pledge) -> frozenset[str]:
    """Return the deeds the member pledged a year before, as search text, to notice a copy."""
    items = _items_of(reader, [pledge.member_id], pledge.year.number - 1)
    return frozenset(search_text(deed) for deed in items.values_list("deed", flat=True))


def _items_of(reader, members: Collection[int], number: int) -> QuerySet[PledgeItem]:
    pledges = Pledge.objects.visible_to(reader).filter(member__in=members, year__number=number)
    return PledgeItem.objects.filter(pledge__in=pledges).exclude(deed="").order_by("pledge", "position")
