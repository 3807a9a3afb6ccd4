"""Findings are entered by the committee alone, weigh in the derived level, and freeze with the decision."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation.models import JournalEntry, Membership
from evaluations.bridge import derivation_of, findings_by_member, thresholds_of
from evaluations.models import Assessment, Campaign, CellReview, Finding, State
from evaluations.services.findings import record_finding, withdraw_finding
from tests.factories import make_member, make_year

from .year import adapted, make_campaign

DAY = datetime.date(2025, 8, 1)
VALUES = {
    "code": "K2",
    "document_number": "05-QĐ/ĐU",
    "document_date": DAY,
    "issuer": "Đảng ủy phường",
    "escape": "NONE",
    "escape_level": "",
    "escape_decision": "",
}


@pytest.fixture
def assessment(cast):
    campaign = make_campaign(cast)
    found = Assessment.objects.get(campaign=campaign, member=cast.member.member)
    Assessment.objects.filter(pk=found.pk).update(state=State.PROPOSED, self_total="95")
    found.refresh_from_db()
    return found


def test_a_finding_forces_the_lowest_level(cast, assessment):
    record_finding(assessment=assessment, values=VALUES, by=cast.officer)
    against = findings_by_member(2026)[assessment.member_id]
    derived = derivation_of(assessment, thresholds_of(assessment.campaign.rule_set), "self", against)
    assert derived.level == "KHTNV"
    assert JournalEntry.objects.filter(verb="finding.recorded").count() == 1


@pytest.mark.parametrize("who", ["secretary", "member", "leader", "stranger"])
def test_nobody_else_may_record(cast, assessment, who):
    with pytest.raises(PermissionDenied, match="Vai trò"):
        record_finding(assessment=assessment, values=VALUES, by=getattr(cast, who))


def test_a_finding_of_another_subject_type_is_refused(cast, assessment):
    with pytest.raises(ValidationError) as refused:
        record_finding(assessment=assessment, values=VALUES | {"code": "K11"}, by=cast.officer)
    assert refused.value.error_dict["code"][0].code == "other_subject"


def test_an_accepted_escape_needs_its_decision(cast, assessment):
    with pytest.raises(ValidationError):
        record_finding(assessment=assessment, values=VALUES | {"escape": "ACCEPTED"}, by=cast.officer)


def test_after_the_decision_nothing_changes(cast, assessment):
    finding = record_finding(assessment=assessment, values=VALUES, by=cast.officer)
    Assessment.objects.filter(pk=assessment.pk).update(state=State.DECIDED)  # meanwhile, by the leader
    with pytest.raises(ValidationError):
        withdraw_finding(assessment=assessment, finding=finding, by=cast.officer)
    assert Finding.objects.count() == 1


def test_the_page_and_the_api_do_the_same(client, cast, assessment):
    client.force_login(cast.officer)
    page = reverse("evaluations:findings", args=[assessment.pk])
    assert client.get(page).status_code == 200
    posted = client.post(page, VALUES | {"document_date": "01/08/2025"})
    assert posted.status_code == 302
    api = reverse("api-findings", args=[assessment.pk])
    assert [row["code"] for row in client.get(api).json()] == ["K2"]
    body = VALUES | {"code": "K1", "document_date": "2025-08-02"}
    assert client.post(api, body, content_type="application/json").status_code == 201
    finding = Finding.objects.get(code="K1")
    assert client.post(reverse("api-finding-withdraw", args=[assessment.pk, finding.pk])).status_code == 204
    client.force_login(cast.stranger)
    assert client.get(page).status_code == 404
    assert client.get(api).status_code == 404


def test_the_officer_records_before_the_cell_has_proposed(client, cast, assessment):
    Assessment.objects.filter(pk=assessment.pk).update(state=State.DRAFT)
    client.force_login(cast.officer)
    assert client.get(reverse("evaluations:findings", args=[assessment.pk])).status_code == 200
    assert client.get(reverse("evaluations:assessment", args=[assessment.pk])).status_code == 404


TOMORROW = timezone.localdate() + datetime.timedelta(days=1)
ACCEPTED = {"escape": "ACCEPTED", "escape_level": "HTNV", "escape_decision": "12-QĐ/ĐU"}


# changes → the field at which it is refused, a word of the sentence
REFUSED = [
    ({"code": "K11"}, "code", "không áp dụng"),
    ({"code": "K99"}, "code", "không áp dụng"),
    ({"document_date": TOMORROW}, "document_date", "chưa đến"),
    ({"act_on": TOMORROW}, "act_on", "chưa đến"),
    ({"document_date": datetime.date(2000, 2, 2)}, "document_date", "03/02/2000"),
    ({"act_on": datetime.date(2000, 2, 2)}, "act_on", "03/02/2000"),
    ({"act_on": DAY + datetime.timedelta(days=1)}, "act_on", "01/08/2025"),
    ({"year": 2025}, "attribution", "lý do"),
    ({"year": 2020, "attribution": "Lâu rồi"}, "year", "2021"),
    ({"year": 2028, "attribution": "Sau này"}, "year", "2027"),
    ({"escape": "ACCEPTED"}, "escape_level", "mức"),
    (ACCEPTED | {"escape_level": ""}, "escape_level", "mức"),
    (ACCEPTED | {"escape_decision": "của Đảng ủy"}, "escape_decision", "12-QĐ/ĐU"),
    ({"escape": "CLAIMED", "escape_level": "HTNV"}, "escape_level", "để trống"),
    ({"escape_decision": "12-QĐ/ĐU"}, "escape_decision", "để trống"),
    (ACCEPTED | {"code": "OTHER"}, "escape", "không cho phép"),
]


@pytest.mark.parametrize(("changes", "field", "words"), REFUSED)
def test_what_cannot_stand_is_refused_at_its_field(cast, assessment, changes, field, words):
    with pytest.raises(ValidationError) as refused:
        record_finding(assessment=assessment, values=VALUES | changes, by=cast.officer)
    assert words in " ".join(refused.value.message_dict[field])
    assert not Finding.objects.exists()


STANDS = [
    {"document_date": timezone.localdate()},
    {"document_date": datetime.date(2000, 2, 3), "act_on": datetime.date(2000, 2, 3)},
    {"act_on": DAY},
    {"year": 2021, "attribution": "Vi phạm năm 2021"},
    {"year": 2027, "attribution": "Quyết định sau kỳ kiểm điểm"},
    {"code": "OTHER"},
    {"code": "K2", "escape": "CLAIMED"},
    ACCEPTED,
]


@pytest.mark.parametrize("changes", STANDS)
def test_what_stands_at_the_border(cast, assessment, changes):
    finding = record_finding(assessment=assessment, values=VALUES | changes, by=cast.officer)
    assert {name: getattr(finding, name) for name in changes} == changes
    assert (finding.recorded_by, finding.unit) == (cast.officer, cast.cell)


def test_the_same_document_stands_once(cast, assessment):
    record_finding(assessment=assessment, values=VALUES, by=cast.officer)
    again = VALUES | {"document_number": " 05-QĐ/ĐU "}
    with pytest.raises(ValidationError) as refused:
        record_finding(assessment=assessment, values=again, by=cast.officer)
    assert list(refused.value.message_dict) == ["document_number"]
    record_finding(assessment=assessment, values=VALUES | {"document_number": "06-QĐ/ĐU"}, by=cast.officer)


def former_cell(cast, unit) -> None:
    """Let the member have been in another cell before."""
    Membership.objects.create(
        member=cast.member.member, unit=unit, valid_from="2025-07-01", valid_to="2025-12-31", stay="TEMPORARY"
    )


def test_a_fault_at_a_former_unit_counts_there(cast, assessment):
    former_cell(cast, cast.other_cell)
    values = VALUES | {"unit": cast.other_cell, "attribution": "Vi phạm tại đơn vị cũ"}
    finding = record_finding(assessment=assessment, values=values, by=cast.officer)
    assert finding.unit == cast.other_cell
    entry = JournalEntry.objects.get(verb="finding.recorded")
    assert (entry.unit, entry.data["unit"], entry.data["attribution"]) == (
        cast.cell,
        cast.other_cell.pk,
        "Vi phạm tại đơn vị cũ",
    )


@pytest.mark.parametrize("where", ["other_cell", "stranger_cell"])
def test_only_a_cell_the_member_was_in_and_the_officer_reaches(cast, assessment, where):
    if where == "stranger_cell":
        former_cell(cast, cast.stranger_cell)
    values = VALUES | {"unit": getattr(cast, where), "attribution": "Vi phạm tại đơn vị cũ"}
    with pytest.raises(ValidationError) as refused:
        record_finding(assessment=assessment, values=values, by=cast.officer)
    assert list(refused.value.message_dict) == ["unit"]


def test_a_finding_of_another_year_weighs_in_that_year_alone(cast, assessment):
    values = VALUES | {"year": 2025, "attribution": "Vi phạm và kỷ luật năm 2025"}
    record_finding(assessment=assessment, values=values, by=cast.officer)
    assert assessment.member_id in findings_by_member(2025)
    assert assessment.member_id not in findings_by_member(2026)


def test_a_finding_for_a_decided_year_may_be_recorded_unless_that_year_is_on_paper(cast, assessment):
    campaign = assessment.campaign
    earlier = Campaign.objects.get(pk=campaign.pk)
    earlier.pk, earlier.year = None, make_year(cast.committee, cast.officer, 2025)
    earlier.save()
    Assessment.objects.create(
        campaign=earlier, member=assessment.member, unit=cast.cell, subject_type="NONLEAD", state=State.DECIDED
    )
    values = VALUES | {"year": 2025, "attribution": "Cũ"}
    record_finding(assessment=assessment, values=values, by=cast.officer).delete()  # the member is rated again then
    Campaign.objects.filter(pk=earlier.pk).update(from_paper=True)
    with pytest.raises(ValidationError) as refused:
        record_finding(assessment=assessment, values=values, by=cast.officer)
    assert list(refused.value.message_dict) == ["year"]


def page_of(assessment):
    return reverse("evaluations:findings", args=[assessment.pk])


def test_the_form_says_what_is_wrong_at_the_field_and_keeps_what_was_typed(client, cast, assessment):
    client.force_login(cast.officer)
    typed = VALUES | {"document_date": f"{TOMORROW:%d/%m/%Y}", "issuer": "Ủy ban Kiểm tra", "year": "2025"}
    answer = client.post(page_of(assessment), typed)
    form = answer.context["form"]
    assert set(form.errors) == {"document_date", "attribution"}
    assert "Ủy ban Kiểm tra" in answer.content.decode()
    assert not Finding.objects.exists()


def test_the_form_offers_the_codes_units_and_years_that_may_be(client, cast, assessment):
    former_cell(cast, cast.other_cell)
    client.force_login(cast.officer)
    form = client.get(page_of(assessment)).context["form"]
    assert [code for code, _label in form.fields["code"].choices] == ["K1", "K2", "K3", "K4", "K5", "OTHER"]
    assert set(form.fields["unit"].queryset) == {cast.cell, cast.other_cell}
    assert [year for year, _label in form.fields["year"].choices] == [2027, 2026, 2025, 2024, 2023, 2022, 2021]
    assert (form["unit"].value(), form["year"].value()) == (cast.cell.pk, 2026)


@pytest.mark.parametrize(("bars", "words"), [(False, "chỉ nhắc nhở"), (True, "không được xếp mức cao nhất")])
def test_the_form_says_what_other_discipline_does(client, cast, assessment, bars, words):
    adapted(assessment.campaign, other_discipline_bars=bars)
    client.force_login(cast.officer)
    assert words in client.get(page_of(assessment)).content.decode()


def test_the_list_shows_who_recorded_it_and_what_it_counts_for(client, cast, assessment):
    values = VALUES | {"year": 2025, "attribution": "Vi phạm năm 2025", "act_on": datetime.date(2025, 7, 15)}
    record_finding(assessment=assessment, values=values, by=cast.officer)
    client.force_login(cast.officer)
    text = client.get(page_of(assessment)).content.decode()
    for words in ("15/07/2025", "2025", "Vi phạm năm 2025", str(cast.officer), "không thuộc đợt kiểm điểm này"):
        assert words in text
    client.force_login(cast.member)  # of whom it does not count this year
    assert "Vi phạm năm 2025" not in client.get(page_of(assessment)).content.decode()


def test_the_api_takes_and_tells_what_it_counts_for(cast, assessment):
    former_cell(cast, cast.other_cell)
    api = APIClient()
    api.force_authenticate(cast.officer)
    address = reverse("api-findings", args=[assessment.pk])
    body = VALUES | {"document_date": "2025-08-01", "act_on": "2025-07-20"}
    elsewhere = {"unit": cast.other_cell.pk, "year": 2025, "attribution": "Vi phạm tại đơn vị cũ"}
    told = api.post(address, body | elsewhere, format="json")
    assert told.status_code == 201
    assert told.json() | elsewhere == told.json()
    assert (told.json()["act_on"], told.json()["recorded_by"]) == ("2025-07-20", str(cast.officer))
    foreign = api.post(address, body | elsewhere | {"unit": cast.stranger_cell.pk}, format="json")
    assert (foreign.status_code, list(foreign.json()["errors"])) == (400, ["unit"])
    unknown = api.post(address, body | {"code": "K99"}, format="json")
    assert (unknown.status_code, list(unknown.json())) == (400, ["code"])


# the officer's ways to them


def test_the_officer_is_led_to_findings_before_the_cell_has_proposed(client, cast, assessment):
    Assessment.objects.update(state=State.DRAFT)
    review = CellReview.objects.get(unit=cast.cell)
    membership = Membership.objects.get(member=cast.member.member)
    client.force_login(cast.officer)
    steps = [
        (reverse("evaluations:campaign", args=[review.campaign_id]), reverse("evaluations:review", args=[review.pk])),
        (
            reverse("evaluations:verification-cell", args=[review.pk]),
            reverse("evaluations:verification-members", args=[review.pk]),
        ),
        (reverse("evaluations:verification-members", args=[review.pk]), page_of(assessment)),
        (reverse("emulation:member-detail", args=[membership.pk]), page_of(assessment)),
    ]
    for page, leads_to in steps:
        assert f'href="{leads_to}"' in client.get(page).content.decode(), page
    back = reverse("evaluations:verification-members", args=[review.pk])
    assert f'href="{back}"' in client.get(page_of(assessment)).content.decode()


@pytest.mark.parametrize(("who", "status"), [("secretary", 403), ("leader", 403), ("member", 404), ("stranger", 404)])
def test_nobody_else_opens_the_list_of_a_cells_members(client, cast, assessment, who, status):
    client.force_login(getattr(cast, who))
    review = CellReview.objects.get(unit=cast.cell)
    assert client.get(reverse("evaluations:verification-members", args=[review.pk])).status_code == status


@pytest.mark.parametrize("who", ["secretary", "leader"])
def test_a_members_page_leads_nobody_else_to_findings(client, cast, assessment, who):
    client.force_login(getattr(cast, who))
    membership = Membership.objects.get(member=cast.member.member)
    text = client.get(reverse("emulation:member-detail", args=[membership.pk])).content.decode()
    assert page_of(assessment) not in text


def test_the_list_of_members_takes_as_many_queries_for_many(client, cast, assessment, django_assert_max_num_queries):
    for number in range(30):
        member = make_member(f"Nguyễn Văn Số {number}", cast.cell)
        Assessment.objects.create(campaign=assessment.campaign, member=member, unit=cast.cell, subject_type="NONLEAD")
    client.force_login(cast.officer)
    with django_assert_max_num_queries(12):
        client.get(reverse("evaluations:verification-members", args=[CellReview.objects.get(unit=cast.cell).pk]))
