"""What waits for the reader in the matter of pledges: cards of the home page."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.models import Unit, Year
from emulation.queue import QueueItem

from .models import Pledge, SupervisionNote
from .rules import periods_begun
from .selectors import (
    Waiting,
    board_units,
    checks_of,
    newest_years,
    overdue_for,
    own_membership,
    own_pledge,
    standings_of,
    state_counts,
    waiting_at,
    without_account,
)
from .selectors.check_ins import Standing

WAITING = (Standing.MISSING, Standing.DUE, Standing.BACK)
SOON = datetime.timedelta(days=14)
NAMED = 10  # members on a card
STALE = 2  # years: what was not pledged so long ago waits for nobody; a committee may keep old years for their results


def queue_for(reader, on: datetime.date) -> list[QueueItem]:
    """Return the reader's cards: the own pledge, then each unit at which the reader sees pledges."""
    membership, units = own_membership(reader, on), board_units(reader)
    homes = [membership.unit] if membership else []
    years = newest_years(reader, [*homes, *units], on.year - STALE + 1)
    cards = _own_cards(reader, years.get(membership.unit_id), on) if membership else []
    own, others = _overdue(reader, on)
    cards += _own_correction_cards(own)
    for unit in units:
        cards += _correction_cards(reader, unit, others)
        if year := years.get(unit.pk):
            cards += _cell_cards(reader, unit, year, on) if unit.is_cell else _committee_cards(reader, unit, year, on)
    return cards


def _own_cards(reader, year: Year | None, on: datetime.date) -> list[QueueItem]:
    if year is None:
        return []
    pledge = own_pledge(reader, year)
    if pledge and not pledge.is_open:
        return _own_change_cards(pledge) + _own_progress_cards(pledge, on)
    if pledge and pledge.is_returned:
        title, action = _("Change your pledge of %(year)s: it was returned"), _("Change the pledge")
    elif pledge:
        title, action = _("Complete and submit your pledge of %(year)s"), _("Go on writing")
    else:
        title, action = _("Write your pledge of %(year)s"), _("Begin writing")
    return [_card("pledge-own", title % {"year": year}, reverse("pledges:mine"), action, 1, year, on, is_single=True)]


def _own_change_cards(pledge: Pledge) -> list[QueueItem]:
    """Return the card of a change that has been begun or given back."""
    if not pledge.open_change:
        return []
    title, url = _("Finish the change of your pledge of %(year)s"), reverse("pledges:change", args=[pledge.open_change])
    return [QueueItem("pledge-change-own", title % {"year": pledge.year}, url, _("Go on writing"), 1, is_single=True)]


def _change_cards(unit: Unit, year: Year, waiting: Waiting) -> list[QueueItem]:
    """Return the card of the changes the reader may agree to; it leads to the change itself where there is one."""
    if not waiting.changes:
        return []
    title = _("Changes of confirmed pledges to agree to – %(unit)s") % {"unit": unit}
    alone = reverse("pledges:change", args=[waiting.change])
    url = alone if waiting.changes == 1 else _board(unit, year) + "#changes"
    return [QueueItem("pledge-change", title, url, _("See and agree"), waiting.changes)]


def _own_progress_cards(pledge: Pledge, on: datetime.date) -> list[QueueItem]:
    """Return the card of the oldest period that waits for a report."""
    standings = standings_of(pledge, on) if pledge.is_confirmed else []
    period = next((period for period, standing in standings if standing in WAITING), None)
    if period is None:
        return []
    url = reverse("pledges:check-in", args=[pledge.pk, period.month])
    title = _("Report how far your pledge is – until %(day)s") % {"day": period.last.strftime("%d/%m/%Y")}
    urgent = period.is_over or on >= period.last - SOON
    return [
        QueueItem(
            "check-in-own",
            title,
            url,
            _("Report the progress"),
            1,
            due=period.last,
            is_urgent=urgent,
            is_single=True,
            is_reminded=False,
        )
    ]


def _overdue(reader, on: datetime.date) -> tuple[list[SupervisionNote], list[SupervisionNote]]:
    """Return what was to be put right by a day that has passed: on the reader's own pledge, and elsewhere."""
    own, others = [], []
    for note in overdue_for(reader, on):
        is_own = note.pledge is not None and note.pledge.member_id == reader.member_id
        (own if is_own else others).append(note)
    return own, others


def _own_correction_cards(notes: list[SupervisionNote]) -> list[QueueItem]:
    """Return the card of what the reader was to put right by a day that has passed."""
    if not notes:
        return []
    url = reverse("pledges:detail", args=[notes[0].pledge_id]) + "#supervision"
    title, action = _("Put right what the cell's supervision found"), _("See what it is")
    more = {"due": notes[0].correct_by, "is_urgent": True, "is_single": True}
    return [QueueItem("supervision-own", title, url, action, 1, **more)]


def _correction_cards(reader, unit: Unit, notes: list[SupervisionNote]) -> list[QueueItem]:
    """Return the card of what was to be put right at a unit by a day that has passed."""
    late = [note for note in notes if note.unit.path.startswith(unit.path)]
    if not late or not reader.scope.reaches("supervision.record", unit.path):
        return []
    first = late[0]  # the list holds the notes of the year they were made in
    title = _("Findings of supervision not put right in time – %(unit)s") % {"unit": unit}
    url = reverse("pledges:supervision") + f"?unit={unit.pk}&year={first.seen_on.year}"
    more = {"due": first.correct_by, "is_urgent": True}
    return [QueueItem("supervision-late", title, url, _("See and follow up"), len(late), **more)]


def _cell_cards(reader, unit: Unit, year: Year, on: datetime.date) -> list[QueueItem]:
    progress, board = state_counts(reader, unit, year, on), _board(unit, year)
    names, waiting = {"unit": unit, "year": year}, waiting_at(reader, unit, year, on)
    cards = []
    if waiting.pledges:
        title, url = _("Pledges of %(year)s to confirm – %(unit)s") % names, f"{board}&state=submitted"
        cards.append(_card("pledge-confirm", title, url, _("See and confirm"), waiting.pledges, year, on))
    if progress.missing and reader.scope.reaches("pledge.write", unit.path):
        title = _("Members without a pledge of %(year)s – %(unit)s") % names
        done = {"done": progress.written, "total": progress.members}
        action = _("See who they are")
        cards.append(_card("pledge-missing", title, f"{board}&state=none", action, progress.missing, year, on, **done))
    return cards + _change_cards(unit, year, waiting) + _progress_cards(reader, unit, year, on)


def _progress_cards(reader, unit: Unit, year: Year, on: datetime.date) -> list[QueueItem]:
    """Return the cell's card of those who owe a report, or whose items are in trouble."""
    if not periods_begun(year.check_ins, year.number, on) or not reader.scope.reaches("pledge.comment", unit.path):
        return []
    counts = [count for count in checks_of(reader, unit, year, on) if count.expected]
    owed = sum(count.missing for count in counts if count.period.is_over)
    trouble = next((count.trouble for count in reversed(counts) if count.sent), 0)
    if not owed + trouble:
        return []
    title = _("Reports that are owed, and items in trouble – %(unit)s") % {"unit": unit}
    url = reverse("pledges:check-in-board") + f"?unit={unit.pk}&year={year}"
    note = _told_in_person(reader, unit, year, on) if owed else ""
    action, urgent = _("See who and what"), bool(owed)
    return [QueueItem("check-in-cell", title, url, action, owed + trouble, is_urgent=urgent, note=note)]


def _told_in_person(reader, unit: Unit, year: Year, on: datetime.date) -> str:
    """Name the silent members whom no notice reaches."""
    members = without_account(reader, unit, year, on)
    if not members:
        return ""
    names = ", ".join(str(member) for member in members[:NAMED])
    more = _(" and %(count)d more") % {"count": len(members) - NAMED} if len(members) > NAMED else ""
    return _("Without an account, so ask them yourself: %(names)s.") % {"names": names + more}


def _committee_cards(reader, unit: Unit, year: Year, on: datetime.date) -> list[QueueItem]:
    progress, board = state_counts(reader, unit, year, on), _board(unit, year)
    names, waiting = {"unit": unit, "year": year}, waiting_at(reader, unit, year, on)
    cards = []
    if waiting.pledges:
        title = _("Secretaries' pledges of %(year)s to confirm") % names
        cards.append(_card("pledge-confirm", title, board, _("See and confirm"), waiting.pledges, year, on))
    if progress.confirmed < progress.members:
        title = _("Pledges of %(year)s not confirmed yet – %(unit)s") % names
        done = {"done": progress.confirmed, "total": progress.members}
        open_ones = progress.members - progress.confirmed
        cards.append(_card("pledge-progress", title, board, _("See each cell"), open_ones, year, on, **done))
    return cards + _change_cards(unit, year, waiting) + _model_cards(unit, year, waiting)


def _model_cards(unit: Unit, year: Year, waiting: Waiting) -> list[QueueItem]:
    """Return the committee's card of models that units have registered and nobody has confirmed."""
    if not waiting.models:
        return []
    title = _("Models to confirm – %(unit)s") % {"unit": unit}
    url = reverse("pledges:initiative-board") + f"?unit={unit.pk}&year={year}"
    return [QueueItem("initiative-confirm", title, url, _("See and confirm"), waiting.models)]


def _board(unit: Unit, year: Year) -> str:
    return reverse("pledges:board") + f"?unit={unit.pk}&year={year}"


def _card(
    kind: str, title: str, url: str, action: str, count: int, year: Year, on: datetime.date, **more: int
) -> QueueItem:
    urgent = on >= year.pledges_due - SOON
    return QueueItem(kind, title, url, action, count=count, due=year.pledges_due, is_urgent=urgent, **more)
