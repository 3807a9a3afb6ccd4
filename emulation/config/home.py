"""The home page: the reader's work queue, gathered from every room."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from emulation.queue import cards_for


@require_GET
def home(request):
    """What waits for the reader, until when, how far the unit is."""
    today = timezone.localdate()
    cards = cards_for(request.user, today)
    roles = request.user.roles_today
    can_report = any(request.user.scope.paths(name) for name in ("report.view", "figures.view"))
    return render(request, "home.html", {"cards": cards, "roles": roles, "today": today, "can_report": can_report})
