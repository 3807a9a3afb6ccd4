"""The cards of the home page about the cells' own ratings."""

import pytest
from django.utils import timezone

from evaluations.models import Assessment, CellRating, State
from evaluations.queues.ratings import queue_for
from evaluations.services.cell_decisions import decide_cells
from evaluations.services.decisions import decide_campaign
from evaluations.services.ratings import save_rating, send_back_rating

from .collective import ALL_MET, rating_proposed, rating_verified
from .meeting import review_of, verified
from .test_decisions import GOOD
from .year import make_campaign

TODAY = timezone.localdate()
PLAIN = {"level": "HTTNV", "facts": ALL_MET | {"tasks_beyond": 1}}


@pytest.fixture
def campaign(cast):
    campaign = make_campaign(cast)
    for review in campaign.reviews.all():
        verified(campaign, review.unit, cast.officer, **GOOD)
    return campaign


def kinds(account):
    return [(card.kind, card.count, card.done, card.total) for card in queue_for(account, TODAY)]


def test_the_secretary_writes_goes_on_and_changes(cast, campaign):
    (card,) = queue_for(cast.secretary, TODAY)
    assert (card.kind, card.is_single) == ("rating-own", True) and "mẫu 01" in card.title
    save_rating(review=review_of(campaign, cast.cell), sections={}, by=cast.secretary)
    (card,) = queue_for(cast.secretary, TODAY)
    assert card.action == "Viết tiếp"
    rating_proposed(campaign, cast.cell)
    assert queue_for(cast.secretary, TODAY) == []
    send_back_rating(review=review_of(campaign, cast.cell), reason="Bổ sung số liệu", by=cast.officer)
    (card,) = queue_for(cast.secretary, TODAY)
    assert "Bổ sung số liệu" in card.title and card.is_urgent


def test_the_officer_verifies_and_the_leader_decides_after_the_members(cast, campaign):
    assert kinds(cast.officer) == kinds(cast.leader) == []
    rating_proposed(campaign, cast.cell, **PLAIN)
    assert kinds(cast.officer) == [("rating-verify", 1, 0, 2)]
    assert kinds(cast.leader) == []
    decide_campaign(campaign=campaign, number="45-QĐ/ĐU", signed_on=TODAY, by=cast.leader)
    assert kinds(cast.leader) == [("rating-decide", 0, 0, 2)]
    CellRating.objects.update(state=State.VERIFIED)
    rating_verified(campaign, cast.other_cell, cast.officer, **PLAIN)
    assert kinds(cast.officer) == []
    assert kinds(cast.leader) == [("rating-decide", 2, 2, 2)]
    decide_cells(campaign=campaign, number="46-QĐ/ĐU", signed_on=TODAY, by=cast.leader)
    assert kinds(cast.leader) == []


def test_a_cell_with_nobody_to_rate_asks_for_nothing(cast, campaign):
    Assessment.objects.filter(unit=cast.cell).update(participation="EXEMPT", state=State.DRAFT)
    assert queue_for(cast.secretary, TODAY) == []


@pytest.mark.parametrize("who", ["member", "viewer", "admin", "stranger"])
def test_others_have_no_card(cast, campaign, who):
    assert kinds(getattr(cast, who)) == []


def test_cards_take_few_queries(cast, campaign, django_assert_max_num_queries):
    rating_proposed(campaign, cast.cell)
    for who in (cast.secretary, cast.officer, cast.leader):
        with django_assert_max_num_queries(5):
            queue_for(who, TODAY)
