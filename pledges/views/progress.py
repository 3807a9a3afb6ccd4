"""The boards of progress: a cell's members × periods, a committee's cells side by side, how pledges are made up."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from emulation.access import can
from emulation.web import paginate

from ..selectors import Aspect, cells_checked, cells_compared, check_in_board, distribution
from ..selectors.check_ins import Standing
from ..wording import compared_chart, counted_chart, groups_chart
from .common import Place, place_of

PERIODS, DISTRIBUTION = "periods", "distribution"
CELLS_PER_PAGE = 25
LEGEND = [standing for standing in Standing if standing != Standing.NONE]


@dataclass(frozen=True)
class Tab:
    """One tab of the committee's board."""

    url: str
    label: str | Promise
    is_current: bool
    count: int | None = None


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Members × periods for a cell; cells side by side for a committee."""
    place = place_of(request, "pledge.view")
    if place.year is None:
        return render(request, "pledges/board_none.html", {"place": place})
    if place.unit.is_cell:
        found = check_in_board(request.user, place.unit, place.year, timezone.localdate())
        return render(request, "pledges/check_ins_cell.html", {"place": place, "board": found, "legend": LEGEND})
    asked = request.GET.get("by")
    return _by_period(request, place) if asked == PERIODS else _side_by_side(request, place, asked)


@require_GET
def board_distribution(request: HttpRequest) -> HttpResponse:
    """How the pledges of a unit are made up: by number of items, result, and how sure their members are."""
    place = place_of(request, "pledge.view")
    if place.year is None:
        return render(request, "pledges/board_none.html", {"place": place})
    found = distribution(request.user, place.unit, place.year)
    context = {
        "place": place,
        "found": found,
        "by_items": counted_chart(_("Pledges by number of items"), found.by_items),
        "outcomes": counted_chart(_("Items by result"), found.outcomes),
        "groups": groups_chart(found.groups),
        "tabs": () if place.unit.is_cell else _tabs(place, DISTRIBUTION),
    }
    return render(request, "pledges/distribution.html", context)


def _side_by_side(request: HttpRequest, place: Place, asked: str | None) -> HttpResponse:
    """The cells by one aspect, the worst first, as bars and as a table; and which are worth a look."""
    found = cells_compared(request.user, place.unit, place.year, timezone.localdate())
    aspect = Aspect(asked) if asked in Aspect.values else Aspect.ON_TRACK
    page = paginate(request, found.ordered(aspect), CELLS_PER_PAGE)
    context = {
        "place": place,
        "found": found,
        "total": found.total,
        "page_obj": page,
        "chart": compared_chart(aspect, page.object_list, place.year),
        "tabs": _tabs(place, aspect),
        "can_export": can(request.user, "report.export", place.unit),
    }
    return render(request, "pledges/check_ins_committee.html", context)


def _by_period(request: HttpRequest, place: Place) -> HttpResponse:
    """Cells × periods: reports sent of those expected."""
    rows = cells_checked(request.user, place.unit, place.year, timezone.localdate())
    context = {"place": place, "page_obj": paginate(request, rows), "tabs": _tabs(place, PERIODS)}
    return render(request, "pledges/check_ins_periods.html", context)


def _tabs(place: Place, current: str) -> list[Tab]:
    here = reverse("pledges:check-in-board") + place.query
    found = [Tab(f"{here}&by={aspect.value}", aspect.label, aspect == current) for aspect in Aspect]
    found.append(Tab(f"{here}&by={PERIODS}", _("By period"), current == PERIODS))
    there = reverse("pledges:distribution") + place.query
    return [*found, Tab(there, _("Make-up of the pledges"), current == DISTRIBUTION)]
