"""Where what a pledge goes through crosses: a change agreed to, a move to another cell, a worksheet under way."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from emulation.models import Role, SubjectType
from emulation.personal import holdings_of
from emulation.roster.workbook import read_workbook
from emulation.services.moves import transfer_member
from pledges.models import Audience, CheckIn, Pledge, PledgeItem, State, SupervisionNote
from pledges.queue import queue_for
from pledges.selectors import (
    check_in_board,
    distribution,
    half_year_sheet,
    open_board,
    postings_on,
    shown,
    standings_of,
)
from pledges.selectors.check_ins import Standing, checks_of
from pledges.selectors.rollup import roll_up
from pledges.services import (
    HalfLine,
    Line,
    agree_change,
    agree_to_posting,
    correct_supervision,
    export_worksheet,
    record_supervision,
    report_pledge,
    send_check_in,
    set_board,
    submit_change,
    write_change,
    write_half_year,
)
from pledges.standing import newest
from pledges.texts import texts_now
from tests.factories import give_role, make_account, make_member
from tests.pledges.factories import make_draft, make_pledge, membership_of
from tests.pledges.test_changes import opened, submitted
from tests.pledges.test_pages import client_of
from tests.pledges.test_rollup import reconciles, recounted
from tests.pledges.test_supervision import TO_CORRECT
from tests.pledges.test_worksheets import GOOD, TOP, fill, look, save

EARLY = timezone.make_aware(datetime.datetime(2026, 2, 10, 9))
AUTUMN = datetime.date(2026, 10, 20)
FIRST, SECOND, THIRD = TOP + 1, TOP + 2, TOP + 3


@pytest.fixture
def pledge(cast) -> Pledge:
    """The member's confirmed pledge of three items; a change will give the second up."""
    return make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=3, confirmed_at=EARLY)


def say(pledge: Pledge, by, *said: str, month: int = 3) -> CheckIn:
    lines = {item.pk: Line(one, done=f"Đã làm {one}") for item, one in zip(pledge.items.all(), said, strict=True)}
    return send_check_in(pledge=pledge, month=month, lines=lines, by=by)


def look_back(pledge: Pledge, by, *said: str):
    lines = {item.pk: HalfLine(one, adjust="Sửa") for item, one in zip(pledge.items.all(), said, strict=True)}
    return write_half_year(pledge=pledge, lines=lines, by=by)


def agreed(cast, pledge: Pledge) -> Pledge:
    """Let the change take place: the second item given up, the first said otherwise, a new one between."""
    agree_change(change=submitted(pledge, cast.member), by=cast.secretary)
    return Pledge.objects.get(pk=pledge.pk)


def as_recounted(pledges) -> None:
    """Assert that what is kept with every item, given up or not, is what a recount says."""
    items = PledgeItem.everything.filter(pledge__in=pledges).annotate(said=newest())
    assert [item.last_confidence for item in items] == [item.said for item in items]


# ── a change agreed to: what was given up counts nowhere, and nobody waits for it ──


def test_how_items_stand_is_the_same_wherever_it_is_counted(cast, pledge):
    say(pledge, cast.member, "ON_TRACK", "OFF", "AT_RISK")
    agreed(cast, pledge)
    as_recounted([pledge])
    rolled, made_up = roll_up(cast.officer, cast.committee, 2026), distribution(cast.officer, cast.committee, cast.year)
    reconciles(rolled)
    recounted(rolled, Pledge.objects.all())
    assert (rolled.total.items, rolled.total.on_track, rolled.total.at_risk, rolled.total.off) == (3, 1, 1, 0)
    assert (made_up.items, made_up.reported) == (3, 2)


def test_a_report_is_not_in_trouble_for_an_item_given_up(cast, pledge):
    say(pledge, cast.member, "ON_TRACK", "OFF", "ON_TRACK")
    assert dict(standings_of(pledge, AUTUMN))[_period(pledge, 3)] == Standing.OFF
    pledge = agreed(cast, pledge)
    say(pledge, cast.member, "ON_TRACK", "ON_TRACK", "ON_TRACK")
    assert dict(standings_of(pledge, AUTUMN))[_period(pledge, 3)] == Standing.ON_TRACK
    board = check_in_board(cast.secretary, cast.cell, cast.year, AUTUMN)
    row = next(row for row in board.rows if row.pledge)
    assert row.standings[0][1] == Standing.ON_TRACK and not board.trouble
    assert checks_of(cast.secretary, cast.cell, cast.year, AUTUMN)[0].trouble == 0
    page = client_of(cast.member).get(reverse("pledges:check-in", args=[pledge.pk, 3]))
    assert page.context["asked"].standing == Standing.ON_TRACK


def _period(pledge: Pledge, month: int):
    return next(period for period, _standing in standings_of(pledge, AUTUMN) if period.month == month)


def test_the_half_year_counts_what_is_in_force_and_keeps_what_was_said(cast, pledge):
    look_back(pledge, cast.member, "ON_TRACK", "OFF", "AT_RISK")
    pledge = agreed(cast, pledge)
    sheet = half_year_sheet(cast.secretary, cast.cell, cast.year, AUTUMN)
    totals = sheet.totals
    assert (totals.written, totals.items, totals.on_track, totals.at_risk, totals.off) == (1, 2, 1, 1, 0)
    (row,) = [row for row in sheet.rows if row.review]
    assert [line.item.position for line in row.trouble] == [1]
    page = client_of(cast.leader).get(reverse("pledges:half-year", args=[pledge.pk])).text
    assert page.index("Item 1<") < page.index("Item 3<") < page.index("Given up<")
    review = look_back(pledge, cast.member, "ON_TRACK", "ON_TRACK", "ON_TRACK")
    assert review.lines.filter(item__removed_in=None).count() == 3 and review.lines.count() == 4


def test_the_next_report_asks_of_the_new_text_and_the_result_of_what_was_given_up_is_refused(cast, pledge):
    gone = pledge.items.get(position=2)
    pledge = agreed(cast, pledge)
    page = client_of(cast.member).get(reverse("pledges:check-in", args=[pledge.pk, 6])).text
    assert "Việc mới" in page and "Làm việc 2" not in page
    with pytest.raises(ValidationError) as refused:
        report_pledge(pledge=pledge, results={gone.pk: ("KEPT", "")}, by=cast.member)
    assert refused.value.code == "unknown_item"
    say(pledge, cast.member, "ON_TRACK", "ON_TRACK", "OFF", month=6)
    as_recounted([pledge])


def test_the_open_page_shows_the_new_text_alone_and_no_more_than_agreed_to(client, cast, pledge):
    membership_of(cast.member).member.memberships.update(subject_type=SubjectType.LEADER)
    say(pledge, cast.member, "ON_TRACK", "OFF", "AT_RISK")
    board = set_board(year=cast.year, audience=Audience.OPEN, with_progress=True, by=cast.officer)
    agree_to_posting(pledge=pledge, agreed_to=Audience.OPEN, with_progress=True, by=cast.member)
    agreed(cast, pledge)
    (posted,) = shown(open_board(board.code), postings_on(board, timezone.localdate()))
    assert [one.item.deed for one in posted.items] == ["Làm việc 3", "Việc mới", "Làm việc 1"]
    assert [one.line and one.line.confidence for one in posted.items] == ["AT_RISK", None, "ON_TRACK"]
    page = client.get(reverse("pledges:open-board", args=[board.code])).text
    assert "Việc mới" in page and "Làm việc 2" not in page and "Đã làm" not in page
    assert cast.colleague.member.full_name not in page and cast.secretary.member.full_name not in page


def test_the_member_is_told_of_what_was_given_up_too(cast, pledge):
    say(pledge, cast.member, "ON_TRACK", "OFF", "AT_RISK")
    agreed(cast, pledge)
    told = repr(holdings_of(cast.member.member))
    assert "Làm việc 2" in told and "Việc mới" in told and "Đã làm OFF" in told


# ── a worksheet that was under way meanwhile ──


@pytest.fixture
def taken(cast, pledge) -> list[list]:
    content, _name = export_worksheet(unit=cast.cell, year=cast.year, month=9, by=cast.secretary)
    return [list(row) for row in read_workbook(content, "x.xlsx")[0].rows]


def told(plan) -> str:
    return " ".join(plan.all_problems)


def test_a_worksheet_from_before_a_change_is_refused_when_looked_at(cast, pledge, taken):
    agreed(cast, pledge)
    for at in (FIRST, SECOND, THIRD):
        fill(taken, at)
    plan = look(cast, taken)
    assert not plan.is_sound and [one.row.number - 1 for one in plan.wrong] == [FIRST, SECOND, THIRD]
    assert "not among the confirmed pledges" in told(plan) and "changed after the file was downloaded" in told(plan)
    with pytest.raises(ValidationError):
        save(cast, taken)
    assert not CheckIn.objects.exists()


def test_a_worksheet_without_the_items_that_came_since_is_refused_when_looked_at(cast, pledge, taken):
    change = opened(pledge, cast.member)
    items = [*texts_now(pledge), (None, make_draft("Việc mới"))]
    write_change(change=change, items=items, by=cast.member)
    agree_change(change=submit_change(change=change, by=cast.member), by=cast.secretary)
    for at in (FIRST, SECOND, THIRD):
        fill(taken, at)
    plan = look(cast, taken)
    assert not plan.is_sound and "changed after the file was downloaded" in told(plan)


def test_rows_nobody_wrote_in_do_not_hold_up_the_others(cast, pledge):
    other = make_pledge(cast.colleague.member, cast.cell, cast.year, State.CONFIRMED, items=1)
    content, _name = export_worksheet(unit=cast.cell, year=cast.year, month=9, by=cast.secretary)
    rows = [list(row) for row in read_workbook(content, "x.xlsx")[0].rows]
    move(cast)
    at = next(at for at in range(FIRST, len(rows)) if rows[at][1] == cast.colleague.member.full_name)
    save(cast, fill(rows, at, GOOD))
    assert CheckIn.objects.get().pledge == other


# ── a move to another cell in the middle of the year ──


def move(cast):
    return transfer_member(
        membership=membership_of(cast.member), to=cast.other_cell, on=timezone.localdate(), by=cast.officer
    )


def test_a_move_takes_everything_along_and_nothing_is_counted_twice(cast, pledge):
    say(pledge, cast.member, "ON_TRACK", "OFF", "AT_RISK")
    look_back(pledge, cast.member, "ON_TRACK", "OFF", "AT_RISK")
    before = roll_up(cast.officer, cast.committee, 2026)
    move(cast)
    after = roll_up(cast.officer, cast.committee, 2026)
    reconciles(after)
    assert before.total == after.total
    written = [
        half_year_sheet(cast.officer, cell, cast.year, timezone.localdate()).totals.written
        for cell in (cast.cell, cast.other_cell)
    ]
    assert written == [0, 1]
    assert not Pledge.objects.visible_to(cast.secretary).filter(pk=pledge.pk).exists()
    assert Pledge.objects.visible_to(cast.member).filter(pk=pledge.pk).exists()


def test_a_change_under_way_is_agreed_to_where_the_member_is_now(cast, pledge):
    change = submitted(pledge, cast.member)
    move(cast)
    change = type(change).objects.get(pk=change.pk)
    with pytest.raises(PermissionDenied):
        agree_change(change=change, by=cast.secretary)


def new_secretary(cast):
    return give_role(
        make_account("Ngô Văn Giáp", make_member("Ngô Văn Giáp", cast.other_cell)), Role.SECRETARY, cast.other_cell
    )


def test_what_is_still_to_be_put_right_goes_along_to_the_new_cell(cast, pledge):
    done = record_supervision(unit=cast.cell, pledge=pledge, by=cast.secretary, **TO_CORRECT)
    correct_supervision(note=done, corrected_on=TO_CORRECT["seen_on"], by=cast.secretary)
    note = record_supervision(unit=cast.cell, pledge=pledge, by=cast.secretary, **TO_CORRECT)
    move(cast)
    secretary, late = new_secretary(cast), datetime.date(2026, 11, 1)
    assert "supervision-late" not in {card.kind for card in queue_for(cast.secretary, late)}
    assert "supervision-late" in {card.kind for card in queue_for(secretary, late)}
    note = SupervisionNote.objects.get(pk=note.pk)
    correct_supervision(note=note, corrected_on=timezone.localdate(), by=secretary)
    done.refresh_from_db()
    assert (note.unit, done.unit) == (cast.other_cell, cast.cell)


def test_the_card_of_a_finding_leads_to_the_year_the_note_stands_in(cast, pledge):
    facts = TO_CORRECT | {"seen_on": datetime.date(2025, 12, 20), "correct_by": datetime.date(2026, 1, 20)}
    record_supervision(unit=cast.cell, pledge=pledge, by=cast.secretary, **facts)
    cards = {card.kind: card for card in queue_for(cast.secretary, datetime.date(2026, 3, 1))}
    assert "year=2025" in cards["supervision-late"].url
