"""The worksheet of a cell: download → fill in anywhere → upload → look at it row by row → save."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation import uploads
from emulation.access import ensure
from emulation.roster.problems import UnusableFile
from emulation.web import act, asked_number, download_workbook, tell

from ..forms_paper import WorksheetForm
from ..permissions import UnitPledges
from ..selectors import periods_of
from ..services import apply_worksheet, export_worksheet, preview_worksheet
from .common import Place, place_of

SESSION_KEY = "worksheet"


@require_http_methods(["GET", "POST"])
def worksheet(request):
    """Choose a period to download, or the file to bring back."""
    place = _place(request)
    form = WorksheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _keep(request, place, form):
        return redirect(reverse("pledges:worksheet-preview") + place.query)
    periods = [one for one in periods_of(place.year, timezone.localdate()) if one.has_begun]
    return render(request, "pledges/worksheet.html", {"place": place, "form": form, "periods": periods})


@require_GET
def worksheet_file(request):
    """Download the worksheet of a period."""
    place, month = _place(request), asked_number(request.GET.get("month")) or 0
    try:
        content, name = export_worksheet(unit=place.unit, year=place.year, month=month, by=request.user)
    except ValidationError as refused:
        tell(request, refused)
        return redirect(reverse("pledges:worksheet") + place.query)
    return download_workbook(content, name)


@require_GET
def preview(request):
    """Show what saving would do, row by row, with both sides of a conflict; nothing is changed."""
    place = _place(request)
    kept = _kept(request, place)
    if kept is None:
        return _gone(request, place)
    plan = preview_worksheet(unit=place.unit, year=place.year, by=request.user, **kept)
    return render(request, "pledges/worksheet_preview.html", {"place": place, "plan": plan})


@require_POST
def apply(request):
    """Save what the file changes; of rows changed on both sides the file's only where it was ticked."""
    place = _place(request)
    kept = _kept(request, place)
    if kept is None:
        return _gone(request, place)
    asked = {number: request.POST.get(f"row{number}") for number in map(asked_number, request.POST.getlist("row"))}
    take = [number for number, side in asked.items() if number is not None and side == "file"]
    service = partial(apply_worksheet, unit=place.unit, year=place.year, by=request.user, take=take, **kept)
    done = _("The worksheet has been saved; each member sees what was recorded.")
    if not act(request, partial(service, seen=request.POST.get("seen", "")), done):
        return redirect(reverse("pledges:worksheet-preview") + place.query)
    uploads.drop(request.session.pop(SESSION_KEY)["key"])
    return redirect(reverse("pledges:check-in-board") + place.query)


def _place(request: HttpRequest) -> Place:
    place = place_of(request, "pledge.check_in")
    ensure(request.user, "pledge.check_in", UnitPledges(place.unit))
    if place.year is None or not place.unit.is_cell:
        raise Http404
    return place


def _keep(request: HttpRequest, place: Place, form: WorksheetForm) -> bool:
    """Keep a file that is a worksheet of this place; say at the field what is wrong with any other."""
    file = form.cleaned_data["file"]
    data = file.read()
    try:
        preview_worksheet(unit=place.unit, year=place.year, data=data, filename=file.name, by=request.user)
    except UnusableFile as refused:
        form.add_error("file", str(refused))
        return False
    about = {"unit": place.unit.pk, "year": place.year.pk}
    request.session[SESSION_KEY] = {"key": uploads.keep(data), "name": file.name} | about
    return True


def _kept(request: HttpRequest, place: Place) -> dict | None:
    """Return the file kept for this place, None when there is none any more."""
    kept = request.session.get(SESSION_KEY) or {}
    is_here = (kept.get("unit"), kept.get("year")) == (place.unit.pk, place.year.pk)
    data = uploads.fetch(kept.get("key", "")) if is_here else None
    return None if data is None else {"data": data, "filename": kept["name"]}


def _gone(request: HttpRequest, place: Place):
    messages.warning(request, _("The uploaded file is no longer kept. Choose it again."))
    return redirect(reverse("pledges:worksheet") + place.query)
