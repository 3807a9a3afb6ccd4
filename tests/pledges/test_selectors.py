"""Figures add up, cards say what waits, the timeline is complete; the same queries whatever the rows."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pledges.models import PledgeItem, PledgeVersion, State
from pledges.queue import queue_for
from pledges.selectors import carry_over, offered_to, pledge_figures, state_counts, templates_for, timeline_of
from pledges.services import confirm_pledge, install_templates, retire_template, return_pledge, submit_pledge
from pledges.signals import carrying_over
from tests.factories import make_member, make_year
from tests.pledges.factories import make_draft, make_people, make_pledge

TODAY = datetime.date(2026, 3, 1)


def report(pledge, *outcomes):
    for item, outcome in zip(pledge.items.all(), outcomes, strict=True):
        PledgeItem.objects.filter(pk=item.pk).update(outcome=outcome)


# ── figures ──


def test_figures_count_members_pledges_and_what_came_of_them(cast):
    people = make_people(cast.cell, 5)
    states = [State.CONFIRMED, State.CONFIRMED, State.CONFIRMED, State.SUBMITTED, State.DRAFT]
    made = [make_pledge(one, cast.cell, cast.year, state, items=2) for one, state in zip(people, states, strict=True)]
    report(made[0], "KEPT", "KEPT")
    report(made[1], "KEPT", "PARTLY")
    report(made[2], "NOT_KEPT", "")
    figures = pledge_figures(cast.officer, cast.committee, cast.year, TODAY)
    cell = next(row.numbers for row in figures.cells if row.unit == cast.cell)
    assert (cell.members, cell.registered, cell.submitted, cell.confirmed) == (8, 5, 4, 3)
    assert (cell.items, cell.items_kept, cell.items_partly) == (6, 3, 1)
    assert (cell.items_not_kept, cell.items_no_result) == (1, 1)
    assert (cell.members_all, cell.members_partly, cell.members_not, cell.members_no_result) == (1, 1, 0, 1)
    assert figures.total.members == 10 and figures.total.confirmed == 3


def test_figures_reach_no_further_than_the_reader(cast):
    assert pledge_figures(cast.viewer, cast.committee, cast.year, TODAY).total.members == 5
    assert pledge_figures(cast.secretary, cast.committee, cast.year, TODAY).total.members == 3
    assert pledge_figures(cast.stranger, cast.committee, cast.year, TODAY).total.members == 0
    assert pledge_figures(cast.member, cast.committee, cast.year, TODAY).cells == ()


def test_temporary_members_are_counted_at_home_only(cast):
    make_member("Khách", cast.cell, stay="TEMPORARY")
    assert state_counts(cast.secretary, cast.cell, cast.year, TODAY).members == 3


def test_figures_cost_the_same_for_few_and_for_many(cast, django_assert_num_queries):
    cast.officer.scope  # noqa: B018 - read before counting
    with django_assert_num_queries(3):
        pledge_figures(cast.officer, cast.committee, cast.year, TODAY)
    for one in make_people(cast.cell, 30):
        make_pledge(one, cast.cell, cast.year, State.CONFIRMED, items=3)
    with django_assert_num_queries(3):
        pledge_figures(cast.officer, cast.committee, cast.year, TODAY)


def test_progress_numbers_contain_those_further_along(cast):
    make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)
    make_pledge(cast.colleague.member, cast.cell, cast.year, State.SUBMITTED)
    progress = state_counts(cast.secretary, cast.cell, cast.year, TODAY)
    assert (progress.members, progress.written, progress.submitted, progress.confirmed) == (3, 2, 2, 1)
    assert (progress.missing, progress.waiting, progress.percent) == (1, 1, 33)


# ── sources ──


def test_templates_come_from_the_cell_and_above_and_only_those_in_use(cast):
    shipped = install_templates(unit=cast.committee, by=cast.officer)
    assert len(shipped) == 4 and install_templates(unit=cast.committee, by=cast.officer) == []
    retire_template(template=shipped[0], by=cast.officer)
    assert len(templates_for(cast.member, cast.cell)) == 3
    assert len(templates_for(cast.stranger, cast.cell)) == 0


def test_rooms_above_may_put_faults_first_and_they_get_a_day(cast):
    def faults(members, year, **kwargs):
        return {members[0]: [make_draft("Sửa việc họp muộn", group="REPAIR", due_on=None)]}

    carrying_over.connect(faults)
    try:
        own = carry_over(cast.secretary, [cast.member.member_id], cast.year)
    finally:
        carrying_over.disconnect(faults)
    repairs = [item for item in own[cast.member.member_id] if item.deed == "Sửa việc họp muộn"]
    assert repairs[0].due_on == datetime.date(2026, 12, 31)


def test_a_fault_that_last_years_pledge_repeats_is_offered_once(cast):
    before = make_year(cast.committee, cast.officer, 2025)
    own = make_pledge(cast.member.member, cast.cell, before, State.CONFIRMED, items=3)
    own.items.filter(position=2).update(deed="Sửa việc họp MUỘN", outcome="NOT_KEPT")
    own.items.filter(position=3).update(deed="Học lý luận", is_for_term=True, outcome="KEPT")
    own.items.filter(position=1).update(outcome="KEPT")

    def faults(members, year, **kwargs):
        return {members[0]: [make_draft("Sửa việc họp muộn", group="REPAIR", due_on=None)]}

    carrying_over.connect(faults)
    try:
        offered = offered_to(cast.member, [cast.member.member_id], cast.year)[cast.member.member_id]
    finally:
        carrying_over.disconnect(faults)
    assert [(one.item.deed, one.origin) for one in offered] == [
        ("Sửa việc họp muộn", "FAULT"), ("Học lý luận", "TERM"), ("Làm việc 1", "KEPT")
    ]  # fmt: skip


def test_items_given_up_are_not_carried_over(cast):
    before = make_year(cast.committee, cast.officer, 2025)
    own = make_pledge(cast.member.member, cast.cell, before, State.CONFIRMED, items=2)
    version = PledgeVersion.objects.create(pledge=own, number=1, state=30, agreed_at=own.confirmed_at)
    own.items.filter(position=2).update(removed_in=version)
    assert len(carry_over(cast.member, [cast.member.member_id], cast.year)[cast.member.member_id]) == 1


# ── timeline ──


def test_the_member_reads_who_did_what_and_the_reason(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year)
    submit_pledge(pledge=pledge, by=cast.member)
    return_pledge(pledge=pledge, reason="Thêm chỉ tiêu", by=cast.secretary)
    submit_pledge(pledge=pledge, by=cast.member)
    confirm_pledge(pledge=pledge, by=cast.secretary)
    facts = timeline_of(cast.member, pledge)
    assert [fact.who for fact in facts] == ["Trần Thị Lan", "Lê Văn Bình", "Trần Thị Lan", "Lê Văn Bình"]
    assert facts[1].note == "Thêm chỉ tiêu"


# ── the work queue ──


def kinds(account, on=TODAY):
    return {card.kind: card for card in queue_for(account, on)}


def test_member_is_asked_to_write_until_it_is_submitted(cast):
    card = kinds(cast.member)["pledge-own"]
    assert card.due == datetime.date(2026, 3, 31) and not card.is_urgent
    assert kinds(cast.member, datetime.date(2026, 3, 20))["pledge-own"].is_urgent
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.RETURNED)
    assert "returned" in kinds(cast.member)["pledge-own"].title
    submit_pledge(pledge=pledge, by=cast.member)
    assert "pledge-own" not in kinds(cast.member)


def test_secretary_sees_what_waits_and_who_has_none_but_not_the_own(cast):
    make_pledge(cast.member.member, cast.cell, cast.year, State.SUBMITTED)
    make_pledge(cast.secretary.member, cast.cell, cast.year, State.SUBMITTED)
    cards = kinds(cast.secretary)
    assert cards["pledge-confirm"].count == 1
    assert (cards["pledge-missing"].count, cards["pledge-missing"].done, cards["pledge-missing"].total) == (1, 2, 3)


def test_officer_sees_secretaries_and_the_ward(cast):
    make_pledge(cast.member.member, cast.cell, cast.year, State.SUBMITTED)
    make_pledge(cast.secretary.member, cast.cell, cast.year, State.SUBMITTED)
    cards = kinds(cast.officer)
    assert cards["pledge-confirm"].count == 1
    assert (cards["pledge-progress"].done, cards["pledge-progress"].total) == (0, 5)


def test_leader_sees_progress_and_nothing_to_confirm(cast):
    make_pledge(cast.secretary.member, cast.cell, cast.year, State.SUBMITTED)
    assert "pledge-confirm" not in kinds(cast.leader) and "pledge-progress" in kinds(cast.leader)


@pytest.mark.parametrize("who", ["viewer", "admin", "stranger"])
def test_nothing_waits_for_the_others(cast, who):
    assert queue_for(getattr(cast, who), TODAY) == []


def test_the_queue_costs_few_queries_whatever_the_rows(cast):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            queue_for(cast.secretary, TODAY)
        return len(queries)

    cast.secretary.scope  # noqa: B018 - read before counting
    make_pledge(cast.member.member, cast.cell, cast.year, State.SUBMITTED)
    few = cost()
    for one in make_people(cast.cell, 30):
        make_pledge(one, cast.cell, cast.year, State.SUBMITTED)
    assert cost() == few <= 10
