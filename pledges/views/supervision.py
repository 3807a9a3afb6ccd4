"""Supervision notes of a cell or of the cells of a committee: the list, a new one, what has been put right."""

from functools import partial

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can, ensure
from emulation.web import act, act_with, paginate, tell

from ..forms_paper import CorrectedForm, SupervisionForm
from ..models import Pledge, SupervisionNote
from ..permissions import UnitPledges
from ..selectors import supervision_notes
from ..services import correct_supervision, record_supervision
from .common import Place, place_of


@require_GET
def note_list(request):
    """The notes of a year, newest first, of a cell or of everything under a committee."""
    place = place_of(request, "supervision.view")
    if place.year is None:
        return render(request, "pledges/board_none.html", {"place": place})
    page = paginate(request, supervision_notes(request.user, place.unit, place.year))
    context = {
        "place": place,
        "page_obj": page,
        "rows": [(note, can(request.user, "supervision.record", note)) for note in page.object_list],
        "can_record": can(request.user, "supervision.record", UnitPledges(place.unit)),
        "form": CorrectedForm(initial={"corrected_on": timezone.localdate()}),
        "today": timezone.localdate(),
    }
    return render(request, "pledges/supervision.html", context)


@require_http_methods(["GET", "POST"])
def note_new(request):
    """Note one look at a member's pledge, or at the cell itself."""
    place = place_of(request, "supervision.view")
    ensure(request.user, "supervision.record", UnitPledges(place.unit))
    if place.year is None or not place.unit.is_cell:
        raise Http404
    pledges = _pledges(request, place)
    form = SupervisionForm(request.POST or None, pledges=pledges.values(), initial=_first(request))
    if request.method == "POST" and _recorded(request, place, form, pledges):
        return redirect(reverse("pledges:supervision") + place.query)
    return render(request, "pledges/supervision_new.html", {"place": place, "form": form})


@require_POST
def corrected(request, pk: int):
    """Note that what was found has been put right."""
    note = get_object_or_404(SupervisionNote.objects.visible_to(request.user).select_related("unit", "pledge"), pk=pk)
    form, done = CorrectedForm(request.POST), _("Noted as put right.")
    if form.is_valid():
        act(request, partial(correct_supervision, note=note, by=request.user, **form.cleaned_data), done)
    else:
        tell(request, form.errors.as_data()["corrected_on"][0])
    return redirect(reverse("pledges:supervision") + f"?unit={note.unit_id}&year={note.seen_on.year}")


def _pledges(request: HttpRequest, place: Place) -> dict[int, Pledge]:
    """Return the pledges of the cell that may be chosen, by key."""
    seen = Pledge.objects.visible_to(request.user).filter(unit=place.unit, year__number=place.year.number)
    others = seen.select_related("member", "unit").order_by("member__sort_key")
    return {pledge.pk: pledge for pledge in others if pledge.member_id != request.user.member_id}


def _first(request: HttpRequest) -> dict:
    return {"supervised_by": str(request.user), "pledge": request.GET.get("pledge", "")}


def _recorded(request: HttpRequest, place: Place, form: SupervisionForm, pledges: dict[int, Pledge]) -> bool:
    if not form.is_valid():
        return False
    form.cleaned_data["pledge"] = pledges.get(form.cleaned_data["pledge"])
    service = partial(record_supervision, unit=place.unit, by=request.user)
    return act_with(request, form, service, _("The supervision has been noted; the member concerned sees it."))
