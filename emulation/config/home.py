"""The home page: the reader's work queue, gathered from every room."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from emulation.cards import queue_for as data_cards
from evaluations.queue import queue_for as evaluation_cards
from pledges.queue import queue_for as pledge_cards


@require_GET
def home(request):
    """What waits for the reader, until when, how far the unit is."""
    today = timezone.localdate()
    rooms = (pledge_cards, evaluation_cards, data_cards)
    cards = [card for cards_of in rooms for card in cards_of(request.user, today)]
    cards.sort(key=lambda card: (not card.is_urgent, not card.count, card.due is None, card.due))
    roles = request.user.roles.on(today).select_related("unit")
    can_report = any(request.user.scope.paths(name) for name in ("report.view", "figures.view"))
    return render(request, "home.html", {"cards": cards, "roles": roles, "today": today, "can_report": can_report})
