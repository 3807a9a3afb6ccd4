"""What hangs: everything a campaign cannot be closed over. Each room of the work adds its own with `@hangs`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.access import SystemActor
from emulation.models import DataRequest

from .cell_members import FEW
from .models import Appeal, Campaign, CellRating, PendingCheck, State
from .selectors.rerating import after_decision


@dataclass(frozen=True, slots=True)
class Hanging:
    """One thing that hangs: a sentence, and the page where it is settled."""

    text: str
    url: str
    action: str


Finder = Callable[[Campaign], Iterable[Hanging]]
_finders: list[Finder] = []


def hangs(finder: Finder) -> Finder:
    """Register what may still hang in a campaign; a finder yields one `Hanging` for each reason, in few queries."""
    _finders.append(finder)
    return finder


def hanging(campaign: Campaign) -> list[Hanging]:
    """Return everything that stands against closing the campaign; nothing when it may be closed."""
    return [found for finder in _finders for found in finder(campaign)]


@hangs
def members_undecided(campaign: Campaign) -> Iterator[Hanging]:
    """Members to be rated on whom the committee has not decided."""
    url = reverse("evaluations:decision", args=[campaign.pk])
    rows = campaign.assessments.to_rate().filter(state__lt=State.DECIDED).order_by("unit__path")
    cells = rows.values_list("unit__name").annotate(members=Count("pk"))
    if waiting := [f"{name} ({members})" for name, members in cells]:
        text = _("Members whose level is not decided yet, by cell: %(cells)s.") % {"cells": _few(waiting)}
        yield Hanging(text, url, _("Go to the decision"))
    elif not campaign.assessments.to_rate().exists():
        text = _("Nobody in this review has been rated, so there is nothing to close.")
        yield Hanging(text, url, _("Go to the decision"))


@hangs
def cells_undecided(campaign: Campaign) -> Iterator[Hanging]:
    """Cells to be rated as collectives on which the committee has not decided."""
    decided = CellRating.objects.filter(campaign=campaign, state=State.DECIDED).values("unit")
    rated = campaign.assessments.to_rate().values("unit")
    cells = campaign.reviews.filter(unit__in=rated).exclude(unit__in=decided).order_by("unit__path")
    names = list(cells.values_list("unit__name", flat=True))
    if names:
        text = _("Cells whose own level is not decided yet: %(cells)s.") % {"cells": _few(names)}
        yield Hanging(text, reverse("evaluations:rating-decision", args=[campaign.pk]), _("Go to the cells’ decision"))


def _few(names: list[str]) -> str:
    shown = ", ".join(names[:FEW])
    if len(names) <= FEW:
        return shown
    return _("%(names)s and %(count)s others") % {"names": shown, "count": len(names) - FEW}


@hangs
def comments_awaited(campaign: Campaign) -> Iterator[Hanging]:
    """Comments of temporary cells that are neither in nor waived (QĐ 366-QĐ/TW Art. 5)."""
    rows = campaign.assessments.filter(awaits_comment=True).order_by("unit__path", "member__sort_key")
    names = list(rows.values_list("member__full_name", flat=True))
    if names:
        text = _("The comment of the temporary cell is neither in nor waived for: %(names)s.") % {"names": _few(names)}
        yield Hanging(text, reverse("evaluations:verification", args=[campaign.pk]), _("Go to the cells"))


@hangs
def reratings_owed(campaign: Campaign) -> Iterator[Hanging]:
    """Members with findings since the decision that would change their level (Art. 13)."""
    waiting = after_decision(SystemActor("closing"), campaign).waiting
    if waiting:
        names = _few([str(one.assessment.member) for one in waiting])
        text = _("Findings have been recorded since the decision; to be rated again: %(names)s.") % {"names": names}
        yield Hanging(text, reverse("evaluations:decision", args=[campaign.pk]), _("Go to the decision"))


@hangs
def complaints_open(campaign: Campaign) -> Iterator[Hanging]:
    """Complaints about a decision that wait for an answer."""
    count = Appeal.objects.open().filter(decision__assessment__campaign=campaign).count()
    if count:
        text = _("Complaints about levels that wait for an answer: %(count)s.") % {"count": count}
        yield Hanging(text, reverse("evaluations:appeal-list"), _("Go to the complaints"))


@hangs
def checks_pending(campaign: Campaign) -> Iterator[Hanging]:
    """Checks that the committee above has ordered and that have no outcome; how many, and of nobody."""
    count = PendingCheck.objects.pending().filter(assessment__campaign=campaign).count()
    if count:
        text = _("Checks ordered by the committee above that have no outcome yet: %(count)s.") % {"count": count}
        yield Hanging(text, reverse("evaluations:decision", args=[campaign.pk]), _("Go to the decision"))


@hangs
def requests_open(campaign: Campaign) -> Iterator[Hanging]:
    """Requests about data that wait for an answer; what they ask may concern the review."""
    count = DataRequest.objects.open().filter(unit__in=campaign.reviews.values("unit")).count()
    if count:
        text = _("Requests of members about their data that wait for an answer: %(count)s.") % {"count": count}
        yield Hanging(text, reverse("emulation:request-list"), _("Go to the requests"))
