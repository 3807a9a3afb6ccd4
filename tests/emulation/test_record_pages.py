"""The record on pages and over the API: a unit's journal, whether it is intact, who had to do with one's own."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from emulation import append_only
from emulation.journal import record
from emulation.models import JournalEntry, Membership
from emulation.services.people import edit_member
from emulation.services.record import check_journal
from evaluations.services.assessments import note_reading, save_assessment
from reports.services import export_report
from tests.evaluations.year import assessment_of, make_campaign

from .asking import last_entry, refused
from .test_people import values

TODAY = timezone.localdate()


@pytest.fixture
def as_(db):
    def sign_in(account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return sign_in


@pytest.fixture
def corrected(cast) -> JournalEntry:
    """A correction of the member's data."""
    membership = Membership.objects.select_related("unit", "member", "work_unit").get(member=cast.member.member)
    new = {"born_on": datetime.date(1976, 1, 2), "born_year": 1976, "ethnicity": "Kinh"}
    edit_member(membership=membership, values=values(membership, **new), by=cast.secretary)
    return last_entry()


def journal(cast) -> str:
    return reverse("emulation:journal", args=[cast.committee.pk])


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


# ── the journal of a unit ──


def test_a_line_says_in_which_role_and_what_was_before_and_is_after(cast, as_, corrected):
    page = text(as_(cast.officer).get(journal(cast)))
    assert "Bí thư chi bộ – Chi bộ Khu phố 1" in page
    assert "19/05/1975 → 02/01/1976" in page and "– → Kinh" in page


def test_points_of_a_review_are_named_and_never_shown(cast, as_):
    own = assessment_of(make_campaign(cast), cast.member)
    save_assessment(assessment=own, self_level="HTTNV", by=cast.secretary)
    assert last_entry().after == {"self_level": "HTTNV"}
    page = text(as_(cast.officer).get(journal(cast)))
    assert "mức tự" in page and "HTTNV" not in page
    line = as_(cast.officer).get("/api/v1/journal/").json()["results"][0]
    assert (line["verb"], line["before"], line["after"]) == ("assessment.saved", {}, {})


def test_what_is_done_for_another_is_marked(cast, as_):
    own = assessment_of(make_campaign(cast), cast.member)
    save_assessment(assessment=own, self_level="HTTNV", by=cast.secretary)
    assert "thay cho Trần Thị Lan" in text(as_(cast.officer).get(journal(cast)))


@pytest.fixture
def some_days(cast) -> None:
    """Acts of several kinds and people; the first of them long ago."""
    record(cast.officer, "year.opened", cast.year, unit=cast.committee)
    append_only.lift("default")
    JournalEntry.objects.update(at=datetime.datetime(2026, 3, 1, 23, 30, tzinfo=datetime.UTC))
    append_only.guard("default")
    record(cast.leader, "report.exported", cast.committee, unit=cast.committee, members=[cast.member.member_id])
    record(cast.secretary, "assessment.read", cast.member.member, unit=cast.cell)


@pytest.mark.parametrize(
    ("asked", "verbs"),
    [
        ({}, ["assessment.read", "report.exported", "year.opened"]),
        ({"who": "tran thi lan"}, ["assessment.read", "report.exported"]),
        ({"who": "Võ Tấn Dũng"}, ["report.exported"]),
        ({"who": "dung"}, ["report.exported"]),
        ({"who": "nobody"}, []),
        ({"act": "READ"}, ["assessment.read"]),
        ({"act": "EXPORTED"}, ["report.exported"]),
        ({"act": "CHANGED"}, ["year.opened"]),
        ({"act": "year.opened"}, ["year.opened"]),
        ({"act": "no.such"}, ["assessment.read", "report.exported", "year.opened"]),
        ({"last": "02/03/2026"}, ["year.opened"]),
        ({"first": "02/03/2026", "last": "02/03/2026"}, ["year.opened"]),
        ({"first": "03/03/2026"}, ["assessment.read", "report.exported"]),
        ({"first": "31/02/2026"}, ["assessment.read", "report.exported", "year.opened"]),
    ],
    ids=str,
)
def test_the_journal_is_searched_by_person_act_and_day(cast, as_, some_days, asked, verbs):
    page = as_(cast.officer).get(journal(cast), asked)
    assert sorted(line.entry.verb for line in page.context["lines"]) == verbs
    found = as_(cast.officer).get("/api/v1/journal/", asked | {}).json()["results"]
    assert sorted(line["verb"] for line in found) == verbs


@pytest.mark.parametrize("page", ["journal", "own-record"])
def test_pages_of_the_record_take_the_same_queries_whatever_the_lines(cast, as_, page):
    address = journal(cast) if page == "journal" else reverse("emulation:own-record")
    client, counts = as_(cast.officer if page == "journal" else cast.member), []
    for _more in range(3):
        for who in (cast.officer, cast.secretary, cast.leader):
            record(who, "member.edited", cast.member.member, unit=cast.cell)
        with CaptureQueriesContext(connection) as queries:
            text(client.get(address))
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 14, counts


# ── verifying ──


def test_verifying_says_it_is_intact_and_is_recorded(cast, as_, corrected):
    answer = as_(cast.officer).post(reverse("emulation:journal-verify", args=[cast.committee.pk]), follow=True)
    assert "1 dòng, nguyên vẹn." in text(answer)
    assert (last_entry().verb, last_entry().data["count"]) == ("journal.verified", 1)
    assert last_entry().seal in text(as_(cast.officer).get(journal(cast)))


def test_verifying_names_what_was_altered(cast, as_, corrected):
    append_only.lift("default")
    JournalEntry.objects.update(actor_name="Không ai")
    append_only.guard("default")
    answer = as_(cast.officer).post(reverse("emulation:journal-verify", args=[cast.committee.pk]), follow=True)
    assert "Dòng số 1" in text(answer) and "đã bị sửa" in text(answer)
    over_api = as_(cast.leader).post(f"/api/v1/units/{cast.committee.pk}/journal/verify/").json()
    assert over_api["holds"] is False and "Dòng số 1" in over_api["message"]


@pytest.mark.parametrize("person", ["member", "secretary", "viewer", "stranger"])
def test_only_who_reads_the_journal_verifies_it(cast, person):
    refused(lambda: check_journal(unit=cast.committee, by=getattr(cast, person)))


def test_to_a_stranger_there_is_no_journal_to_verify(cast, as_):
    for address in (
        f"/units/{cast.committee.pk}/journal/verify/",
        f"/api/v1/units/{cast.committee.pk}/journal/verify/",
    ):
        assert as_(cast.stranger).post(address).status_code == 404


# ── one's own ──


def own_verbs(as_, who, **asked) -> list[str]:
    over_api = as_(who).get("/api/v1/me/record/", asked).json()["results"]
    page = as_(who).get(reverse("emulation:own-record"), asked)
    assert [line["verb"] for line in over_api] == [line.entry.verb for line in page.context["lines"]]
    return [line["verb"] for line in over_api]


def test_a_member_sees_who_read_changed_and_took_out_theirs(cast, as_, corrected):
    campaign = make_campaign(cast)
    note_reading(assessment=assessment_of(campaign, cast.member), by=cast.secretary)
    note_reading(assessment=assessment_of(campaign, cast.colleague), by=cast.secretary)
    export_report(unit=cast.committee, year=cast.year.number, kind="xlsx", by=cast.leader)
    assert own_verbs(as_, cast.member) == ["report.exported", "assessment.read", "member.edited"]
    assert own_verbs(as_, cast.member, act="READ") == ["assessment.read"]
    assert own_verbs(as_, cast.colleague) == ["report.exported", "assessment.read"]
    page = text(as_(cast.member).get(reverse("emulation:own-record")))
    assert "Lê Văn Bình" in page and "Bí thư chi bộ – Chi bộ Khu phố 1" in page
    assert "Võ Tấn Dũng" in page and "Lãnh đạo cấp ủy – Đảng ủy phường Hòa Bình" in page


def test_a_report_of_another_cell_does_not_contain_the_member(cast, as_):
    make_campaign(cast)
    export_report(unit=cast.other_cell, year=cast.year.number, kind="xlsx", by=cast.leader)
    assert own_verbs(as_, cast.member) == []


def test_the_addresses_and_the_contents_of_others_work_stay_with_the_committee(cast, as_, corrected):
    line = as_(cast.member).get("/api/v1/me/record/").json()["results"][0]
    assert not {"address", "through", "data", "before", "after"} & line.keys()


def test_an_account_of_no_member_has_no_record(cast, as_):
    assert "không phải của đảng viên" in text(as_(cast.admin).get(reverse("emulation:own-record")))


def test_the_account_and_the_own_review_lead_there(cast, as_):
    make_campaign(cast)
    address = reverse("emulation:own-record")
    assert address in text(as_(cast.member).get(reverse("emulation:account")))
    assert address not in text(as_(cast.admin).get(reverse("emulation:account")))
