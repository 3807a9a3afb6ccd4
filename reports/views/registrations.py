"""What a unit registers for a year, on paper."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from ..selectors import registered_by
from ..services import export_unit_year
from .annual import as_attachment


@require_GET
def unit_year_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What a unit registers for a year, on paper."""
    unit, year = registered_by(request.user, pk, number)
    return as_attachment(*export_unit_year(unit=unit, year=year, by=request.user), "pdf")


@require_GET
def pairs_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A unit's pairs of what to build and to fight, to be put up on a wall."""
    unit, year = registered_by(request.user, pk, number)
    return as_attachment(*export_unit_year(unit=unit, year=year, by=request.user, only_pairs=True), "pdf")
