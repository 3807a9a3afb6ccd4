"""Pages of a unit's pairs and emulation drives, each edited as one form."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from emulation.access import can
from emulation.models import Unit, Year
from emulation.web import act, act_with, asked_number

from ..forms_units import DriveForm, PairFormSet, TargetFormSet
from ..models import Drive
from ..selectors import unit_year
from ..services import remove_drive, save_drive, save_pairs
from .initiatives import place_in

PAIRS, TARGETS = "pairs", "targets"


@require_http_methods(["GET", "POST"])
def pairs(request, pk: int, number: int):
    """Write the unit's pairs of the year as one list."""
    unit, year = place_in(request, pk, number)
    found = unit_year(request.user, unit, year)
    initial = [{"build": pair.build, "fight": pair.fight} for pair in found.pairs]
    rows = PairFormSet(request.POST or None, prefix=PAIRS, initial=None if request.POST else initial)
    if request.method == "POST" and rows.is_valid():
        version = asked_number(request.POST.get("version"))
        words = {"pairs": rows.pairs, "version": -1 if version is None else version}
        done = _("The list has been saved.")
        if act(request, lambda: save_pairs(unit=unit, year=year, by=request.user, **words), done):
            return redirect(_section(unit, year, "pairs"))
    context = {
        "unit": unit,
        "year": year,
        "rows": rows,
        "version": request.POST.get("version", found.pairs_version),
        "can_write": can(request.user, "pair.write", unit),
        "back": _section(unit, year, "pairs"),
    }
    return render(request, "pledges/pairs_edit.html", context)


@require_http_methods(["GET", "POST"])
def drive_new(request, pk: int, number: int):
    """Register an emulation drive of the unit."""
    unit, year = place_in(request, pk, number)
    return _drive_page(request, unit, year, None)


@require_http_methods(["GET", "POST"])
def drive_edit(request, pk: int):
    """Change a drive, and write what was reached."""
    drive = _visible(request, pk)
    return _drive_page(request, drive.unit, drive.year, drive)


@require_POST
def drive_remove(request, pk: int):
    """Take out a drive entered by mistake."""
    drive = _visible(request, pk)
    act(request, lambda: remove_drive(drive=drive, by=request.user), _("The drive has been taken out."))
    return redirect(_section(drive.unit, drive.year, "drives"))


def _visible(request: HttpRequest, pk: int) -> Drive:
    seen = Drive.objects.visible_to(request.user).select_related("unit", "year").prefetch_related("targets")
    return get_object_or_404(seen, pk=pk)


def _section(unit: Unit, year: Year, name: str) -> str:
    return reverse("pledges:unit-year", args=[unit.pk, year.number]) + f"#{name}"


def _drive_page(request: HttpRequest, unit: Unit, year: Year, drive: Drive | None):
    form, rows = _forms(request, drive)
    if request.method == "POST" and rows.is_valid():

        def service(**words) -> None:
            save_drive(unit=unit, year=year, drive=drive, targets=rows.targets, by=request.user, **words)

        if act_with(request, form, service, _("The drive has been saved.")):
            return redirect(_section(unit, year, "drives"))
    context = {
        "unit": unit,
        "year": year,
        "drive": drive,
        "form": form,
        "rows": rows,
        "can_write": can(request.user, "drive.write", unit),
        "back": _section(unit, year, "drives"),
    }
    return render(request, "pledges/drive_edit.html", context)


def _forms(request: HttpRequest, drive: Drive | None) -> tuple[DriveForm, TargetFormSet]:
    names = ("what", "target", "reached", "counted_in", "better")
    words = {name: getattr(drive, name) for name in ("name", "first_day", "last_day", "version")} if drive else {}
    targets = [{name: getattr(row, name) for name in names} for row in drive.targets.all()] if drive else []
    data = request.POST or None
    # What was sent is compared with nothing: a row sent back as it stood is a row all the same.
    return DriveForm(data, initial=words), TargetFormSet(data, prefix=TARGETS, initial=None if data else targets)
