"""A complaint about a decision: who files, until when, who judges it, what its answer does (QĐ 366-QĐ/TW Art. 15)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry, Role, Unit, UnitKind
from evaluations.appeals import appeal_of
from evaluations.models import Appeal, AppealStep, Decision, State
from evaluations.queue import queue_for
from evaluations.selectors.appeals import RELATED, appeal_sheet, appeals_for, suspended
from evaluations.services.appeals import change_appeal, file_appeal, take_appeal, uphold_appeal, withdraw_appeal
from evaluations.services.checks import conclude_check, order_check
from evaluations.services.rerating import rerate

from ..factories import give_role, make_account
from .meeting import crowd, lived, secretary_of
from .test_decisions import decide, ids, refusal
from .year import adapted, assessment_of, make_campaign

TODAY = timezone.localdate()
TEXT = "Chưa tính việc tôi hoàn thành vượt mức."
DAY = datetime.timedelta(days=1)


@pytest.fixture
def ready(cast):
    """A small ward, verified by the officer and not decided yet."""
    campaign = make_campaign(cast)
    people = campaign.assessments.to_rate().count()
    lived(campaign, cast.officer, ["HTTNV"] * people, [cast.cell, cast.other_cell])
    return campaign


@pytest.fixture
def decided(cast, ready):
    decide(ready, cast.leader)
    return ready


@pytest.fixture
def judge(cast):
    """Another leader of the committee, who took no part."""
    return give_role(make_account("Phó bí thư đảng ủy"), Role.LEADER, cast.committee)


@pytest.fixture
def filed(cast, decided):
    return again(file_appeal(assessment=assessment_of(decided, cast.member), text=TEXT, by=cast.member))


def again(appeal) -> Appeal:
    return Appeal.objects.select_related(*RELATED).get(pk=appeal.pk)


def take(appeal, by):
    return again(take_appeal(appeal=appeal, by=by))


def changed(appeal, by, level="HTNV", **more):
    held = appeal.assessment.decision
    signed = {"replaces": held.pk, "number": "60-QĐ/ĐU", "signed_on": TODAY, "answer": "Có căn cứ."}
    return again(change_appeal(appeal=again(appeal), level=level, by=by, **(signed | more)))


def late(decided, cast, days):
    """Let the decision have been known so many days ago."""
    before = timezone.now() - days * DAY
    Decision.objects.filter(assessment__campaign=decided).update(at=before, signed_on=timezone.localdate(before))
    return assessment_of(decided, cast.member)


# filing


def test_a_member_files_a_complaint_with_its_days(cast, decided, filed):
    assert (filed.kind, filed.text, filed.filed_on, filed.on_behalf) == ("COMPLAINT", TEXT, TODAY, False)
    assert filed.last_day == appeal_of(filed.decision).until and filed.answer_due > TODAY
    assert (filed.state, filed.suspends) == (AppealStep.FILED, False)
    line = JournalEntry.objects.get(verb="appeal.filed")
    assert line.data["decision"] == "45-QĐ/ĐU" and TEXT not in str(line.data)
    assert [row.member_id for row in line.members.all()] == [cast.member.member_id]


@pytest.mark.parametrize("who", ["colleague", "viewer", "admin", "stranger"])
def test_nobody_else_files_it(cast, decided, who):
    with pytest.raises(PermissionDenied, match="Vai trò"):
        file_appeal(assessment=assessment_of(decided, cast.member), text=TEXT, by=getattr(cast, who))


def test_before_the_decision_there_is_nothing_to_object_to(cast, ready):
    assert refusal(file_appeal, assessment=assessment_of(ready, cast.member), text=TEXT, by=cast.member).code == (
        "wrong_state"
    )


def test_the_secretary_records_one_handed_in_on_paper_and_it_is_marked(client, cast, decided):
    own = late(decided, cast, 2)
    made = file_appeal(assessment=own, text=TEXT, filed_on=TODAY - DAY, by=cast.secretary)
    assert made.on_behalf and made.filed_on == TODAY - DAY
    assert JournalEntry.objects.get(verb="appeal.filed").on_behalf_of == cast.member.member
    client.force_login(cast.member)
    page = client.get(reverse("evaluations:appeal", args=[made.pk])).content.decode()
    assert TEXT in page and "ghi thay" in page and "Lê Văn Bình" in page


def test_after_the_last_day_it_is_refused_with_the_day(cast, decided):
    own = late(decided, cast, 30)
    until = appeal_of(own.decision).until
    refused = refusal(file_appeal, assessment=own, text=TEXT, by=cast.member)
    assert refused.code == "too_late" and f"{until:%d/%m/%Y}" in refused.messages[0]
    with pytest.raises(PermissionDenied):
        file_appeal(assessment=own, text=TEXT, late_reason="Tôi ốm", by=cast.member)
    assert not Appeal.objects.exists()
    made = file_appeal(assessment=own, text=TEXT, late_reason="Đảng viên nằm viện", by=cast.officer)
    assert made.is_late and made.late_reason == "Đảng viên nằm viện" and made.on_behalf


def test_the_last_day_still_counts(cast, decided):
    own = assessment_of(decided, cast.member)
    Decision.objects.update(at=timezone.now() - 60 * DAY, signed_on=TODAY - 60 * DAY)
    until = appeal_of(own.decision).until
    assert file_appeal(assessment=own, text=TEXT, filed_on=until, by=cast.secretary).late_reason == ""
    Appeal.objects.all().delete()
    assert refusal(file_appeal, assessment=own, text=TEXT, filed_on=until + DAY, by=cast.secretary).code == "too_late"


def test_where_the_rules_set_no_days_nothing_is_received(cast, decided):
    adapted(decided, appeal_days=0)
    Decision.objects.update(rule_set=type(decided).objects.get(pk=decided.pk).rule_set)
    own = assessment_of(decided, cast.member)
    assert refusal(file_appeal, assessment=own, text=TEXT, by=cast.member).code == "no_period"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"text": "x" * 1_000_000}, "text"),
        ({"kind": "PRAISE"}, "kind"),
        ({"filed_on": TODAY + DAY}, "filed_on"),
        ({"filed_on": TODAY - 400 * DAY}, "filed_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast, decided, values, field):
    own = assessment_of(decided, cast.member)
    refused = refusal(file_appeal, assessment=own, by=cast.secretary, **({"text": TEXT} | values))
    assert list(refused.message_dict) == [field] and not Appeal.objects.exists()


def test_one_is_open_at_a_time(cast, decided, filed):
    own = assessment_of(decided, cast.member)
    assert refusal(file_appeal, assessment=own, text="Nữa", by=cast.member).code == "open_already"
    withdraw_appeal(appeal=filed, by=cast.member)
    assert file_appeal(assessment=own, text="Nữa", by=cast.member).state == AppealStep.FILED


# who judges it


PARTS = {"leader": "ghi quyết định", "officer": "Vai trò", "secretary": "Vai trò", "member": "Vai trò"}


@pytest.mark.parametrize("who", PARTS)
def test_who_took_part_does_not_judge(cast, filed, who):
    with pytest.raises(PermissionDenied, match=PARTS[who]):
        take_appeal(appeal=filed, by=getattr(cast, who))


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("officer", "thẩm định đề xuất"),
        ("secretary", "bí thư hoặc phó bí thư"),
        ("member", "của chính đồng chí"),
    ],
)
def test_a_second_role_does_not_make_anybody_a_judge(cast, filed, who, says):
    person = give_role(getattr(cast, who), Role.LEADER, cast.committee)
    with pytest.raises(PermissionDenied, match=says):
        take_appeal(appeal=filed, by=person)


def test_who_scored_and_who_proposed_do_not_judge(cast, decided, filed):
    by = filed.assessment.proposal.by
    with pytest.raises(PermissionDenied, match=r"đề xuất mức|bí thư hoặc phó"):
        take_appeal(appeal=filed, by=give_role(by, Role.LEADER, cast.committee))


def test_the_person_complained_of_neither_sees_nor_judges(client, cast, decided, judge):
    own = assessment_of(decided, cast.member)
    appeal = again(file_appeal(assessment=own, text=TEXT, against=judge, by=cast.member))
    assert appeal not in appeals_for(judge) and appeal in appeals_for(cast.officer)
    with pytest.raises(PermissionDenied, match="nêu về chính"):
        take_appeal(appeal=appeal, by=judge)
    client.force_login(judge)
    assert client.get(reverse("evaluations:appeal", args=[appeal.pk])).status_code == 404
    assert client.get(reverse("api-complaint", args=[appeal.pk])).status_code == 404


def test_who_answered_the_first_does_not_judge_the_second(cast, decided, filed, judge):
    uphold_appeal(appeal=take(filed, judge), answer="Đã xét", by=judge)
    second = again(file_appeal(assessment=assessment_of(decided, cast.member), text="Lần hai", by=cast.member))
    with pytest.raises(PermissionDenied, match="đơn trước"):
        take_appeal(appeal=second, by=judge)


def test_the_page_says_who_may_judge_and_who_above_when_nobody_is_left(client, cast, filed):
    sheet = appeal_sheet(cast.officer, filed)
    assert "không còn ai" in sheet.handlers.sentence and "quản trị" in sheet.handlers.sentence
    assert (cast.leader, "đã ghi quyết định") in sheet.handlers.barred
    judge = give_role(make_account("Phó bí thư đảng ủy"), Role.LEADER, cast.committee)
    assert "Phó bí thư đảng ủy" in appeal_sheet(cast.officer, filed).handlers.sentence
    assert appeal_sheet(judge, filed).can_handle


def test_the_committee_above_judges_when_nobody_is_left(cast, decided, filed):
    province = Unit.objects.add_root(
        {"name": "Tỉnh ủy", "code": "TU", "kind": UnitKind.PROVINCE, "valid_from": TODAY, "search_text": "tinh uy"}
    )
    cast.committee.refresh_from_db()
    Unit.objects.move(cast.committee, province, "first-child")
    appeal = again(filed)
    cast.officer.forget_scope()
    assert "Tỉnh ủy" in appeal_sheet(cast.officer, appeal).handlers.sentence
    above = give_role(make_account("Trưởng ban tỉnh"), Role.LEADER, province)
    assert "Trưởng ban tỉnh" in appeal_sheet(give_role(cast.officer, Role.OFFICER, province), appeal).handlers.sentence
    assert take(appeal, above).taken_by == above


# its answer


def test_kept_with_reasons(cast, filed, judge):
    appeal = uphold_appeal(appeal=take(filed, judge), answer="Đã xem xét đủ.", by=judge)
    assert (appeal.state, appeal.answer, appeal.ended_by) == (AppealStep.UPHELD, "Đã xem xét đủ.", judge)
    assert again(appeal).assessment.decision == filed.decision
    assert JournalEntry.objects.filter(verb="appeal.upheld").exists()
    assert refusal(uphold_appeal, appeal=again(appeal), answer="x", by=judge).code == "wrong_state"


def test_an_answer_is_needed_and_taking_up_comes_first(cast, filed, judge):
    assert refusal(uphold_appeal, appeal=filed, answer="x", by=judge).code == "wrong_state"
    taken = take(filed, judge)
    assert list(refusal(uphold_appeal, appeal=taken, answer=" ", by=judge).message_dict) == ["answer"]
    assert again(filed).state == AppealStep.TAKEN


def test_changed_by_a_new_decision_in_one_act(cast, filed, judge):
    appeal = changed(take(filed, judge), judge)
    assert (appeal.state, appeal.outcome.level, appeal.outcome.replaces) == (
        AppealStep.CHANGED,
        "HTNV",
        filed.decision,
    )
    assert appeal.outcome.reason == "Có căn cứ." and appeal.assessment.decision == appeal.outcome
    assert {line.verb for line in JournalEntry.objects.order_by("-number")[:2]} == {
        "assessment.rerated",
        "appeal.changed",
    }


def test_a_change_that_is_refused_leaves_the_complaint_as_it_was(cast, filed, judge):
    taken = take(filed, judge)
    with pytest.raises(ValidationError):
        changed(taken, judge, number="45-QĐ/ĐU")
    with pytest.raises(ValidationError):
        changed(taken, judge, replaces=filed.decision.pk + 99)
    assert again(filed).state == AppealStep.TAKEN and Decision.objects.filter(replaces__isnull=False).count() == 0


def test_beside_an_open_complaint_nobody_rates_again(cast, filed):
    values = {"level": "HTNV", "number": "60-QĐ/ĐU", "signed_on": TODAY, "reason": "Tự xem lại"}
    refused = refusal(rerate, assessment=filed.assessment, replaces=filed.decision_id, by=cast.leader, **values)
    assert refused.code == "appeal_open"


def test_after_a_change_the_cap_is_counted_again_and_flagged(client, cast):
    crowd(cast.cell, 29)
    campaign = make_campaign(cast)
    lived(campaign, cast.officer, ["HTXSNV"] * 6 + ["HTTNV"] * 25 + ["HTNV"] * 3, [cast.cell, cast.other_cell])
    decide(campaign, cast.leader)
    judge = give_role(make_account("Phó bí thư đảng ủy"), Role.LEADER, cast.committee)
    for place, number in ((20, "60-QĐ/ĐU"), (21, "61-QĐ/ĐU")):
        assessment = campaign.assessments.get(pk=ids(campaign)[place])
        appeal = again(file_appeal(assessment=assessment, text=TEXT, by=cast.officer))
        changed(take(appeal, judge), judge, number=number)
    client.force_login(judge)
    page = client.get(reverse("evaluations:appeal", args=[appeal.pk])).content.decode()
    assert "giới hạn tỷ lệ bị vượt" in page and "6 trong 29 người" in page
    answer = client.get(reverse("api-complaint", args=[appeal.pk])).json()
    assert "6 trong 29 người" in answer["caps_passed"][0]
    assert Decision.objects.current().filter(level="HTXSNV").count() == 6


def test_withdrawn_by_the_member_only(cast, filed, judge):
    for who in (cast.secretary, cast.leader, judge):
        with pytest.raises(PermissionDenied, match="Chỉ đảng viên"):
            withdraw_appeal(appeal=filed, by=who)
    assert withdraw_appeal(appeal=take(filed, judge), by=cast.member).state == AppealStep.WITHDRAWN
    assert refusal(withdraw_appeal, appeal=again(filed), by=cast.member).code == "wrong_state"


def test_the_rule_set_says_whether_it_suspends(client, cast, ready):
    campaign = adapted(ready, appeal_suspends=True)
    decide(campaign, cast.leader)
    own = assessment_of(campaign, cast.member)
    assert suspended(campaign) == set()
    appeal = again(file_appeal(assessment=own, text=TEXT, by=cast.member))
    assert appeal.suspends and suspended(campaign) == {own.pk} and own.decision.is_suspended
    client.force_login(cast.officer)
    page = client.get(reverse("evaluations:decision", args=[campaign.pk])).content.decode()
    assert "tạm dừng hiệu lực đến khi trả lời khiếu nại" in page
    rows = client.get(reverse("api-decision-list")).json()["results"]
    assert [row["assessment"] for row in rows if row["suspended"]] == [own.pk]
    withdraw_appeal(appeal=appeal, by=cast.member)
    assert suspended(campaign) == set()


# pages, the API, the queue


def test_the_member_files_reads_and_sees_the_answer(client, cast, decided, judge):
    own = assessment_of(decided, cast.member)
    client.force_login(cast.member)
    page = client.get(reverse("evaluations:assessment", args=[own.pk])).content.decode()
    new = reverse("evaluations:appeal-new", args=[own.pk])
    assert new in page and "Võ Tấn Dũng" in page
    form = client.get(new).content.decode()
    assert "filed_on" not in form and "late_reason" not in form and "Võ Tấn Dũng" in form
    assert "đồng chí" in client.post(new, {"kind": "COMPLAINT", "text": ""}).content.decode().lower()
    client.post(new, {"kind": "REQUEST", "text": TEXT, "against": ""})
    appeal = again(Appeal.objects.get())
    assert appeal.kind == "REQUEST"
    uphold_appeal(appeal=take(appeal, judge), answer="Đã xem xét đủ.", by=judge)
    assert "đã được trả lời" in client.get("/").content.decode()
    assert "Đã xem xét đủ." in client.get(reverse("evaluations:appeal", args=[appeal.pk])).content.decode()


def test_a_forged_name_is_refused(client, cast, decided):
    own = assessment_of(decided, cast.member)
    client.force_login(cast.member)
    values = {"kind": "COMPLAINT", "text": TEXT, "against": cast.stranger.pk}
    assert client.post(reverse("evaluations:appeal-new", args=[own.pk]), values).status_code == 200
    answer = client.post(reverse("api-complaint-new", args=[own.pk]), values, content_type="application/json")
    assert answer.status_code == 400 and "against" in str(answer.json())
    assert not Appeal.objects.exists()


def test_the_judge_answers_on_the_page(client, cast, filed, judge):
    client.force_login(judge)
    url = reverse("evaluations:appeal", args=[filed.pk])
    assert "Nhận xem xét" in client.get(url).content.decode()
    client.post(reverse("evaluations:appeal-take", args=[filed.pk]))
    typed = {"replaces": filed.decision_id, "level": "HTNV", "number": "", "signed_on": f"{TODAY:%d/%m/%Y}"}
    change = reverse("evaluations:appeal-change", args=[filed.pk])
    refused = client.post(change, typed | {"answer": "Có căn cứ"})
    assert refused.status_code == 200 and "Có căn cứ" in refused.content.decode()
    assert client.post(change, typed | {"answer": "Có căn cứ", "number": "60-QĐ/ĐU"}).url == url
    assert again(filed).outcome.level == "HTNV"
    assert JournalEntry.objects.filter(verb="appeal.read", actor=judge).count() == 1


def test_who_took_part_sees_why_not_and_is_refused(client, cast, filed):
    client.force_login(cast.leader)
    page = client.get(reverse("evaluations:appeal", args=[filed.pk])).content.decode()
    assert "why-not" in page and "ghi quyết định" in page
    assert client.post(reverse("evaluations:appeal-take", args=[filed.pk])).status_code == 403
    assert client.post(reverse("api-complaint-take", args=[filed.pk])).status_code == 403
    assert "không tham gia" in client.get(reverse("api-complaint", args=[filed.pk])).json()["why_not"]


def test_others_do_not_find_it(client, cast, filed):
    for who in (cast.colleague, cast.secretary, cast.viewer, cast.admin, cast.stranger):
        client.force_login(who)
        for name in ("evaluations:appeal", "api-complaint"):
            assert client.get(reverse(name, args=[filed.pk])).status_code == 404
        for name in ("appeal-take", "appeal-uphold", "appeal-change", "appeal-withdraw"):
            assert client.post(reverse(f"evaluations:{name}", args=[filed.pk])).status_code == 404
        assert client.get(reverse("api-complaints")).json()["results"] == []
        assert TEXT not in client.get(reverse("evaluations:appeal-list")).content.decode()


def test_the_api_does_the_same(client, cast, decided, judge):
    own = assessment_of(decided, cast.member)
    client.force_login(cast.member)
    made = client.post(reverse("api-complaint-new", args=[own.pk]), {"text": TEXT}, content_type="application/json")
    assert made.status_code == 201 and made.json()["suspends"] is False
    pk = made.json()["id"]
    client.force_login(judge)
    assert client.post(reverse("api-complaint-take", args=[pk])).json()["may_handle"] is True
    keep = reverse("api-complaint-keep", args=[pk])
    assert client.post(keep, {"answer": ""}, content_type="application/json").status_code == 400
    kept = client.post(keep, {"answer": "Đã xét"}, content_type="application/json").json()
    assert kept["complaint"]["answer"] == "Đã xét"
    assert client.post(keep, {"answer": "Nữa"}, content_type="application/json").status_code == 409


def test_the_queue_tells_the_judge_and_flags_the_overdue(cast, filed, judge):
    def kinds(person, on=TODAY):
        return {card.kind: card for card in queue_for(person, on)}

    assert kinds(judge)["appeals"].due == filed.answer_due and not kinds(judge)["appeals"].is_urgent
    assert kinds(judge, filed.answer_due + DAY)["appeals"].is_urgent
    assert "appeals" not in kinds(cast.leader) and "appeals-of-others" in kinds(cast.leader)
    assert not {"appeals", "appeals-of-others"} & set(kinds(cast.secretary))


def test_an_overdue_answer_is_shown_to_the_committee(client, cast, filed, judge):
    Appeal.objects.update(answer_due=TODAY - DAY, filed_on=TODAY - 20 * DAY)
    client.force_login(judge)
    assert "quá hạn" in client.get(reverse("evaluations:appeal", args=[filed.pk])).content.decode()
    assert "badge--bad" in client.get(reverse("evaluations:appeal-list")).content.decode()


def test_lists_take_few_queries_however_many_there_are(client, cast, decided, judge, django_assert_max_num_queries):
    client.force_login(judge)
    for account in (cast.member, cast.colleague, cast.secretary):
        file_appeal(assessment=assessment_of(decided, account), text=TEXT, by=account)
    with django_assert_max_num_queries(8):
        client.get(reverse("evaluations:appeal-list"))
    with django_assert_max_num_queries(60):
        client.get("/")


# checks before the decision


CHECK = {"kind": "DISUNITY", "about": "Dấu hiệu mất đoàn kết", "ordered_by": "Tỉnh ủy", "received_on": TODAY}
DOCUMENT = {"outcome": "Không có vi phạm", "document_number": "3-KL/TU", "document_date": TODAY}


def test_a_check_stands_before_the_decision_until_its_outcome(client, cast, ready):
    check = order_check(assessment=assessment_of(ready, cast.member), by=cast.officer, **CHECK)
    refused = refusal(decide, ready, cast.leader)
    assert refused.error_list[0].code == "check_pending" and "Trần Thị Lan" in refused.messages[0]
    client.force_login(cast.leader)
    page = client.get(reverse("evaluations:decision", args=[ready.pk])).content.decode()
    assert "Việc kiểm tra chưa có kết quả: 1" in page
    assert client.get(reverse("api-campaign-cap", args=[ready.pk])).json()["can_decide_now"] is False
    assert [card.count for card in queue_for(cast.leader, TODAY) if card.kind == "checks"] == [1]
    conclude_check(check=check, by=cast.leader, **DOCUMENT)
    decide(ready, cast.leader)
    assert ready.assessments.filter(state=State.DECIDED).exists()
    verbs = JournalEntry.objects.filter(verb__startswith="check.").order_by("number")
    assert [line.verb for line in verbs] == ["check.ordered", "check.concluded"]
    assert not any(line.members.exists() for line in verbs)


@pytest.mark.parametrize("who", ["member", "colleague", "secretary", "viewer", "admin", "stranger"])
def test_only_the_committee_orders_and_sees_one(client, cast, ready, who):
    own, person = assessment_of(ready, cast.member), getattr(cast, who)
    check = order_check(assessment=own, by=cast.officer, **CHECK)
    with pytest.raises(PermissionDenied):
        order_check(assessment=own, by=person, **CHECK)
    client.force_login(person)
    assert client.get(reverse("evaluations:checks", args=[own.pk])).status_code == 404
    assert client.get(reverse("api-checks", args=[own.pk])).status_code == 404
    assert client.post(reverse("evaluations:check-conclude", args=[check.pk])).status_code == 404
    assert client.post(reverse("api-check-conclude", args=[check.pk])).status_code == 404


def test_nobody_sees_or_ends_the_check_on_oneself(client, cast, ready):
    own = assessment_of(ready, cast.officer)
    check = order_check(assessment=own, by=cast.leader, **CHECK)
    client.force_login(cast.officer)
    assert client.get(reverse("evaluations:checks", args=[own.pk])).status_code == 404
    with pytest.raises(PermissionDenied, match="liên quan đến đồng chí"):
        conclude_check(check=check, by=cast.officer, **DOCUMENT)
    assert refusal(order_check, assessment=own, by=cast.officer, **CHECK).code == "own_record"


def test_what_cannot_be_of_a_check_is_refused(cast, ready):
    own = assessment_of(ready, cast.member)
    for values, field in (
        ({"about": " "}, "about"),
        ({"ordered_by": ""}, "ordered_by"),
        ({"kind": "X"}, "kind"),
        ({"about": "x" * 1_000_000}, "about"),
        ({"received_on": TODAY + DAY}, "received_on"),
    ):
        assert field in refusal(order_check, assessment=own, by=cast.officer, **(CHECK | values)).message_dict
    check = order_check(assessment=own, by=cast.officer, **CHECK)
    for values, field in (
        ({"outcome": ""}, "outcome"),
        ({"document_number": " "}, "document_number"),
        ({"document_date": TODAY + DAY}, "document_date"),
        ({"document_date": TODAY - DAY}, "document_date"),
    ):
        assert field in refusal(conclude_check, check=check, by=cast.officer, **(DOCUMENT | values)).message_dict
    conclude_check(check=check, by=cast.officer, **DOCUMENT)
    assert refusal(conclude_check, check=check, by=cast.officer, **DOCUMENT).code == "wrong_state"


def test_after_the_decision_no_check_is_ordered(cast, decided):
    own = assessment_of(decided, cast.member)
    assert refusal(order_check, assessment=own, by=cast.officer, **CHECK).code == "wrong_state"


def test_the_page_of_checks_records_and_concludes(client, cast, ready):
    own = assessment_of(ready, cast.member)
    url = reverse("evaluations:checks", args=[own.pk])
    client.force_login(cast.officer)
    typed = CHECK | {"received_on": f"{TODAY:%d/%m/%Y}"}
    assert client.post(url, typed | {"about": ""}).status_code == 200
    assert client.post(url, typed).url == url
    check = own.checks.get()
    outcome = reverse("evaluations:check-conclude", args=[check.pk])
    assert client.post(outcome, {"outcome": "Không có"}).status_code == 200
    done = client.post(outcome, DOCUMENT | {"document_date": f"{TODAY:%d/%m/%Y}"})
    assert done.url == url and "Không có vi phạm" in client.get(url).content.decode()
    made = client.post(reverse("api-checks", args=[own.pk]), CHECK | {"received_on": TODAY.isoformat()})
    assert made.status_code == 201
    told = client.post(reverse("api-check-conclude", args=[made.json()["id"]]), DOCUMENT | {"document_date": TODAY})
    assert told.json()["document_number"] == "3-KL/TU"


def test_a_complaint_of_a_member_whose_cell_has_no_secretary_of_today(cast, decided, filed):
    """The secretary of the review's year took part, though the role has ended since."""
    secretary_of(cast.cell).roles.update(valid_to=TODAY)
    person = give_role(cast.secretary, Role.LEADER, cast.committee)
    person.roles.filter(role=Role.SECRETARY).update(valid_to=TODAY - DAY)
    person.forget_scope()
    with pytest.raises(PermissionDenied, match="bí thư hoặc phó bí thư"):
        take_appeal(appeal=filed, by=person)
