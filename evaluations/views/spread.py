"""The page of how levels are spread over the cells."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ..selectors.reviews import committee_campaigns
from ..selectors.spread import spread_of


@require_GET
def spread(request: HttpRequest, pk: int) -> HttpResponse:
    """Levels and points by cell, and the cells far from the others; only to look at."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    context = {"campaign": campaign, "found": spread_of(request.user, campaign)}
    return render(request, "evaluations/spread.html", context)
