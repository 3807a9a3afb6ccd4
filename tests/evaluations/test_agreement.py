"""Whatever moves in a year: roster = rated + unrated by reason, on every screen, in the report and over HTTP."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulation.models import Membership, Unit
from emulation.movement_table import movement_table
from emulation.services.moves import (
    admit_member,
    begin_stay,
    end_membership,
    receive_member,
    restore_member,
    transfer_member,
    undo_move,
)
from emulation.services.people import add_circumstance
from emulation.services.reorganising import merge_cells, split_cell
from evaluations.agreement import agreement_of
from evaluations.hanging import hanging
from evaluations.models import State
from evaluations.readiness import problems_of
from evaluations.selectors.campaigns import campaign_progress
from evaluations.selectors.reviews import cell_sheet, committee_progress, reviews_in_full
from evaluations.services.campaigns import refresh_campaign
from reports.documents import build_annual_report
from tests.factories import make_member, make_ready
from tests.people import make_cast

from .year import SYSTEM, assessment_of, make_campaign, make_rule_set

DAY = datetime.timedelta(days=1)
NEW_YEAR = datetime.date(2026, 1, 1)
PERSON = {
    "full_name": "Lê Thị Mới", "sex": "F", "born_on": None, "born_year": 1999, "ethnicity": "", "work_unit": "",
    "subject_type": "NONLEAD", "joined_on": datetime.date(2020, 2, 3), "official_on": None, "card_number": "",
}  # fmt: skip


def open_rows(cast, stay="PERMANENT") -> list[Membership]:
    rows = Membership.objects.within(cast.committee).filter(valid_to=None, stay=stay)
    return list(rows.select_related("unit", "member").order_by("pk"))


def open_cells(cast) -> list[Unit]:
    return list(Unit.objects.within(cast.committee).cells().filter(valid_to=None))


def pick(rows: list, number: int):
    if not rows:
        raise ValidationError("nobody is left to do it to")
    return rows[number % len(rows)]


def leave(cast, on, n, m):
    kind = pick(["DIED", "EXPELLED", "REMOVED", "LEFT", "TO_FAR", "TO_NEAR"], m)
    row = pick(open_rows(cast), n)
    end_membership(membership=row, last_day=on, departure=kind, document="7-QĐ", by=SYSTEM)


def transfer(cast, on, n, m):
    row, to = pick(open_rows(cast), n), pick(open_cells(cast), m)
    transfer_member(membership=row, to=to, on=on, by=SYSTEM)


def stay(cast, on, n, m):
    begin_stay(membership=pick(open_rows(cast), n), to=pick(open_cells(cast), m), on=on, by=SYSTEM)


def admit(cast, on, n, m):
    admit_member(unit=pick(open_cells(cast), n), values=PERSON, on=on, by=SYSTEM)


def receive(cast, on, n, m):
    kind = pick(["FROM_FAR", "FROM_NEAR", "GUEST"], m)
    person = PERSON | {"full_name": f"Lê Văn {n} {m} {on}"}
    facts = {"on": on, "arrival": kind, "arrived_from": "Đảng bộ khác"}
    receive_member(unit=pick(open_cells(cast), n), values=person, by=SYSTEM, **facts)


def restore(cast, on, n, m):
    gone = Membership.objects.within(cast.committee).filter(departure__in=["EXPELLED", "REMOVED", "LEFT"])
    if rows := list(gone.select_related("unit", "member")):
        to = pick(open_cells(cast), m)
        restore_member(membership=pick(rows, n), unit=to, on=on, document="8-QĐ", by=SYSTEM)


def take_back(cast, on, n, m):
    rows = Membership.objects.within(cast.committee).exclude(arrival="REORGANISED").exclude(departure="REORGANISED")
    found = list(rows.select_related("unit", "member").order_by("pk"))
    row = pick(found, n)
    undo_move(membership=row, reason="Nhầm", by=SYSTEM)


def excuse(cast, on, n, m):
    kind = pick(["EXEMPT", "SUSPENDED", "AWAY", "SICK", "MATERNITY"], m)
    row = pick(open_rows(cast), n)
    add_circumstance(membership=row, values={"kind": kind, "valid_from": on}, by=SYSTEM)


def merge(cast, on, n, m):
    cells = open_cells(cast)
    new = {"name": f"Chi bộ {n} {m}", "code": f"M{Unit.objects.count()}"}
    merge_cells(unit=cast.committee, cells=cells[:2], on=on, document="9-QĐ", by=SYSTEM, **new)


def split(cast, on, n, m):
    cell = pick(open_cells(cast), n)
    places = {row.pk: at % 2 for at, row in enumerate(cell.memberships.exclude(valid_to__lt=on))}
    code = f"S{Unit.objects.count()}"
    parts = [(f"{cell.name} A", f"{code}A"), (f"{cell.name} B", f"{code}B")]
    split_cell(cell=cell, parts=parts, places=places, on=on, document="9-QĐ", by=SYSTEM)


ACTS = [leave, transfer, stay, admit, receive, restore, take_back, excuse, merge, split]
MOVES = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 40), st.integers(0, 40), st.booleans()), min_size=1, max_size=9
)


def run(cast, campaign, moves) -> int:
    """Do what can be done, each a few weeks after the one before; somebody writes in between. Return how many did."""
    done, on = 0, NEW_YEAR
    for act, n, m, writes in moves:
        on += (n + 1) * DAY
        try:
            with transaction.atomic():
                act(cast, on, n, m)
            done += 1
        except ValidationError:
            pass  # not possible in this order; nothing half-written
        if writes and open_rows(cast):
            campaign.assessments.filter(state=State.DRAFT, member=pick(open_rows(cast), m).member).update(version=2)
    return done


def check(cast, campaign, client) -> None:
    """Count everybody from every side."""
    found = agreement_of(campaign)
    assert found.holds, (found.missing, found.extra)
    listed = len(found.reviewed)
    table = movement_table(cast.committee, 2026, campaign.cut_off)
    assert table.reconciles, (table.problems, table.whole)
    assert table.whole.closing.total == len(found.for_good)
    progress = campaign_progress(SYSTEM, campaign)
    to_rate = campaign.assessments.to_rate().count()
    assert (sum(cell.listed for cell in progress), sum(cell.to_rate for cell in progress)) == (listed, to_rate)
    assert committee_progress(SYSTEM, campaign).members == to_rate
    report = build_annual_report(SYSTEM, cast.committee, 2026, campaign.cut_off)
    assert report.roster.total == listed == report.roster.rated + sum(part.count for part in report.unrated)
    assert report.roster.to_review == to_rate
    boards = [cell_sheet(SYSTEM, review) for review in reviews_in_full(SYSTEM).filter(campaign=campaign)]
    on_boards = sum(len(board.rows) + sum(one.participation != "GONE" for one in board.unrated) for board in boards)
    assert on_boards == listed
    client.force_login(cast.viewer)
    told = client.get(f"/api/v1/reports/annual/?unit={cast.committee.pk}&year=2026").json()
    assert told["roster"]["total"] == listed
    moved = client.get(f"/api/v1/units/{cast.committee.pk}/movement/2026/").json()
    assert moved["lines"][-1]["tally"]["total"] == len(found.for_good)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=MOVES)
def test_whatever_moves_every_total_agrees_with_the_roster(db, client, moves):
    with transaction.atomic():
        cast = make_cast()
        for name in ("Lê Văn Một", "Lê Văn Hai", "Lê Thị Ba"):
            make_member(name, cast.other_cell)
        campaign = make_campaign(cast)
        run(cast, campaign, moves)
        refresh_campaign(campaign=campaign, by=SYSTEM)
        check(cast, campaign, client)
        transaction.set_rollback(True)


def test_every_kind_of_movement_in_one_year(cast, client):
    for name in ("Lê Văn Một", "Lê Văn Hai", "Lê Thị Ba", "Lê Thị Bốn", "Lê Thị Năm"):
        make_member(name, cast.other_cell)
    campaign = make_campaign(cast)
    acts = [admit, receive, excuse, stay, transfer, leave, restore, take_back, split, merge]
    done = run(cast, campaign, [(act, number + 5, number, True) for number, act in enumerate(acts)])
    refresh_campaign(campaign=campaign, by=SYSTEM)
    assert done >= 8
    check(cast, campaign, client)


def test_who_has_left_keeps_the_record_and_counts_no_more(cast):
    campaign = make_campaign(cast)
    campaign.assessments.filter(member=cast.member.member).update(version=3, recorded_by=cast.member)
    row = Membership.objects.select_related("unit", "member").get(member=cast.member.member)
    end_membership(membership=row, last_day=NEW_YEAR + 90 * DAY, departure="DIED", by=cast.officer)
    assert agreement_of(campaign).extra == {cast.member.member_id}
    assert any("danh sách" in found.text for found in hanging(campaign))
    refresh_campaign(campaign=campaign, by=cast.officer)
    record = assessment_of(campaign, cast.member)
    assert (record.participation, record.state) == ("GONE", State.DRAFT)
    assert agreement_of(campaign).holds


def test_a_departure_taken_back_brings_the_record_back(cast):
    campaign = make_campaign(cast)
    campaign.assessments.filter(member=cast.member.member).update(version=3, recorded_by=cast.member)
    row = Membership.objects.select_related("unit", "member").get(member=cast.member.member)
    row = end_membership(membership=row, last_day=NEW_YEAR + 90 * DAY, departure="DIED", by=cast.officer)
    refresh_campaign(campaign=campaign, by=cast.officer)
    undo_move(membership=row, reason="Nhầm người", by=cast.officer)
    refresh_campaign(campaign=campaign, by=cast.officer)
    assert assessment_of(campaign, cast.member).participation == "REQUIRED"


def test_a_review_is_not_opened_over_a_roster_that_does_not_reconcile(cast):
    make_ready(cast.committee)
    member = make_member("Đinh Thị Đến", cast.cell)
    Membership.objects.filter(member=member).update(valid_from=NEW_YEAR + 60 * DAY)
    cut_off = datetime.date(2026, 12, 31)
    problems = problems_of(cast.year, make_rule_set(), cut_off, cut_off)
    (found,) = [one for one in problems if one.code == "roster"]
    assert "Đinh Thị Đến" in found.text and "Sửa lần chuyển" in found.cure


@pytest.mark.parametrize("people", [1, 20])
def test_agreement_is_two_queries(cast, people, django_assert_max_num_queries):
    campaign = make_campaign(cast)
    for at in range(people):
        make_member(f"Lê Văn {at}", cast.cell)
    with django_assert_max_num_queries(2):
        assert len(agreement_of(campaign).missing) == people
