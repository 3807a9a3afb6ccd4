"""How long documents are kept: counted by anybody who may, gone only at a named person's word, decisions untouched."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from emulation.access import SystemActor
from emulation.chain import verify
from emulation.models import (
    Account,
    Attachment,
    AttachmentContent,
    Circumstance,
    DataRequest,
    JournalEntry,
    Key,
    Membership,
    RetentionPeriod,
)
from emulation.retention import GONE, kinds, lines_for
from emulation.services.accounts import set_active
from emulation.services.keys import create_key
from emulation.services.moves import end_membership
from emulation.services.personal import ask_about_data, finish_request
from emulation.services.retention import apply_retention, set_retention
from evaluations.models import Assessment, AssignedTask, Campaign, Decision, Fault, State
from pledges.models import CheckIn, CheckInLine, PledgeItem
from tests.evaluations.year import make_rule_set
from tests.factories import make_year
from tests.pledges.factories import make_pledge

from .asking import last_entry, not_now, refused

TODAY = timezone.localdate()
LONG_AGO = datetime.date(2015, 5, 1)


@pytest.fixture
def as_(db):
    def sign_in(account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return sign_in


def due(unit) -> dict[str, int]:
    return {line.kind.code: line.due for line in lines_for(unit) if line.due}


def sick(cast, note="Nằm viện tim mạch", until=LONG_AGO) -> Circumstance:
    member = cast.member.member
    return Circumstance.objects.create(member=member, kind="SICK", valid_from=LONG_AGO, valid_to=until, note=note)


def let_go(cast, kind, by=None) -> int:
    return apply_retention(unit=cast.committee, kind=kind, by=by or cast.leader)


def reviewed(cast, *years: int, who=None) -> list[Assessment]:
    """Let the member have decided reviews with words, a task and a decision in the years."""
    found, rules, member = [], make_rule_set(), (who or cast.member).member
    for number in years:
        year = make_year(cast.committee, cast.officer, number)
        day = datetime.date(number, 12, 1)
        campaign = Campaign.objects.create(
            year=year, rule_set=rules, cut_off=day, assessments_due=day, reviews_due=day, decisions_due=day,
            opened_by=cast.officer,
        )  # fmt: skip
        row = Assessment.objects.create(
            campaign=campaign, member=member, unit=cast.cell, subject_type="NONLEAD", state=State.DECIDED,
            sections={"QUALITIES": f"Lời tự kiểm điểm năm {number}"}, self_total="85", cell_total="80",
        )  # fmt: skip
        AssignedTask.objects.create(assessment=row, position=1, title="Rà soát hộ nghèo", product="Một danh sách")
        signed = timezone.make_aware(datetime.datetime.combine(day, datetime.time(9)))
        Decision.objects.create(
            assessment=row, level="HTTNV", rule_set=rules, number=f"{number}-QĐ/ĐU", signed_on=day, by=cast.leader,
            at=signed, inputs={"cell_total": "80"}, reason="Theo đề nghị của chi bộ",
        )  # fmt: skip
        found.append(row)
    return found


def words_left(rows: list[Assessment]) -> list[bool]:
    return [bool(Assessment.objects.get(pk=row.pk).sections) for row in rows]


# ── self-reviews: the latest three years and those of transfers ──


def test_the_latest_three_years_of_each_member_are_kept(cast):
    rows = reviewed(cast, 2019, 2020, 2023, 2024)
    assert due(cast.committee) == {"SELF_REVIEWS": 1}
    assert let_go(cast, "SELF_REVIEWS") == 1
    assert words_left(rows) == [False, True, True, True]


def test_the_decision_and_its_figures_stay(cast):
    row, *_others = reviewed(cast, 2019, 2020, 2021, 2022)
    before = list(Decision.objects.order_by("pk").values())
    let_go(cast, "SELF_REVIEWS")
    assert list(Decision.objects.order_by("pk").values()) == before
    row.refresh_from_db()
    assert (row.sections, str(row.self_total), str(row.cell_total), row.state) == ({}, "85.00", "80.00", State.DECIDED)
    assert list(row.tasks.values_list("title", "product")) == [(GONE, "")]


def test_the_review_of_the_year_of_a_transfer_is_kept(cast):
    rows = reviewed(cast, 2019, 2020, 2021, 2022, 2023)
    Membership.objects.create(
        member=cast.member.member, unit=cast.cell, valid_from=LONG_AGO, valid_to=datetime.date(2019, 6, 30)
    )
    let_go(cast, "SELF_REVIEWS")
    assert words_left(rows) == [True, False, True, True, True]


def test_what_is_not_decided_is_not_touched(cast):
    row, *_others = reviewed(cast, 2019, 2020, 2021, 2022)
    Assessment.objects.filter(pk=row.pk).update(state=State.VERIFIED)
    assert not due(cast.committee)


def test_an_objection_that_is_still_possible_holds_everything_back(cast):
    row, *_others = reviewed(cast, 2019, 2020, 2021, 2022)
    Decision.objects.filter(assessment=row).update(at=timezone.now(), signed_on=TODAY)
    assert not due(cast.committee)


def test_another_ward_is_not_touched(cast):
    reviewed(cast, 2019, 2020, 2021, 2022)
    assert not due(cast.stranger_cell)
    assert apply_retention(unit=cast.other_cell, kind="SELF_REVIEWS", by=cast.leader) == 0


# ── the other kinds ──


def test_repaired_faults_lose_their_words_and_open_ones_do_not(cast):
    for repair in ("REPAIRED", "REPAIRING", "NOT_REPAIRED", ""):
        Fault.objects.create(
            member=cast.member.member, noted_year=2018, text="Còn nể nang", note="Đã sửa", repair=repair
        )
    Fault.objects.create(member=cast.member.member, noted_year=TODAY.year, text="Còn nể nang", repair="REPAIRED")
    assert let_go(cast, "FAULTS") == 1
    assert list(Fault.objects.filter(text=GONE).values_list("repair", "note")) == [("REPAIRED", "")]


def test_old_pledges_keep_their_number_and_their_results(cast):
    old = make_pledge(cast.member.member, cast.cell, make_year(cast.committee, cast.officer, 2019), state=30, items=3)
    PledgeItem.objects.filter(pledge=old).update(outcome="KEPT", evidence="Ảnh chụp tại nhà")
    make_pledge(cast.colleague.member, cast.cell, cast.year, state=30)
    assert let_go(cast, "PLEDGES") == 1
    kept = set(old.items.values_list("deed", "measure", "evidence", "outcome"))
    assert kept == {(GONE, "", "", "KEPT")} and old.items.count() == 3


def test_the_words_of_progress_reports_go_with_the_pledge_and_the_figures_stay(cast):
    year = make_year(cast.committee, cast.officer, 2019)
    old = make_pledge(cast.member.member, cast.cell, year, state=30)
    said = {"comment": "Tốt", "commented_at": timezone.now(), "sent_at": timezone.now()}
    report = CheckIn.objects.create(pledge=old, month=3, **said)
    CheckInLine.objects.create(
        check_in=report,
        item=old.items.first(),
        confidence="AT_RISK",
        value=7,
        done="Đến nhà bà Sáu",
        next_step="Gặp lại",
    )
    assert let_go(cast, "PLEDGES") == 1
    assert CheckIn.objects.get().comment == GONE
    assert CheckInLine.objects.values_list("confidence", "value", "done", "next_step").get() == ("AT_RISK", 7, "", "")


def test_notes_on_an_illness_go_three_years_after_it_ended(cast):
    sick(cast), sick(cast, until=TODAY), sick(cast, until=None)
    assert let_go(cast, "CIRCUMSTANCES") == 1
    assert Circumstance.objects.filter(note="", kind="SICK", valid_to=LONG_AGO).count() == 1


def asked(cast, *, answered: datetime.date | None = None) -> DataRequest:
    membership = Membership.objects.get(member=cast.member.member)
    given = {"kind": "CORRECT", "about": "Ngày sinh", "wrong": "19/05/1975", "right": "19/05/1976", "evidence": "CCCD"}
    found = ask_about_data(membership=membership, by=cast.member, **given)
    if answered:
        finish_request(request=found, answer="Đã sửa theo CCCD", by=cast.secretary)
        at = timezone.make_aware(datetime.datetime.combine(answered, datetime.time(9)))
        DataRequest.objects.filter(pk=found.pk).update(answered_at=at)
    return found


def test_answered_requests_lose_their_words_after_five_years(cast):
    old, new = asked(cast, answered=LONG_AGO), asked(cast, answered=TODAY)
    assert let_go(cast, "REQUESTS") == 1
    old.refresh_from_db(), new.refresh_from_db()
    assert (old.about, old.wrong, old.right, old.evidence, old.answer) == (GONE, "", GONE, "", GONE)
    assert (old.kind, old.state, new.answer) == ("CORRECT", 30, "Đã sửa theo CCCD")


def test_an_open_request_holds_everything_of_the_member_back(cast):
    reviewed(cast, 2019, 2020, 2021, 2022)
    sick(cast)
    asked(cast)
    assert not due(cast.committee)
    assert let_go(cast, "CIRCUMSTANCES") == 0


def test_the_bytes_of_a_withdrawn_file_go_and_what_is_known_of_it_stays(cast):
    held, withdrawn = (
        Attachment.objects.create(
            subject="evaluations.cellreview", subject_id=1, unit=cast.cell, title=f"Biên bản {at}", kind="PDF", size=4,
            sha256="0" * 64, added_by=cast.secretary,
        )
        for at in range(2)
    )  # fmt: skip
    for file in (held, withdrawn):
        AttachmentContent.objects.create(attachment=file, data=b"%PDF")
    at = timezone.make_aware(datetime.datetime(2020, 1, 1))
    Attachment.objects.filter(pk=withdrawn.pk).update(withdrawn_at=at, withdraw_reason="Nhầm tệp")
    assert let_go(cast, "FILES") == 1 and let_go(cast, "FILES") == 0
    assert list(AttachmentContent.objects.values_list("attachment", flat=True)) == [held.pk]
    assert Attachment.objects.get(pk=withdrawn.pk).title == "Biên bản 1"


def closed_account(cast) -> Account:
    account = cast.colleague
    create_key(account=account, by=account)
    Account.objects.filter(pk=account.pk).update(email="uoc@example.vn")
    set_active(account=account, unit=cast.cell, is_active=False, by=cast.admin)
    return Account.objects.get(pk=account.pk)


def a_year_later(monkeypatch) -> None:
    day = datetime.date(TODAY.year + 2, TODAY.month, 1)
    monkeypatch.setattr("emulation.retention.timezone.localdate", lambda *given: day)


def test_a_closed_account_of_somebody_who_has_left_keeps_its_name_alone(cast, monkeypatch):
    account = closed_account(cast)
    end_membership(membership=account.member.memberships.get(), last_day=TODAY, departure="DIED", by=cast.secretary)
    assert "ACCOUNTS" not in due(cast.committee)
    a_year_later(monkeypatch)
    assert let_go(cast, "ACCOUNTS") == 1
    account.refresh_from_db()
    assert (account.email, account.display_name, account.has_usable_password()) == ("", "Đỗ Văn Ước", False)
    assert not Key.objects.filter(user=account).exists() and let_go(cast, "ACCOUNTS") == 0


def test_a_closed_account_of_somebody_who_is_still_here_stays(cast, monkeypatch):
    closed_account(cast)
    a_year_later(monkeypatch)
    assert "ACCOUNTS" not in due(cast.committee)


def test_expired_keys_go_after_a_year(cast):
    create_key(account=cast.member, by=cast.member)
    assert let_go(cast, "KEYS") == 0
    Key.objects.update(expiry=timezone.now() - datetime.timedelta(days=800))
    assert let_go(cast, "KEYS") == 1 and not Key.objects.exists()


def test_every_kind_we_ship_has_a_keeper_and_nothing_else_has(cast):
    assert [line.kind.code for line in lines_for(cast.committee)] == list(kinds())
    assert all(kind.minimum <= kind.years for kind in kinds().values())


# ── doing it ──


def test_it_is_journaled_with_counts_and_the_members_see_it(cast, as_):
    reviewed(cast, 2019, 2020, 2021, 2022)
    let_go(cast, "SELF_REVIEWS")
    entry = last_entry()
    assert (entry.verb, entry.data) == ("retention.applied", {"kind": "SELF_REVIEWS", "count": 1, "years": 3})
    assert list(entry.members.values_list("member", flat=True)) == [cast.member.member_id]
    assert "Lời tự kiểm điểm" not in str(entry.__dict__) and verify().holds
    assert "Bỏ lời văn hết hạn" in as_(cast.member).get(reverse("emulation:own-record")).content.decode()


def test_twice_does_it_once(cast):
    sick(cast)
    assert (let_go(cast, "CIRCUMSTANCES"), let_go(cast, "CIRCUMSTANCES")) == (1, 0)
    assert JournalEntry.objects.filter(verb="retention.applied").count() == 1


def test_nothing_is_half_done(cast, monkeypatch):
    sick(cast)

    def fail(*_given, **_more):
        raise RuntimeError("the journal cannot be written")

    monkeypatch.setattr("emulation.services.retention.record", fail)
    with pytest.raises(RuntimeError):
        let_go(cast, "CIRCUMSTANCES")
    assert Circumstance.objects.get().note == "Nằm viện tim mạch"


@pytest.mark.parametrize("who", ["member", "secretary", "officer", "viewer", "stranger"])
def test_only_the_leader_and_the_administrator_let_it_go(cast, who):
    refused(lambda: let_go(cast, "CIRCUMSTANCES", getattr(cast, who)))


def test_nobody_in_particular_lets_nothing_go(cast):
    not_now(lambda: let_go(cast, "CIRCUMSTANCES", SystemActor("retain")), code="nobody")
    not_now(lambda: let_go(cast, "JOURNAL"), code="unknown_kind")


# ── the period ──


def longer(cast, **changes):
    given = {"kind": "CIRCUMSTANCES", "years": 20, "reason": "Quy chế của Đảng ủy"} | changes
    return set_retention(unit=cast.committee, by=cast.leader, **given)


def test_a_committee_sets_another_time_for_itself_and_below(cast):
    sick(cast)
    longer(cast)
    assert (last_entry().verb, last_entry().data) == (
        "retention.set", {"kind": "CIRCUMSTANCES", "years": 20, "before": 3}
    )  # fmt: skip
    assert not due(cast.committee) and not due(cast.cell)
    longer(cast, years=2, reason="Rút ngắn")
    assert due(cast.committee) == {"CIRCUMSTANCES": 1} and RetentionPeriod.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "JOURNAL"}, "Không có loại tài liệu"),
        ({"kind": "SELF_REVIEWS", "years": 2}, "ít nhất 3 năm"),
        ({"years": 71}, "từ 1 đến 70"),
        ({"years": 0}, "ít nhất"),
        ({"reason": " \u200b "}, "lý do"),
    ],
)
def test_a_period_that_will_not_do(cast, changes, words):
    not_now(lambda: longer(cast, **changes), words=words)


@pytest.mark.parametrize("who", ["member", "secretary", "officer", "viewer", "stranger"])
def test_only_the_leader_and_the_administrator_set_it(cast, who):
    given = {"kind": "PLEDGES", "years": 5, "reason": "x", "by": getattr(cast, who)}
    refused(lambda: set_retention(unit=cast.committee, **given))


# ── the command, the page, the API ──


def run(*given) -> str:
    out = io.StringIO()
    call_command("retain", *given, stdout=out)
    return out.getvalue()


def test_the_command_only_counts_unless_somebody_says_so(cast):
    sick(cast)
    said = run("--unit", cast.committee.code)
    assert "Ghi chú về ốm đau, thai sản, vắng mặt: lưu 3 năm, đến hạn bỏ: 1" in said
    assert run("--dry-run").count("Ghi chú về ốm đau") == 2  # both wards
    assert Circumstance.objects.get().note
    for given in (["--apply"], ["--apply", "--by", "khong-co"], ["--apply", "--dry-run"], ["--unit", "KHONG"]):
        with pytest.raises(CommandError):
            run(*given)
    with pytest.raises(CommandError, match="không bao gồm"):
        run("--unit", cast.committee.code, "--apply", "--by", cast.member.username)
    assert Circumstance.objects.get().note


def test_the_command_does_it_in_the_name_of_a_person(cast):
    sick(cast)
    said = run("--unit", cast.committee.code, "--apply", "--by", cast.leader.username)
    assert "đã bỏ: 1" in said and not Circumstance.objects.get().note
    assert (last_entry().actor, last_entry().door) == (cast.leader, "COMMAND")


def test_the_page_shows_the_same_as_the_command(cast, as_):
    sick(cast)
    page = as_(cast.officer).get(reverse("emulation:retention", args=[cast.committee.pk])).content.decode()
    assert "Ghi chú về ốm đau" in page and "3 năm gần nhất" in page and "Đặt thời hạn khác" not in page
    rows = as_(cast.admin).get(f"/api/v1/units/{cast.committee.pk}/retention/").json()
    assert {row["kind"]: row["due"] for row in rows}["CIRCUMSTANCES"] == 1
    assert [row["kind"] for row in rows] == list(kinds())


def test_the_period_is_set_on_the_page_and_over_the_api(cast, as_):
    given = {"kind": "PLEDGES", "years": 5, "reason": "Quy chế"}
    leader = as_(cast.leader)
    assert leader.post(reverse("emulation:retention-set", args=[cast.committee.pk]), given).status_code == 302
    page = leader.get(reverse("emulation:retention", args=[cast.committee.pk])).content.decode()
    assert "thay cho 3 năm: Quy chế" in page
    answer = leader.post(
        f"/api/v1/units/{cast.committee.pk}/retention/", given | {"years": 1}, content_type="application/json"
    )
    assert answer.status_code == 400 and "ít nhất 2 năm" in str(answer.json())


def test_a_stranger_sees_nothing(cast, as_):
    for address in (f"/units/{cast.committee.pk}/retention/", f"/api/v1/units/{cast.committee.pk}/retention/"):
        assert as_(cast.stranger).get(address).status_code == 404
        assert as_(cast.secretary).get(f"/units/{cast.cell.pk}/retention/").status_code == 403


def test_the_page_takes_the_same_queries_whatever_is_due(cast, as_):
    client, counts = as_(cast.leader), []
    for _time in range(3):
        sick(cast)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("emulation:retention", args=[cast.committee.pk]))
        counts.append(len(queries))
    assert len(set(counts)) == 1 and counts[0] <= 30, counts
