"""Who verifies or chooses for the own record is told so on the page, and the journal says so."""

import pytest
from django.urls import reverse

from emulation.models import JournalEntry
from evaluations.services.decisions import choose_levels
from evaluations.services.reviews import verify_cell

from . import meeting
from .year import assessment_of, make_campaign

pytestmark = pytest.mark.django_db
WARNED = {"verification-cell": "Hồ sơ của chính đồng chí", "decision": "Mức xếp loại của chính đồng chí"}


@pytest.fixture
def campaign(cast):
    """A review in which the officer and the leader are members of the cells they judge."""
    campaign = make_campaign(cast)
    for cell in (cast.cell, cast.other_cell):
        meeting.proposed(campaign, cell)
    return campaign


def own_of(cast, campaign, account):
    """Let the account be the member of the record."""
    record = assessment_of(campaign, cast.member)
    type(account).objects.filter(pk=cast.member.pk).update(member=None)
    type(account).objects.filter(pk=account.pk).update(member=record.member)
    account.refresh_from_db()
    return record


def test_verifying_the_own_cell_is_said_and_kept(client, cast, campaign):
    record = own_of(cast, campaign, cast.officer)
    review = meeting.review_of(campaign, cast.cell)
    client.force_login(cast.officer)
    page = reverse("evaluations:verification-cell", args=[review.pk])
    assert WARNED["verification-cell"] in client.get(page).content.decode()
    verify_cell(review=review, note="", by=cast.officer)
    assert JournalEntry.objects.get(verb="review.verified").data["own"] == [record.pk]


def test_choosing_the_own_level_is_said_and_kept(client, cast, campaign):
    for cell in (cast.cell, cast.other_cell):
        verify_cell(review=meeting.review_of(campaign, cell), note="", by=cast.officer)
    record = own_of(cast, campaign, cast.leader)
    client.force_login(cast.leader)
    assert WARNED["decision"] in client.get(reverse("evaluations:decision", args=[campaign.pk])).content.decode()
    choose_levels(campaign=campaign, choices={record.pk: ("HTNV", "Tập thể thống nhất")}, by=cast.leader)
    assert JournalEntry.objects.get(verb="levels.chosen").data["own"] == [record.pk]


def test_others_are_not_warned(client, cast, campaign):
    client.force_login(cast.officer)
    page = reverse("evaluations:verification-cell", args=[meeting.review_of(campaign, cast.cell).pk])
    assert WARNED["verification-cell"] not in client.get(page).content.decode()
