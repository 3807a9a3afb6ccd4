"""The forms of one member as PDF."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from evaluations.selectors.assessments import assessments_for

from ..services import export_self_review
from .annual import as_attachment


@require_GET
def self_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Form 2A, 2B or 2C, filled in; with ?blank=1 to be written by hand, with ?blocks=1 with room for the cell."""
    assessment = get_object_or_404(assessments_for(request.user), pk=pk)
    asked = {name: request.GET.get(name) == "1" for name in ("blank", "blocks")}
    try:
        content, name = export_self_review(assessment=assessment, by=request.user, **asked)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("evaluations:assessment", pk)
    return as_attachment(content, name, "pdf")
