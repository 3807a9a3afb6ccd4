"""The document itself: who is counted where, in which order, with which reason, and that it must reconcile."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from emulation.access import SystemActor
from emulation.models import Membership, Stay
from emulation.text import sort_key
from evaluations.models import Assessment, CapRecord, Decision, State
from reports.documents import DoesNotReconcile, build_annual_report
from reports.documents.reconcile import reconcile
from tests.factories import START, give_role, make_account, make_cell, make_committee, make_member

from .factories import fill, make_world

DAY = datetime.date(2026, 12, 25)
ROBOT = SystemActor("test")


def build(world, unit=None, reader=ROBOT):
    return build_annual_report(reader, unit or world.committee, 2026, DAY)


def level_of(report, code):
    return next(level for level in report.levels if level.code == code)


def test_ward_counts_levels_and_reasons(world):
    report = build(world)
    assert {level.code: level.count for level in report.levels} == {"HTXSNV": 4, "HTTNV": 24, "HTNV": 4, "KHTNV": 4}
    assert (report.roster.total, report.roster.rated, report.roster.unrated) == (40, 36, 4)
    assert str(level_of(report, "HTXSNV").percent) == "11.11"
    assert {part.code: part.count for part in report.unrated if part.count} == {
        "EXEMPT": 2,
        "NEW_UNDER_6M": 1,
        "SUSPENDED": 1,
    }
    assert not report.is_draft and report.undecided == 0


def test_cells_add_to_the_ward(world):
    report = build(world)
    parts = [build(world, cell) for cell in world.cells]
    assert [row.name for row in report.cells] == [cell.name for cell in world.cells]
    for row, part in zip(report.cells, parts, strict=True):
        assert (row.listed, row.rated, row.levels) == (part.roster.total, part.roster.rated, part.levels)
    assert sum(row.listed for row in report.cells) == report.roster.total


def test_letterhead_of_a_cell_and_of_a_ward(world):
    with translation.override("vi"):
        cell, ward = build(world, world.cells[0]), build(world)
    assert cell.letterhead.upper_body == "ĐẢNG BỘ PHƯỜNG HÒA BÌNH"
    assert cell.letterhead.issuing_body == "CHI BỘ KHU PHỐ 1"
    assert cell.letterhead.symbol == "-BC/CB" and ward.letterhead.symbol == "-BC/ĐU"
    assert cell.letterhead.place_and_day.startswith("Hòa Bình, ")
    assert ward.letterhead.upper_body == ""
    assert cell.signature.name == "Lê Văn Bình" and ward.signature.name == "Võ Tấn Dũng"


def test_signature_stays_empty_where_two_may_sign(world):
    give_role(make_account("Trần Phó"), "LEADER", world.committee)
    assert build(world).signature.name == ""


def test_list_is_sorted_by_given_name_in_vietnamese_order(world):
    for section in build(world).sections:
        names = [row.name for row in section.members]
        assert names == sorted(names, key=sort_key)
        assert [row.number for row in section.members] == list(range(1, len(names) + 1))


def test_lower_levels_come_with_the_frozen_reason(world):
    completed, failed, stepped = build(world).reasoned
    assert completed.count == 4 and failed.count == 4 and stepped.count == 0
    assert all("65" in person.reason and "3/4" in person.reason for person in completed.people)
    assert all("41" in person.reason for person in failed.people)


def test_step_down_from_the_top_has_its_own_list(world):
    decision = Decision.objects.filter(level="HTTNV").first()
    Decision.objects.filter(pk=decision.pk).update(tags=["STEP_DOWN"], reason="Chậm một việc")
    stepped = build(world).reasoned[2]
    assert [person.name for person in stepped.people] == [decision.assessment.member.full_name]
    assert stepped.people[0].reason.startswith("Chậm một việc. ")


def test_the_reason_is_the_headline_with_its_article(world):
    decision = Decision.objects.filter(level="HTNV").first()
    tasks = {"on_time": 3, "assigned": 4}
    score = {"score": "92", "band": "HTXSNV", "from": "90", "below": None}
    article = "Điều 11 Quy định 366-QĐ/TW"
    conditions = [
        {"code": "SCORE", "held": True, "numbers": score, "article": article},
        {"code": "T_OK", "held": False, "numbers": tasks, "article": article},
    ]
    Decision.objects.filter(pk=decision.pk).update(conditions=conditions, tags=["STEP_DOWN"], reason="Thống nhất.")
    with translation.override("vi"):
        reasons = {person.name: person.reason for person in build(world).reasoned[0].people}
    assert reasons[decision.assessment.member.full_name] == (
        "Thống nhất. 92 điểm, đạt mức từ 90 điểm; nhưng chỉ 3/4 nhiệm vụ hoàn thành đúng hạn, bảo đảm chất lượng "
        "(75\u00a0%, cần 100\u00a0%) → Hoàn thành nhiệm vụ (Điều 11 Quy định 366-QĐ/TW)."
    )


def test_a_level_decided_otherwise_is_told_after_what_followed(world):
    decision = Decision.objects.filter(level="KHTNV").first()
    Decision.objects.filter(pk=decision.pk).update(level="HTNV", reason="Đã khắc phục")
    with translation.override("vi"):
        reasons = {person.name: person.reason for person in build(world).reasoned[0].people}
    text = reasons[decision.assessment.member.full_name]
    assert text.startswith("Đã khắc phục. 41 điểm, dưới 70 điểm → Không hoàn thành nhiệm vụ. Cấp ủy quyết định: ")


def test_the_reason_is_the_same_in_list_and_roster(world):
    report = build(world)
    listed = {person.name: person.reason for part in report.reasoned for person in part.people}
    rows = {row.name: row.reason for section in report.sections for row in section.members}
    assert listed and all(rows[name] == reason for name, reason in listed.items())


def test_decided_level_wins_over_the_proposed_one(world):
    decision = Decision.objects.filter(level="HTTNV").first()
    decision.assessment.proposal.level = "KHTNV"
    decision.assessment.proposal.save()
    assert level_of(build(world), "KHTNV").count == 4


def test_before_the_decision_it_is_a_draft_of_proposals(proposed):
    report = build(proposed)
    assert report.is_draft and report.undecided == 36
    assert level_of(report, "HTTNV").count == 24
    assert all(not row.is_decided for section in report.sections for row in section.members)
    assert all("3/4" in person.reason for person in report.reasoned[0].people)
    assert all(not row.is_decided and row.chosen is None for row in report.caps)


def test_one_newcomer_makes_a_decided_report_a_draft_again(world):
    make = Assessment(campaign=world.campaign, member=make_member("Lý Ẩn", world.cells[0]), unit=world.cells[0])
    make.subject_type, make.state = "NONLEAD", State.DRAFT
    make.save()
    report = build(world)
    assert report.is_draft and report.undecided == 1
    assert {part.code: part.count for part in report.unrated}["NOT_YET"] == 1


def test_cap_shows_the_frozen_working(world):
    CapRecord.objects.filter(group="OUTSIDE").update(base=41, maximum=8, proposed=9, chosen=8)
    row = next(row for row in build(world).caps if row.group == "OUTSIDE")
    assert (row.base, row.maximum, row.proposed, row.chosen, row.over) == (41, 8, 9, 8, 1)
    assert row.is_decided and row.working.startswith("41 × 20 % = 8")


def test_expected_cap_counts_the_whole_committee_even_for_one_cell(proposed):
    cell, ward = build(proposed, proposed.cells[0]), build(proposed)
    assert cell.caps == ward.caps
    assert sum(row.base for row in ward.caps) == 28


def test_pledges_are_counted(world):
    pledges = build(world).pledges
    assert (pledges.members, pledges.confirmed, pledges.items) == (40, 20, 40)
    assert (pledges.items_kept, pledges.items_partly, pledges.partly) == (20, 20, 20)


def test_member_without_a_record_is_listed_with_that_reason(world):
    make_member("Ông Ẩn", world.cells[1])
    report = build(world)
    assert report.roster.total == 41
    assert {part.code: part.count for part in report.unrated}["NO_RECORD"] == 1


def test_guest_is_listed_once_where_the_level_is_given(world):
    guest = world.members[0]
    Membership.objects.create(member=guest, unit=world.cells[1], valid_from=START, stay=Stay.TEMPORARY)
    assert build(world).roster.total == 40
    assert build(world, world.cells[1]).roster.total == 20


def test_somebody_without_a_record_counts_at_the_permanent_cell(world):
    person = make_member("Ông Ẩn", world.cells[0])
    Membership.objects.create(member=person, unit=world.cells[1], valid_from=START, stay=Stay.TEMPORARY)
    report = build(world)
    assert report.roster.total == 41
    assert {part.code: part.count for part in report.unrated}["NO_RECORD"] == 1


def test_empty_cell_has_a_row_and_a_report(world):
    empty = make_cell(world.committee, "Chi bộ Trống")
    assert build(world).cells[-1].listed == 0
    report = build(world, empty)
    assert report.roster.total == 0 and [level.percent for level in report.levels] == [None] * 4
    assert report.sections[0].members == ()


def test_cell_where_nobody_is_rated(world):
    cell = world.cells[0]
    Decision.objects.filter(assessment__unit=cell).delete()
    for row in Assessment.objects.filter(unit=cell, proposal__isnull=False):
        row.proposal.delete()
    Assessment.objects.filter(unit=cell).update(state=State.DRAFT, participation="EXEMPT")
    report = build(world, cell)
    assert report.roster.rated == 0 and report.roster.unrated == 20
    assert not report.is_draft


def test_viewer_gets_the_counts_without_any_name(world):
    report = build(world, reader=world.viewer)
    assert not report.shows_names and report.sections == ()
    assert all(part.people == () for part in report.unrated + report.reasoned)
    assert report.levels == build(world).levels and report.pledges == build(world).pledges


def test_member_is_refused_with_the_reason(world):
    member = give_role(make_account("Lan", world.members[0]), "MEMBER", world.cells[0])
    with pytest.raises(PermissionDenied) as refused:
        build(world, world.cells[0], member)
    assert str(refused.value)


def test_without_a_campaign_it_says_so(world):
    with pytest.raises(ValidationError) as refused:
        build_annual_report(ROBOT, world.committee, 2025, DAY)
    assert refused.value.code == "no_campaign"


@pytest.mark.parametrize(
    "broken",
    [
        lambda r: replace(r, roster=replace(r.roster, rated=r.roster.rated + 1)),
        lambda r: replace(r, roster=replace(r.roster, total=r.roster.total + 1)),
        lambda r: replace(r, levels=(replace(r.levels[0], count=99), *r.levels[1:])),
        lambda r: replace(r, unrated=r.unrated[1:]),
        lambda r: replace(r, cells=r.cells[1:]),
        lambda r: replace(r, splits=(replace(r.splits[0], rows=r.splits[0].rows[:-1]),)),
        lambda r: replace(r, sections=r.sections[:1]),
        lambda r: replace(r, pledges=replace(r.pledges, items_kept=7)),
    ],
)
def test_what_does_not_reconcile_is_never_shown(world, broken):
    with pytest.raises(DoesNotReconcile) as refused:
        reconcile(broken(build(world)))
    assert world.committee.name in refused.value.messages[0]


@pytest.mark.parametrize("decided", [True, False])
def test_queries_are_the_same_whatever_the_rows(db, decided):
    world = make_world(per_cell=3, decided=decided)
    with CaptureQueriesContext(connection) as few:
        build(world)
    CapRecord.objects.all().delete()
    fill(world, 27, decided=decided)
    with CaptureQueriesContext(connection) as many:
        build(world)
    assert len(few) == len(many) <= 17  # one of them for the order the leader has waived


def test_campaign_of_another_ward_is_not_ours(world):
    other = make_committee("Đảng ủy phường Thanh Khê")
    with pytest.raises(ValidationError):
        build_annual_report(ROBOT, other, 2026, DAY)
