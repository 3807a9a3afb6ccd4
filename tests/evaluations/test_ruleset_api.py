"""Rule sets over HTTP: the same acts, the same sentences."""

import pytest
from rest_framework.test import APIClient

from evaluations.models import RuleSet

from .rulesets import make_draft, make_published
from .year import make_rule_set

ALL = "/api/v1/rule-sets/"


def api(account) -> APIClient:
    client = APIClient()
    client.force_authenticate(account)
    return client


@pytest.fixture
def draft(cast) -> RuleSet:
    return make_draft(cast.committee)


def leaves(*rows) -> list[dict]:
    return [
        {"group": group, "heading": "Mục", "code": code, "label": "Tiêu chí", "maximum": maximum}
        for group, code, maximum in rows
    ]


SOUND = leaves(("COMMON", "1", "30"), ("RESULTS", "2", "70"))


def test_a_draft_goes_from_the_copy_to_its_publication(cast):
    make_rule_set()
    officer, leader, one = api(cast.officer), api(cast.leader), f"{ALL}HOABINH/"
    body = {"source": "QD366", "unit": cast.committee.pk, "code": "HOABINH", "name": "Của phường", "first_year": 2026}
    made = officer.post(ALL, body, format="json")
    assert made.status_code == 201 and made.data["base"] == "QD366" and len(made.data["criteria"]) == 79
    changed = officer.patch(one, {"cap_percent": 15, "appeal_days": 9, "version": 1}, format="json")
    assert (changed.status_code, changed.data["version"], changed.data["cap_percent"]) == (200, 2, 15)
    put = officer.put(f"{one}criteria/", {"criteria": {"OUTSIDE": SOUND}, "version": 2}, format="json")
    assert put.status_code == 200 and len(put.data["criteria"]) == 79 - 7 + 2
    changes = officer.get(f"{one}differences/").data
    assert {change["part"] for change in changes} == {"cap", "steps", "OUTSIDE"}
    assert [fault["code"] for fault in officer.get(f"{one}publish/").data] == ["no_reason"]
    assert leader.post(f"{one}publish/").data["code"] == "no_reason"
    officer.patch(one, {"departure_reason": "Theo HD 5"}, format="json")
    assert officer.post(f"{one}publish/").status_code == 403
    assert leader.post(f"{one}publish/", {"version": 3}, format="json").status_code == 409
    assert leader.post(f"{one}publish/", {"version": 4}, format="json").data["state"] == 20
    assert api(cast.member).get(one).data["cap_percent"] == 15


BAD = [
    ({"cap_percent": 120}, "cap_percent"),
    ({"late_percent": -1}, "late_percent"),
    ({"excellent_from": "90.125"}, "excellent_from"),
    ({"excellent_from": None}, "excellent_from"),
    ({"name": ""}, "name"),
    ({"first_year": 1999}, "first_year"),
    ({"cap_rounding": "SOMEHOW"}, "cap_rounding"),
    ({"pledges_due": "31/02"}, "pledges_due"),
    ({"findings": {"LEADER": {}}}, "findings"),
    ({"articles": [1]}, "articles"),
    ({"replaces": "QD366"}, "replaces"),
    ({"replaces": "KHONG-CO"}, "replaces"),
    ({"bases": [10**6]}, "bases"),
    ({"good_from": "95"}, None),
]


@pytest.mark.parametrize(("body", "field"), BAD, ids=str)
def test_nonsense_is_refused_at_its_field(cast, draft, body, field):
    answer = api(cast.officer).patch(f"{ALL}{draft.code}/", body, format="json")
    assert answer.status_code == 400, answer.data
    assert field is None or field in (answer.data.get("errors") or answer.data)
    assert RuleSet.objects.get(pk=draft.pk).version == 1


LINES = [
    leaves(("COMMON", "1", "1.125")), leaves(("COMMON", "1", "-1")), leaves(("COMMON", "1", None)),
    leaves(("COMMON", "", "1")), leaves(("COMMON", "1", "1"), ("RESULTS", "1", "1")), leaves(("NONE", "1", "1")),
    leaves(("COMMON", "1", "một")),
]  # fmt: skip


@pytest.mark.parametrize("rows", LINES, ids=str)
def test_wrong_criteria_are_refused_whole(cast, draft, rows):
    body = {"criteria": {"NONLEAD": rows}}
    answer = api(cast.officer).put(f"{ALL}{draft.code}/criteria/", body, format="json")
    assert answer.status_code == 400 and draft.criteria.filter(subject_type="NONLEAD").count() == 26


def test_criteria_name_line_and_field_of_a_fault(cast, draft):
    body = {"criteria": {"NONLEAD": [*SOUND, *leaves(("COMMON", "3", "70.01"))]}}
    answer = api(cast.officer).put(f"{ALL}{draft.code}/criteria/", body, format="json")
    assert list(answer.data["errors"]) == ["NONLEAD.2.maximum"] and "dòng 3" in answer.data["detail"]


def test_a_published_set_stays(cast):
    published = make_published(cast.committee)
    one, leader = f"{ALL}{published.code}/", api(cast.leader)
    for answer in (
        leader.patch(one, {"appeal_days": 9}, format="json"),
        leader.put(f"{one}criteria/", {"criteria": {"NONLEAD": SOUND}}, format="json"),
        leader.post(f"{one}publish/"),
        leader.delete(one),
    ):
        assert (answer.status_code, answer.data["code"]) == (409, "frozen")


def test_one_in_use_is_not_deleted_and_a_draft_is(cast):
    own = make_published(cast.committee)
    draft = make_draft(cast.committee, "MOI", 2027, source=own)
    officer = api(cast.officer)
    assert officer.delete(f"{ALL}{own.code}/").data["code"] == "in_use"
    assert officer.delete(f"{ALL}{draft.code}/").status_code == 204
    assert officer.get(f"{ALL}{draft.code}/").status_code == 404


@pytest.mark.parametrize(("who", "on_draft"), [("member", 404), ("secretary", 404), ("viewer", 404), ("stranger", 404)])
def test_who_has_no_role_is_refused(cast, draft, who, on_draft):
    client, one = api(getattr(cast, who)), f"{ALL}{draft.code}/"
    assert client.get(one).status_code == on_draft
    assert client.patch(one, {"appeal_days": 9}, format="json").status_code == on_draft
    assert client.put(f"{one}criteria/", {"criteria": {}}, format="json").status_code == on_draft
    assert client.get(f"{one}differences/").status_code == client.post(f"{one}publish/").status_code == on_draft
    assert client.delete(one).status_code == on_draft
    assert draft.code not in [row["code"] for row in client.get(ALL).data["results"]]
    assert client.patch(f"{ALL}QD366/", {"appeal_days": 9}, format="json").status_code == 403
    body = {"source": "QD366", "unit": cast.committee.pk, "code": "X", "name": "X", "first_year": 2026}
    assert client.post(ALL, body, format="json").status_code in (403, 404)
    assert not RuleSet.objects.filter(code="X").exists()


def test_a_copy_needs_a_unit_of_ones_own(cast):
    make_rule_set()
    body = {"source": "QD366", "unit": cast.stranger_cell.pk, "code": "X", "name": "X", "first_year": 2026}
    assert api(cast.leader).post(ALL, body, format="json").status_code == 404
    assert api(cast.leader).post(ALL, body | {"unit": cast.cell.pk}, format="json").status_code == 400
    assert api(cast.leader).post(ALL, body | {"unit": cast.committee.pk, "first_year": 1999}).status_code == 400
