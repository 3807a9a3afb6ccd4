"""One's own deadlines as a calendar file (RFC 5545). What the work is called, never what it says."""

import datetime
import hashlib
from collections.abc import Iterable
from urllib.parse import urljoin

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from .queue import QueueItem

DOMAIN = "neu-guong"
BEFORE = datetime.timedelta(days=1)


def calendar_of(cards: Iterable[QueueItem], site: str) -> bytes:
    """Return the file; one event of a whole day for each card with a day, under an identity that stays."""
    calendar = Calendar()
    calendar.add("prodid", "-//Neu Guong//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Deadlines in Nêu Gương"))
    for card in cards:
        if card.due:
            calendar.add_component(_event(card, site))
    return calendar.to_ical()


def identity(card: QueueItem) -> str:
    """Return what a calendar knows the event by: the same for the same work, whatever its day."""
    seed = f"{card.kind} {card.url}".encode()
    return f"{hashlib.sha256(seed).hexdigest()[:24]}@{DOMAIN}"


def _event(card: QueueItem, site: str) -> Event:
    event, alarm = Event(), Alarm()
    event.add("uid", identity(card))
    event.add("dtstamp", timezone.now())
    event.add("dtstart", card.due)
    event.add("dtend", card.due + datetime.timedelta(days=1))
    event.add("summary", _("Due in Nêu Gương: %(action)s") % {"action": card.action})
    event.add("url", urljoin(site, card.url))
    alarm.add("action", "DISPLAY")
    alarm.add("description", str(card.action))
    alarm.add("trigger", -BEFORE)
    event.add_component(alarm)
    return event
