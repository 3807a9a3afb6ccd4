"""Units' models: figures that agree, a life in steps, readings that keep their history, pages and the API."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from emulation.models import JournalEntry
from emulation.personal import holdings_of
from pledges.indicator_rules import TargetStanding, Way, breakdown, mismatch, percent_of, slices, standing_of, way_of
from pledges.models import Indicator, Initiative, Reading
from pledges.queue import queue_for
from pledges.selectors import initiative_board, sheets_of, unit_year
from pledges.services import (
    Figures,
    IndicatorWords,
    PartWords,
    add_reading,
    confirm_initiative,
    correct_reading,
    edit_initiative,
    end_initiative,
    register_initiative,
    remove_indicator,
    return_initiative,
    save_indicator,
    start_initiative,
    withdraw_initiative,
)
from tests.factories import make_member

from .test_api import Api
from .units import FILES, ON_TIME, PETITIONS, WORDS, bring, make_initiative, part_values, read

D = Decimal
AUGUST = datetime.date(2026, 8, 1)
HUGE = "Tôi đăng ký. " * 800


def last() -> JournalEntry:
    return JournalEntry.objects.first()


def code_of(act) -> str:
    with pytest.raises(ValidationError) as refused:
        act()
    errors = refused.value.error_dict.values() if hasattr(refused.value, "error_dict") else [refused.value.error_list]
    return next(iter(errors))[0].code


@pytest.fixture
def running(cast) -> Initiative:
    return make_initiative(cast, ON_TIME, FILES, PETITIONS, state="RUNNING")


def indicator_of(row: Initiative, position: int = 1) -> Indicator:
    return Indicator.objects.select_related("initiative__unit", "initiative__year").get(
        initiative=row, position=position
    )


# ── the figures ──


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        ("6126", "8127", "75.38"),
        ("1772", "8127", "21.80"),
        ("229", "8127", "2.82"),
        ("20.92", "100", "20.92"),
        ("1", "3", "33.33"),
        ("1", "8", "12.50"),
        ("1", "16000", "0.01"),
        ("1", "20000", "0.01"),
        ("1", "20001", "0.00"),
        ("0", "5", "0.00"),
        ("5", "5", "100.00"),
        ("5", "0", None),
    ],
)
def test_percentages_are_exact_to_two_decimals(part, whole, percent):
    assert percent_of(D(part), D(whole)) == (None if percent is None else D(percent))


@pytest.mark.parametrize(
    ("whole", "parts", "must_add_up", "total", "is_over"),
    [
        ("85", ["5", "4", "3", "73"], True, None, None),
        ("85", ["5", "4", "3", "72"], True, "84", False),
        ("85", ["5", "4", "3", "74"], True, "86", True),
        ("85", ["5", "4", "3", "74"], False, "86", True),
        ("85", ["5", "4"], False, None, None),
        ("0", ["0", "0"], True, None, None),
        ("8127", ["6126", "2001"], False, None, None),
        ("8127", ["6126", "2001.01"], False, "8127.01", True),
    ],
)
def test_parts_never_exceed_the_whole_and_make_it_where_they_must(whole, parts, must_add_up, total, is_over):
    found = mismatch(D(whole), list(map(D, parts)), must_add_up=must_add_up)
    assert (found and found.total, found and found.is_over) == (total and D(total), is_over)


def test_the_rest_is_what_no_part_names():
    found = breakdown(D(8127), [D(6126), D(1772)])
    assert (found.rest.value, found.rest.percent) == (229, D("2.82"))
    assert sum((share.percent for share in (*found.shares, found.rest)), D(0)) == 100


def test_slices_of_a_bar_follow_each_other_and_never_leave_it():
    assert slices(D(85), [D(5), D(4), D(3), D(73)], 1000) == ((0, 58), (58, 47), (105, 36), (141, 859))
    assert slices(D(0), [D(0)], 1000) == ((0, 0),)


@pytest.mark.parametrize(
    ("first", "last", "better", "way"),
    [("76.7", "97.4", "HIGHER", Way.TOWARD), ("9", "5", "HIGHER", Way.AWAY), ("9", "5", "LOWER", Way.TOWARD),
     ("5", "9", "LOWER", Way.AWAY), ("5", "5", "LOWER", Way.STILL), ("5", "9", "FOLLOW", Way.NONE)],
)  # fmt: skip
def test_which_way_a_figure_went(first, last, better, way):
    assert way_of(D(first), D(last), better) == way


@pytest.mark.parametrize(
    ("target", "reached", "better", "standing"),
    [(10, 10, "HIGHER", "MET"), (10, 11, "HIGHER", "BEATEN"), (10, 9, "HIGHER", "MISSED"), (10, 9, "LOWER", "BEATEN"),
     (10, 11, "LOWER", "MISSED"), (10, None, "LOWER", "OPEN"), (None, 9, "LOWER", "OPEN"), (0, 0, "LOWER", "MET")],
)  # fmt: skip
def test_a_target_is_met_beaten_missed_or_open(target, reached, better, standing):
    found = standing_of(None if target is None else D(target), None if reached is None else D(reached), better)
    assert found == TargetStanding[standing]


# ── the life of a model ──


def test_a_model_is_registered_confirmed_run_and_ended(cast):
    row = make_initiative(cast, owner=cast.member.member_id, members=[cast.member.member_id, cast.colleague.member_id])
    assert (row.in_charge, row.participants.count(), row.last_year) == ("Trần Thị Lan", 2, 2026)
    row = confirm_initiative(initiative=row, by=cast.officer)
    assert (row.confirmed_by, last().verb) == (cast.officer, "initiative.confirmed")
    row = start_initiative(initiative=row, by=cast.secretary)
    row = end_initiative(initiative=row, result="Đạt 97,4 %", by=cast.secretary)
    assert (row.is_ended, row.result, last().verb) == (True, "Đạt 97,4 %", "initiative.ended")
    assert start_of(row) == "wrong_state"


def start_of(row: Initiative) -> str:
    return code_of(lambda: start_initiative(initiative=row, by=row.registered_by))


def test_the_journal_names_who_takes_part(cast):
    make_initiative(cast, members=[cast.member.member_id])
    entry = JournalEntry.objects.get(verb="initiative.registered")
    assert list(entry.members.values_list("member", flat=True)) == [cast.member.member_id]


@pytest.mark.parametrize("who", ["member", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_registers(cast, who):
    with pytest.raises(PermissionDenied, match="roles do not include"):
        register_initiative(unit=cast.cell, year=cast.year, by=getattr(cast, who), **WORDS)


def test_who_has_registered_a_model_does_not_confirm_it(cast):
    row = make_initiative(cast, unit=cast.committee, by=cast.officer)
    with pytest.raises(PermissionDenied, match="somebody else"):
        confirm_initiative(initiative=row, by=cast.officer)
    assert confirm_initiative(initiative=row, by=cast.leader).is_confirmed


def test_a_secretary_does_not_confirm(cast):
    with pytest.raises(PermissionDenied):
        confirm_initiative(initiative=make_initiative(cast), by=cast.secretary)


def test_a_model_without_indicator_is_not_confirmed(cast):
    row = register_initiative(unit=cast.cell, year=cast.year, by=cast.secretary, **WORDS)
    assert code_of(lambda: confirm_initiative(initiative=row, by=cast.officer)) == "no_indicator"


@pytest.mark.parametrize("state", ["CONFIRMED", "RUNNING", "ENDED"])
def test_what_is_confirmed_is_not_changed(cast, state):
    row = make_initiative(cast, state=state)
    assert code_of(lambda: edit_initiative(initiative=row, by=cast.secretary, **WORDS)) == "wrong_state"
    again = lambda: save_indicator(initiative=row, words=FILES, by=cast.secretary)  # noqa: E731
    assert code_of(again) == "wrong_state"
    assert code_of(lambda: withdraw_initiative(initiative=row, by=cast.secretary)) == "wrong_state"


def test_the_committee_returns_it_to_be_changed_and_readings_stay(cast, running):
    read(indicator_of(running), AUGUST, "97.4", by=cast.secretary)
    row = return_initiative(initiative=running, reason="Ghi rõ chỉ tiêu", by=cast.officer)
    assert (row.is_registered, row.return_reason) == (True, "Ghi rõ chỉ tiêu")
    assert code_of(lambda: withdraw_initiative(initiative=row, by=cast.secretary)) == "has_readings"
    remove = lambda: remove_indicator(indicator=indicator_of(row), by=cast.secretary)  # noqa: E731
    assert code_of(remove) == "has_readings"
    row = bring(row, "RUNNING", cast.secretary, cast.officer)
    assert (row.return_reason, Reading.objects.count()) == ("", 1)


def test_a_mistake_is_taken_back_and_stands_in_the_journal(cast):
    row = make_initiative(cast)
    remove_indicator(indicator=indicator_of(row), by=cast.secretary)
    withdraw_initiative(initiative=row, by=cast.secretary)
    assert (Initiative.objects.count(), last().verb) == (0, "initiative.withdrawn")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "blank"),
        ({"name": HUGE}, "max_length"),
        ({"purpose": HUGE}, "max_length"),
        ({"last_year": 2025}, "backwards"),
        ({"last_year": 99999}, "max_value"),
        ({"members": [10**9]}, "unknown_people"),
        ({"owner": 10**9}, "unknown_people"),
    ],
)
def test_impossible_words_are_refused(cast, changes, code):
    words = WORDS | changes
    assert code_of(lambda: register_initiative(unit=cast.cell, year=cast.year, by=cast.secretary, **words)) == code
    assert not Initiative.objects.exists()


def test_a_member_of_another_cell_does_not_take_part(cast):
    other = make_member("Người khác", cast.other_cell)
    words = WORDS | {"members": [other.pk]}
    make = lambda: register_initiative(unit=cast.cell, year=cast.year, by=cast.secretary, **words)  # noqa: E731
    assert code_of(make) == "unknown_people"


def test_a_member_or_words_in_charge_and_not_both(cast):
    words = WORDS | {"owner": cast.member.member_id, "owner_text": "Văn phòng"}
    make = lambda: register_initiative(unit=cast.cell, year=cast.year, by=cast.secretary, **words)  # noqa: E731
    assert code_of(make) == "two_owners"


def test_a_name_stands_once_a_year(cast):
    make_initiative(cast)
    with pytest.raises(ValidationError, match="already registered a model of this name"):
        register_initiative(unit=cast.cell, year=cast.year, by=cast.secretary, **WORDS)


def test_an_old_page_does_not_overwrite(cast):
    row = make_initiative(cast)
    edit = lambda: edit_initiative(initiative=row, version=0, by=cast.secretary, **WORDS)  # noqa: E731
    assert code_of(edit) == "stale"
    assert code_of(lambda: confirm_initiative(initiative=row, version=0, by=cast.officer)) == "stale"


# ── indicators and readings ──


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (IndicatorWords("Số", kind="COUNT", parts=(PartWords("một"),)), "no_parts_here"),
        (IndicatorWords("Số", kind="RATIO"), "needs_parts"),
        (IndicatorWords("Số", kind="RATIO", parts=(PartWords("một"), PartWords("một"))), "part_twice"),
        (IndicatorWords("Số", kind="RATIO", parts=tuple(PartWords(str(n)) for n in range(9))), "too_many"),
        (IndicatorWords("Số", kind="SHARE"), "invalid_choice"),
        (IndicatorWords("Số", target=D(-1)), "min_value"),
        (IndicatorWords("Số", target=D("1e15")), "max_digits"),
        (IndicatorWords("Số", kind="PERCENT", target=D(101)), "indicator_percent_up_to_100"),
        (IndicatorWords("Số", better="FOLLOW", target=D(1)), "indicator_followed_without_target"),
        (IndicatorWords("Số", baseline=D(1)), "indicator_baseline_on_a_day"),
        (IndicatorWords("Số", kind="RATIO", target=D(101), parts=(PartWords("x", counts=True),)), "above_100"),
    ],
)
def test_an_impossible_indicator_is_refused(cast, words, code):
    row = make_initiative(cast)
    found = code_of(lambda: save_indicator(initiative=row, words=words, by=cast.secretary))
    assert found == code or code.startswith("indicator_")
    assert row.indicators.count() == 1


def test_once_there_are_readings_kind_and_parts_stay(cast, running):
    read(indicator_of(running, 2), AUGUST, "8127", "6126", "1772", by=cast.secretary)
    row = return_initiative(initiative=running, reason="Đổi", by=cast.officer)
    other = IndicatorWords(name="Hồ sơ", kind="COUNT")
    save = lambda: save_indicator(  # noqa: E731
        initiative=row, indicator=indicator_of(row, 2), words=other, by=cast.secretary
    )
    assert code_of(save) == "has_readings"


def test_parts_that_do_not_make_the_whole_are_refused_with_the_difference_in_vietnamese(cast, running):
    petitions = indicator_of(running, 3)
    with pytest.raises(ValidationError) as refused, translation.override("vi"):
        read(petitions, AUGUST, "85", "5", "4", "3", "72", by=cast.secretary)
    with translation.override("vi"):
        (sentence,) = refused.value.messages
    assert "5 + 4 + 3 + 72 = 84" in sentence and "85" in sentence
    assert not Reading.objects.exists()
    assert read(petitions, AUGUST, "85", "5", "4", "3", "73", by=cast.secretary).parts.count() == 4


def test_parts_above_the_whole_are_refused(cast, running):
    files = indicator_of(running, 2)
    assert code_of(lambda: read(files, AUGUST, "8127", "6126", "2002", by=cast.secretary)) == "parts_disagree"


@pytest.mark.parametrize(
    ("on", "value", "code"),
    [
        (datetime.date(2999, 1, 1), "90", "future"),
        (datetime.date(2025, 12, 31), "90", "too_early"),
        (AUGUST, "-1", "min_value"),
        (AUGUST, "101", "above_100"),
        (AUGUST, "97.456", "max_decimal_places"),
        (AUGUST, "1e20", "max_digits"),
    ],
)
def test_an_impossible_reading_is_refused(cast, running, on, value, code):
    assert code_of(lambda: read(indicator_of(running), on, value, by=cast.secretary)) == code


def test_a_reading_names_every_part_and_no_other(cast, running):
    files, petitions = indicator_of(running, 2), indicator_of(running, 3)
    forged = Figures(AUGUST, D(9), part_values(petitions, "1", "1", "1", "1"))
    assert code_of(lambda: add_reading(indicator=files, figures=forged, by=cast.secretary)) == "unknown_part"
    bare = Figures(AUGUST, D(9))
    assert code_of(lambda: add_reading(indicator=files, figures=bare, by=cast.secretary)) == "no_part"


def test_two_readings_of_a_day_are_one_too_many(cast, running):
    read(indicator_of(running), AUGUST, "97.4", by=cast.secretary)
    with pytest.raises(ValidationError):
        read(indicator_of(running), AUGUST, "97.5", by=cast.secretary)


@pytest.mark.parametrize("state", ["REGISTERED", "CONFIRMED", "ENDED"])
def test_readings_wait_until_the_model_runs(cast, state):
    row = make_initiative(cast, state=state)
    assert code_of(lambda: read(indicator_of(row), AUGUST, "97.4", by=cast.secretary)) == "wrong_state"


@pytest.mark.parametrize("who", ["member", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_enters_readings(cast, running, who):
    with pytest.raises(PermissionDenied):
        read(indicator_of(running), AUGUST, "97.4", by=getattr(cast, who))


def test_a_correction_keeps_what_stood_there_with_who_when_and_why(cast, running):
    first = read(indicator_of(running), AUGUST, "79.4", by=cast.secretary)
    figures = Figures(AUGUST, D("97.4"), source="Báo cáo tháng 8")
    correct_reading(reading=first, figures=figures, reason="Gõ nhầm số", by=cast.officer)
    (sheet,) = sheets_of(Initiative.objects.visible_to(cast.member))
    (one,) = sheet.indicators[0].readings
    (before,) = one.corrections
    assert (one.said, before.said, before.reason) == ("97,4 %", "79,4 %", "Gõ nhầm số")
    assert (before.entered_by, before.corrected_by) == ("Lê Văn Bình", "Phạm Thị Cúc")
    assert last().verb == "reading.corrected" and (last().before["value"], last().after["value"]) == ("79.4", "97.4")


def test_a_correction_needs_a_reason_and_is_made_once(cast, running):
    first = read(indicator_of(running), AUGUST, "79.4", by=cast.secretary)
    figures = Figures(AUGUST, D("97.4"))
    without = lambda: correct_reading(reading=first, figures=figures, reason=" ", by=cast.secretary)  # noqa: E731
    assert code_of(without) == "no_reason"
    correct_reading(reading=first, figures=figures, reason="Gõ nhầm", by=cast.secretary)
    again = lambda: correct_reading(reading=first, figures=figures, reason="Gõ nhầm", by=cast.secretary)  # noqa: E731
    assert code_of(again) == "stale"


# ── what is seen ──


def test_movement_is_told_from_the_baseline_to_the_last_reading(cast, running):
    read(indicator_of(running), datetime.date(2026, 4, 1), "80", by=cast.secretary)
    read(indicator_of(running), AUGUST, "97.4", by=cast.secretary)
    moved = unit_year(cast.secretary, cast.cell, cast.year).initiatives[0].indicators[0].moved
    assert (moved.first_said, moved.last_said, moved.way, moved.standing) == ("76,7 %", "97,4 %", "TOWARD", "BEATEN")
    assert moved.delta_said == "+20,7 points"


def test_a_stranger_and_the_other_cell_see_nothing(cast, running):
    assert not Initiative.objects.visible_to(cast.stranger).exists()
    assert not Initiative.objects.visible_to(cast.viewer).exists()
    assert Initiative.objects.visible_to(cast.member).exists()


def test_a_member_is_told_of_the_models_taken_part_in(cast):
    make_initiative(cast, owner=cast.member.member_id, members=[cast.member.member_id])
    codes = {holding.code for holding in holdings_of(cast.member.member)}
    assert {"pledges.initiative", "pledges.participant"} <= codes


def test_the_board_takes_the_same_queries_whatever_the_rows(cast, running):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            board = initiative_board(cast.officer, cast.committee, cast.year)
            list(sheets_of(board.initiatives))
            unit_year(cast.officer, cast.cell, cast.year)
        return len(seen)

    read(indicator_of(running), AUGUST, "97.4", by=cast.secretary)
    few = queries()
    for number in range(4):
        row = make_initiative(cast, ON_TIME, FILES, state="RUNNING", name=f"Mô hình {number}")
        read(indicator_of(row), AUGUST, "90", by=cast.secretary)
        read(indicator_of(row, 2), AUGUST, "9", "4", "3", by=cast.secretary)
    assert queries() == few


# ── pages ──


@pytest.fixture
def as_(client):
    def sign_in(account):
        client.force_login(account)
        return client

    return sign_in


MODEL = {"name": "Nụ cười công sở", "purpose": "Thân thiện", "last_year": "2026", "owner_text": "Văn phòng"}


def test_the_whole_life_on_pages(cast, as_):
    browser = as_(cast.secretary)
    new = reverse("pledges:initiative-new", args=[cast.cell.pk, 2026])
    answer = browser.post(new, MODEL | {"members": [cast.member.member_id]}, follow=True)
    row = Initiative.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("pledges:initiative", args=[row.pk])
    words = {"name": "Hồ sơ", "kind": "RATIO", "better": "HIGHER", "counted_in": "hồ sơ", "target": "97", "version": 1}
    words |= {"part_1": "trước hạn", "counts_1": "on", "part_2": "đúng hạn", "counts_2": "on"}
    browser.post(reverse("pledges:indicator-new", args=[row.pk]), words)
    version = Initiative.objects.get().version
    as_(cast.officer).post(reverse("pledges:initiative-confirm", args=[row.pk]), {"version": version})
    as_(cast.secretary).post(reverse("pledges:initiative-start", args=[row.pk]))
    indicator = indicator_of(row)
    early, on_time = indicator.parts.all()
    figures = {"on": "01/08/2026", "value": "8.127", "said_as": "EXACT"}
    wrong = figures | {f"part_{early.pk}": "6126", f"part_{on_time.pk}": "2002"}
    page = browser.post(reverse("pledges:reading-new", args=[indicator.pk]), wrong).content.decode()
    assert "6.126 + 2.002 = 8.128" in page and not Reading.objects.exists()
    browser.post(reverse("pledges:reading-new", args=[indicator.pk]), wrong | {f"part_{on_time.pk}": "1772"})
    reading = Reading.objects.get()
    better = wrong | {f"part_{on_time.pk}": "1773", "reason": "Đếm lại"}
    browser.post(reverse("pledges:reading-correct", args=[reading.pk]), better)
    page = browser.get(reverse("pledges:initiative", args=[row.pk])).content.decode()
    assert all(text in page for text in ("75,38", "Đếm lại", "1.773", "1.772", "<svg"))
    end = reverse("pledges:initiative-end", args=[row.pk])
    browser.post(end, {"result": "Đạt", "version": Initiative.objects.get().version})
    assert Initiative.objects.get().is_ended


@pytest.mark.parametrize("name", ["unit-year", "initiative-new", "pairs", "drive-new"])
def test_a_stranger_finds_no_page_of_the_unit(cast, as_, name):
    address = reverse(f"pledges:{name}", args=[cast.cell.pk, 2026])
    assert as_(cast.stranger).get(address).status_code == 404
    assert as_(cast.viewer).get(address).status_code == 404


def test_a_stranger_finds_no_page_of_the_model(cast, as_, running):
    reading = read(indicator_of(running), AUGUST, "97.4", by=cast.secretary)
    browser = as_(cast.stranger)
    for name in ("", "-edit", "-end"):
        assert browser.get(reverse(f"pledges:initiative{name}", args=[running.pk])).status_code == 404
    for name in ("-withdraw", "-confirm", "-return", "-start"):
        assert browser.post(reverse(f"pledges:initiative{name}", args=[running.pk])).status_code == 404
    assert browser.get(reverse("pledges:reading-correct", args=[reading.pk])).status_code == 404
    assert browser.get(reverse("pledges:reading-new", args=[reading.indicator_id])).status_code == 404
    assert browser.post(reverse("pledges:indicator-remove", args=[reading.indicator_id])).status_code == 404


def test_a_member_reads_and_is_told_why_not_to_write(cast, as_, running):
    browser = as_(cast.member)
    assert browser.get(reverse("pledges:initiative", args=[running.pk])).status_code == 200
    page = browser.get(reverse("pledges:initiative-new", args=[cast.cell.pk, 2026]))
    assert page.status_code == 200 and '<form class="form"' not in page.content.decode()
    posted = browser.post(reverse("pledges:initiative-new", args=[cast.cell.pk, 2026]), MODEL)
    assert posted.status_code == 403 and Initiative.objects.count() == 1


def test_the_board_is_filtered_by_cell(cast, as_, running):
    make_initiative(cast, unit=cast.other_cell, by=cast.officer, name="Mô hình khác")
    address, place = reverse("pledges:initiative-board"), {"unit": cast.committee.pk, "year": 2026}
    browser = as_(cast.officer)
    assert "Mô hình khác" in browser.get(address, place).content.decode()
    page = browser.get(address, place | {"cell": cast.cell.pk}).content.decode()
    assert "Mô hình khác" not in page and running.name in page


def test_what_waits_for_the_committee_is_a_card_of_its_work(cast):
    row = make_initiative(cast)
    make_initiative(cast, unit=cast.committee, by=cast.officer, name="Của đảng ủy")

    def waiting(who) -> list[int]:
        return [one.count for one in queue_for(who, AUGUST) if one.kind == "initiative-confirm"]

    assert (waiting(cast.officer), waiting(cast.leader), waiting(cast.secretary)) == ([1], [2], [])
    confirm_initiative(initiative=row, by=cast.officer)
    assert (waiting(cast.officer), waiting(cast.leader)) == ([], [1])


def test_markup_is_shown_as_it_was_typed(cast, as_):
    row = make_initiative(cast, name="<b>Mô hình</b>", purpose="<script>alert(1)</script>")
    page = as_(cast.member).get(reverse("pledges:initiative", args=[row.pk])).content.decode()
    assert "<b>Mô hình" not in page and "&lt;b&gt;Mô hình" in page and "<script>alert" not in page


# ── the API ──


def test_the_whole_life_over_the_api(cast):
    secretary, officer = Api(cast.secretary), Api(cast.officer)
    words = WORDS | {"unit": cast.cell.pk, "year": 2026, "members": [cast.member.member_id]}
    made = secretary.post("/api/v1/initiatives/", words)
    assert (made.status_code, made.json()["state"]) == (201, "REGISTERED")
    base = f"/api/v1/initiatives/{made.json()['id']}/"
    assert secretary.put(base, WORDS | {"name": "Tên khác", "version": 1}).json()["name"] == "Tên khác"
    parts = [{"name": "khiếu nại"}, {"name": "tố cáo"}]
    indicator = {"name": "Đơn", "kind": "RATIO", "must_add_up": True, "parts": parts}
    row = secretary.post(base + "indicators/", indicator).json()["indicators"][0]
    assert secretary.post(base + "confirm/").status_code == 403
    assert officer.post(base + "confirm/").json()["state"] == "CONFIRMED"
    assert secretary.post(base + "start/").json()["state"] == "RUNNING"
    given = [{"part": part["id"], "value": value} for part, value in zip(row["parts"], ("4", "3"), strict=True)]
    figures = {"on": "2026-08-01", "value": "8", "parts": given}
    refused = secretary.post(f"/api/v1/indicators/{row['id']}/readings/", figures)
    assert refused.status_code == 400 and "differ by 1" in refused.content.decode()
    answer = secretary.post(f"/api/v1/indicators/{row['id']}/readings/", figures | {"value": "7"})
    (reading,) = answer.json()["indicators"][0]["readings"]
    assert [part["percent"] for part in reading["parts"]] == ["57.14", "42.86"]
    fixed = figures | {"value": "9", "reason": "Đếm lại"}
    fixed["parts"] = [given[0] | {"value": "6"}, given[1]]
    answer = secretary.post(f"/api/v1/readings/{reading['id']}/correct/", fixed)
    assert answer.json()["indicators"][0]["readings"][0]["corrections"][0]["reason"] == "Đếm lại"
    assert secretary.post(base + "end/", {"result": "Đạt"}).json()["state"] == "ENDED"
    assert Api(cast.member).get(base).status_code == 200


def test_over_the_api_too_a_stranger_finds_nothing(cast, running):
    api, key = Api(cast.stranger), indicator_of(running).pk
    for path in ("", "confirm/", "return/", "start/", "end/", "indicators/"):
        answer = (
            api.post(f"/api/v1/initiatives/{running.pk}/{path}")
            if path
            else api.get(f"/api/v1/initiatives/{running.pk}/")
        )
        assert answer.status_code == 404
    assert api.post(f"/api/v1/indicators/{key}/readings/").status_code == 404
    assert api.get(f"/api/v1/registrations/{cast.cell.pk}/2026/").status_code == 404


def test_returned_and_withdrawn_over_the_api(cast):
    row = make_initiative(cast, state="RUNNING")
    base = f"/api/v1/initiatives/{row.pk}/"
    assert Api(cast.officer).post(base + "return/", {"reason": "Ghi rõ"}).json()["state"] == "REGISTERED"
    secretary = Api(cast.secretary)
    key = indicator_of(row).pk
    words = {"name": "Tỷ lệ", "kind": "PERCENT"}
    assert secretary.put(f"/api/v1/indicators/{key}/", words).json()["indicators"][0]["name"] == "Tỷ lệ"
    assert secretary.client.delete(f"/api/v1/indicators/{key}/").status_code == 204
    assert secretary.client.delete(base).status_code == 204
    assert not Initiative.objects.exists()
