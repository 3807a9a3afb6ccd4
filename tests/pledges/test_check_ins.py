"""Progress through the year: periods, reports, the cell's comment, the boards, what figures propose."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from emulation.attaching import file_lines
from emulation.models import CheckIns, JournalEntry, Year
from emulation.personal import holdings_of
from emulation.services.years import set_check_ins
from pledges.models import CheckIn, Pledge, PledgeItem, State
from pledges.queue import queue_for
from pledges.rules import ItemDraft, period_days, periods_begun, periods_over, proposed_outcome
from pledges.selectors import cells_checked, check_in_board, last_lines, progress_of, proposals_of
from pledges.selectors.check_ins import Standing
from pledges.services import Line, comment_check_in, send_check_in
from tests.emulation.files import picture, upload
from tests.pledges.factories import make_people, make_pledge
from tests.pledges.test_api import Api

MAY = datetime.date(2026, 5, 20)
JULY = datetime.date(2026, 7, 2)
EARLY = timezone.make_aware(datetime.datetime(2026, 2, 10, 9))
FINE, RISKY = Line("ON_TRACK"), Line("AT_RISK", next_step="Mượn máy của tổ")


@pytest.fixture
def pledge(cast) -> Pledge:
    return make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=2, confirmed_at=EARLY)


def all_of(pledge: Pledge, *lines: Line) -> dict[int, Line]:
    return dict(zip(pledge.items.values_list("pk", flat=True), lines, strict=True))


def report(pledge: Pledge, by, month: int = 3, lines=(FINE, RISKY), **more) -> CheckIn:
    return send_check_in(pledge=pledge, month=month, lines=all_of(pledge, *lines), by=by, **more)


def last() -> JournalEntry:
    return JournalEntry.objects.first()


# ── the periods ──


@pytest.mark.parametrize(
    ("every", "on", "begun", "over"),
    [
        ("QUARTER", datetime.date(2025, 12, 31), 0, 0),
        ("QUARTER", datetime.date(2026, 1, 1), 1, 0),
        ("QUARTER", datetime.date(2026, 3, 31), 1, 0),
        ("QUARTER", datetime.date(2026, 4, 1), 2, 1),
        ("QUARTER", datetime.date(2027, 1, 1), 4, 4),
        ("MONTH", datetime.date(2026, 2, 28), 2, 1),
        ("MONTH", datetime.date(2026, 3, 1), 3, 2),
        ("NEVER", datetime.date(2026, 6, 1), 0, 0),
    ],
)
def test_periods_begin_and_end_with_their_months(every, on, begun, over):
    assert (len(periods_begun(every, 2026, on)), len(periods_over(every, 2026, on))) == (begun, over)


def test_a_quarter_has_three_months_and_a_month_one():
    assert period_days("QUARTER", 2028, 3) == (datetime.date(2028, 1, 1), datetime.date(2028, 3, 31))
    assert period_days("MONTH", 2028, 2) == (datetime.date(2028, 2, 1), datetime.date(2028, 2, 29))


# ── what figures propose ──


@pytest.mark.parametrize(
    ("kind", "baseline", "target", "value", "outcome"),
    [
        ("COUNT", None, 10, 10, "KEPT"),
        ("COUNT", None, 10, 9, "PARTLY"),
        ("COUNT", None, 10, 0, "NOT_KEPT"),
        ("PERCENT", "76.7", 97, "97.4", "KEPT"),
        ("PERCENT", "76.7", 97, "96.99", "PARTLY"),
        ("PERCENT", "76.7", 97, "76.7", "NOT_KEPT"),
        ("COUNT", 5, 0, 0, "KEPT"),
        ("COUNT", 5, 0, 2, "PARTLY"),
        ("COUNT", 5, 0, 5, "NOT_KEPT"),
        ("COUNT", 5, 5, 5, "KEPT"),
        ("YES_NO", None, None, 1, "KEPT"),
        ("YES_NO", None, None, 0, "NOT_KEPT"),
        ("AMOUNT", None, None, 500, None),
        ("WORDS", None, None, 1, None),
        ("COUNT", None, 10, None, None),
    ],
)
def test_figures_propose_what_came_of_an_item(kind, baseline, target, value, outcome):
    def exact(number):
        return None if number is None else Decimal(number)

    item = ItemDraft("STYLE", "Làm", measure_kind=kind, baseline=exact(baseline), target=exact(target))
    found = proposed_outcome(item, exact(value))
    assert (found.outcome if found else None) == outcome


# ── reporting ──


def test_a_member_reports_and_the_journal_says_so_without_the_words(cast, pledge):
    sent = report(pledge, cast.member)
    assert (sent.version, sent.on_behalf, sent.lines.count()) == (1, False, 2)
    assert (last().verb, last().data) == (
        "pledge.checked_in",
        {"month": 3, "confidence": {"1": "ON_TRACK", "2": "AT_RISK"}},
    )


def test_a_secretary_reports_for_a_member_and_it_is_marked(cast, pledge):
    assert report(pledge, cast.secretary).on_behalf
    assert last().on_behalf_of == cast.member.member


@pytest.mark.parametrize("who", ["colleague", "officer", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_reports(cast, pledge, who):
    with pytest.raises(PermissionDenied):
        report(pledge, getattr(cast, who))
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.SUBMITTED])
def test_progress_of_a_pledge_that_is_not_confirmed_waits(cast, state):
    open_one = make_pledge(cast.colleague.member, cast.cell, cast.year, state, items=1)
    with pytest.raises(ValidationError) as refused:
        report(open_one, cast.colleague, lines=[FINE])
    assert refused.value.code == "wrong_state"


@pytest.mark.parametrize(("month", "code"), [(2, "unknown_period"), (13, "unknown_period"), (0, "unknown_period")])
def test_a_month_that_ends_no_period_is_refused(cast, pledge, month, code):
    with pytest.raises(ValidationError) as refused:
        report(pledge, cast.member, month)
    assert refused.value.code == code


def test_a_period_to_come_is_refused_with_its_first_day(cast):
    year = Year.objects.create(
        unit=cast.committee, number=2090, pledges_due=datetime.date(2090, 3, 31), created_by=cast.officer
    )
    later = make_pledge(cast.member.member, cast.cell, year, State.CONFIRMED, items=1)
    with pytest.raises(ValidationError, match="01/10/2090"):
        report(later, cast.member, 12, [FINE])


def test_every_item_is_said_something_of_and_no_other(cast, pledge):
    first, second = pledge.items.all()
    with pytest.raises(ValidationError, match="Item 2: say how it stands"):
        send_check_in(pledge=pledge, month=3, lines={first.pk: FINE}, by=cast.member)
    with pytest.raises(ValidationError, match="does not belong"):
        send_check_in(pledge=pledge, month=3, lines={first.pk: FINE, second.pk: FINE, 10**9: FINE}, by=cast.member)
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        Line("PERHAPS"),
        Line("ON_TRACK", Decimal(-1)),
        Line("ON_TRACK", Decimal("1e13")),
        Line("ON_TRACK", done="x" * 2001),
        Line("ON_TRACK", link="javascript:alert(1)"),
        Line("ON_TRACK", next_step="x" * 501),
    ],
)
def test_nonsense_in_a_line_is_refused_and_nothing_is_kept(cast, pledge, line):
    with pytest.raises(ValidationError, match="Item 1, "):
        report(pledge, cast.member, lines=[line, FINE])
    assert not CheckIn.objects.exists()


def test_a_percentage_stays_within_the_hundred_and_yes_is_yes(cast, pledge):
    first, second = pledge.items.all()
    PledgeItem.objects.filter(pk=first.pk).update(measure_kind="PERCENT")
    PledgeItem.objects.filter(pk=second.pk).update(measure_kind="YES_NO")
    with pytest.raises(ValidationError) as refused:
        report(pledge, cast.member, lines=[Line("ON_TRACK", Decimal("100.01")), Line("ON_TRACK", Decimal(2))])
    assert len(refused.value.messages) == 2


def test_sent_again_it_takes_the_place_of_the_first_and_tells_the_other(cast, pledge):
    report(pledge, cast.member, version=0)
    again = report(pledge, cast.member, lines=(RISKY, RISKY), version=1)
    assert (CheckIn.objects.count(), again.version) == (1, 2)
    with pytest.raises(ValidationError) as refused:
        report(pledge, cast.secretary, version=1)
    assert refused.value.code == "stale"
    assert {line.confidence for line in CheckIn.objects.get().lines.all()} == {"AT_RISK"}


# ── the cell's comment ──


def test_the_secretary_comments_and_returns(cast, pledge):
    sent = report(pledge, cast.member)
    comment_check_in(check_in=sent, comment="Ghi rõ số buổi", send_back=True, by=cast.secretary)
    found = progress_of(cast.member, pledge, MAY)[0]
    assert (found.standing, found.report.comment) == (Standing.BACK, "Ghi rõ số buổi")
    assert last().verb == "pledge.check_in_returned"
    assert not report(pledge, cast.member, version=found.report.version).is_returned


@pytest.mark.parametrize("who", ["member", "colleague", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_comments(cast, pledge, who):
    sent = report(pledge, cast.member)
    with pytest.raises(PermissionDenied):
        comment_check_in(check_in=sent, comment="Tốt", by=getattr(cast, who))


def test_a_secretarys_own_report_is_looked_at_from_above(cast):
    own = make_pledge(cast.secretary.member, cast.cell, cast.year, State.CONFIRMED, items=1, confirmed_at=EARLY)
    sent = report(own, cast.secretary, lines=[FINE])
    with pytest.raises(PermissionDenied, match="your own"):
        comment_check_in(check_in=sent, comment="Tốt", by=cast.secretary)
    assert comment_check_in(check_in=sent, comment="Tốt", by=cast.officer).comment == "Tốt"


def test_an_empty_comment_and_a_stale_one_are_refused(cast, pledge):
    sent = report(pledge, cast.member)
    with pytest.raises(ValidationError) as refused:
        comment_check_in(check_in=sent, comment=" \n ", send_back=True, by=cast.secretary)
    assert refused.value.code == "no_comment"
    with pytest.raises(ValidationError) as refused:
        comment_check_in(check_in=sent, comment="Tốt", by=cast.secretary, version=7)
    assert refused.value.code == "stale"


# ── standings and boards ──


def test_a_period_is_due_then_missing_and_not_asked_before_the_pledge_was_confirmed(cast, pledge):
    def standings(on):
        return [one.standing for one in progress_of(cast.member, pledge, on)]

    assert standings(MAY) == ["MISSING", "DUE", "NONE", "NONE"]
    Pledge.objects.filter(pk=pledge.pk).update(confirmed_at=timezone.make_aware(datetime.datetime(2026, 4, 1, 9)))
    pledge.refresh_from_db()
    assert standings(MAY) == ["NONE", "DUE", "NONE", "NONE"]
    report(pledge, cast.member, 6)
    assert standings(JULY) == ["NONE", "AT_RISK", "DUE", "NONE"]


def test_the_cells_board_names_who_is_silent_and_what_is_in_trouble(cast, pledge):
    silent = make_pledge(cast.colleague.member, cast.cell, cast.year, State.CONFIRMED, confirmed_at=EARLY)
    report(pledge, cast.member, 3)
    report(pledge, cast.member, 6, [FINE, Line("OFF")])
    board = check_in_board(cast.secretary, cast.cell, cast.year, JULY)
    assert [row.pledge for row in board.silent] == [silent]
    assert [(line.item.position, line.confidence) for line in board.trouble] == [(2, "OFF")]
    june = [dict(row.standings)[board.periods[1]] for row in board.rows]
    assert sorted(june) == ["MISSING", "NONE", "OFF"]


def test_the_committees_board_adds_up_to_its_cells(cast, pledge):
    report(pledge, cast.member, 3)
    make_pledge(cast.colleague.member, cast.cell, cast.year, State.CONFIRMED, confirmed_at=EARLY)
    rows = {row.unit: row.counts for row in cells_checked(cast.officer, cast.committee, cast.year, MAY)}
    first, second, third, _fourth = rows[cast.cell]
    assert (first.expected, first.sent, first.trouble, first.missing) == (2, 1, 1, 1)
    assert (second.expected, second.sent, third.expected) == (2, 0, 0)
    assert all(count.expected == 0 for count in rows[cast.other_cell])


def test_a_stranger_and_a_viewer_see_no_progress(cast, pledge):
    report(pledge, cast.member)
    for reader in (cast.stranger, cast.viewer, cast.admin, cast.colleague):
        assert not CheckIn.objects.visible_to(reader).exists()
        assert not check_in_board(reader, cast.cell, cast.year, MAY).rows


def test_boards_cost_the_same_for_few_and_for_many(cast, pledge, django_assert_num_queries):
    def look():
        with django_assert_num_queries(4):
            check_in_board(cast.secretary, cast.cell, cast.year, JULY)
        with django_assert_num_queries(3):
            cells_checked(cast.officer, cast.committee, cast.year, JULY)

    for one in (cast.secretary, cast.officer):
        assert one.scope
    report(pledge, cast.member)
    look()
    for member in make_people(cast.cell, 12):
        other = make_pledge(member, cast.cell, cast.year, State.CONFIRMED, items=3, confirmed_at=EARLY)
        report(other, cast.secretary, lines=[RISKY] * 3)
    look()


def test_the_last_figure_of_each_item_is_that_of_the_latest_period(cast, pledge):
    report(pledge, cast.member, 6, [Line("ON_TRACK", Decimal(7)), FINE])
    report(pledge, cast.member, 3, [Line("ON_TRACK", Decimal(4)), FINE])
    first = pledge.items.first().pk
    assert last_lines(pledge)[first].value == 7
    assert last_lines(pledge, before=6)[first].value == 4


# ── what shows it ──


def test_a_photo_goes_with_the_report_and_only_those_who_see_the_pledge_read_it(client, cast, pledge):
    client.force_login(cast.member)
    address = reverse("pledges:check-in", args=[pledge.pk, 3])
    data = data_of(pledge, "ON_TRACK", "ON_TRACK")
    assert client.post(address, data | {"file": upload(picture(), "anh.jpg")}).status_code == 302
    (line,) = file_lines(CheckIn.objects.select_related("pledge__unit").get(), cast.secretary)
    place = reverse("emulation:attachment", args=[line.file.pk])
    for who, status in (("member", 200), ("secretary", 200), ("officer", 200), ("colleague", 404), ("stranger", 404)):
        client.force_login(getattr(cast, who))
        assert client.get(place).status_code == status, who


def test_a_file_that_is_not_what_it_says_takes_the_report_back_with_it(client, cast, pledge):
    client.force_login(cast.member)
    data = data_of(pledge, "ON_TRACK", "ON_TRACK") | {"file": upload(b"<script>alert(1)</script>", "anh.jpg")}
    answer = client.post(reverse("pledges:check-in", args=[pledge.pk, 3]), data)
    assert answer.status_code == 200 and not CheckIn.objects.exists()


def test_a_member_is_told_the_own_reports(cast, pledge):
    report(pledge, cast.member, 3, [Line("ON_TRACK", done="Dự đủ"), FINE])
    told = {one.code: one.rows for one in holdings_of(cast.member.member)}
    assert (len(told["pledges.checkin"]), len(told["pledges.checkinline"])) == (1, 2)
    assert "Dự đủ" in {datum.words for row in told["pledges.checkinline"] for datum in row}


# ── what the reports propose in December ──


def test_the_reports_propose_the_result_and_tell_what_was_done(cast, pledge, django_assert_num_queries):
    first, second = pledge.items.all()
    PledgeItem.objects.filter(pk=first.pk).update(measure_kind="COUNT", target=12, counted_in="buổi")
    report(pledge, cast.member, 3, [Line("ON_TRACK", Decimal(3), "Dự đủ"), FINE])
    report(pledge, cast.member, 9, [Line("ON_TRACK", Decimal(12), "Đã xong"), FINE])
    items = list(pledge.items.all())
    with django_assert_num_queries(1):
        told = proposals_of(pledge, items, pledge.year)
    assert told[first.pk].outcome == "KEPT"
    assert told[first.pk].reason == "By the last report 12 of 12 buổi: Kept."
    assert told[first.pk].evidence == "Quarter 1: Dự đủ\nQuarter 3: Đã xong"
    assert (told[second.pk].outcome, told[second.pk].reason, told[second.pk].evidence) == ("", "", "")


def test_the_page_of_results_opens_filled_in_and_what_a_person_wrote_stays(client, cast, pledge):
    first, second = pledge.items.all()
    PledgeItem.objects.filter(pk=first.pk).update(measure_kind="YES_NO")
    PledgeItem.objects.filter(pk=second.pk).update(outcome="PARTLY", evidence="Tôi viết")
    report(pledge, cast.member, 9, [Line("ON_TRACK", Decimal(1), "Đã xong"), Line("ON_TRACK", done="Khác")])
    client.force_login(cast.member)
    ((_label, rows),) = client.get(reverse("pledges:mine")).context["parts"]
    assert [form["outcome"].value() for _, form in rows] == ["KEPT", "PARTLY"]
    assert [form["evidence"].value() for _, form in rows] == ["Quý 3: Đã xong", "Tôi viết"]


# ── the year's choice, the cards, the pages ──


def test_the_officer_says_how_often_and_the_leader_may_and_a_secretary_may_not(cast):
    set_check_ins(year=cast.year, check_ins=CheckIns.MONTH, by=cast.officer)
    assert (last().verb, last().after) == ("year.check_ins_set", {"check_ins": "MONTH"})
    with pytest.raises(PermissionDenied):
        set_check_ins(year=cast.year, check_ins=CheckIns.NEVER, by=cast.secretary)
    with pytest.raises(ValidationError):
        set_check_ins(year=cast.year, check_ins="DAILY", by=cast.officer)


def test_cards_lead_the_member_and_the_secretary_there(cast, pledge):
    own = {card.kind: card for card in queue_for(cast.member, MAY)}
    assert own["check-in-own"].url == reverse("pledges:check-in", args=[pledge.pk, 3])
    assert {card.kind: card.count for card in queue_for(cast.secretary, MAY)}["check-in-cell"] == 1
    report(pledge, cast.member, 3, [FINE, FINE])
    report(pledge, cast.member, 6, [FINE, FINE])
    assert "check-in-own" not in {card.kind for card in queue_for(cast.member, MAY)}
    assert "check-in-cell" not in {card.kind for card in queue_for(cast.secretary, MAY)}


def data_of(pledge: Pledge, *confidence: str, version: int = 0) -> dict:
    items = zip(pledge.items.all(), confidence, strict=True)
    return {f"item{item.pk}-confidence": said for item, said in items} | {"version": version}


def test_a_report_takes_three_requests_from_the_card_to_what_is_saved(client, cast, pledge):
    client.force_login(cast.member)
    address = reverse("pledges:check-in", args=[pledge.pk, 3])
    assert client.get(address).status_code == 200
    done = client.post(address, data_of(pledge, "ON_TRACK", "OFF"))
    assert done.status_code == 302
    assert client.get(done["Location"]).status_code == 200
    assert CheckIn.objects.get().lines.count() == 2


def test_a_page_keeps_what_was_typed_when_an_item_was_left_out(client, cast, pledge):
    client.force_login(cast.member)
    data = data_of(pledge, "ON_TRACK", "") | {f"item{pledge.items.first().pk}-next_step": "Hẹn tổ dân phố"}
    answer = client.post(reverse("pledges:check-in", args=[pledge.pk, 3]), data)
    assert answer.status_code == 200 and "Hẹn tổ dân phố" in answer.content.decode()
    assert not CheckIn.objects.exists()


def test_a_comment_that_is_too_long_stays_in_its_box(client, cast, pledge):
    sent = report(pledge, cast.member)
    client.force_login(cast.secretary)
    address = reverse("pledges:check-in-comment", args=[sent.pk])
    answer = client.post(address, {"comment": "a" * 1001, "version": 1})
    assert answer.status_code == 200 and "a" * 1001 in answer.content.decode()
    assert client.post(address, {"comment": "Tốt", "version": 1}).status_code == 302
    assert CheckIn.objects.get().comment == "Tốt"


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("colleague", 404), ("viewer", 404), ("officer", 200)])
def test_who_opens_a_report(client, cast, pledge, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("pledges:check-in", args=[pledge.pk, 3])).status_code == status
    assert client.get(reverse("pledges:check-in", args=[pledge.pk, 4])).status_code == 404


def test_the_same_over_the_api(cast, pledge):
    lines = [{"item": item.pk, "confidence": "ON_TRACK", "value": "2.50"} for item in pledge.items.all()]
    sent = Api(cast.member).post(f"{pledge.pk}/progress/", {"month": 3, "lines": lines})
    assert (sent.status_code, sent.json()["lines"][0]["value"]) == (201, "2.50")
    assert Api(cast.member).get(f"{pledge.pk}/progress/").json()[0]["standing"] == "ON_TRACK"
    said = Api(cast.secretary).post(f"progress/{sent.json()['id']}/comment/", {"comment": "Tốt"})
    assert said.json()["comment"] == "Tốt"
    assert Api(cast.stranger).get(f"{pledge.pk}/progress/").status_code == 404
    cells = Api(cast.officer).get(f"progress/?unit={cast.committee.pk}&year=2026").json()
    assert {row["unit"]: row["counts"][0]["sent"] for row in cells}[cast.cell.pk] == 1
