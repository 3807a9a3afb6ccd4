"""Pages of taking over old results: upload → preview → take over; rejected rows and the template as workbooks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation import uploads
from emulation.access import ensure
from emulation.models import Unit
from emulation.roster.problems import UnusableFile
from emulation.roster.workbooks import rejected_workbook
from emulation.web import act, download_workbook, tell

from ..forms.results import ResultsForm
from ..paper import ResultsReading, read_results
from ..paper.template import template_workbook
from ..selectors.results import rule_set_of_year, words_of, years_to_take_over
from ..services.results import preview_results, take_over_results

SESSION_KEY = "results"
SHOWN = 200  # rows of the preview on screen; the rest is counted and can be downloaded


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the year and the file."""
    unit = _get(request, pk)
    form = ResultsForm(
        request.POST or None, request.FILES or None, years=years_to_take_over(unit, timezone.localdate())
    )
    if request.method == "POST" and form.is_valid():
        year, file = form.cleaned_data["year"], form.cleaned_data["file"]
        data = file.read()
        try:
            _read(data, file.name, unit, year)
        except (UnusableFile, ValidationError) as refused:
            form.add_error("file", refused if isinstance(refused, ValidationError) else str(refused))
        else:
            kept = {"key": uploads.keep(data), "name": file.name, "unit": unit.pk, "year": year}
            request.session[SESSION_KEY] = kept
            return redirect("evaluations:results-preview", pk)
    return render(request, "evaluations/results_upload.html", {"form": form, "unit": unit})


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what taking over would do, row by row; nothing is changed."""
    unit = _get(request, pk)
    reading, year = _reading(request, unit)
    if reading is None:
        return _gone(request, pk)
    try:
        plan = preview_results(reading=reading, committee=unit, year=year, by=request.user)
    except ValidationError as refused:
        return _refused(request, pk, refused)
    context = {
        "unit": unit,
        "year": year,
        "reading": reading,
        "plan": plan,
        "summary": plan.summary,
        "levels": plan.new_by_level,
        "accepted": plan.accepted[:SHOWN],
        "rejected": reading.rejected[:SHOWN],
        "converted": [row for row in reading.accepted if row.conversions][:SHOWN],
    }
    return render(request, "evaluations/results_preview.html", context)


@require_POST
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the accepted rows."""
    unit = _get(request, pk)
    reading, year = _reading(request, unit)
    if reading is None:
        return _gone(request, pk)
    done = _("The results of %(year)s have been taken over.") % {"year": year}
    loaded = act(request, lambda: take_over_results(reading=reading, committee=unit, year=year, by=request.user), done)
    if not loaded or reading.rejected:
        return redirect("evaluations:results-preview", pk)
    uploads.drop(request.session.pop(SESSION_KEY)["key"])
    return redirect("evaluations:campaign-list")


@require_GET
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the rejected rows with the reason of each, to correct and load again."""
    unit = _get(request, pk)
    reading, year = _reading(request, unit)
    if reading is None:
        return _gone(request, pk)
    try:
        preview_results(reading=reading, committee=unit, year=year, by=request.user)
    except ValidationError as refused:
        return _refused(request, pk, refused)
    return download_workbook(rejected_workbook(reading), "ket-qua-can-sua.xlsx")


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """Download an empty list to fill in."""
    return download_workbook(template_workbook(), "mau-ket-qua-xep-loai.xlsx")


def _get(request: HttpRequest, pk: int) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "results.take_over", unit)
    return unit


def _read(data: bytes, name: str, unit: Unit, year: int) -> ResultsReading:
    words = words_of(rule_set_of_year(unit, year))
    return read_results(data, name, words=words, year=year, today=timezone.localdate())


def _reading(request: HttpRequest, unit: Unit) -> tuple[ResultsReading | None, int]:
    """Read the kept file again, with its year; None when there is none for this unit any more."""
    kept = request.session.get(SESSION_KEY) or {}
    data = uploads.fetch(kept.get("key", "")) if kept.get("unit") == unit.pk else None
    return (None, 0) if data is None else (_read(data, kept["name"], unit, kept["year"]), kept["year"])


def _gone(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(request, _("The uploaded file is no longer kept. Choose it again."))
    return redirect("evaluations:results-upload", pk)


def _refused(request: HttpRequest, pk: int, refused: ValidationError) -> HttpResponse:
    """The whole year cannot be taken over any more."""
    tell(request, refused)
    return redirect("evaluations:results-upload", pk)
