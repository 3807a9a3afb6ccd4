"""Pages of reports: the figures on the screen, the same document as PDF and as workbook."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from emulation.access import NO_ROLE, can
from emulation.models import Unit
from emulation.web import download, paginate
from evaluations.models import Campaign

from ..documents import AnnualReport, build_annual_report
from ..forms import WhichReport
from ..selectors import campaigns_for, own_units, years_of
from ..services import CONTENT_TYPES, export_report


@dataclass(frozen=True)
class Chosen:
    """The unit and year an address asks for, and what else could be asked for."""

    unit: Unit
    year: int | None
    units: list[Unit]
    years: list[int]
    campaigns: list[Campaign]


@require_GET
def annual(request: HttpRequest) -> HttpResponse:
    """The annual classification report on the screen; the list of members is on each cell's own page."""
    chosen = _chosen(request)
    report, problem = _built(request, chosen)
    rows = [] if report is None else (report.cells if report.is_ward else _members(report))
    context = {
        "chosen": chosen,
        "report": report,
        "problem": problem,
        "can_export": can(request.user, "report.export", chosen.unit),
        "can_issue": can(request.user, "document.issue", chosen.unit),
        "page_obj": paginate(request, rows),
        "is_top": chosen.unit in chosen.units,
    }
    return render(request, "reports/annual.html", context)


@require_GET
def annual_pdf(request: HttpRequest) -> HttpResponse:
    """The report on paper."""
    return _download(request, "pdf")


@require_GET
def annual_xlsx(request: HttpRequest) -> HttpResponse:
    """The report as a workbook."""
    return _download(request, "xlsx")


def _download(request: HttpRequest, kind: str) -> HttpResponse:
    """Send the file, or go back to the page with what stands in the way."""
    chosen = _chosen(request)
    try:
        content, name = export_report(unit=chosen.unit, year=chosen.year or 0, kind=kind, by=request.user)
    except ValidationError as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
        query = {"unit": chosen.unit.pk} | ({"year": chosen.year} if chosen.year else {})
        return redirect(f"{reverse('reports:annual')}?{urlencode(query)}")
    return as_attachment(content, name, kind)


def as_attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file the browser saves instead of showing."""
    return download(content, name, CONTENT_TYPES[kind])


def _chosen(request: HttpRequest) -> Chosen:
    """Return the unit and year of the address; by default the reader's first unit with a report and its newest year."""
    form, units = WhichReport(request.GET), own_units(request.user)
    if not form.is_valid():
        raise Http404
    if pk := form.cleaned_data["unit"]:
        own = next((unit for unit in units if unit.pk == pk), None)
        unit = own or get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    elif units:
        unit = next((one for one in units if one.is_covered), units[0])
    else:
        raise PermissionDenied(str(NO_ROLE.reason))
    campaigns = list(campaigns_for(unit))
    years = years_of(campaigns)
    return Chosen(unit, form.cleaned_data["year"] or next(iter(years), None), units, years, campaigns)


def _built(request: HttpRequest, chosen: Chosen) -> tuple[AnnualReport | None, str]:
    """Return the report, or nothing and the sentence that says why."""
    year = chosen.year or timezone.localdate().year
    try:
        return build_annual_report(request.user, chosen.unit, year, timezone.localdate(), chosen.campaigns), ""
    except ValidationError as refused:
        return None, " ".join(refused.messages)


def _members(report: AnnualReport) -> list:
    return [row for section in report.sections for row in section.members]
