"""The self-assessment: saved as typed, counted, submitted once complete, returned; read by others in the open."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from emulation.models import Circumstance, JournalEntry, Membership
from evaluations.bridge import derivation_of, inputs_of, thresholds_of
from evaluations.content import FaultLine, TaskLine
from evaluations.models import Assessment, Fault, Finding, State
from evaluations.rules.classification import Outcome
from evaluations.rules.tasks import TaskCounts, count_tasks
from evaluations.sections import SECTIONS
from evaluations.services.assessments import (
    note_fault,
    note_reading,
    return_assessment,
    save_assessment,
    settle_comment,
    submit_assessment,
)
from pledges.models import Pledge, PledgeItem
from pledges.rules import PledgeState
from pledges.services import report_pledge

from .qd366 import QD366
from .year import assessment_of, fill_in, make_campaign, submitted


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


@pytest.fixture
def own(campaign, cast):
    return assessment_of(campaign, cast.member)


def verbs(assessment):
    return list(
        JournalEntry.objects.filter(subject="assessment", subject_id=assessment.pk)
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def refused(**values):
    with pytest.raises(ValidationError) as refusal:
        save_assessment(**values)
    return refusal.value


# counting


@pytest.mark.parametrize(
    ("results", "counts"),
    [
        ([], TaskCounts(0, 0, 0, 0, 0)),
        (["", "NOT_DONE"], TaskCounts(2, 0, 0, 0, 0)),
        (["LATE", "POOR", "ON_TIME", "BEYOND"], TaskCounts(4, 4, 2, 1, 1)),
    ],
)
def test_tasks_are_counted_as_the_regulation_asks(results, counts):
    assert count_tasks(results) == counts


# saving


def test_incomplete_text_is_kept_as_typed(own, cast):
    saved = save_assessment(assessment=own, sections={"QUALITIES": " Gương mẫu \n "}, by=cast.member)
    assert saved.sections == {"QUALITIES": "Gương mẫu"}
    assert (saved.version, saved.recorded_by, saved.on_behalf) == (2, cast.member, False)
    assert verbs(own) == ["assessment.saved"]


def test_parts_that_are_not_given_stay(own, cast):
    fill_in(own, cast.member)
    saved = save_assessment(assessment=own, sections={"LIMITS": "Chưa học đều"}, by=cast.member)
    assert saved.sections["LIMITS"] == "Chưa học đều" and saved.sections["DUTIES"] == "Đã làm tốt."
    assert saved.self_total == 100 and saved.tasks.count() == 4


def test_saves_of_one_sitting_leave_one_line(own, cast):
    for text in "abc":
        save_assessment(assessment=own, sections={"LIMITS": text}, by=cast.secretary)
    assert verbs(own) == ["assessment.saved"]
    save_assessment(assessment=own, sections={"LIMITS": "d"}, by=cast.member)
    assert verbs(own) == ["assessment.saved"] * 2


def test_points_are_added_exactly_with_comma_or_dot(own, cast):
    typed = {"4.1.1": "1,5", "4.1.2": "0.05", "4.1.3": " 0,1 ", "4.R1": "19,85", "4.R2": ""}
    saved = save_assessment(assessment=own, self_points=typed, by=cast.member)
    saved.refresh_from_db()
    assert (saved.self_common, saved.self_results, saved.self_total) == tuple(map(Decimal, ("1.65", "19.85", "21.50")))
    assert saved.self_points == {"4.1.1": "1.5", "4.1.2": "0.05", "4.1.3": "0.1", "4.R1": "19.85"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [("1,51", "1,5"), ("-1", "1,5"), ("0,125", "4.1.1"), ("một", "4.1.1"), ("NaN", "4.1.1"), ("1e400", "4.1.1")],
)
def test_points_that_cannot_stand_are_refused_by_name(own, cast, typed, said):
    refusal = refused(assessment=own, self_points={"4.1.1": typed}, sections={"LIMITS": "x"}, by=cast.member)
    assert list(refusal.message_dict) == ["points_4.1.1"]
    assert said in refusal.messages[0]
    own.refresh_from_db()
    assert own.sections == {} and own.version == 1


def test_points_for_another_form_are_refused(own, cast):
    assert list(refused(assessment=own, self_points={"5.1.1": "3"}, by=cast.member).message_dict) == ["points_5.1.1"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"sections": {"LEADING": "x"}}, "section_LEADING"),
        ({"sections": {"LIMITS": "x" * 10_001}}, "section_LIMITS"),
        ({"self_level": "GIOI"}, "self_level"),
        ({"tasks": [TaskLine("Việc", result="XONG")]}, "tasks"),
        ({"tasks": [TaskLine("V" * 401)]}, "tasks"),
        ({"tasks": [TaskLine(f"Việc {n}") for n in range(61)]}, "tasks"),
        ({"faults": {999: FaultLine("REPAIRED")}}, "fault_999_repair"),
    ],
)
def test_what_cannot_stand_is_refused_by_field(own, cast, values, field):
    assert list(refused(assessment=own, by=cast.member, **values).message_dict) == [field]


def test_tasks_are_replaced_and_counted_without_empty_rows(own, cast):
    day = datetime.date(2026, 6, 30)
    lines = [TaskLine("Một", "Báo cáo", day, "LATE"), TaskLine(), TaskLine("  Hai ", result="BEYOND")]
    save_assessment(assessment=own, tasks=[TaskLine("Cũ")], by=cast.member)
    saved = save_assessment(assessment=own, tasks=lines, by=cast.member)
    assert [(t.position, t.title, t.due_on) for t in saved.tasks.all()] == [(1, "Một", day), (2, "Hai", None)]
    counts = (saved.tasks_assigned, saved.tasks_done, saved.tasks_on_time, saved.tasks_beyond, saved.tasks_late)
    assert counts == (2, 2, 1, 1, 1)


def test_leader_facts_count_for_leaders_alone(campaign, own, cast):
    facts = {"areas_led": "4", "areas_failed": 1, "confidence_cast": "40", "confidence_low": "", "five_targets": "MET"}
    assert save_assessment(assessment=own, leader_facts=facts, by=cast.member).areas_led == 0
    Membership.objects.filter(member=cast.colleague.member).update(subject_type="LEADER")
    campaign.assessments.filter(member=cast.colleague.member).update(subject_type="LEADER")
    leader = assessment_of(campaign, cast.colleague)
    saved = save_assessment(assessment=leader, leader_facts=facts, by=cast.colleague)
    assert (saved.areas_led, saved.confidence_cast, saved.confidence_low, saved.five_targets) == (4, 40, 0, "MET")
    wrong = facts | {"areas_failed": 5, "confidence_low": 41}
    assert set(refused(assessment=leader, leader_facts=wrong, by=cast.colleague).message_dict) == {
        "areas_failed",
        "confidence_low",
    }


def test_stale_version_is_refused_and_keeps_what_is_there(own, cast):
    save_assessment(assessment=own, sections={"LIMITS": "một"}, version=1, by=cast.member)
    refusal = refused(assessment=own, sections={"LIMITS": "hai"}, version=1, by=cast.secretary)
    assert refusal.code == "stale"
    own.refresh_from_db()
    assert own.sections == {"LIMITS": "một"}


def test_secretary_records_on_behalf_and_it_is_marked(own, cast):
    saved = fill_in(own, cast.secretary)
    assert saved.on_behalf and saved.recorded_by == cast.secretary
    assert JournalEntry.objects.get(verb="assessment.saved").data == {"on_behalf": True}
    assert not save_assessment(assessment=own, self_level="HTNV", by=cast.member).on_behalf


@pytest.mark.parametrize("who", ["colleague", "officer", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_may_write(own, cast, who):
    with pytest.raises(PermissionDenied, match=r"."):
        save_assessment(assessment=own, self_level="HTNV", by=getattr(cast, who))
    with pytest.raises(PermissionDenied, match=r"."):
        submit_assessment(assessment=own, by=getattr(cast, who))


def test_somebody_not_rated_has_nothing_to_fill_in(cast):
    Circumstance.objects.create(member=cast.member.member, kind="EXEMPT", valid_from="2026-01-01")
    row = assessment_of(make_campaign(cast), cast.member)
    assert refused(assessment=row, self_level="HTNV", by=cast.member).code == "wrong_state"


# faults


def test_faults_of_last_year_are_told_and_counted(own, cast):
    first, second = (Fault.objects.create(member=own.member, noted_year=2025, text=text) for text in ("Một", "Hai"))
    Fault.objects.create(member=own.member, noted_year=2024, text="Cũ")
    lines = {first.pk: FaultLine("REPAIRED", "Xong"), second.pk: FaultLine("REPAIRING", "Một nửa")}
    saved = save_assessment(assessment=own, faults=lines, by=cast.member)
    assert (saved.faults_noted, saved.faults_repaired) == (2, 1)
    second.refresh_from_db()
    assert (second.repair, second.note, second.text) == ("REPAIRING", "Một nửa", "Hai")


def test_fault_of_somebody_else_is_not_touched(own, cast):
    other = Fault.objects.create(member=cast.colleague.member, noted_year=2025, text="Của người khác")
    refused(assessment=own, faults={other.pk: FaultLine("REPAIRED")}, by=cast.member)


def test_fault_is_noted_once_and_counted(own, cast):
    note_fault(assessment=own, text="Chưa học đều", by=cast.secretary)
    own.refresh_from_db()
    assert (own.faults_noted, own.faults_repaired) == (1, 0)
    with pytest.raises(ValidationError):
        note_fault(assessment=own, text=" Chưa học  đều ", by=cast.member)
    with pytest.raises(ValidationError):
        note_fault(assessment=own, text=" ", by=cast.member)
    with pytest.raises(PermissionDenied):
        note_fault(assessment=own, text="Khác", by=cast.colleague)
    assert verbs(own) == ["fault.noted"]


# the pledge's results


def confirmed_pledge(cast):
    pledge = Pledge.objects.create(
        year=cast.year,
        member=cast.member.member,
        unit=cast.cell,
        recorded_by=cast.member,
        state=PledgeState.CONFIRMED,
        confirmed_at=timezone.now(),
    )
    return pledge, PledgeItem.objects.create(pledge=pledge, position=1, group="STYLE", deed="Dọn vệ sinh hẻm")


def test_pledge_results_are_saved_with_the_pledge(own, cast):
    _pledge, item = confirmed_pledge(cast)
    save_assessment(assessment=own, pledge_results={item.pk: ("KEPT", "12 buổi")}, by=cast.member)
    item.refresh_from_db()
    assert (item.outcome, item.evidence) == ("KEPT", "12 buổi")


def test_results_freeze_with_the_submitted_assessment(own, cast):
    pledge, item = confirmed_pledge(cast)
    fill_in(own, cast.member, pledge_results={item.pk: ("KEPT", "12 buổi")})
    submit_assessment(assessment=own, by=cast.member)
    with pytest.raises(ValidationError) as refusal:
        report_pledge(pledge=pledge, results={item.pk: ("PARTLY", "6 buổi")}, by=cast.member)
    assert refusal.value.code == "frozen"


def test_confirmed_pledge_needs_result_and_evidence(own, cast):
    confirmed_pledge(cast)
    fill_in(own, cast.member)
    with pytest.raises(ValidationError) as refusal:
        submit_assessment(assessment=own, by=cast.member)
    assert len(refusal.value.messages) == 1 and "Dọn vệ sinh hẻm" in refusal.value.messages[0]


# submitting and returning


def test_everything_missing_is_said_at_once(own, cast):
    with pytest.raises(ValidationError) as refusal:
        submit_assessment(assessment=own, by=cast.member)
    required = sum(section.is_required for section in SECTIONS["NONLEAD"])
    assert len(refusal.value.messages) == required + 1 + 26 + 1  # texts, tasks, criteria, level
    own.refresh_from_db()
    assert own.state == State.DRAFT


def test_complete_assessment_is_submitted(own, cast):
    done = submitted(own, cast.member)
    assert (done.state, done.on_behalf) == (State.SUBMITTED, False) and done.submitted_at
    entry = JournalEntry.objects.get(verb="assessment.submitted")
    assert entry.data == {"on_behalf": False}


def test_submitted_assessment_no_longer_changes(own, cast):
    submitted(own, cast.member)
    assert refused(assessment=own, self_level="HTNV", by=cast.member).code == "wrong_state"
    with pytest.raises(ValidationError):
        submit_assessment(assessment=own, by=cast.member)
    with pytest.raises(ValidationError):
        note_fault(assessment=own, text="Muộn", by=cast.member)


def test_secretary_returns_with_a_reason(own, cast):
    submitted(own, cast.member)
    back = return_assessment(assessment=own, reason="Ghi rõ minh chứng", by=cast.secretary)
    assert (back.state, back.return_reason) == (State.RETURNED, "Ghi rõ minh chứng")
    assert JournalEntry.objects.get(verb="assessment.returned").data == {"reason": "Ghi rõ minh chứng"}
    assert submit_assessment(assessment=own, by=cast.member).return_reason == ""


def test_return_needs_a_reason_and_a_submitted_assessment(own, cast):
    with pytest.raises(ValidationError) as refusal:
        return_assessment(assessment=own, reason="x", by=cast.secretary)
    assert refusal.value.code == "wrong_state"
    submitted(own, cast.member)
    with pytest.raises(ValidationError):
        return_assessment(assessment=own, reason="  ", by=cast.secretary)


def test_secretary_cannot_return_own(campaign, cast):
    own = submitted(assessment_of(campaign, cast.secretary), cast.secretary)
    with pytest.raises(PermissionDenied):
        return_assessment(assessment=own, reason="x", by=cast.secretary)


@pytest.mark.parametrize("who", ["member", "colleague", "officer", "stranger"])
def test_others_cannot_return(own, cast, who):
    submitted(own, cast.member)
    with pytest.raises(PermissionDenied):
        return_assessment(assessment=own, reason="x", by=getattr(cast, who))


# the comment of a temporary cell, and reading


def test_comment_is_settled_once(own, cast):
    Assessment.objects.filter(pk=own.pk).update(awaits_comment=True)
    settled = settle_comment(assessment=own, note="Chi bộ nơi tạm trú nhận xét tốt", by=cast.secretary)
    assert not settled.awaits_comment and verbs(own) == ["assessment.comment_settled"]
    with pytest.raises(ValidationError):
        settle_comment(assessment=own, note="Lần nữa", by=cast.secretary)
    with pytest.raises(PermissionDenied):
        settle_comment(assessment=own, note="x", by=cast.member)


def test_reading_anothers_leaves_a_line_and_ones_own_does_not(own, cast):
    note_reading(assessment=own, by=cast.member)
    assert verbs(own) == []
    note_reading(assessment=own, by=cast.secretary)
    assert verbs(own) == ["assessment.read"]
    with pytest.raises(PermissionDenied):
        note_reading(assessment=own, by=cast.colleague)


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("member", 1, 1),
        ("colleague", 0, 0),
        ("secretary", 1, 1),
        ("officer", 0, 1),
        ("leader", 0, 1),
        ("viewer", 0, 0),
        ("admin", 0, 0),
        ("stranger", 0, 0),
    ],
)
def test_who_sees_an_assessment_before_and_after_the_proposal(own, cast, who, before, after):
    seen = Assessment.objects.filter(pk=own.pk).visible_to(getattr(cast, who))
    assert seen.count() == before
    Assessment.objects.filter(pk=own.pk).update(state=State.PROPOSED)
    assert seen.all().count() == after


# the bridge


def finding(own, cast, code, escape="NONE", level=""):
    return Finding(
        member=own.member,
        unit=cast.cell,
        year=2026,
        code=code,
        escape=escape,
        escape_level=level,
    )


def test_inputs_carry_the_year(own, cast):
    saved = fill_in(own, cast.member, off="1.5")
    inputs = inputs_of(saved, thresholds_of(saved.campaign.rule_set))
    assert (inputs.score, inputs.assigned, inputs.on_time, inputs.exceeded) == (Decimal("98.5"), 4, 4, 2)
    derived = derivation_of(saved, thresholds_of(saved.campaign.rule_set))
    assert derived.outcome == Outcome.EXCELLENT and derived.eligible


def test_findings_for_other_subjects_do_not_count(own, cast):
    assert inputs_of(own, QD366, findings=[finding(own, cast, "K9"), finding(own, cast, "K2")]).findings == ("K2",)


def test_escape_helps_only_as_far_as_it_has_come_for_every_finding(own, cast):
    accepted = finding(own, cast, "K1", "ACCEPTED", "HTNV")
    lower = finding(own, cast, "K2", "ACCEPTED", "KHTNV")
    claimed = finding(own, cast, "K3", "CLAIMED")
    assert inputs_of(own, QD366, findings=[accepted, lower]).escape_level == "KHTNV"
    assert inputs_of(own, QD366, findings=[accepted, claimed]).escape == "CLAIMED"
    assert inputs_of(own, QD366, findings=[accepted, claimed, finding(own, cast, "K4")]).escape == "NONE"
