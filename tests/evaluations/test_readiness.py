"""Before a review is opened: what stands against it, with the cure of each thing; then the same is refused."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation.models import Account, Member, Membership, Post, RoleAssignment
from evaluations import readiness
from evaluations.models import Campaign
from evaluations.readiness import Problem, problems_of
from evaluations.rules.levels import Subject
from evaluations.services.campaigns import open_campaign
from tests.factories import START, make_cell, make_member, make_ready

from .rulesets import make_draft
from .test_assessment_pages import signed_in
from .test_campaigns import dates
from .year import make_campaign, make_rule_set

CUT_OFF = datetime.date(2026, 12, 31)


@pytest.fixture
def ready(cast):
    make_ready(cast.committee)
    return cast


def found(cast, rule_set=None) -> dict[str, Problem]:
    problems = problems_of(cast.year, rule_set or make_rule_set(), CUT_OFF, timezone.localdate())
    return {problem.code: problem for problem in problems}


def test_a_ward_that_is_ready_has_no_problem(ready):
    assert found(ready) == {}


def test_opening_is_refused_with_every_problem_and_its_cure(cast):
    RoleAssignment.objects.filter(role="LEADER").delete()
    with pytest.raises(ValidationError) as refused:
        make_campaign_as_it_is(cast)
    assert {error.code for error in refused.value.error_list} == {"not_ready"}
    assert len(refused.value.messages) == 2 and not Campaign.objects.exists()
    for problem in found(cast).values():
        assert str(problem) in refused.value.messages


def make_campaign_as_it_is(cast):
    return open_campaign(**dates(cast), by=cast.officer)


@pytest.mark.parametrize(("role", "code"), [("OFFICER", "no_officer"), ("LEADER", "no_leader")])
def test_a_step_of_the_committee_nobody_can_do(ready, role, code):
    held = RoleAssignment.objects.filter(role=role)
    Account.objects.filter(pk__in=held.values("account")).update(is_active=False)
    problem = found(ready)[code]
    assert problem.url == reverse("emulation:unit-detail", args=[ready.committee.pk]) and problem.cure


def test_a_role_that_has_ended_counts_for_nobody(ready):
    RoleAssignment.objects.filter(role="LEADER").update(valid_to=START)
    assert set(found(ready)) == {"no_leader"}


def test_a_cell_without_a_secretary(ready):
    empty = make_cell(ready.committee, "Chi bộ Khu phố 3")
    assert found(ready) == {}  # nobody is to be rated there
    make_member("Lý Văn Mới", empty)
    problem = found(ready)["no_secretary"]
    assert "Chi bộ Khu phố 3" in problem.text


def test_a_secretary_without_an_account(ready):
    cell = make_cell(ready.committee, "Chi bộ Khu phố 3")
    member = make_member("Lý Văn Thư", cell)
    Post.objects.create(membership=Membership.objects.get(member=member), title="Bí thư chi bộ", valid_from=START)
    problem = found(ready)["secretary_without_account"]
    assert "Lý Văn Thư" in problem.text and str(cell.pk) in problem.url


def test_a_deputy_is_enough_and_a_closed_account_is_not(ready):
    RoleAssignment.objects.filter(role="SECRETARY", unit=ready.cell).update(role="DEPUTY")
    assert found(ready) == {}
    Account.objects.filter(pk=ready.secretary.pk).update(is_active=False)
    assert set(found(ready)) == {"no_secretary"}


def test_criteria_missing_or_not_adding_up_for_whom_they_are_needed(ready):
    draft = make_draft(ready.committee)
    draft.criteria.filter(subject_type=Subject.OUTSIDE).delete()
    assert "no_criteria" not in found(ready, draft)  # nobody of that kind is listed
    draft.criteria.filter(subject_type=Subject.NONLEAD).first().delete()
    draft = type(draft).objects.get(pk=draft.pk)
    assert "wrong_sums" in found(ready, draft)
    Membership.objects.filter(unit=ready.cell).update(subject_type="OUTSIDE")
    assert {"no_criteria", "wrong_sums"} <= set(found(ready, draft))


def test_a_missing_date_of_admission(ready):
    Member.objects.filter(pk=ready.member.member_id).update(joined_on=None, official_on=None)
    problem = found(ready)["no_admission_date"]
    assert "Trần Thị Lan" in problem.text and "member" in problem.url


def test_nobody_to_rate(ready):
    Membership.objects.within(ready.committee).update(valid_to=START)
    assert set(found(ready)) == {"nobody"}


def test_the_roster_has_its_say(ready, monkeypatch):
    monkeypatch.setattr(readiness, "_roster_checks", [])
    gap = Problem("roster_gap", "Đầu kỳ cộng tăng trừ giảm không bằng cuối kỳ.", "Kiểm tra biến động.", "/units/")
    readiness.checks_roster(lambda year, cut_off: [gap] if cut_off == CUT_OFF else [])
    assert found(ready) == {"roster_gap": gap}


def test_as_many_queries_for_many_cells_as_for_few(ready, django_assert_num_queries):
    rule_set = make_rule_set()
    with django_assert_num_queries(7):
        found(ready, rule_set)
    for number in range(5):
        make_member(f"Lý Văn {number}", make_cell(ready.committee, f"Chi bộ {number}"))
    rule_set = make_rule_set()
    with django_assert_num_queries(8):  # the posts of cells without a secretary
        found(ready, rule_set)


def test_the_page_shows_the_check_with_the_ways_to_the_cures(cast, client):
    client, address = signed_in(client, cast.officer), reverse("evaluations:campaign-open")
    make_rule_set()
    page = client.get(address).content.decode()
    assert cast.other_cell.name in page and reverse("emulation:unit-detail", args=[cast.other_cell.pk]) in page
    sent = {name: value.strftime("%d/%m/%Y") for name, value in dates(cast).items() if hasattr(value, "strftime")}
    sent |= {"year": cast.year.pk, "rule_set": make_rule_set().pk}
    page = client.post(address, sent)
    assert page.status_code == 200 and not Campaign.objects.exists()
    make_ready(cast.committee)
    assert client.post(address, sent).status_code == 302 and Campaign.objects.count() == 1


def test_the_api_answers_as_the_page(cast):
    api, address = APIClient(), reverse("api-campaign-readiness")
    api.force_authenticate(cast.officer)
    asked = {"year": cast.year.pk, "rule_set": make_rule_set().code}
    (problem,) = api.get(address, asked).json()
    assert problem["code"] == "no_secretary" and problem["cure"] and problem["url"]
    make_ready(cast.committee)
    assert api.get(address, asked).json() == []
    for who in (cast.member, cast.secretary, cast.stranger):
        api.force_authenticate(who)
        assert api.get(address, asked).status_code == 404
    api.force_authenticate(cast.officer)
    assert api.get(address, asked | {"year": "không"}).status_code == 400


def test_the_command_prints_it_and_ends_with_one(cast, capsys):
    make_rule_set()
    with pytest.raises(CommandError) as refused:
        call_command("check_campaign", cast.committee.code, "2026")
    assert refused.value.returncode == 1 and cast.other_cell.name in capsys.readouterr().out
    make_ready(cast.committee)
    call_command("check_campaign", cast.committee.code, "2026", rule_set="QD366")
    with pytest.raises(CommandError):
        call_command("check_campaign", cast.committee.code, "2019")
    with pytest.raises(CommandError):
        call_command("check_campaign", cast.committee.code, "2026", rule_set="KHONG")


def test_a_campaign_that_is_open_is_not_checked_again(cast, client):
    make_campaign(cast)
    page = signed_in(client, cast.officer).get(reverse("evaluations:campaign-open")).content.decode()
    assert "check-title" not in page
