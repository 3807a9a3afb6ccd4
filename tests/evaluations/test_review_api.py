"""The same acts over HTTP: the API answers with the objects the pages show."""

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from evaluations.models import Assessment, CellReview, Decision
from evaluations.selectors.decisions import decision_board
from evaluations.selectors.reviews import cell_sheet

from .meeting import crowd, hand_in, hold, meeting, proposed, review_of, verified
from .test_decisions import GOOD, ids, leave
from .year import assessment_of, make_campaign

API = "/api/v1"


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


@pytest.fixture
def review(campaign, cast):
    hand_in(campaign)
    return review_of(campaign, cast.cell)


def call(account):
    client = APIClient()
    client.force_authenticate(account)
    return client


def facts():
    return meeting() | {"held_on": meeting()["held_on"].isoformat()}


def rows(review):
    found = Assessment.objects.filter(unit=review.unit).values_list("pk", flat=True)
    values = {"common": "28", "results": "65", "votes": [10, 0, 0, 0], "level": "HTXSNV"}
    return [{"assessment": pk} | values for pk in found]


def test_secretary_saves_and_proposes(cast, review):
    body = {"version": review.version, "meeting": facts(), "rows": rows(review)}
    saved = call(cast.secretary).post(f"{API}/reviews/{review.pk}/save/", body, format="json")
    assert saved.status_code == 200 and saved.json()["missing"] == []
    assert call(cast.secretary).post(f"{API}/reviews/{review.pk}/propose/").status_code == 200
    assert CellReview.objects.get(pk=review.pk).is_proposed


def test_sheet_says_what_the_page_says(cast, review):
    hold(review)
    data = call(cast.secretary).get(f"{API}/reviews/{review.pk}/").json()
    sheet = cell_sheet(cast.secretary, review)
    assert [row["summary"] for row in data["rows"]] == [row.summary for row in sheet.rows]
    assert [row["votes"] for row in data["rows"]] == [[10, 0, 0, 0]] * 3


def test_refusals_carry_code_and_fields(cast, review):
    own = assessment_of(review.campaign, cast.member)
    body = {"rows": [{"assessment": own.pk, "common": "31"}]}
    answer = call(cast.secretary).post(f"{API}/reviews/{review.pk}/save/", body, format="json")
    assert answer.status_code == 400 and f"r{own.pk}-common" in answer.json()["errors"]
    stale = call(cast.secretary).post(f"{API}/reviews/{review.pk}/save/", {"version": 9}, format="json")
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert call(cast.secretary).post(f"{API}/reviews/{review.pk}/propose/").status_code == 400


def test_officer_verifies_and_sends_back(cast, campaign):
    review = proposed(campaign, cast.cell)
    assert call(cast.secretary).post(f"{API}/reviews/{review.pk}/verify/").status_code == 403
    assert call(cast.officer).post(f"{API}/reviews/{review.pk}/verify/", {"note": "Đủ"}).status_code == 200
    assert call(cast.officer).post(f"{API}/reviews/{review.pk}/verify/").status_code == 409
    back = call(cast.officer).post(f"{API}/reviews/{review.pk}/send-back/", {"reason": "Thiếu"})
    assert back.json()["review"]["sent_back_reason"] == "Thiếu"


@pytest.mark.parametrize("name", ["member", "viewer", "admin", "stranger"])
def test_review_is_not_found_for_others(cast, review, name):
    assert call(getattr(cast, name)).get(f"{API}/reviews/{review.pk}/").status_code == 404
    assert call(getattr(cast, name)).get(f"{API}/reviews/").json()["count"] == 0


def test_reviews_are_listed_by_campaign(cast, review):
    assert call(cast.officer).get(f"{API}/reviews/?campaign={review.campaign_id}").json()["count"] == 2
    assert call(cast.officer).get(f"{API}/reviews/?campaign=999").json()["count"] == 0
    assert call(cast.secretary).get(f"{API}/reviews/").json()["count"] == 1


def test_leader_chooses_and_decides_within_the_cap(cast):
    crowd(cast.cell, 12)
    campaign = make_campaign(cast)
    verified(campaign, cast.cell, cast.officer)
    verified(campaign, cast.other_cell, cast.officer, **GOOD)
    leader = call(cast.leader)
    cap = leader.get(f"{API}/campaigns/{campaign.pk}/cap/").json()
    assert cap["groups"][0]["sentence"] == decision_board(cast.leader, campaign).groups[0].sentence
    assert (cap["groups"][0]["maximum"], cap["can_decide_now"], cap["open"]) == (3, False, [])
    assert leader.get(f"{API}/campaigns/{campaign.pk}/people/").json()["count"] == 17
    rest = ids(campaign, unit=cast.cell)[3:]
    choices = [{"assessment": pk, "level": "HTTNV", "reason": "Ngoài giới hạn."} for pk in rest]
    chosen = leader.post(f"{API}/campaigns/{campaign.pk}/choose/", {"choices": choices}, format="json").json()
    assert (chosen["changed"], chosen["groups"][0]["over"]) == (12, 0)
    body = {"number": "45-QĐ/ĐU", "signed_on": timezone.localdate().isoformat()}
    assert call(cast.officer).post(f"{API}/campaigns/{campaign.pk}/decide/", body).status_code == 403
    assert chosen["groups"][0]["contest"] == "TIE"  # all stand equal, so the choice must be explained
    assert "lý do lựa chọn" in leader.post(f"{API}/campaigns/{campaign.pk}/decide/", body).content.decode()
    why = {"group": "NONLEAD", "reason": "Tập thể biểu quyết."}
    assert leader.post(f"{API}/campaigns/{campaign.pk}/explain/", why).json() == why
    assert leader.post(f"{API}/campaigns/{campaign.pk}/decide/", body).json()["members"] == 17
    assert leader.post(f"{API}/campaigns/{campaign.pk}/decide/", body).status_code == 409
    assert leader.get(f"{API}/decisions/?campaign={campaign.pk}").json()["count"] == 17
    assert call(cast.member).get(f"{API}/decisions/").json()["count"] == 1
    assert Decision.objects.count() == 17


@pytest.mark.parametrize("name", ["member", "secretary", "viewer", "admin", "stranger"])
def test_campaign_acts_are_not_found_for_others(cast, campaign, name):
    assert call(getattr(cast, name)).get(f"{API}/campaigns/{campaign.pk}/cap/").status_code == 404


def test_over_the_cap_is_refused_with_its_code(cast):
    crowd(cast.cell, 12)
    campaign = make_campaign(cast)
    verified(campaign, cast.cell, cast.officer)
    verified(campaign, cast.other_cell, cast.officer, **GOOD)
    leave(campaign, cast, 4)
    body = {"number": "45-QĐ/ĐU", "signed_on": timezone.localdate().isoformat()}
    answer = call(cast.leader).post(f"{API}/campaigns/{campaign.pk}/decide/", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "cap_exceeded")
