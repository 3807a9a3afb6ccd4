"""Days per step and per cell: set while the review runs, in order, shown wherever a day is shown; who holds up whom."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from emulation.models import JournalEntry
from evaluations.due_days import due_on
from evaluations.models import Campaign, Closing, DueStep, StepDate
from evaluations.queue import queue_for
from evaluations.selectors.waiting import waiting_in
from evaluations.services.days import set_cell_days, set_due_days

from .meeting import hand_in
from .test_assessment_pages import signed_in
from .year import make_campaign

pytestmark = pytest.mark.django_db
LATER = datetime.date(2026, 12, 5)
NEW = {
    "assessments_due": datetime.date(2026, 11, 20),
    "reviews_due": datetime.date(2026, 12, 8),
    "decisions_due": datetime.date(2026, 12, 28),
}


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


def fresh(campaign) -> Campaign:
    return Campaign.objects.select_related("year__unit", "rule_set").get(pk=campaign.pk)


def give(campaign, cast, step="ASSESSMENTS", day=LATER, by=None):
    return set_cell_days(campaign=fresh(campaign), unit=cast.cell, days={step: day}, by=by or cast.officer)


def test_a_cell_has_its_own_day_and_the_others_keep_theirs(campaign, cast):
    give(campaign, cast)
    found = fresh(campaign)
    assert due_on(found, DueStep.ASSESSMENTS, cast.cell.pk) == LATER
    assert due_on(found, DueStep.ASSESSMENTS, cast.other_cell.pk) == due_on(found, DueStep.ASSESSMENTS)
    assert JournalEntry.objects.get(verb="campaign.days_set").data == {"ASSESSMENTS": "2026-12-05"}
    give(campaign, cast, day=None)
    assert not StepDate.objects.exists()


def test_the_common_days_change_for_everybody_without_own(campaign, cast):
    set_due_days(campaign=campaign, by=cast.leader, **NEW)
    found = fresh(campaign)
    assert {name: getattr(found, name) for name in NEW} == NEW
    assert JournalEntry.objects.get(verb="campaign.days_set").data["before"]["assessments_due"] == "2026-11-30"


@pytest.mark.parametrize("who", ["member", "secretary", "viewer", "admin", "stranger"])
def test_only_the_committee_sets_days(campaign, cast, who):
    with pytest.raises(PermissionDenied, match=r"."):
        give(campaign, cast, by=getattr(cast, who))
    with pytest.raises(PermissionDenied, match=r"."):
        set_due_days(campaign=campaign, by=getattr(cast, who), **NEW)


def test_days_follow_the_steps_in_every_cell(campaign, cast):
    for step, day in (("ASSESSMENTS", datetime.date(2026, 12, 11)), ("REVIEWS", datetime.date(2026, 12, 26))):
        with pytest.raises(ValidationError) as refused:
            give(campaign, cast, step, day)
        assert refused.value.code == "out_of_order" and not StepDate.objects.exists()
    give(campaign, cast, "REVIEWS", datetime.date(2026, 12, 24))
    with pytest.raises(ValidationError, match=cast.cell.name):
        set_due_days(campaign=fresh(campaign), by=cast.officer, **NEW | {"decisions_due": datetime.date(2026, 12, 20)})
    assert fresh(campaign).decisions_due == datetime.date(2026, 12, 25)


def test_days_lie_near_the_year(campaign, cast):
    with pytest.raises(ValidationError) as refused:
        give(campaign, cast, day=datetime.date(2020, 1, 1))
    assert refused.value.code == "too_far"


def test_a_cell_of_somebody_else_is_refused(campaign, cast):
    with pytest.raises(ValidationError) as refused:
        set_cell_days(campaign=campaign, unit=cast.stranger_cell, days={"ASSESSMENTS": LATER}, by=cast.officer)
    assert list(refused.value.message_dict) == ["unit"]


def test_a_closed_review_keeps_its_days(campaign, cast):
    Closing.objects.create(campaign=campaign, closed_by=cast.leader, closed_at=campaign.opened_at)
    with pytest.raises(ValidationError) as refused:
        give(campaign, cast)
    assert refused.value.code == "frozen"


def test_the_member_and_the_secretary_see_the_day_of_their_cell(campaign, cast, client):
    give(campaign, cast)
    (card,) = [card for card in queue_for(cast.member, datetime.date(2026, 11, 1)) if card.kind == "assessment-own"]
    assert card.due == LATER
    review = campaign.reviews.get(unit=cast.cell)
    give(campaign, cast, "REVIEWS", datetime.date(2026, 12, 15))
    for name in ("evaluations:review", "evaluations:rating-edit"):
        assert "15/12/2026" in signed_in(client, cast.secretary).get(reverse(name, args=[review.pk])).content.decode()


def test_the_page_takes_both_forms_and_shows_what_is_wrong(campaign, cast, client):
    client, address = signed_in(client, cast.officer), reverse("evaluations:campaign-days", args=[campaign.pk])
    client.post(address, {"unit": cast.cell.pk, "assessments": "05/12/2026", "reviews": ""})
    assert StepDate.objects.get().due_on == LATER
    days = {"assessments_due": "01/12/2026", "reviews_due": "02/12/2026", "decisions_due": "30/12/2026"}
    page = client.post(address, days)
    assert page.status_code == 200 and cast.cell.name in page.content.decode()
    assert client.post(address, days | {"reviews_due": "08/12/2026"}).status_code == 302
    assert signed_in(client, cast.secretary).get(address).status_code == 403
    assert signed_in(client, cast.stranger).get(address).status_code == 404


def test_the_api_does_the_same(campaign, cast):
    api, address = APIClient(), reverse("api-campaign-days", args=[campaign.pk])
    api.force_authenticate(cast.officer)
    answer = api.post(address, {"unit": cast.cell.pk, "assessments": "2026-12-05"})
    assert answer.json()["cells"][0]["due_on"] == "2026-12-05"
    assert api.put(address, {name: day.isoformat() for name, day in NEW.items()}).json()["reviews_due"] == "2026-12-08"
    assert api.post(address, {"unit": 999999, "assessments": "2026-12-05"}).status_code == 404
    waiting = api.get(reverse("api-campaign-waiting", args=[campaign.pk])).json()
    assert len(waiting) == 2 and all(row["count"] for row in waiting)
    api.force_authenticate(cast.member)
    assert api.get(address).status_code == 403


def test_who_holds_up_whom(campaign, cast):
    hand_in(campaign, cast.other_cell)
    late = datetime.date(2026, 12, 3)
    first, second = waiting_in(cast.officer, campaign, late).cells
    assert (first.unit, first.held.count, first.held.days_late) == (cast.cell, 3, 3)
    assert first.held.callees == ("Lê Văn Bình",)
    assert (second.held.count, second.held.days_late, second.held.due) == (2, 0, datetime.date(2026, 12, 10))
    assert str(second.held.step) != str(first.held.step)


def test_the_page_of_waiting_takes_as_many_queries_for_many_cells(campaign, cast, django_assert_num_queries):
    campaign = fresh(campaign)
    with django_assert_num_queries(3):
        waiting_in(cast.officer, campaign, LATER)


def test_the_committee_alone_sees_who_waits(campaign, cast, client):
    address = reverse("evaluations:campaign-waiting", args=[campaign.pk])
    page = signed_in(client, cast.leader).get(address).content.decode()
    assert cast.cell.name in page and "Lê Văn Bình" in page
    assert signed_in(client, cast.secretary).get(address).status_code == 403
    assert signed_in(client, cast.stranger).get(address).status_code == 404
