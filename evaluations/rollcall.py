"""Who is on a campaign's list on its cut-off date, and whether they are rated there."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from emulation.models import Circumstance, Membership, RatingAuthority, Stay, Unit

from .models import Campaign, CutOffRule, TransferRule
from .rules.participation import (
    CellStay,
    ParticipationResult,
    Period,
    Standing,
    longest_cell,
    looked_at_on,
    participation,
)

Kind = Circumstance.Kind


@dataclass(frozen=True)
class Listed:
    """A membership on the list with what the rules say about it."""

    membership: Membership
    result: ParticipationResult


def roll_call(campaign: Campaign, settled: frozenset[int] = frozenset()) -> dict[int, Listed]:
    """Return everybody listed on the cut-off date, by member; `settled` are members whose comment is in or waived."""
    at_the_meeting, months = follows_meetings(campaign), campaign.rule_set.new_member_months
    held = _meeting_days(campaign) if at_the_meeting else {}
    circumstances = _circumstances(campaign, max([campaign.cut_off, *held.values()]))
    elsewhere, listed = _temporary_on(campaign.cut_off), {}
    for membership in _memberships(campaign):
        member = membership.member_id
        facts = _standing(membership, circumstances[member], campaign.cut_off, member in elsewhere, member in settled)
        day = looked_at_on(campaign.cut_off, held.get(membership.unit_id), at_the_meeting=at_the_meeting)
        listed[member] = Listed(membership, participation(facts, day, months))
    return listed


def follows_meetings(campaign: Campaign) -> bool:
    """Say whether participation is looked at on the day of the cell's meeting (A-15)."""
    return campaign.rule_set.cut_off_rule == CutOffRule.MEETING


def _meeting_days(campaign: Campaign) -> dict[int, datetime.date]:
    """The days of the cells' meetings as far as they are known; none before the review is open."""
    if campaign.pk is None:
        return {}
    return dict(campaign.reviews.exclude(held_on=None).values_list("unit_id", "held_on"))


def cells_of(campaign: Campaign):
    """The cells in being whose ratings the committee decides: those below it that no other unit decides for."""
    others = RatingAuthority.objects.on(campaign.cut_off).exclude(decider=campaign.unit)
    below = Unit.objects.within(campaign.unit).cells().on(campaign.cut_off)
    return below.exclude(pk__in=others.values("subject_id"))


def _memberships(campaign: Campaign) -> list[Membership]:
    """Temporary stays first, so that of two memberships in one committee the permanent one is kept."""
    held = Membership.objects.on(campaign.cut_off).filter(unit__in=cells_of(campaign))
    rows = list(held.select_related("member").order_by("-stay", "pk"))
    if campaign.rule_set.transfer_rule != TransferRule.LONGEST:
        return rows
    longest = _longest(campaign, [row.member_id for row in rows if row.stay == Stay.PERMANENT])
    return [longest.get(row.member_id, row) if row.stay == Stay.PERMANENT else row for row in rows]


def _longest(campaign: Campaign, members: list[int]) -> dict[int, Membership]:
    """Of members who changed cell in the year, the membership in the cell where they were longest (A-16)."""
    first = datetime.date(campaign.year.number, 1, 1)
    rows = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=first),
        member__in=members,
        unit__in=cells_of(campaign),
        stay=Stay.PERMANENT,
        valid_from__lte=campaign.cut_off,
    ).select_related("member")
    by_member = defaultdict(list)
    for row in rows.order_by("valid_from", "pk"):
        by_member[row.member_id].append(row)
    return {member: _longest_of(found, first, campaign.cut_off) for member, found in by_member.items()}


def _longest_of(rows: list[Membership], first: datetime.date, cut_off: datetime.date) -> Membership:
    """The last membership in the cell where the member was longest."""
    cell = longest_cell([CellStay(r.unit_id, Period(r.valid_from, r.valid_to)) for r in rows], first, cut_off)
    return [row for row in rows if row.unit_id == cell][-1]


def _circumstances(campaign: Campaign, last: datetime.date) -> dict[int, list[Circumstance]]:
    """What touched the year up to the last day that is looked at, by member."""
    held = Membership.objects.on(campaign.cut_off).filter(unit__in=cells_of(campaign))
    year_start = datetime.date(campaign.year.number, 1, 1)
    rows = Circumstance.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=year_start), member__in=held.values("member_id"), valid_from__lte=last
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
    """The facts of one member; a leave counts when it touched the year up to the cut-off date."""

    def periods(kind: str) -> tuple[Period, ...]:
        return tuple(Period(c.valid_from, c.valid_to) for c in circumstances if c.kind == kind)

    def took(kind: str) -> bool:
        return any(period.start <= cut_off for period in periods(kind))

    temporary_here = membership.stay == Stay.TEMPORARY
    on_leave = any(period.covers(cut_off) for period in periods(Kind.AWAY))
    return Standing(
        admitted=membership.member.joined_on,
        exempt=periods(Kind.EXEMPT),
        suspended=periods(Kind.SUSPENDED),
        temporary_here=temporary_here,
        away=not temporary_here and (elsewhere or on_leave),
        comment_received=settled,
        long_sick=took(Kind.SICK),
        maternity=took(Kind.MATERNITY),
    )
