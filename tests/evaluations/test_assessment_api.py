"""The API of rule sets, campaigns and assessments: the same acts, answers and refusals as the pages."""

import datetime

import pytest
from rest_framework.test import APIClient

from emulation.models import JournalEntry
from evaluations.models import Assessment, Campaign, State
from evaluations.queue import queue_for
from tests.factories import make_ready

from .year import assessment_of, fill_in, full_points, make_campaign, make_rule_set, submitted

DATES = {
    "cut_off": "2026-12-31",
    "assessments_due": "2026-11-30",
    "reviews_due": "2026-12-10",
    "decisions_due": "2026-12-25",
}


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


@pytest.fixture
def own(campaign, cast):
    return assessment_of(campaign, cast.member)


def api(account):
    client = APIClient()
    client.force_authenticate(account)
    return client


def address(row, act=""):
    return f"/api/v1/assessments/{row.pk}/{act}"


def whole(row):
    return {
        "version": row.version,
        "sections": dict.fromkeys(("QUALITIES", "DUTIES", "LIMITS", "DIRECTIONS"), "Đã làm tốt."),
        "self_points": {code: str(value).replace(".", ",") for code, value in full_points(row).items()},
        "tasks": [{"title": "Họp dân", "due_on": "2026-06-30", "result": "ON_TIME"}],
        "self_level": "HTTNV",
    }


def test_member_saves_and_submits(own, cast):
    client = api(cast.member)
    saved = client.post(address(own, "save/"), whole(own), format="json")
    assert saved.status_code == 200, saved.data
    assert saved.data["assessment"]["self_total"] == "100.00" and saved.data["missing"] == []
    assert saved.data["derived"]["level"] == "HTTNV" and saved.data["cell"] is None
    assert client.post(address(own, "submit/")).status_code == 200
    assert Assessment.objects.get(pk=own.pk).state == State.SUBMITTED
    assert client.post(address(own, "submit/")).status_code == 409


def test_refusals_are_named_by_field_and_conflicts_are_409(own, cast):
    client = api(cast.member)
    wrong = client.post(address(own, "save/"), {"self_points": {"4.1.1": "9"}}, format="json")
    assert wrong.status_code == 400 and list(wrong.data["errors"]) == ["points_4.1.1"]
    assert client.post(address(own, "submit/")).status_code == 400
    fill_in(own, cast.member)
    stale = client.post(address(own, "save/"), {"version": 1, "self_level": "HTNV"}, format="json")
    assert stale.status_code == 409 and stale.data["code"] == "stale"


def test_secretary_reads_in_the_open_and_returns(own, cast):
    submitted(own, cast.member)
    client = api(cast.secretary)
    read = client.get(address(own))
    assert read.status_code == 200 and read.data["cell"] is not None
    assert JournalEntry.objects.filter(verb="assessment.read", subject_id=own.pk).count() == 1
    assert client.post(address(own, "return/"), {"reason": "Bổ sung"}).status_code == 200
    assert api(cast.member).get(address(own)).data["return_reason"] == "Bổ sung"


def test_faults_and_comments(own, cast):
    made = api(cast.member).post(address(own, "fault/"), {"text": "Chưa học đều"})
    assert made.status_code == 201
    fault = made.data["faults"][0]["id"]
    repaired = {"faults": [{"id": fault, "repair": "REPAIRED"}]}
    saved = api(cast.member).post(address(own, "save/"), repaired, format="json")
    assert saved.data["faults"][0]["repair"] == "REPAIRED"
    Assessment.objects.filter(pk=own.pk).update(awaits_comment=True)
    assert api(cast.member).post(address(own, "comment/"), {"note": "x"}).status_code == 403
    assert api(cast.secretary).post(address(own, "comment/"), {"note": "Tốt"}).status_code == 200


@pytest.mark.parametrize("who", ["colleague", "officer", "leader", "viewer", "admin", "stranger"])
@pytest.mark.parametrize("act", ["", "save/", "submit/", "return/", "fault/", "comment/"])
def test_what_is_not_visible_does_not_exist(own, cast, who, act):
    client = api(getattr(cast, who))
    answer = client.post(address(own, act), {}, format="json") if act else client.get(address(own))
    assert answer.status_code == 404


@pytest.mark.parametrize(("who", "count"), [("member", 1), ("secretary", 3), ("officer", 1), ("stranger", 0)])
def test_list_holds_what_the_reader_may_open(campaign, cast, who, count, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        answer = api(getattr(cast, who)).get("/api/v1/assessments/", {"campaign": campaign.pk})
    assert answer.data["count"] == count


def test_campaign_is_opened_read_and_refreshed(cast):
    make_ready(cast.committee)
    make_rule_set()
    body = {"year": cast.year.pk, "rule_set": "QD366", **DATES}
    assert api(cast.secretary).post("/api/v1/campaigns/", body).status_code == 404
    opened = api(cast.officer).post("/api/v1/campaigns/", body)
    assert opened.status_code == 201 and opened.data["year"] == 2026
    one = f"/api/v1/campaigns/{opened.data['id']}/"
    assert [cell["to_rate"] for cell in api(cast.leader).get(one).data["cells"]] == [3, 2]
    assert api(cast.officer).post(f"{one}refresh/").data == {"added": 0, "updated": 0, "removed": 0}
    assert api(cast.secretary).post(f"{one}refresh/").status_code == 403
    assert api(cast.stranger).get(one).status_code == 404
    assert api(cast.officer).get("/api/v1/campaigns/").data["count"] == Campaign.objects.count() == 1


def test_rule_sets_are_for_everyone_to_read(cast):
    assert api(cast.member).post("/api/v1/rule-sets/QD366/install/").status_code == 403
    assert api(cast.leader).post("/api/v1/rule-sets/QD366/install/").status_code == 200
    read = api(cast.member).get("/api/v1/rule-sets/QD366/").data
    assert len(read["criteria"]) == 79 and len(read["bases"]) == 5 and read["cap_percent"] == 20
    assert api(cast.stranger).get("/api/v1/rule-sets/").data["count"] == 1


def test_own_card_waits_until_submitted(own, cast):
    day = datetime.date(2026, 11, 10)
    card = kind(cast.member, day, "assessment-own")
    assert card.due == datetime.date(2026, 11, 30) and not card.is_urgent and card.url.endswith("?year=2026")
    assert kind(cast.member, datetime.date(2026, 11, 25), "assessment-own").is_urgent
    submitted(own, cast.member)
    assert kind(cast.member, day, "assessment-own") is None


def test_committee_is_asked_to_open_the_review_in_the_last_quarter(cast):
    assert kind(cast.officer, datetime.date(2026, 9, 30), "campaign-open") is None
    assert kind(cast.officer, datetime.date(2026, 10, 1), "campaign-open").count == 1
    assert kind(cast.secretary, datetime.date(2026, 10, 1), "campaign-open") is None
    make_campaign(cast)
    assert kind(cast.officer, datetime.date(2026, 10, 1), "campaign-open") is None


def kind(account, on, name):
    return next((card for card in queue_for(account, on) if card.kind == name), None)
