"""The progress of pledges and the commendations of a unit, on paper."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from emulation.models import Unit
from emulation.web import tell

from ..services import export_commendations, export_progress
from .annual import as_attachment


@require_GET
def progress_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The committee's board of progress on paper."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    try:
        content, name = export_progress(unit=unit, year=number, by=request.user)
    except ValidationError as refused:
        tell(request, refused)
        return redirect(f"{reverse('pledges:check-in-board')}?{urlencode({'unit': unit.pk})}")
    return as_attachment(content, name, "pdf")


@require_GET
def commendations_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The list of what was granted in a unit and year on paper."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    content, name = export_commendations(unit=unit, year=number, by=request.user)
    return as_attachment(content, name, "pdf")
