"""One's own data: seen whole, taken out, asked about; and what is asked is answered on the clock of the law."""

import datetime
import io
import json
import zipfile

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from emulation.models import DataRequest, JournalEntry, Member, Membership, Role
from emulation.personal import holdings_of, told_of
from emulation.rules import RequestState, working_days_after
from emulation.services.personal import (
    ask_about_data,
    export_own_data,
    extend_request,
    finish_request,
    refuse_request,
    take_request,
)
from evaluations.models import Assessment
from evaluations.services.assessments import save_assessment
from tests import seeded
from tests.evaluations.year import assessment_of, make_campaign
from tests.factories import give_role
from tests.pledges.factories import make_pledge

from .asking import last_entry, not_now, refused

TODAY = timezone.localdate()
APPS = ("emulation", "pledges", "evaluations", "reports")
# Relations that a member is not told of, each for a reason.
NOT_TOLD = {
    "pledges.indicator": "figures of a unit's model and of nobody in it; the model itself is told",
    "evaluations.pendingcheck": "who complains of or denounces a member is not betrayed to the member",
    "emulation.journalmember": "told as the acts themselves",
    "socialaccount.socialtoken": "a secret between two machines; we ask for none to be kept",
    "reports.jobchunk": "the file of a job for some days, its owner's to take out; the job itself is told",
    "account.emailaddress": "the package's own copy; we keep none in it, the address stands in the account",
}
TOLD_AS = {"emulation.journalentry"}  # acts on the member, and those of office the account did


@pytest.fixture
def as_(db):
    def sign_in(account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return sign_in


@pytest.fixture
def membership(cast) -> Membership:
    return Membership.objects.select_related("unit", "member").get(member=cast.member.member)


CORRECTION = {"kind": "CORRECT", "about": "Ngày sinh", "wrong": "19/05/1975", "right": "19/05/1976", "evidence": "CCCD"}


@pytest.fixture
def asked(cast, membership) -> DataRequest:
    found = ask_about_data(membership=membership, by=cast.member, **CORRECTION)
    return DataRequest.objects.select_related("unit", "member").get(pk=found.pk)


# ── everything that is held ──


def related_to(model) -> set[str]:
    """Return the tables that name the model, in every app, hidden relations left out: those say who acted."""
    return {relation.related_model._meta.label_lower for relation in model._meta.related_objects}


def relations() -> set[str]:
    """Walk from the member over every relation back to a table, and over ours that are hidden, one step."""
    found, at = set(), [Member._meta.label_lower]
    while at:
        model = apps.get_model(at.pop())
        new = related_to(model) - found
        found |= new
        at += new - NOT_TOLD.keys() - TOLD_AS
    return found | {label for label in _all_labels() if _names_a_member(label)}


def _all_labels() -> list[str]:
    return [model._meta.label_lower for model in apps.get_models() if model._meta.app_label in APPS]


def _names_a_member(label: str) -> bool:
    fields = apps.get_model(label)._meta.concrete_fields
    return any(field.is_relation and field.related_model is Member for field in fields)


def test_every_relation_to_a_member_is_told(cast):
    """A table that comes to name a member is told by its room, or stands above with the reason why not."""
    told = {holding.code for holding in told_of(cast.member.member)}
    untold = relations() - told - NOT_TOLD.keys()
    assert not untold, f"{untold}: answer emulation.signals.telling with a holding"
    assert len(relations()) >= 18


@pytest.fixture
def world(cast):
    campaign = make_campaign(cast)
    make_pledge(cast.member.member, cast.cell, cast.year, state=30)
    save_assessment(
        assessment=assessment_of(campaign, cast.member), sections={"QUALITIES": "Đã rèn luyện"}, by=cast.member
    )
    return campaign


def codes_of(account) -> dict[str, int]:
    return {holding.code: len(holding.rows) for holding in holdings_of(account.member)}


def test_a_member_sees_what_is_held_in_every_room(cast, world, as_):
    found = codes_of(cast.member)
    for code in ("emulation.member", "emulation.membership", "emulation.account", "emulation.roleassignment"):
        assert found[code] == 1
    assert found["pledges.pledge"] == found["evaluations.assessment"] == 1
    page = as_(cast.member).get(reverse("emulation:own-data")).content.decode()
    for words in ("Trần Thị Lan", "19/05/1975", "Đã rèn luyện", "Chi bộ Khu phố 1"):
        assert words in page


def test_nothing_of_anybody_else_is_told(cast, world):
    told = str([holding.as_data for holding in holdings_of(cast.member.member)])
    assert cast.colleague.member.full_name not in told and cast.colleague.member.card_number not in told


def test_what_the_cell_writes_is_told_once_it_is_decided(cast, world):
    own = Assessment.objects.filter(member=cast.member.member)
    own.update(cell_level="HTNV", cell_explanation="Còn chậm")
    holding = next(h for h in holdings_of(cast.member.member) if h.code == "evaluations.assessment")
    assert "cell_explanation" not in holding.as_data["rows"][0]
    assert "khi đã có quyết định" in holding.note


@pytest.mark.slow
def test_after_the_decision_the_cell_s_part_is_told(db):
    seeded.build(seeded.Stage.DECIDED, 60, 3)
    holdings = {holding.code: holding for holding in holdings_of(seeded.account(seeded.MEMBER).member)}
    assert holdings["evaluations.assessment"].as_data["rows"][0]["cell_total"]
    assert not holdings["evaluations.assessment"].note
    assert holdings["evaluations.decision"].rows and holdings["evaluations.proposal"].rows


def test_no_secret_and_no_machinery_is_told(cast, world):
    account = next(h for h in holdings_of(cast.member.member) if h.code == "emulation.account")
    member = next(h for h in holdings_of(cast.member.member) if h.code == "emulation.member")
    assert not {"password", "id"} & account.as_data["rows"][0].keys()
    assert not {"sort_key", "search_text"} & member.as_data["rows"][0].keys()


def test_the_page_takes_the_same_queries_whatever_is_held(cast, world, as_):
    client, counts = as_(cast.member), []
    for number in (2030, 2031):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("emulation:own-data")).status_code == 200
        counts.append(len(queries))
        Membership.objects.create(
            member=cast.member.member, unit=cast.other_cell, stay="TEMPORARY", valid_from=datetime.date(number, 1, 1)
        )
    assert counts[0] == counts[1] <= 2 * len(told_of(cast.member.member)), counts  # one a table, and some around it


def test_an_account_of_no_member_holds_nothing(cast, as_):
    assert "không phải của đảng viên" in as_(cast.admin).get(reverse("emulation:own-data")).content.decode()
    assert as_(cast.admin).get("/api/v1/me/data/").json() == []
    not_now(lambda: export_own_data(account=cast.admin, by=cast.admin), code="no_member")


# ── taking it out ──


def files_in(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        return {name: files.read(name).decode() for name in files.namelist()}


def test_the_file_holds_a_page_to_read_and_the_same_as_data(cast, world, as_):
    answer = as_(cast.member).post(reverse("emulation:own-data-export"))
    assert answer.headers["Content-Type"] == "application/zip"
    assert "du-lieu-ca-nhan-" in answer.headers["Content-Disposition"]
    files = files_in(answer.content)
    data = json.loads(files["du-lieu-ca-nhan.json"])
    told = {holding["code"]: holding["rows"] for holding in data["holdings"]}
    assert told["emulation.member"][0]["born_on"] == "1975-05-19"
    assert told["evaluations.assessment"][0]["sections"] == {"QUALITIES": "Đã rèn luyện"}
    assert "Đã rèn luyện" in files["du-lieu-ca-nhan.html"] and "<script" not in files["du-lieu-ca-nhan.html"]
    entry = last_entry()
    assert (entry.verb, list(entry.members.values_list("member", flat=True))) == (
        "data.exported", [cast.member.member_id]
    )  # fmt: skip


def test_over_the_api_it_is_the_same(cast, world, as_):
    client = as_(cast.member)
    assert {one["code"] for one in client.get("/api/v1/me/data/").json()} >= {"emulation.member", "pledges.pledge"}
    assert files_in(client.post("/api/v1/me/data/export/").content)


def test_nobody_takes_out_another_s(cast):
    refused(lambda: export_own_data(account=cast.member, by=cast.secretary), reason="tài khoản của người khác")


# ── asking, and the clock ──


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        ("2026-03-02", 2, "2026-03-04"),  # Monday
        ("2026-03-05", 2, "2026-03-09"),  # Thursday, over the weekend
        ("2026-03-06", 2, "2026-03-10"),
        ("2026-03-07", 2, "2026-03-10"),  # Saturday
        ("2026-03-06", 0, "2026-03-06"),
    ],
)
def test_working_days_leave_the_weekend_out(day, count, due):
    assert working_days_after(datetime.date.fromisoformat(day), count) == datetime.date.fromisoformat(due)


@pytest.mark.parametrize(("kind", "days"), [("CORRECT", 10), ("PROVIDE", 10), ("DELETE", 20), ("RESTRICT", 15)])
def test_each_kind_has_its_days(cast, membership, kind, days):
    asked = ask_about_data(membership=membership, by=cast.member, **CORRECTION | {"kind": kind})
    assert asked.due_on == TODAY + datetime.timedelta(days=days)
    assert asked.acknowledge_by == working_days_after(TODAY, 2)
    assert (asked.on_behalf, last_entry().verb, last_entry().on_behalf_of) == (False, "data.asked", None)


def test_the_days_are_a_setting(cast, membership, settings):
    settings.DATA_REQUEST_DAYS = settings.DATA_REQUEST_DAYS | {"CORRECT": [7, 3]}
    asked = ask_about_data(membership=membership, by=cast.member, **CORRECTION)
    assert asked.due_on == TODAY + datetime.timedelta(days=7)
    assert extend_request(request=asked, reason="Chờ xác minh", by=cast.secretary).due_on == TODAY + datetime.timedelta(
        days=10
    )


def test_what_is_asked_on_paper_is_recorded_for_the_member(cast, membership):
    asked = ask_about_data(membership=membership, by=cast.secretary, **CORRECTION)
    assert asked.on_behalf and last_entry().on_behalf_of == cast.member.member


def test_a_correction_says_what_is_right(cast, membership):
    not_now(
        lambda: ask_about_data(membership=membership, by=cast.member, **CORRECTION | {"right": " "}),
        words="Hãy ghi nội dung đúng",
    )
    not_now(lambda: ask_about_data(membership=membership, by=cast.member, **CORRECTION | {"kind": "OTHER"}))
    not_now(lambda: ask_about_data(membership=membership, by=cast.member, **CORRECTION | {"about": ""}))


@pytest.mark.parametrize("person", ["colleague", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_asks_for_the_member(cast, membership, person):
    refused(lambda: ask_about_data(membership=membership, by=getattr(cast, person), **CORRECTION))


def test_a_request_runs_to_its_answer(cast, asked, as_):
    take_request(request=asked, by=cast.secretary)
    assert (last_entry().verb, last_entry().before, last_entry().after) == ("data.taken", {"state": 10}, {"state": 20})
    not_now(lambda: take_request(request=asked, by=cast.officer), code="wrong_state")
    finish_request(request=asked, answer="Đã sửa theo CCCD.", by=cast.secretary)
    assert last_entry().verb == "data.answered"
    asked.refresh_from_db()
    assert (asked.state, asked.handled_by) == (RequestState.DONE, cast.secretary)
    page = as_(cast.member).get(reverse("emulation:request", args=[asked.pk])).content.decode()
    assert "Đã sửa theo CCCD." in page and "Lê Văn Bình" in page
    for act in (take_request, lambda **given: refuse_request(answer="Không", **given)):
        not_now(lambda act=act: act(request=asked, by=cast.secretary), code="wrong_state")


def test_a_refusal_has_its_reason(cast, asked):
    not_now(lambda: refuse_request(request=asked, answer="  ", by=cast.officer), words="Hãy ghi nội dung trả lời")
    refuse_request(request=asked, answer="Ngày sinh đúng theo hồ sơ gốc.", by=cast.officer)
    assert last_entry().verb == "data.refused"
    asked.refresh_from_db()
    assert asked.taken_at and asked.state == RequestState.REFUSED


def test_the_time_is_prolonged_once_with_a_reason(cast, asked):
    due = asked.due_on
    not_now(lambda: extend_request(request=asked, reason="", by=cast.secretary))
    asked = extend_request(request=asked, reason="Chờ trích lục hồ sơ", by=cast.secretary)
    assert asked.due_on == due + datetime.timedelta(days=settings.DATA_REQUEST_DAYS["CORRECT"][1])
    assert last_entry().after["due_on"] == asked.due_on.isoformat()
    not_now(lambda: extend_request(request=asked, reason="Lần nữa", by=cast.secretary), words="đã gia hạn một lần")


ACTS = {
    "take": lambda asked, by: take_request(request=asked, by=by),
    "extend": lambda asked, by: extend_request(request=asked, reason="Chờ", by=by),
    "finish": lambda asked, by: finish_request(request=asked, answer="Đã sửa", by=by),
    "refuse": lambda asked, by: refuse_request(request=asked, answer="Không có căn cứ", by=by),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("person", ["colleague", "viewer", "admin", "stranger"])
def test_only_the_cell_and_the_committee_handle_it(cast, asked, act, person):
    refused(lambda: ACTS[act](asked, getattr(cast, person)))


@pytest.mark.parametrize("act", ACTS)
def test_nobody_handles_their_own(cast, act):
    own = Membership.objects.select_related("unit", "member").get(member=cast.secretary.member)
    asked = ask_about_data(membership=own, by=cast.secretary, **CORRECTION)
    refused(lambda: ACTS[act](asked, cast.secretary), reason="của chính đồng chí")
    ACTS[act](asked, cast.officer)


def test_two_who_take_it_at_once_one_is_told(cast, asked):
    stale = DataRequest.objects.select_related("unit").get(pk=asked.pk)
    take_request(request=asked, by=cast.secretary)
    not_now(lambda: take_request(request=stale, by=cast.officer), code="wrong_state", words="Đang xử lý")


# ── pages, cards, the API ──


def test_a_request_is_there_for_the_member_and_its_handlers_only(cast, asked, as_):
    for who, status in (("member", 200), ("secretary", 200), ("officer", 200), ("leader", 200), ("colleague", 404)):
        assert as_(getattr(cast, who)).get(f"/requests/{asked.pk}/").status_code == status
        assert as_(getattr(cast, who)).get(f"/api/v1/requests/{asked.pk}/").status_code == status
    for who in ("admin", "viewer", "stranger"):
        assert as_(getattr(cast, who)).post(f"/requests/{asked.pk}/take/").status_code == 404
        assert as_(getattr(cast, who)).post(f"/api/v1/requests/{asked.pk}/take/").status_code == 404


def test_asking_and_answering_on_pages(cast, membership, as_):
    member, secretary = as_(cast.member), as_(cast.secretary)
    member.post(reverse("emulation:request-new", args=[membership.pk]), CORRECTION)
    asked = DataRequest.objects.get()
    assert "Sửa thông tin: Ngày sinh" in member.get(reverse("emulation:own-data")).content.decode()
    assert "Yêu cầu của đảng viên về dữ liệu cá nhân" in secretary.get("/").content.decode()
    secretary.post(reverse("emulation:request-take", args=[asked.pk]))
    secretary.post(reverse("emulation:request-extend", args=[asked.pk]), {"reason": "Chờ xác minh"})
    wrong = secretary.post(reverse("emulation:request-finish", args=[asked.pk]), {"answer": ""})
    assert wrong.status_code == 200 and "error" in wrong.content.decode()
    secretary.post(reverse("emulation:request-finish", args=[asked.pk]), {"answer": "Đã sửa."})
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.extension) == (RequestState.DONE, "Đã sửa.", "Chờ xác minh")
    assert "đã được trả lời: Ngày sinh" in as_(cast.member).get("/").content.decode()
    assert "Yêu cầu của đảng viên về dữ liệu" not in as_(cast.secretary).get("/").content.decode()


def test_asking_and_answering_over_the_api(cast, membership, as_):
    answer = as_(cast.member).post(f"/api/v1/members/{membership.pk}/requests/", CORRECTION, "application/json")
    assert answer.status_code == 201
    at = f"/api/v1/requests/{answer.json()['id']}"
    officer = as_(cast.officer)
    assert officer.get("/api/v1/requests/").json()["count"] == 1
    assert officer.post(f"{at}/take/").json()["state"] == RequestState.HANDLING
    assert officer.post(f"{at}/extend/", {"reason": "Chờ"}, "application/json").json()["extension"] == "Chờ"
    assert officer.post(f"{at}/refuse/", {"answer": ""}, "application/json").status_code == 400
    assert officer.post(f"{at}/finish/", {"answer": "Xong"}, "application/json").json()["answer"] == "Xong"
    assert officer.post(f"{at}/refuse/", {"answer": "Thôi"}, "application/json").status_code == 409


def test_the_card_bears_the_nearest_day_and_turns_urgent(cast, asked, as_):
    assert asked.clock == asked.acknowledge_by
    take_request(request=asked, by=cast.secretary)
    asked.refresh_from_db()
    assert asked.clock == asked.due_on and not asked.is_late_on(asked.due_on)
    assert asked.is_late_on(asked.due_on + datetime.timedelta(days=1))
    DataRequest.objects.update(due_on=TODAY - datetime.timedelta(days=1), asked_on=TODAY - datetime.timedelta(days=11))
    assert "Đã quá thời hạn luật định" in as_(cast.officer).get(f"/requests/{asked.pk}/").content.decode()
    assert "Quá hạn" in as_(cast.officer).get("/requests/").content.decode()


def test_the_deputy_answers_what_the_secretary_asks(cast):
    own = Membership.objects.select_related("unit", "member").get(member=cast.secretary.member)
    asked = ask_about_data(membership=own, by=cast.secretary, **CORRECTION)
    give_role(cast.colleague, Role.DEPUTY, cast.cell)
    assert take_request(request=asked, by=cast.colleague).handled_by == cast.colleague
    assert JournalEntry.objects.about(cast.secretary.member_id).count() == 2
