"""The cards of the home page: what waits for the secretary, the officer, the leader."""

import pytest
from django.utils import timezone

from evaluations.queues.reviews import queue_for
from evaluations.services.decisions import decide_campaign

from .meeting import hand_in, proposed, verified
from .test_decisions import GOOD
from .year import make_campaign

TODAY = timezone.localdate()


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


def kinds(account):
    return [(card.kind, card.count, card.done, card.total) for card in queue_for(account, TODAY)]


def test_secretary_waits_for_self_assessments_then_proposes(cast, campaign):
    assert kinds(cast.secretary) == [("review-cell", 3, 0, 3)]
    hand_in(campaign, cast.cell)
    assert kinds(cast.secretary) == [("review-cell", 3, 3, 3)]
    proposed(campaign, cast.cell)
    assert kinds(cast.secretary) == []


def test_officer_sees_cells_that_wait_and_leader_how_far_they_are(cast, campaign):
    proposed(campaign, cast.cell)
    assert kinds(cast.officer) == [("review-verify", 1, 0, 2)]
    assert kinds(cast.leader) == [("review-decide", 0, 0, 2)]


def test_leader_is_asked_once_all_are_verified_and_nobody_after_the_decision(cast, campaign):
    verified(campaign, cast.cell, cast.officer, **GOOD)
    verified(campaign, cast.other_cell, cast.officer, **GOOD)
    assert kinds(cast.officer) == []
    assert kinds(cast.leader) == [("review-decide", 5, 2, 2)]
    decide_campaign(campaign=campaign, number="45-QĐ/ĐU", signed_on=TODAY, by=cast.leader)
    assert kinds(cast.leader) == []


@pytest.mark.parametrize("name", ["member", "viewer", "admin", "stranger"])
def test_others_have_no_card(cast, campaign, name):
    assert kinds(getattr(cast, name)) == []


def test_cards_take_few_queries(cast, campaign, django_assert_max_num_queries):
    hand_in(campaign)
    with django_assert_max_num_queries(5):
        queue_for(cast.leader, TODAY)
