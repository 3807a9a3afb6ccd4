"""Whose pledge is waited for."""

import datetime

from emulation.models import Circumstance
from pledges.models import Pledge
from pledges.selectors.roster import roster

DAY = datetime.date(2026, 3, 1)


def expected(cast) -> set[int]:
    return set(roster(cast.cell, cast.year, DAY).values_list("member", flat=True))


def test_nobody_waits_for_an_exempt_member(cast):
    member = cast.member.member
    assert member.pk in expected(cast)
    Circumstance.objects.create(member=member, kind="EXEMPT", valid_from=datetime.date(2026, 1, 1))
    assert member.pk not in expected(cast) and cast.colleague.member_id in expected(cast)


def test_an_exempt_member_who_writes_all_the_same_counts(cast):
    member = cast.member.member
    Circumstance.objects.create(member=member, kind="EXEMPT", valid_from=datetime.date(2026, 1, 1))
    Pledge.objects.create(year=cast.year, member=member, unit=cast.cell)
    assert member.pk in expected(cast)


def test_an_exemption_that_has_ended_excuses_nobody(cast):
    member = cast.member.member
    Circumstance.objects.create(
        member=member, kind="EXEMPT", valid_from=datetime.date(2026, 1, 1), valid_to=datetime.date(2026, 2, 1)
    )
    assert member.pk in expected(cast)
