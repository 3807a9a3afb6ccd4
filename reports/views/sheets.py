"""Sheets on paper: what can be printed for a cell, one member's sheet, a whole cell's in one file."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from emulation.access import can
from emulation.models import Membership, Unit
from emulation.web import asked_number, tell
from pledges.models import Pledge
from pledges.permissions import UnitPledges
from pledges.selectors import periods_of, year_for, years_for

from ..documents.sheets import SheetKind
from ..services import export_blank_sheet, export_cell_sheets, export_sheet
from .annual import as_attachment


@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """What can be printed for a cell, and the worksheet to take where there is no network."""
    unit, year = _place(request)
    context = {
        "unit": unit,
        "year": year,
        "query": f"?unit={unit.pk}&year={year}",
        "years": sorted({one.number for one in years_for(request.user, unit)}, reverse=True),
        "cells": list(_cells(request)[:200]),
        "periods": periods_of(year, timezone.localdate()) if year else (),
        "can_export": can(request.user, "report.export", unit),
        "can_check_in": can(request.user, "pledge.check_in", UnitPledges(unit)),
    }
    return render(request, "reports/papers.html", context)


@require_GET
def sheet(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One member's sheet; `blank` in the address: to be filled in by hand."""
    seen = Pledge.objects.visible_to(request.user).with_secretaries(timezone.localdate())
    pledge = get_object_or_404(seen.select_related("unit", "year", "member"), pk=pk)
    wanted = {"kind": _kind(kind), **_asked(request)}
    return _download(
        request, lambda: export_sheet(pledge=pledge, by=request.user, **wanted), reverse("pledges:detail", args=[pk])
    )


@require_GET
def blank_sheet(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The blank pledge of a member who has none of the year yet."""
    seen = Membership.objects.visible_to(request.user).select_related("member", "unit")
    membership = get_object_or_404(seen, pk=pk)
    year = year_for(request.user, membership.unit, number)
    if year is None:
        raise Http404
    back = reverse("pledges:start", args=[pk, number])
    return _download(request, lambda: export_blank_sheet(membership=membership, year=year, by=request.user), back)


@require_GET
def cell_sheets(request: HttpRequest, kind: str) -> HttpResponse:
    """The sheets of a whole cell in one file."""
    wanted = {"kind": _kind(kind), **_asked(request)}
    unit, year = _place(request)
    if year is None:
        raise Http404
    back = reverse("reports:papers") + f"?unit={unit.pk}&year={year}"
    return _download(request, lambda: export_cell_sheets(unit=unit, year=year, by=request.user, **wanted), back)


def _download(request: HttpRequest, service: Callable[[], tuple[bytes, str]], back: str) -> HttpResponse:
    """Send the file, or go back with what stands in the way."""
    try:
        content, name = service()
    except ValidationError as refused:
        tell(request, refused)
        return redirect(back)
    return as_attachment(content, name, "pdf")


def _kind(kind: str) -> SheetKind:
    if kind not in set(SheetKind):
        raise Http404
    return SheetKind(kind)


def _asked(request: HttpRequest) -> dict:
    return {"month": asked_number(request.GET.get("month")) or 0, "blank": request.GET.get("blank") == "1"}


def _cells(request: HttpRequest):
    return Unit.objects.cells().filter(request.user.scope.units_q("pledge.view", "path")).order_by("path")


def _place(request: HttpRequest):
    """Return the cell and year asked for; the reader's first cell and its latest year when none is."""
    number, cells = asked_number(request.GET.get("unit")), _cells(request)
    reached = Unit.objects.filter(request.user.scope.units_q("pledge.view", "path"))
    unit = get_object_or_404(reached, pk=number) if number else cells.first()
    if unit is None:
        raise Http404
    unit = unit if unit.is_cell else cells.filter(path__startswith=unit.path).first() or unit
    return unit, year_for(request.user, unit, asked_number(request.GET.get("year")))
