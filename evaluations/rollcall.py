"""Who is on a campaign's list on its cut-off date, and whether they are rated there."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from emulation.models import Circumstance, Membership, RatingAuthority, Stay, Unit

from .models import Campaign
from .rules.participation import ParticipationResult, Period, Standing, participation

Kind = Circumstance.Kind


@dataclass(frozen=True)
class Listed:
    """A membership on the list with what the rules say about it."""

    membership: Membership
    result: ParticipationResult


def roll_call(campaign: Campaign, settled: frozenset[int] = frozenset()) -> dict[int, Listed]:
    """Return everybody listed on the cut-off date, by member; `settled` are members whose comment is in or waived."""
    memberships = _memberships(campaign)
    circumstances = _circumstances(campaign)
    elsewhere = _temporary_on(campaign.cut_off)
    listed = {}
    for membership in memberships:
        member = membership.member_id
        facts = _standing(membership, circumstances[member], campaign.cut_off, member in elsewhere, member in settled)
        listed[member] = Listed(membership, participation(facts, campaign.cut_off))
    return listed


def cells_of(campaign: Campaign):
    """The cells in being whose ratings the committee decides: those below it that no other unit decides for."""
    others = RatingAuthority.objects.on(campaign.cut_off).exclude(decider=campaign.unit)
    below = Unit.objects.within(campaign.unit).cells().on(campaign.cut_off)
    return below.exclude(pk__in=others.values("subject_id"))


def _memberships(campaign: Campaign):
    """Temporary stays first, so that of two memberships in one committee the permanent one is kept."""
    held = Membership.objects.on(campaign.cut_off).filter(unit__in=cells_of(campaign))
    return held.select_related("member").order_by("-stay", "pk")


def _circumstances(campaign: Campaign) -> dict[int, list[Circumstance]]:
    held = Membership.objects.on(campaign.cut_off).filter(unit__in=cells_of(campaign))
    year_start = datetime.date(campaign.cut_off.year, 1, 1)
    rows = Circumstance.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=year_start),
        member__in=held.values("member_id"),
        valid_from__lte=campaign.cut_off,
    )
    found = defaultdict(list)
    for circumstance in rows:
        found[circumstance.member_id].append(circumstance)
    return found


def _temporary_on(day: datetime.date) -> frozenset[int]:
    """Members who are somewhere on a temporary stay that day."""
    return frozenset(Membership.objects.on(day).filter(stay=Stay.TEMPORARY).values_list("member_id", flat=True))


def _standing(
    membership: Membership, circumstances: list[Circumstance], cut_off: datetime.date, elsewhere: bool, settled: bool
) -> Standing:
    """The facts of one member; a leave counts when it touched the year, the rest as of the cut-off date."""

    def periods(kind: str) -> tuple[Period, ...]:
        return tuple(Period(c.valid_from, c.valid_to) for c in circumstances if c.kind == kind)

    temporary_here = membership.stay == Stay.TEMPORARY
    on_leave = any(period.covers(cut_off) for period in periods(Kind.AWAY))
    return Standing(
        admitted=membership.member.joined_on,
        exempt=periods(Kind.EXEMPT),
        suspended=periods(Kind.SUSPENDED),
        temporary_here=temporary_here,
        away=not temporary_here and (elsewhere or on_leave),
        comment_received=settled,
        long_sick=bool(periods(Kind.SICK)),
        maternity=bool(periods(Kind.MATERNITY)),
    )
