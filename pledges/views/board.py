"""The board: a cell's members and their pledges, or a committee's cells and how far each is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from emulation.access import Answer, can
from emulation.models import Membership
from emulation.web import asked_number, paginate

from ..forms import BoardForm
from ..hints import MANY
from ..models import Pledge
from ..permissions import UnitPledges
from ..selectors import (
    board_members,
    cell_progress,
    changes_waiting,
    pledges_of,
    same_words,
    secretaries_waiting,
    state_counts,
)
from ..services import confirm_pledges
from .common import Place, place_of, say_left_out

SHOWN_SECRETARIES = 50


@dataclass(frozen=True)
class Row:
    """A member's line: the pledge if there is one, and whether the reader may confirm it now."""

    membership: Membership
    pledge: Pledge | None
    confirms: Answer | None
    colleagues: int = 0  # with whom a pledge that waits shares its words, where they are many

    @property
    def can_be_ticked(self) -> bool:
        return bool(self.confirms)

    @property
    def is_refused(self) -> bool:
        return self.confirms is not None and not self.confirms


@require_GET
def board(request):
    """Members × state for a cell; cells × progress for a committee."""
    place = place_of(request, "pledge.view")
    if place.year is None:
        return render(request, "pledges/board_none.html", {"place": place})
    return _cell_board(request, place) if place.unit.is_cell else _committee_board(request, place)


@require_POST
def board_confirm(request):
    """Confirm every ticked pledge that can be."""
    place = place_of(request, "pledge.view")
    ids = [pk for pk in map(asked_number, request.POST.getlist("pledges")) if pk is not None]
    if ids:
        result = confirm_pledges(unit=place.unit, pledges=ids, by=request.user)
        messages.success(request, _("Pledges confirmed: %(count)d.") % {"count": len(result.done)})
        say_left_out(request, result)
    else:
        messages.error(request, _("Nothing is ticked. Tick the pledges to confirm, then press the button again."))
    return redirect(reverse("pledges:board") + place.query)


def _cell_board(request: HttpRequest, place: Place):
    today, form = timezone.localdate(), BoardForm(request.GET)
    found = board_members(request.user, place.unit, place.year, today, form.wanted, form.words)
    page = paginate(request, found)
    pledges = pledges_of(request.user, page.object_list, place.year, today)
    alike = _alike(pledges.values())
    rows = [_row(request.user, one, pledges.get(one.member_id), alike) for one in page.object_list]
    context = _context(request, place) | {
        "form": form,
        "page_obj": page,
        "rows": rows,
        "some_can_be_ticked": any(row.can_be_ticked for row in rows),
        "refusals": list(dict.fromkeys(str(row.confirms.reason) for row in rows if row.is_refused)),
        "can_write": can(request.user, "pledge.write", UnitPledges(place.unit)),
        "can_manage": can(request.user, "template.manage", place.unit),
    }
    return render(request, "pledges/board_cell.html", context)


def _committee_board(request: HttpRequest, place: Place):
    today = timezone.localdate()
    waiting = secretaries_waiting(request.user, place.unit, place.year, today)[:SHOWN_SECRETARIES]
    context = _context(request, place) | {
        "page_obj": paginate(request, cell_progress(request.user, place.unit, place.year, today)),
        "rows": [_row(request.user, None, pledge, {}) for pledge in waiting],
        "can_confirm": can(request.user, "pledge.confirm", UnitPledges(place.unit)),
        "can_manage": can(request.user, "template.manage", place.unit),
    }
    return render(request, "pledges/board_committee.html", context)


def _context(request: HttpRequest, place: Place) -> dict:
    today = timezone.localdate()
    return {
        "place": place,
        "progress": state_counts(request.user, place.unit, place.year, today),
        "changes": changes_waiting(request.user, place.unit, place.year, today),
        "is_late": today > place.year.pledges_due,
    }


def _alike(pledges: Collection[Pledge]) -> dict[int, int]:
    """Return by pledge that waits with how many colleagues it shares its words, where they are many."""
    words = same_words(pledges)
    most = {pledge.pk: words.most(pledge) for pledge in pledges if pledge.is_submitted}
    return {key: count for key, count in most.items() if count >= MANY}


def _row(reader, membership: Membership | None, pledge: Pledge | None, alike: Mapping[int, int]) -> Row:
    if pledge is None or not pledge.is_submitted:
        return Row(membership, pledge, None)
    return Row(membership, pledge, can(reader, "pledge.confirm", pledge), alike.get(pledge.pk, 0))
