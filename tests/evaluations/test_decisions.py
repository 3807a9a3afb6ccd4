"""The committee's choices and the decision: reasons, the cap of each group, the frozen rows."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from emulation.models import JournalEntry, SubjectType
from evaluations.levels import levels_and_cap
from evaluations.models import Assessment, CapRecord, CellReview, Decision, Finding, State
from evaluations.selectors.decisions import cap_working, decided_caps, decision_board, decisions_of
from evaluations.services.caps import explain_choice
from evaluations.services.decisions import choose_levels, decide_campaign
from evaluations.services.reviews import send_back_cell

from .meeting import crowd, proposed, verified
from .year import assessment_of, make_campaign

GOOD = {"level": "HTTNV", "votes": (0, 10, 0, 0), "explanation": "Tập thể thống nhất."}
LEAVES_TO_PEOPLE = {"tasks_on_time": 2, "tasks_done": 3, "tasks_beyond": 0}


@pytest.fixture
def campaign(cast):
    """Two cells: three members and twelve more here, two in the other one."""
    crowd(cast.cell, 12)
    return make_campaign(cast)


@pytest.fixture
def ready(campaign, cast):
    """Both cells verified: the large one proposes the top level for everybody, the other one good."""
    verified(campaign, cast.cell, cast.officer)
    verified(campaign, cast.other_cell, cast.officer, **GOOD)
    return campaign


def ids(campaign, **filters):
    return list(Assessment.objects.filter(campaign=campaign, **filters).order_by("pk").values_list("pk", flat=True))


def choose(campaign, by, choices):
    return choose_levels(campaign=campaign, choices=choices, by=by)


def leave(campaign, cast, chosen):
    """Choose good for everybody of the large cell but the first `chosen`, and say why these: all stand equal."""
    rest = ids(campaign, unit=cast.cell)[chosen:]
    choose(campaign, cast.leader, dict.fromkeys(rest, ("HTTNV", "Ngoài giới hạn tỷ lệ.")))
    explain_choice(campaign=campaign, group="NONLEAD", reason="Tập thể biểu quyết.", by=cast.leader)


def decide(campaign, by, number="45-QĐ/ĐU", signed_on=None):
    return decide_campaign(campaign=campaign, number=number, signed_on=signed_on or timezone.localdate(), by=by)


def refusal(service, *args, **values):
    with pytest.raises(ValidationError) as refused:
        service(*args, **values)
    return refused.value


# the working


def test_working_shows_base_product_maximum_and_excess(cast, ready):
    (group,) = cap_working(cast.leader, ready)
    assert (group.group, group.eligible, group.proposed, group.chosen, group.good) == ("NONLEAD", 17, 15, 15, 2)
    assert (group.base, group.percent, group.product, group.maximum, group.over) == (17, 20, "3,4", 3, 12)
    assert group.is_over


def test_each_group_has_its_own_cap(cast, ready):
    Assessment.objects.filter(unit=cast.other_cell).update(subject_type=SubjectType.LEADER)
    leaders, others = cap_working(cast.leader, ready)
    assert (leaders.group, leaders.base, leaders.maximum, others.group, others.base) == ("LEADER", 2, 0, "NONLEAD", 15)


def test_choice_moves_the_working(cast, ready):
    leave(ready, cast, 3)
    (group,) = cap_working(cast.leader, ready)
    assert (group.chosen, group.over, group.base) == (3, 0, 17)
    choose(ready, cast.leader, {ids(ready, unit=cast.cell)[-1]: ("HTNV", "Có khuyết điểm.")})
    (group,) = cap_working(cast.leader, ready)
    assert (group.base, group.product) == (16, "3,2")


def test_stranger_and_member_see_no_working(cast, ready):
    assert cap_working(cast.stranger, ready) == []
    assert cap_working(cast.member, ready) == []


def test_levels_of_a_whole_campaign_need_three_queries(cast, ready, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        found = levels_and_cap(ready)
    assert len(found.levels) == 17
    assert found.groups[0].chosen == 15


# choosing


def test_choice_is_kept_with_its_reason_and_journalled(cast, ready):
    first = ids(ready, unit=cast.cell)[0]
    assert choose(ready, cast.leader, {first: ("HTTNV", " Ngoài  giới hạn ")}) == 1
    row = Assessment.objects.get(pk=first)
    assert (row.committee_level, row.committee_reason) == ("HTTNV", "Ngoài giới hạn")
    said = {"choices": {str(first): ["HTTNV", "Ngoài giới hạn"]}, "own": []}
    assert JournalEntry.objects.get(verb="levels.chosen").data == said
    assert choose(ready, cast.leader, {first: ("", "")}) == 1
    assert Assessment.objects.get(pk=first).committee_level == ""


@pytest.mark.parametrize("level", ["HTTNV", "HTNV", "KHTNV"])
def test_departing_from_the_proposal_needs_a_reason(cast, ready, level):
    first = ids(ready, unit=cast.cell)[0]
    refused = refusal(choose, ready, cast.leader, {first: (level, " ")})
    assert list(refused.message_dict) == [f"r{first}-reason"]


def test_top_level_for_somebody_not_eligible_needs_a_reason(cast, ready):
    first = ids(ready, unit=cast.cell)[0]
    Assessment.objects.filter(pk=first).update(tasks_beyond=0)
    assert refusal(choose, ready, cast.leader, {first: ("HTXSNV", "")})
    assert choose(ready, cast.leader, {first: ("HTXSNV", "Thành tích đột xuất.")}) == 1


def test_following_the_cell_in_leaving_out_an_eligible_member_needs_none(cast, ready):
    first = ids(ready, unit=cast.other_cell)[0]
    assert choose(ready, cast.leader, {first: ("HTTNV", "")}) == 1


def test_level_left_to_people_always_needs_a_reason(cast, ready):
    first = ids(ready, unit=cast.other_cell)[0]
    Assessment.objects.filter(pk=first).update(**LEAVES_TO_PEOPLE)
    assert refusal(choose, ready, cast.leader, {first: ("HTTNV", "")})
    assert choose(ready, cast.leader, {first: ("HTNV", "Việc chậm do thiên tai.")}) == 1


def test_one_bad_choice_keeps_none(cast, ready):
    first, second = ids(ready, unit=cast.cell)[:2]
    refusal(choose, ready, cast.leader, {first: ("HTTNV", "Có lý do"), second: ("HTTNV", "")})
    assert not Assessment.objects.exclude(committee_level="").exists()


def test_unknown_level_and_foreign_record_are_refused(cast, ready):
    first = ids(ready, unit=cast.cell)[0]
    assert refusal(choose, ready, cast.leader, {first: ("XYZ", "x")})
    assert refusal(choose, ready, cast.leader, {999_999: ("HTTNV", "x")})


def test_only_verified_rows_can_be_chosen(cast, campaign):
    proposed(campaign, cast.cell)
    first = ids(campaign, unit=cast.cell)[0]
    assert refusal(choose, campaign, cast.leader, {first: ("HTTNV", "x")}).code == "wrong_state"


@pytest.mark.parametrize("name", ["member", "secretary", "officer", "viewer", "admin", "stranger"])
def test_only_the_leader_chooses_and_decides(cast, ready, name):
    with pytest.raises(PermissionDenied):
        choose(ready, getattr(cast, name), {})
    with pytest.raises(PermissionDenied):
        decide(ready, getattr(cast, name))


# deciding


def test_decision_freezes_everybody_with_inputs_reasons_and_cap(cast, ready):
    leave(ready, cast, 3)
    decide(ready, cast.leader)
    assert set(ready.assessments.values_list("state", flat=True)) == {State.DECIDED}
    top = Decision.objects.filter(level="HTXSNV")
    assert top.count() == 3
    row = top.first()
    assert (row.number, row.signed_on, row.by, row.rule_set) == (
        "45-QĐ/ĐU",
        timezone.localdate(),
        cast.leader,
        ready.rule_set,
    )
    assert (row.derived, row.tags, row.inputs["score"], row.inputs["assigned"]) == ("HTXSNV", ["ELIGIBLE"], "93.00", 4)
    assert {condition["code"] for condition in row.conditions} >= {"SCORE", "T_ALL", "T_OK", "T_EXC", "FIXED"}
    record = CapRecord.objects.get()
    assert (record.base, record.maximum, record.proposed, record.chosen) == (17, 3, 15, 3)
    line = JournalEntry.objects.get(verb="campaign.decided")
    assert (line.data["number"], line.data["members"]) == ("45-QĐ/ĐU", 17)


def test_eligible_and_not_chosen_is_tagged_with_the_cap(cast, ready):
    leave(ready, cast, 3)
    decide(ready, cast.leader)
    left_out = Decision.objects.filter(level="HTTNV")
    assert {(d.derived, tuple(d.tags)) for d in left_out} == {("HTXSNV", ("CAP",))}
    assert {d.reason for d in left_out} == {"Ngoài giới hạn tỷ lệ.", "Tập thể thống nhất."}


def test_step_down_is_tagged(cast, campaign):
    facts = {"tasks_beyond": 0}
    verified(campaign, cast.cell, cast.officer, facts, **GOOD)
    verified(campaign, cast.other_cell, cast.officer, facts, **GOOD)
    decide(campaign, cast.leader)
    assert {tuple(d.tags) for d in Decision.objects.all()} == {("STEP_DOWN",)}


def test_more_than_the_cap_is_refused_with_the_working(cast, ready):
    leave(ready, cast, 4)
    refused = refusal(decide, ready, cast.leader)
    assert refused.error_list[0].code == "cap_exceeded"
    assert "17 × 20 % = 3" in refused.messages[0]
    assert not Decision.objects.exists()


def test_exactly_the_cap_is_allowed(cast, ready):
    leave(ready, cast, 3)
    assert len(decide(ready, cast.leader)) == 17


def test_cell_that_is_not_verified_is_named(cast, campaign):
    verified(campaign, cast.cell, cast.officer)
    proposed(campaign, cast.other_cell, **GOOD)
    assert cast.other_cell.name in refusal(decide, campaign, cast.leader).messages[0]


def test_open_question_stops_the_decision(cast, ready):
    leave(ready, cast, 3)
    first = ids(ready, unit=cast.other_cell)[0]
    Assessment.objects.filter(pk=first).update(**LEAVES_TO_PEOPLE)
    assert len(refusal(decide, ready, cast.leader).messages) == 1
    choose(ready, cast.leader, {first: ("HTTNV", "Việc chậm do thiên tai.")})
    decide(ready, cast.leader)
    assert Decision.objects.get(assessment=first).derived == "NEEDS_DECISION"


def test_finding_recorded_after_the_proposal_stops_the_decision(cast, ready):
    leave(ready, cast, 3)
    own = assessment_of(ready, cast.member)
    Finding.objects.create(
        member=own.member,
        unit=cast.cell,
        year=2026,
        code="K2",
        document_number="12-QĐ/UBKT",
        document_date=datetime.date(2026, 10, 1),
        issuer="UBKT",
        recorded_by=cast.officer,
    )
    choose(ready, cast.leader, {own.pk: ("", "")})
    assert refusal(decide, ready, cast.leader)
    choose(ready, cast.leader, {own.pk: ("KHTNV", "Bị kỷ luật.")})
    leave(ready, cast, 3)
    choose(ready, cast.leader, {own.pk: ("KHTNV", "Bị kỷ luật.")})
    decide(ready, cast.leader)
    assert Decision.objects.get(assessment=own).inputs["findings"] == ["K2"]


def test_second_decision_is_refused(cast, ready):
    leave(ready, cast, 3)
    decide(ready, cast.leader)
    assert refusal(decide, ready, cast.leader, number="46-QĐ/ĐU").code == "wrong_state"
    assert refusal(choose, ready, cast.leader, {ids(ready)[0]: ("HTNV", "x")}).code == "wrong_state"
    review = CellReview.objects.get(campaign=ready, unit=cast.cell)
    assert refusal(send_back_cell, review=review, reason="x", by=cast.officer).code == "wrong_state"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("number", {"number": "  "}),
        ("signed_on", {"signed_on": timezone.localdate() + datetime.timedelta(days=1)}),
        ("signed_on", {"signed_on": timezone.localdate() - datetime.timedelta(days=2)}),  # the cells met yesterday
    ],
)
def test_signature_must_be_possible(cast, ready, field, values):
    leave(ready, cast, 3)
    assert list(refusal(decide, ready, cast.leader, **values).message_dict) == [field]


def test_number_is_used_once_a_year_in_a_committee(cast, ready):
    leave(ready, cast, 3)
    decide(ready, cast.leader)
    Assessment.objects.filter(campaign=ready).update(state=State.VERIFIED)
    assert "number" in refusal(decide, ready, cast.leader, number="45-qđ/đu").message_dict


def test_nobody_to_rate_is_nothing_to_decide(cast, campaign):
    campaign.assessments.update(participation="EXEMPT")
    assert refusal(decide, campaign, cast.leader)


def test_database_refuses_a_cap_that_is_exceeded(cast, ready):
    values = {"base": 10, "percent": 20, "reading": "INCLUSIVE", "rounding": "FLOOR", "maximum": 2, "proposed": 3}
    with pytest.raises(IntegrityError), transaction.atomic():
        CapRecord.objects.create(campaign=ready, group="NONLEAD", chosen=3, **values)


# reading


def test_board_puts_the_best_first_and_everybody_once(cast, ready):
    first = ids(ready, unit=cast.cell)[0]
    Assessment.objects.filter(pk=first).update(cell_total="99", cell_results="69", cell_common="30")
    board = decision_board(cast.officer, ready)
    assert board.people[0].assessment.pk == first
    found = board.of_group("NONLEAD")
    assert (len(found.named), len(found.eligible), len(found.others)) == (15, 2, 0)
    assert not board.can_decide_now


def test_board_asks_where_people_must_decide(cast, ready):
    first = ids(ready, unit=cast.other_cell)[0]
    Assessment.objects.filter(pk=first).update(**LEAVES_TO_PEOPLE)
    board = decision_board(cast.leader, ready)
    assert [person.assessment.pk for person in board.open] == [first]
    found = board.of_group("NONLEAD")
    assert first not in [person.assessment.pk for person in (*found.named, *found.eligible, *found.others)]


def test_frozen_list_reads_only_what_was_frozen(cast, ready):
    leave(ready, cast, 3)
    decide(ready, cast.leader)
    ready.rule_set.cap_percent = 25
    (cap,) = decided_caps(ready)
    assert "17 × 20 % = 3" in cap.sentence
    assert decisions_of(cast.officer, ready).count() == 17
    assert decisions_of(cast.secretary, ready).count() == 15
    assert decisions_of(cast.colleague, ready).count() == 1
    assert decisions_of(cast.stranger, ready).count() == 0


def test_deciding_a_thousand_takes_at_most_thirty_queries(cast, django_assert_max_num_queries):
    crowd(cast.cell, 995)
    campaign = make_campaign(cast)
    verified(campaign, cast.cell, cast.officer, **GOOD)
    verified(campaign, cast.other_cell, cast.officer, **GOOD)
    with django_assert_max_num_queries(30):
        assert len(decide(campaign, cast.leader)) == 1000
