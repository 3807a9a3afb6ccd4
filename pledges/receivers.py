"""What the pledges answer when the organisation asks."""

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse

from emulation.attaching import holds_files
from emulation.models import Theme, Year
from emulation.moving import Moved
from emulation.signals import members_moved, theme_made

from .models import CheckIn, Pledge, State, SupervisionNote

# Photos and papers that show how far a pledge is.
holds_files(
    CheckIn,
    read="pledge.view",
    write="pledge.check_in",
    visible=lambda reader: CheckIn.objects.visible_to(reader).select_related("pledge__unit", "pledge__member"),
    page=lambda report: reverse("pledges:check-in", args=[report.pledge_id, report.month]),
)


@receiver(theme_made, dispatch_uid="pledges.under_the_theme")
def hang_under(theme: Theme, **_kwargs: object) -> int:
    """Hang the year's pledges below under the new theme: those under none, and open ones under a theme further up.

    What is confirmed under a theme stays under it.
    """
    if theme.is_for_term:
        return 0
    of_year = Pledge.objects.within(theme.unit).filter(year__number=theme.first_year)
    further_up = Q(theme__in=Theme.objects.of_year(theme.first_year).above(theme.unit))
    waiting = of_year.filter(Q(theme=None) | (further_up & Q(state__lt=State.CONFIRMED)))
    return Pledge.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(theme=theme)


@receiver(members_moved, dispatch_uid="pledges.follow")
def follow(moves: Iterable[Moved], on: datetime.date, **_kwargs: object) -> None:
    """Let the pledges of the running year go with the members; those of earlier years stay where they were made.

    What a cell has found and is still to be put right goes along: only where the member is now can it be followed up.
    """
    for move in moves:
        if move.source is None or move.target is None:
            continue
        running = Pledge.objects.filter(member=move.member, unit=move.source, year__number__gte=on.year)
        for pledge in running.select_related("year"):
            pledge.year = _year_there(pledge.year, move)
            pledge.unit = move.target if pledge.year.unit.covers(move.target) else pledge.unit
            pledge.save(update_fields=["year", "unit"])
            SupervisionNote.objects.filter(pledge=pledge).to_correct().update(unit=pledge.unit)


def _year_there(year: Year, move: Moved) -> Year:
    """The same year of the committee the member has come to; the old one where that has not opened it."""
    if year.unit.covers(move.target):
        return year
    found = Year.objects.for_unit(move.target).filter(number=year.number).order_by("-unit__path").first()
    return found or year
