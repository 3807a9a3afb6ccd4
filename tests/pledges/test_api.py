"""The API does what the pages do, through the same services; what is not visible is 404."""

import pytest
from django.test import Client

from pledges.models import Pledge, PledgeTemplate, State
from pledges.services import install_templates
from tests.pledges.factories import make_people, make_pledge, membership_of

BASE = "/api/v1/pledges/"
ITEM = {"group": "STYLE", "deed": "Giúp đỡ hàng xóm", "measure": "2 lần", "due_on": "2026-12-31"}


def address(path: str) -> str:
    return path if path.startswith("/") else BASE + path


class Api:
    """A signed-in client that speaks JSON."""

    def __init__(self, account) -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(account)

    def get(self, path=""):
        return self.client.get(address(path))

    def post(self, path="", data=None):
        return self.client.post(address(path), data or {}, content_type="application/json")

    def put(self, path, data):
        return self.client.put(address(path), data, content_type="application/json")


@pytest.fixture
def pledge(cast) -> Pledge:
    return make_pledge(cast.member.member, cast.cell, cast.year)


def test_the_whole_life_of_a_pledge(cast):
    member, secretary = Api(cast.member), Api(cast.secretary)
    start = {"membership": membership_of(cast.member).pk, "year": cast.year.pk}
    made = member.post(data=start)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    written = member.put(f"{pk}/", {"items": [ITEM], "version": 1}).json()
    assert (written["version"], written["items"][0]["deed"]) == (2, "Giúp đỡ hàng xóm")
    assert member.post(f"{pk}/submit/").json()["state"] == 20
    returned = secretary.post(f"{pk}/return/", {"reason": "Thêm"}).json()
    assert (returned["state"], returned["return_reason"]) == (15, "Thêm")
    member.post(f"{pk}/submit/")
    confirmed = secretary.post(f"{pk}/confirm/").json()
    assert (confirmed["state"], confirmed["confirmed_by"]) == (30, "Lê Văn Bình")
    item = confirmed["items"][0]["id"]
    done = member.post(f"{pk}/report/", {"results": [{"item": item, "outcome": "KEPT", "evidence": "Ảnh"}]}).json()
    assert (done["items"][0]["outcome"], done["items"][0]["evidence"]) == ("KEPT", "Ảnh")


def test_refusals_carry_status_code_and_reason(cast, pledge):
    assert Api(cast.secretary).post(f"{pledge.pk}/confirm/").status_code == 409
    stale = Api(cast.member).put(f"{pledge.pk}/", {"items": [ITEM], "version": 9})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    refused = Api(cast.officer).put(f"{pledge.pk}/", {"items": [ITEM]})
    assert refused.status_code == 403 and "roles do not include" in refused.json()["detail"]
    assert Api(cast.member).put(f"{pledge.pk}/", {"items": [{"group": "NONE"}]}).status_code == 400


@pytest.mark.parametrize("act", ["", "submit/", "return/", "confirm/", "report/"])
def test_what_is_not_visible_does_not_exist(cast, pledge, act):
    stranger = Api(cast.stranger)
    data = {"reason": "x", "results": []}
    answer = stranger.post(f"{pledge.pk}/{act}", data) if act else stranger.get(f"{pledge.pk}/")
    assert answer.status_code == 404


def test_starting_for_an_invisible_member_is_404(cast):
    start = {"membership": membership_of(cast.member).pk, "year": cast.year.pk}
    assert Api(cast.stranger).post(data=start).status_code == 404


def test_the_list_is_filtered_paged_and_of_fixed_cost(cast, pledge, django_assert_max_num_queries):
    for one in make_people(cast.cell, 60):
        make_pledge(one, cast.cell, cast.year, State.SUBMITTED)
    api = Api(cast.secretary)
    with django_assert_max_num_queries(10):
        found = api.get(f"?unit={cast.cell.pk}&year=2026&state=20").json()
    assert found["count"] == 60 and len(found["results"]) == 50
    assert api.get("?q=tran thi lan").json()["count"] == 1
    assert Api(cast.member).get().json()["count"] == 1


def test_recording_and_confirming_many(cast):
    secretary = Api(cast.secretary)
    members = [cast.member.member_id, cast.colleague.member_id]
    record = {"unit": cast.cell.pk, "year": cast.year.pk, "members": members, "items": [ITEM], "submit": True}
    recorded = secretary.post("record/", record)
    assert recorded.status_code == 201 and len(recorded.json()["done"]) == 2
    assert len(secretary.post("record/", record).json()["skipped"]) == 2
    confirmed = secretary.post("confirm/", {"unit": cast.cell.pk, "pledges": recorded.json()["done"]})
    assert len(confirmed.json()["done"]) == 2
    assert Api(cast.stranger).post("record/", record).status_code == 404
    assert Api(cast.member).post("record/", record).status_code == 403


def test_recording_from_a_template_and_from_last_year(cast):
    template = install_templates(unit=cast.committee, by=cast.officer)[0]
    record = {"unit": cast.cell.pk, "year": cast.year.pk, "members": [cast.member.member_id]}
    assert Api(cast.secretary).post("record/", record | {"template": template.pk}).json()["done"]
    record["members"] = [cast.colleague.member_id]
    answer = Api(cast.secretary).post("record/", record | {"from_last_year": True}).json()
    assert "nothing to start from" in answer["skipped"][0]["reason"]


def test_figures_are_those_of_the_selector(cast, pledge):
    figures = Api(cast.officer).get(f"figures/?unit={cast.committee.pk}&year=2026").json()
    assert (figures["total"]["members"], figures["total"]["registered"]) == (5, 1)
    assert Api(cast.stranger).get(f"figures/?unit={cast.committee.pk}&year=2026").status_code == 404


def test_templates_over_http(cast):
    api, base = Api(cast.secretary), "/api/v1/pledge-templates/"
    words = {"unit": cast.cell.pk, "name": "Mẫu", "items": [ITEM]}
    made = api.post(base, words)
    assert made.status_code == 201
    pk = made.json()["id"]
    assert api.put(f"{base}{pk}/", words | {"name": "Mẫu mới"}).json()["name"] == "Mẫu mới"
    assert api.get(base).json()["count"] == 1
    assert api.post(f"{base}{pk}/retire/").json()["is_active"] is False
    assert api.post(f"{base}{pk}/retire/").status_code == 409
    assert Api(cast.stranger).get(f"{base}{pk}/").status_code == 404
    assert Api(cast.member).post(base, words).status_code == 403
    assert PledgeTemplate.objects.count() == 1
