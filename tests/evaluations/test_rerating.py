"""Rated again after the decision (form 03): a later decision names the earlier; the cap is flagged, never mended."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry
from evaluations.models import CapRecord, Decision, Finding, State
from evaluations.queues.rerating import queue_for
from evaluations.queues.reviews import newest_campaigns
from evaluations.selectors.decisions import decisions_of
from evaluations.selectors.rerating import after_decision, needs_rerating, rerate_sheet
from evaluations.services.findings import record_finding, withdraw_finding
from evaluations.services.rerating import rerate

from .meeting import crowd, lived
from .test_caps import chosen
from .test_decisions import decide, ids, refusal
from .test_findings import VALUES
from .year import adapted, assessment_of, make_campaign

TODAY = timezone.localdate()


@pytest.fixture
def decided(cast):
    """Worked example 1, decided: six of 31 have the top level."""
    crowd(cast.cell, 29)
    campaign = make_campaign(cast)
    lived(campaign, cast.officer, ["HTXSNV"] * 9 + ["HTTNV"] * 22 + ["HTNV"] * 3, [cast.cell, cast.other_cell])
    for place in range(6):  # the six stand before the others
        campaign.assessments.filter(pk=ids(campaign)[place]).update(cell_total="95", cell_results=70)
    chosen(campaign, cast, (6, 7, 8))
    decide(campaign, cast.leader)
    return campaign


def at(campaign, place):
    related = ("member", "unit", "campaign__year__unit", "campaign__rule_set")
    return campaign.assessments.select_related(*related).get(pk=ids(campaign)[place])


def again(campaign, by, place, level, **changes):
    assessment = at(campaign, place)
    values = {
        "replaces": assessment.decision.pk,
        "number": "60-QĐ/ĐU",
        "signed_on": TODAY,
        "reason": "Phát hiện vi phạm sau khi xếp loại.",
    }
    return rerate(assessment=assessment, level=level, by=by, **(values | changes))


def finding_on(campaign, by, place, **changes):
    return record_finding(assessment=at(campaign, place), values=VALUES | changes, by=by)


def cap_of(campaign, cast):
    (cap,) = after_decision(cast.leader, campaign).caps
    return cap


# the decision that replaces


def test_the_new_decision_names_the_old_one_and_holds(cast, decided):
    old = at(decided, 0).decision
    finding_on(decided, cast.officer, 0)
    new = again(decided, cast.leader, 0, "KHTNV")
    old.refresh_from_db()
    assert (old.is_current, old.level, old.number) == (False, "HTXSNV", "45-QĐ/ĐU")
    assert (new.is_current, new.replaces, new.level, new.derived, new.tags) == (True, old, "KHTNV", "KHTNV", [])
    assert new.inputs["findings"] == ["K2"] and old.inputs["findings"] == []
    assert {condition["code"] for condition in new.conditions} >= {"SCORE", "K2"}
    assert new.rule_set == decided.rule_set
    assert at(decided, 0).state == State.DECIDED
    line = JournalEntry.objects.get(verb="assessment.rerated")
    assert (line.data["from"], line.data["to"], line.data["replaces"]) == ("HTXSNV", "KHTNV", "45-QĐ/ĐU")


def test_one_may_be_rated_again_more_than_once(cast, decided):
    first = again(decided, cast.leader, 0, "KHTNV")
    second = again(decided, cast.leader, 0, "HTNV", number="61-QĐ/ĐU", reason="Kết luận lại.")
    assert second.replaces == first
    assert Decision.objects.filter(assessment=at(decided, 0)).count() == 3
    assert [row.level for row in decisions_of(cast.officer, decided).filter(assessment=at(decided, 0))] == ["HTNV"]


def test_who_comes_second_is_told(cast, decided):
    read = at(decided, 0).decision.pk
    again(decided, cast.leader, 0, "KHTNV", replaces=read)
    refused = refusal(again, decided, cast.leader, 0, "HTNV", replaces=read, number="61-QĐ/ĐU")
    assert refused.code == "stale" and "60-QĐ/ĐU" in refused.messages[0]
    assert Decision.objects.filter(assessment=at(decided, 0)).count() == 2


@pytest.mark.parametrize("who", ["member", "secretary", "officer", "viewer", "admin", "stranger"])
def test_only_the_leader_rates_again(cast, decided, who):
    with pytest.raises(PermissionDenied, match="Vai trò"):
        again(decided, getattr(cast, who), 0, "KHTNV")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"level": "BEST"}, "level"),
        ({"level": ""}, "level"),
        ({"reason": " "}, "reason"),
        ({"number": " "}, "number"),
        ({"number": "45-qđ/đu"}, "number"),  # decided the campaign
        ({"signed_on": TODAY + datetime.timedelta(days=1)}, "signed_on"),
        ({"signed_on": TODAY - datetime.timedelta(days=1)}, "signed_on"),  # before the decision it replaces
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast, decided, changes, field):
    level = changes.pop("level", "KHTNV")
    assert list(refusal(again, decided, cast.leader, 0, level, **changes).message_dict) == [field]
    assert not Decision.objects.filter(replaces__isnull=False).exists()


def test_one_paper_may_rate_several_again(cast, decided):
    again(decided, cast.leader, 0, "KHTNV")
    again(decided, cast.leader, 1, "HTNV")
    assert Decision.objects.filter(number="60-QĐ/ĐU").count() == 2


def test_before_the_decision_nobody_is_rated_again(cast):
    campaign = make_campaign(cast)
    own = assessment_of(campaign, cast.member)
    values = {"replaces": 1, "level": "HTNV", "number": "1", "signed_on": TODAY, "reason": "x"}
    assert refusal(rerate, assessment=own, by=cast.leader, **values).code == "wrong_state"


def test_nobody_is_added_past_the_cap(cast, decided):
    refused = refusal(again, decided, cast.leader, 6, "HTXSNV")
    assert refused.error_list[0].code == "not_allowed" and "7 trong 31" in refused.messages[0]
    again(decided, cast.leader, 0, "HTTNV", reason="Xin không nhận.")
    again(decided, cast.leader, 6, "HTXSNV", number="61-QĐ/ĐU", reason="Thay thế.")
    assert cap_of(decided, cast).working.chosen == 6


def test_the_rating_as_an_employee_may_forbid_it(cast, decided):
    decided = adapted(decided, employee_limit="BLOCK")
    decided.assessments.filter(pk=ids(decided)[20]).update(employee_level="HTNV")
    assert refusal(again, decided, cast.leader, 20, "HTTNV").error_list[0].code == "not_allowed"


# the cap afterwards (worked example 6)


def test_example_6_one_of_the_chosen_falls(cast, decided):
    again(decided, cast.leader, 0, "KHTNV")
    cap = cap_of(decided, cast)
    assert (cap.working.chosen, cap.working.base, cap.working.holds, cap.is_broken) == (5, 30, True, False)
    assert cap.working.check == "100 × 5 = 500 ≤ 20 × 30 = 600"


def test_example_6_two_good_members_leave_the_base(client, cast, decided):
    again(decided, cast.leader, 20, "HTNV")
    assert not cap_of(decided, cast).is_broken  # 6 of 30
    again(decided, cast.leader, 21, "KHTNV")
    cap = cap_of(decided, cast)
    assert (cap.working.chosen, cap.working.base, cap.is_broken) == (6, 29, True)
    assert cap.working.check == "100 × 6 = 600 > 20 × 29 = 580"
    # nobody is demoted, and what was decided stays as it was
    assert Decision.objects.current().filter(level="HTXSNV").count() == 6
    assert (CapRecord.objects.get().base, CapRecord.objects.get().chosen) == (31, 6)
    # flagged on the page, in the queue of the leader, over the API
    client.force_login(cast.leader)
    text = client.get(reverse("evaluations:decision", args=[decided.pk])).content.decode()
    assert "giới hạn tỷ lệ bị vượt" in text and "6 trong 29 người" in text and "không tự hạ mức của ai" in text
    assert [card.kind for card in queue_for(cast.leader, newest_campaigns(cast.leader))] == ["cap-passed"]
    (row,) = client.get(reverse("api-campaign-reratings", args=[decided.pk])).json()["caps"]
    assert (row["broken"], row["chosen"], row["base"], row["maximum"]) == (True, 6, 29, 5)


def test_the_share_that_was_decided_on_goes_on_holding(cast, decided):
    CapRecord.objects.update(percent=25, maximum=7)
    again(decided, cast.leader, 20, "HTNV")
    again(decided, cast.leader, 21, "HTNV")
    assert (cap_of(decided, cast).working.percent, cap_of(decided, cast).is_broken) == (25, False)


# findings since the decision


def test_a_later_finding_asks_for_a_re_rating_until_there_is_one(client, cast, decided):
    assert not needs_rerating(cast.leader, at(decided, 0))
    finding = finding_on(decided, cast.officer, 0)
    assert needs_rerating(cast.leader, at(decided, 0))
    assert at(decided, 0).decision.level == "HTXSNV"  # nothing has changed by itself
    client.force_login(cast.leader)
    page = client.get(reverse("evaluations:decision", args=[decided.pk])).content.decode()
    assert "Đảng viên cần xếp loại lại: 1" in page and reverse("evaluations:rerating", args=[ids(decided)[0]]) in page
    (card,) = queue_for(cast.leader, newest_campaigns(cast.leader))
    assert (card.kind, card.count) == ("rerate", 1)
    assert queue_for(cast.officer, [decided]) == []
    again(decided, cast.leader, 0, "KHTNV")
    assert not needs_rerating(cast.leader, at(decided, 0))
    assert refusal(withdraw_finding, assessment=at(decided, 0), finding=finding, by=cast.officer).code == "frozen"


def test_a_finding_that_changes_nothing_asks_for_nothing(cast, decided):
    finding_on(decided, cast.officer, 0, code="OTHER")
    assert not needs_rerating(cast.leader, at(decided, 0))


def test_a_later_finding_may_be_withdrawn_before_it_is_decided_on(cast, decided):
    finding = finding_on(decided, cast.officer, 0)
    withdraw_finding(assessment=at(decided, 0), finding=finding, by=cast.officer)
    assert not Finding.objects.exists()


# pages and the API


def test_the_page_shows_what_it_rests_on_and_rates_again(client, cast, decided):
    finding_on(decided, cast.officer, 0)
    client.force_login(cast.leader)
    page = reverse("evaluations:rerating", args=[ids(decided)[0]])
    text = client.get(page).content.decode()
    assert "05-QĐ/ĐU" in text and "45-QĐ/ĐU" in text and "5 trong 30 người" in text
    held = at(decided, 0).decision.pk
    typed = {"replaces": held, "level": "KHTNV", "number": "60-QĐ/ĐU", "signed_on": f"{TODAY:%d/%m/%Y}"}
    refused = client.post(page, typed | {"reason": ""})
    assert refused.status_code == 200 and not Decision.objects.filter(replaces__isnull=False).exists()
    done = client.post(page, typed | {"reason": "Bị kỷ luật."})
    assert done.url == reverse("evaluations:decision", args=[decided.pk])
    listed = client.get(done.url).content.decode()
    assert "Xếp loại lại: 1" in listed and "Bị kỷ luật." in listed and "Quyết định số 45-QĐ/ĐU" in listed
    stale = client.post(page, typed | {"reason": "Lần nữa", "number": "61-QĐ/ĐU"})
    assert "vừa xếp loại lại" in stale.content.decode()
    assert f'name="replaces" value="{at(decided, 0).decision.pk}"' in stale.content.decode()


def test_the_officer_looks_and_others_do_not_find_it(client, cast, decided):
    page = reverse("evaluations:rerating", args=[ids(decided)[0]])
    api = reverse("api-rerating", args=[ids(decided)[0]])
    client.force_login(cast.officer)
    assert "why-not" in client.get(page).content.decode()
    typed = {"replaces": 1, "level": "HTNV", "number": "1", "signed_on": f"{TODAY:%d/%m/%Y}", "reason": "x"}
    assert client.post(page, typed).status_code == 403
    for who in (cast.secretary, cast.member, cast.viewer, cast.admin, cast.stranger):
        client.force_login(who)
        assert client.get(page).status_code == client.get(api).status_code == 404


def test_the_api_does_the_same(client, cast, decided):
    client.force_login(cast.leader)
    url = reverse("api-rerating", args=[ids(decided)[0]])
    sheet = client.get(url).json()
    assert sheet["held"]["level"] == "HTXSNV"
    effects = {row["level"]: (row["cap"]["chosen"], row["cap"]["base"]) for row in sheet["effects"]}
    assert effects == {"HTXSNV": (6, 31), "HTTNV": (5, 31), "HTNV": (5, 30), "KHTNV": (5, 30)}
    body = {"replaces": sheet["held"]["id"], "level": "HTNV", "number": "60-QĐ/ĐU", "reason": "Kết luận mới."}
    made = client.post(url, body | {"signed_on": TODAY.isoformat()}, content_type="application/json")
    assert made.status_code == 201 and made.json()["replaces"] == sheet["held"]["id"]
    twice = client.post(url, body | {"signed_on": TODAY.isoformat()}, content_type="application/json")
    assert twice.status_code == 409
    (row,) = client.get(reverse("api-campaign-reratings", args=[decided.pk])).json()["reratings"]
    assert (row["before"], row["after"], row["replaces"]) == ("HTXSNV", "HTNV", "45-QĐ/ĐU")


def test_the_members_own_page_says_what_holds_and_what_was_before(client, cast, decided):
    own = assessment_of(decided, cast.member)
    rerate(
        assessment=own,
        replaces=own.decision.pk,
        level="HTNV",
        number="60-QĐ/ĐU",
        signed_on=TODAY,
        reason="Kết luận mới.",
        by=cast.leader,
    )
    client.force_login(cast.member)
    text = client.get(reverse("evaluations:assessment", args=[own.pk])).content.decode()
    assert "Đã xếp loại lại. Trước đó:" in text and "Kết luận mới." in text
    assert "ghi quyết định xếp loại lại số 60-QĐ/ĐU" in text and "ghi quyết định số 45-QĐ/ĐU" in text


def test_the_findings_page_of_a_decided_member_says_so(client, cast, decided):
    page = reverse("evaluations:findings", args=[ids(decided)[0]])
    client.force_login(cast.officer)
    text = client.get(page).content.decode()
    assert "mẫu 03" in text and 'name="document_number"' in text
    client.force_login(cast.leader)
    assert reverse("evaluations:rerating", args=[ids(decided)[0]]) in client.get(page).content.decode()


def test_pages_take_few_queries_however_many_were_rated_again(client, cast, decided, django_assert_max_num_queries):
    client.force_login(cast.leader)
    page = reverse("evaluations:decision", args=[decided.pk])
    client.get(page)
    again(decided, cast.leader, 0, "KHTNV")
    finding_on(decided, cast.officer, 9)
    with django_assert_max_num_queries(20):
        client.get(page)
    for place in (10, 11, 12):
        again(decided, cast.leader, place, "HTNV")
        finding_on(decided, cast.officer, place + 5)
    with django_assert_max_num_queries(20):
        client.get(page)
    with django_assert_max_num_queries(12):
        rerate_sheet(at(decided, 0))


def test_refusals_are_validation_errors(cast, decided):
    with pytest.raises(ValidationError):
        again(decided, cast.leader, 0, "KHTNV", number="")
