"""Pages of the self-assessment: written with and without scripts, checked, submitted, read, returned."""

import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emulation.models import JournalEntry
from evaluations.content import TaskLine
from evaluations.models import Assessment, Fault, State
from evaluations.services.assessments import return_assessment, save_assessment
from pledges.models import Pledge, PledgeItem
from pledges.rules import PledgeState
from pledges.services import Line, send_check_in
from tests.factories import make_member, make_ready

from .year import assessment_of, fill_in, full_points, make_campaign, submitted

FETCH = {"HTTP_X_REQUESTED_WITH": "fetch", "HTTP_ACCEPT": "application/json"}


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


@pytest.fixture
def own(campaign, cast):
    return assessment_of(campaign, cast.member)


def url(name, assessment):
    return reverse(f"evaluations:{name}", args=[assessment.pk])


def signed_in(client, account):
    client.force_login(account)
    return client


def typed(assessment, **changes):
    """What a browser posts of a complete form."""
    values = {"version": Assessment.objects.get(pk=assessment.pk).version, "self_level": "HTTNV"}
    values |= {f"section_{c}": "Đã làm tốt." for c in ("QUALITIES", "DUTIES", "PLEDGE", "LIMITS", "CAUSES")}
    values |= {f"section_{c}": "" for c in ("SUGGESTED", "COLLECTIVE")} | {"section_DIRECTIONS": "Học đều hơn."}
    values |= {f"points_{code}": str(value).replace(".", ",") for code, value in full_points(assessment).items()}
    values |= {"tasks-TOTAL_FORMS": 3, "tasks-INITIAL_FORMS": 0}
    values |= {"tasks-0-title": "Họp dân", "tasks-0-due_on": "30/06/2026", "tasks-0-result": "BEYOND"}
    values |= {"tasks-2-title": "Tuần tra", "tasks-2-product": "12 buổi", "tasks-2-result": "ON_TIME"}
    return values | changes


def test_member_writes_saves_and_submits_without_scripts(client, own, cast):
    browser = signed_in(client, cast.member)
    page = browser.get(reverse("evaluations:mine"))
    assert page.status_code == 200 and page.content.decode().count("<h1>") == 1
    saved = browser.post(url("assessment-edit", own), typed(own, act="check"))
    assert saved.status_code == 302 and saved.url == url("assessment-check", own)
    check = browser.get(saved.url).content.decode()
    assert f'data-draft-done="assessment-{own.pk}"' in check
    assert "data-draft-done" not in browser.get(saved.url).content.decode()
    own.refresh_from_db()
    assert (own.self_total, own.tasks_assigned, own.tasks_beyond) == (100, 2, 1)
    assert browser.post(url("assessment-submit", own)).url == url("assessment", own)
    own.refresh_from_db()
    assert own.state == State.SUBMITTED
    assert browser.get(reverse("evaluations:mine")).status_code == 200


def test_the_form_opens_with_what_was_pledged_done_and_shown_in_the_year(client, own, cast):
    pledge = Pledge.objects.create(
        year=cast.year,
        member=own.member,
        unit=cast.cell,
        state=PledgeState.CONFIRMED,
        confirmed_at=own.campaign.opened_at,
    )
    words = {"deed": "Dọn vệ sinh hẻm", "measure_kind": "COUNT", "target": 10, "counted_in": "buổi"}
    item = PledgeItem.objects.create(pledge=pledge, position=1, group="STYLE", **words)
    line = {item.pk: Line("ON_TRACK", Decimal(8), "Dọn tám buổi")}
    send_check_in(pledge=pledge, month=9, lines=line, by=cast.member)
    form = signed_in(client, cast.member).get(reverse("evaluations:mine")).context["form"]
    (row,) = form.pledge_rows
    assert (row.result.value(), row.words.value()) == ("PARTLY", "Quý 3: Dọn tám buổi")
    assert "8/10 buổi" in row.hint
    assert PledgeItem.objects.get().outcome == ""  # proposed, not yet said by anybody


def test_check_page_says_what_is_missing_and_offers_no_submitting(client, own, cast):
    page = signed_in(client, cast.member).get(url("assessment-check", own)).content.decode()
    assert url("assessment-submit", own) not in page
    assert page.count(f"{url('assessment-edit', own)}#criteria") == 26
    browser = signed_in(client, cast.member)
    assert browser.post(url("assessment-submit", own)).url == url("assessment-check", own)
    assert Assessment.objects.get(pk=own.pk).state == State.DRAFT


def test_wrong_points_come_back_beside_their_field_with_everything_typed(client, own, cast):
    values = typed(own, **{"points_4.1.1": "1,75", "section_LIMITS": "Giữ lại"})
    page = signed_in(client, cast.member).post(url("assessment-edit", own), values)
    text = page.content.decode()
    assert page.status_code == 200
    assert 'href="#id_points_4.1.1"' in text and "1,75" in text and "Giữ lại" in text
    assert Assessment.objects.get(pk=own.pk).version == 1


def test_wrong_date_of_a_task_is_shown(client, own, cast):
    values = typed(own, **{"tasks-0-due_on": "31/02/2026"})
    text = signed_in(client, cast.member).post(url("assessment-edit", own), values).content.decode()
    assert 'href="#id_tasks-0-due_on"' in text


def test_autosave_answers_with_version_sums_and_derived_level(client, own, cast):
    answer = signed_in(client, cast.member).post(url("autosave", own), typed(own), **FETCH)
    data = answer.json()
    assert answer.status_code == 200
    assert (data["version"], data["common"], data["results"], data["total"]) == (2, "30.00", "70.00", "100.00")
    assert data["derived"]["level"] == "HTXSNV" and len(data["derived"]["sentences"]) > 4 and data["missing"] == 0


def test_autosave_of_an_incomplete_form_derives_nothing(client, own, cast):
    values = typed(own, **{"points_4.R1": "", "self_level": ""})
    data = signed_in(client, cast.member).post(url("autosave", own), values, **FETCH).json()
    assert data["missing"] == 2 and data["derived"] == {"level": "", "summary": "", "sentences": []}


def test_autosave_refuses_a_stale_version_with_409(client, own, cast):
    values = typed(own)
    save_assessment(assessment=own, self_level="HTNV", by=cast.secretary)
    answer = signed_in(client, cast.member).post(url("autosave", own), values, **FETCH)
    assert answer.status_code == 409 and answer.json()["code"] == "stale"
    assert Assessment.objects.get(pk=own.pk).self_level == "HTNV"


def test_saving_again_after_being_told_is_a_decision(client, own, cast):
    values = typed(own)
    save_assessment(assessment=own, self_level="HTNV", by=cast.secretary)
    browser = signed_in(client, cast.member)
    told = browser.post(url("assessment-edit", own), values).content.decode()
    assert 'name="version" value="2"' in told
    browser.post(url("assessment-edit", own), values | {"version": 2})
    assert Assessment.objects.get(pk=own.pk).self_level == values["self_level"]


def test_autosave_says_what_cannot_stand(client, own, cast):
    answer = signed_in(client, cast.member).post(url("autosave", own), typed(own, **{"points_4.1.1": "9"}), **FETCH)
    assert answer.status_code == 400 and "4.1.1" in answer.json()["detail"]
    answer = signed_in(client, cast.member).post(url("autosave", own), typed(own, version="x"), **FETCH)
    assert answer.status_code == 400


def test_autosave_after_submitting_conflicts(client, own, cast):
    submitted(own, cast.member)
    answer = signed_in(client, cast.member).post(url("autosave", own), typed(own), **FETCH)
    assert answer.status_code == 409 and json.loads(answer.content)["detail"]


def test_secretary_writes_on_behalf_and_the_reading_is_noted(client, own, cast):
    browser = signed_in(client, cast.secretary)
    assert browser.get(url("assessment-edit", own)).status_code == 200
    assert JournalEntry.objects.filter(verb="assessment.read", subject_id=own.pk).count() == 1
    browser.post(url("assessment-edit", own), typed(own, act="save"))
    own.refresh_from_db()
    assert own.on_behalf and own.recorded_by == cast.secretary
    page = signed_in(client, cast.member).get(reverse("evaluations:mine")).content.decode()
    assert cast.secretary.display_name in page


def test_reading_anothers_is_noted_and_ones_own_is_not(client, own, cast):
    submitted(own, cast.member)
    signed_in(client, cast.member).get(url("assessment", own))
    assert not JournalEntry.objects.filter(verb="assessment.read").exists()
    signed_in(client, cast.secretary).get(url("assessment", own))
    entry = JournalEntry.objects.get(verb="assessment.read")
    assert (entry.actor, entry.subject_id) == (cast.secretary, own.pk)


def test_secretary_returns_on_the_page(client, own, cast):
    submitted(own, cast.member)
    browser = signed_in(client, cast.secretary)
    assert url("assessment-return", own) in browser.get(url("assessment", own)).content.decode()
    browser.post(url("assessment-return", own), {"reason": "Thiếu minh chứng"})
    assert Assessment.objects.get(pk=own.pk).state == State.RETURNED
    assert "Thiếu minh chứng" in signed_in(client, cast.member).get(reverse("evaluations:mine")).content.decode()


def test_fault_is_written_down_on_its_page(client, own, cast):
    browser = signed_in(client, cast.member)
    assert browser.get(url("assessment-fault", own)).status_code == 200
    browser.post(url("assessment-fault", own), {"text": "Chưa học đều"})
    fault = Fault.objects.get(member=own.member, noted_year=2025)
    values = typed(own, **{f"fault_{fault.pk}_repair": "REPAIRED", f"fault_{fault.pk}_note": "Đã học"})
    browser.post(url("assessment-edit", own), values)
    own.refresh_from_db()
    assert (own.faults_noted, own.faults_repaired) == (1, 1)


def test_comment_is_settled_on_the_page(client, own, cast):
    Assessment.objects.filter(pk=own.pk).update(awaits_comment=True)
    browser = signed_in(client, cast.secretary)
    assert url("assessment-comment", own) in browser.get(url("assessment", own)).content.decode()
    browser.post(url("assessment-comment", own), {"note": "Nhận xét tốt"})
    assert "Nhận xét tốt" in browser.get(url("assessment", own)).content.decode()


def test_pledge_results_are_written_in_the_same_form(client, own, cast):
    pledge = Pledge.objects.create(
        year=cast.year, member=own.member, unit=cast.cell, recorded_by=cast.member, state=PledgeState.CONFIRMED,
        confirmed_at="2026-03-01T00:00Z",
    )  # fmt: skip
    item = PledgeItem.objects.create(pledge=pledge, position=1, group="STYLE", deed="Dọn vệ sinh hẻm")
    values = typed(own, **{f"item_{item.pk}_outcome": "KEPT", f"item_{item.pk}_evidence": "12 buổi"})
    signed_in(client, cast.member).post(url("assessment-edit", own), values)
    item.refresh_from_db()
    assert (item.outcome, item.evidence) == ("KEPT", "12 buổi")


@pytest.mark.parametrize("kind", ["LEADER", "NONLEAD", "OUTSIDE"])
def test_form_and_reading_page_of_every_subject_type(client, own, cast, kind):
    Assessment.objects.filter(pk=own.pk).update(subject_type=kind)
    own.refresh_from_db()
    browser = signed_in(client, cast.member)
    form = browser.get(reverse("evaluations:mine")).content.decode()
    assert form.count("data-sum-group") == len(full_points(own))
    assert ('id="leader"' in form) == (kind == "LEADER")
    submitted(own, cast.member)
    assert browser.get(url("assessment", own)).status_code == 200


@pytest.mark.parametrize("who", ["colleague", "officer", "leader", "viewer", "admin", "stranger"])
@pytest.mark.parametrize("name", ["assessment", "assessment-edit", "assessment-check", "assessment-fault"])
def test_what_is_not_visible_does_not_exist(client, own, cast, who, name):
    assert signed_in(client, getattr(cast, who)).get(url(name, own)).status_code == 404


@pytest.mark.parametrize("name", ["autosave", "assessment-submit", "assessment-return", "assessment-comment"])
def test_acts_of_a_stranger_find_nothing_and_get_is_refused(client, own, cast, name):
    assert signed_in(client, cast.stranger).post(url(name, own)).status_code == 404
    assert signed_in(client, cast.member).get(url(name, own)).status_code == 405


def test_committee_reads_but_does_not_write(client, own, cast):
    submitted(own, cast.member)
    Assessment.objects.filter(pk=own.pk).update(state=State.PROPOSED)
    browser = signed_in(client, cast.officer)
    assert browser.get(url("assessment", own)).status_code == 200
    assert browser.get(url("assessment-edit", own)).status_code == 403


def test_member_does_not_see_the_cells_part_before_the_decision(client, own, cast):
    submitted(own, cast.member)
    said = "Điểm chi bộ thấp hơn"
    Assessment.objects.filter(pk=own.pk).update(state=State.PROPOSED, cell_explanation=said, cell_total=80)
    assert said not in signed_in(client, cast.member).get(url("assessment", own)).content.decode()
    assert said in signed_in(client, cast.secretary).get(url("assessment", own)).content.decode()


def test_page_without_an_assessment_says_why(client, cast):
    assert signed_in(client, cast.member).get(reverse("evaluations:mine")).status_code == 200
    assert signed_in(client, cast.viewer).get(reverse("evaluations:mine")).status_code == 200


def test_somebody_not_rated_reads_why(client, own, cast):
    Assessment.objects.filter(pk=own.pk).update(participation="EXEMPT")
    page = signed_in(client, cast.member).get(reverse("evaluations:mine"))
    assert page.status_code == 200 and "data-autosave=" not in page.content.decode()
    assert signed_in(client, cast.member).get(url("assessment-edit", own)).url == url("assessment", own)


def test_no_form_page_holds_inline_script_or_style(client, own, cast):
    text = signed_in(client, cast.member).get(reverse("evaluations:mine")).content.decode()
    assert not re.search(r"<style|<script(?![^>]*src=)| style=| on\w+=", text)


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_pages_take_the_same_few_queries_however_much_is_written(client, own, cast):
    browser = signed_in(client, cast.member)
    fill_in(own, cast.member, tasks=[TaskLine("Một", result="ON_TIME")])
    few = queries(browser, reverse("evaluations:mine"))
    fill_in(own, cast.member, tasks=[TaskLine(f"Việc {n}", result="ON_TIME") for n in range(30)])
    assert queries(browser, reverse("evaluations:mine")) == few <= 20
    submitted(own, cast.member)
    return_assessment(assessment=own, reason="x", by=cast.secretary)
    assert queries(browser, url("assessment", own)) <= 20


# campaigns and rules


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("leader", 200), ("secretary", 200), ("member", 200), ("viewer", 200), ("stranger", 404)],
)
def test_campaign_page_by_role(client, campaign, cast, who, status):
    browser = signed_in(client, getattr(cast, who))
    assert browser.get(reverse("evaluations:campaign", args=[campaign.pk])).status_code == status
    assert browser.get(reverse("evaluations:campaign-list")).status_code == 200
    assert browser.get(reverse("evaluations:ruleset-list")).status_code == 200
    assert browser.get(reverse("evaluations:ruleset", args=["QD366"])).status_code == 200


def test_officer_opens_the_review_in_the_browser(client, cast):
    make_ready(cast.committee)
    browser = signed_in(client, cast.officer)
    address = reverse("evaluations:campaign-open")
    assert browser.post(reverse("evaluations:ruleset-install", args=["QD366"])).status_code == 302
    page = browser.get(address).content.decode()
    assert 'value="31/12/2026"' in page and 'value="30/11/2026"' in page
    values = {"year": cast.year.pk, "rule_set": 1, "cut_off": "31/12/2026", "assessments_due": "30/11/2026"}
    values |= {"reviews_due": "10/12/2026", "decisions_due": "25/12/2026"}
    values["rule_set"] = re.search(r'<option value="(\d+)"[^>]*>Quy định 366', page).group(1)
    done = browser.post(address, values)
    assert done.status_code == 302
    assert browser.get(done.url).status_code == 200
    assert browser.post(reverse("evaluations:campaign-refresh", args=[cast.year.campaign.pk])).status_code == 302


@pytest.mark.parametrize("who", ["member", "secretary", "viewer", "stranger"])
def test_only_the_committee_finds_the_opening_page(client, cast, who):
    assert signed_in(client, getattr(cast, who)).get(reverse("evaluations:campaign-open")).status_code == 403


def test_campaign_page_takes_the_same_queries_for_many_members(client, campaign, cast):
    browser, address = signed_in(client, cast.officer), reverse("evaluations:campaign", args=[campaign.pk])
    few = queries(browser, address)
    rows = [Assessment(campaign=campaign, member=make_member(f"Lê Văn {n}"), unit=cast.cell) for n in range(30)]
    Assessment.objects.bulk_create(rows)
    assert queries(browser, address) == few <= 20


def test_tasks_that_autosave_has_stored_survive_the_final_save(client, own, cast):
    """The page was drawn before there were tasks; autosave stored them; the button sends the same rows again."""
    browser = signed_in(client, cast.member)
    browser.post(url("autosave", own), typed(own))
    browser.post(url("assessment-edit", own), typed(own))
    assert [task.title for task in own.tasks.all()] == ["Họp dân", "Tuần tra"]
