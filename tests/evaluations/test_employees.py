"""The rating as an employee: recorded with its day and issuer, held against the member's level (A-13)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation.models import JournalEntry
from evaluations.models import Assessment, Limit, State
from evaluations.selectors.decisions import decision_board
from evaluations.selectors.reviews import cell_sheet
from evaluations.services.decisions import choose_levels, decide_campaign
from evaluations.services.employees import record_employee_rating
from evaluations.services.reviews import propose_cell

from .meeting import hand_in, hold, proposed, review_of, secretary_of, verified
from .year import adapted, assessment_of, make_campaign

DAY = min(timezone.localdate(), datetime.date(2026, 12, 15))
VALUES = {"level": "HTTNV", "rated_on": DAY, "issuer": "Ủy ban nhân dân phường"}


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


@pytest.fixture
def own(campaign, cast):
    return assessment_of(campaign, cast.member)


def rate(assessment, by, **changes):
    return record_employee_rating(assessment=assessment, by=by, **(VALUES | changes))


@pytest.mark.parametrize("who", ["secretary", "officer"])
def test_secretary_and_officer_record(cast, own, who):
    row = rate(own, getattr(cast, who))
    assert (row.employee_level, row.employee_rated_on, row.employee_issuer) == tuple(VALUES.values())
    entry = JournalEntry.objects.get(verb="assessment.employee_rated")
    assert entry.data == {"level": "HTTNV", "rated_on": DAY.isoformat(), "issuer": "Ủy ban nhân dân phường"}


@pytest.mark.parametrize("who", ["member", "colleague", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_records(cast, own, who):
    with pytest.raises(PermissionDenied, match="Vai trò"):
        rate(own, getattr(cast, who))


def test_all_empty_takes_it_back(cast, own):
    rate(own, cast.secretary)
    row = rate(own, cast.secretary, level="", rated_on=None, issuer="")
    assert (row.employee_level, row.employee_rated_on, row.employee_issuer) == ("", None, "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"issuer": " "}, "issuer"),
        ({"rated_on": None}, "rated_on"),
        ({"level": ""}, "level"),
        ({"rated_on": timezone.localdate() + datetime.timedelta(days=1)}, "rated_on"),
        ({"rated_on": datetime.date(2025, 12, 31)}, "rated_on"),
        ({"level": "HTBNV"}, "employee_level"),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field(cast, own, changes, field):
    with pytest.raises(ValidationError) as refused:
        rate(own, cast.secretary, **changes)
    assert list(refused.value.message_dict) == [field]


def test_after_the_decision_it_no_longer_changes(cast, own):
    Assessment.objects.filter(pk=own.pk).update(state=State.DECIDED)
    with pytest.raises(ValidationError) as refused:
        rate(own, cast.officer)
    assert refused.value.code == "frozen"


def test_who_is_not_rated_has_nothing_to_compare(cast, own):
    Assessment.objects.filter(pk=own.pk).update(participation="EXEMPT")
    with pytest.raises(ValidationError) as refused:
        rate(own, cast.secretary)
    assert refused.value.code == "wrong_state"


def row_of(sheet, assessment):
    return next(row for row in sheet.rows if row.assessment.pk == assessment.pk)


@pytest.mark.parametrize(
    ("limit", "rating", "warns"),
    [(Limit.WARN, "HTTNV", True), (Limit.WARN, "HTXSNV", False), (Limit.OFF, "HTTNV", False)],
)
def test_the_review_warns_of_a_level_above(cast, campaign, own, limit, rating, warns):
    campaign = adapted(campaign, employee_limit=limit)
    rate(own, cast.secretary, level=rating)
    hand_in(campaign, cast.cell)
    review = hold(review_of(campaign, cast.cell))
    row = row_of(cell_sheet(cast.secretary, review), own)
    assert any("công chức" in warning for warning in row.warnings) is warns
    assert not any("công chức" in gap for gap in row.gaps)


def test_the_decision_warns_of_a_level_above(cast, campaign, own):
    rate(own, cast.secretary)
    proposed(campaign, cast.cell)
    people = {person.assessment.pk: person for person in decision_board(cast.leader, campaign).people}
    assert "Hoàn thành tốt nhiệm vụ" in people[own.pk].warnings[0]
    assert people.pop(own.pk) and not any(person.warnings for person in people.values())


def test_a_rule_set_that_refuses_stops_the_proposal(cast, campaign, own):
    campaign = adapted(campaign, employee_limit=Limit.BLOCK)
    rate(own, cast.secretary)
    hand_in(campaign, cast.cell)
    review = hold(review_of(campaign, cast.cell))
    with pytest.raises(ValidationError, match="không cho phép mức cao hơn") as refused:
        propose_cell(review=review, by=secretary_of(cast.cell))
    assert len(refused.value.messages) == 1 and cast.member.member.full_name in refused.value.messages[0]


def test_a_rule_set_that_refuses_stops_the_choice_and_the_decision(cast, campaign, own):
    campaign = adapted(campaign, employee_limit=Limit.BLOCK)
    verified(campaign, cast.cell, cast.officer, level="HTTNV", votes=(0, 10, 0, 0), explanation="Thống nhất.")
    verified(campaign, cast.other_cell, cast.officer, level="HTTNV", votes=(0, 10, 0, 0), explanation="Thống nhất.")
    rate(own, cast.officer, level="HTNV")  # meanwhile
    with pytest.raises(ValidationError, match="không cho phép"):
        choose_levels(campaign=campaign, choices={own.pk: ("HTTNV", "Tập thể thống nhất")}, by=cast.leader)
    assert [person.assessment.pk for person in decision_board(cast.leader, campaign).open] == [own.pk]
    with pytest.raises(ValidationError, match="không cho phép"):
        decide_campaign(campaign=campaign, number="1-QĐ/ĐU", signed_on=timezone.localdate(), by=cast.leader)
    choose_levels(campaign=campaign, choices={own.pk: ("HTNV", "Theo mức công chức")}, by=cast.leader)
    decide_campaign(campaign=campaign, number="1-QĐ/ĐU", signed_on=timezone.localdate(), by=cast.leader)


def test_the_page_and_the_api_do_the_same(client, cast, own):
    client.force_login(cast.secretary)
    page, typed = reverse("evaluations:employee-rating", args=[own.pk]), VALUES | {"rated_on": f"{DAY:%d/%m/%Y}"}
    assert 'name="issuer"' in client.get(reverse("evaluations:person", args=[own.pk])).content.decode()
    refused = client.post(page, typed | {"issuer": ""})
    assert refused.status_code == 200 and "Ghi cơ quan đã xếp loại." in refused.content.decode()
    assert client.post(page, typed).status_code == 302
    assert Assessment.objects.get(pk=own.pk).employee_level == "HTTNV"
    api = APIClient()
    api.force_authenticate(cast.secretary)
    address = reverse("api-assessment-employee", args=[own.pk])
    answer = api.post(address, VALUES | {"level": "HTNV", "rated_on": DAY.isoformat()}, format="json")
    assert (answer.status_code, answer.json()["employee_level"]) == (200, "HTNV")
    api.force_authenticate(cast.stranger)
    assert api.post(address, {"level": ""}, format="json").status_code == 404
    client.force_login(cast.stranger)
    assert client.get(page).status_code == 404
    client.force_login(cast.member)
    assert client.get(page).status_code == 403
