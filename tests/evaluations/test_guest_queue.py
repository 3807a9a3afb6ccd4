"""A cell with members here for a time is told that it owes their official cells a comment."""

import datetime

from django.utils import timezone

from emulation.models import Membership
from emulation.services.moves import begin_stay
from evaluations.queues.guests import queue_for
from evaluations.services.assessments import settle_comment
from evaluations.services.campaigns import refresh_campaign
from tests.factories import give_role, make_account, make_member

from .year import assessment_of, make_campaign

TODAY = timezone.localdate()


def away(cast):
    """The member of the cell goes to the other one for a time; its secretary comes back with the review."""
    row = Membership.objects.select_related("unit", "member").get(member=cast.member.member)
    begin_stay(membership=row, to=cast.other_cell, on=datetime.date(2026, 3, 1), by=cast.officer)
    host = give_role(make_account("Bí thư", make_member("Lê Bí Thư", cast.other_cell)), "SECRETARY", cast.other_cell)
    return host, make_campaign(cast)


def test_the_cell_of_the_stay_owes_a_comment_until_it_is_in(cast):
    host, campaign = away(cast)
    (card,) = queue_for(host, TODAY)
    assert (card.kind, card.count) == ("guest-comments", 1) and str(cast.other_cell) in card.title
    assert queue_for(cast.secretary, TODAY) == [] == queue_for(cast.member, TODAY)
    assessment = assessment_of(campaign, cast.member)
    settle_comment(assessment=assessment, note="Nhận xét: chấp hành tốt", by=cast.secretary)
    assert queue_for(host, TODAY) == []
    refresh_campaign(campaign=campaign, by=cast.officer)
    assert queue_for(host, TODAY) == []


def test_nobody_is_asked_after_the_stay_or_in_another_ward(cast):
    host, _campaign = away(cast)
    Membership.objects.filter(stay="TEMPORARY").update(valid_to=TODAY - datetime.timedelta(days=1))
    assert queue_for(host, TODAY) == [] == queue_for(cast.stranger, TODAY)


def test_the_card_is_one_query(cast, django_assert_num_queries):
    host, _campaign = away(cast)
    assert host.scope
    with django_assert_num_queries(1):
        queue_for(host, TODAY)
