"""Findings are entered by the committee alone, weigh in the derived level, and freeze with the decision."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from emulation.models import JournalEntry
from evaluations.bridge import derivation_of, findings_by_member, thresholds_of
from evaluations.models import Assessment, Finding, State
from evaluations.services.findings import record_finding, withdraw_finding

from .year import make_campaign

VALUES = {
    "code": "K2",
    "document_number": "05-QĐ/ĐU",
    "document_date": datetime.date(2026, 6, 1),
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
    posted = client.post(page, VALUES | {"document_date": "01/06/2026"})
    assert posted.status_code == 302
    api = reverse("api-findings", args=[assessment.pk])
    assert [row["code"] for row in client.get(api).json()] == ["K2"]
    body = VALUES | {"code": "K1", "document_date": "2026-06-02"}
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
