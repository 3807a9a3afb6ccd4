"""The half-year review: written by the member or for the member, commented on by the cell, told by cell."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry, Year
from emulation.personal import holdings_of
from pledges.models import HalfYearReview, Pledge, State
from pledges.selectors import cells_half_year, half_year_of, half_year_sheet, so_far
from pledges.services import HalfLine, Line, comment_half_year, send_check_in, write_half_year
from tests.pledges.factories import make_people, make_pledge
from tests.pledges.test_api import Api

JULY = datetime.date(2026, 7, 2)
EARLY = timezone.make_aware(datetime.datetime(2026, 2, 10, 9))
FINE, RISKY = HalfLine("ON_TRACK"), HalfLine("AT_RISK", done="Mới được một nửa", adjust="Chia theo tháng")


@pytest.fixture
def pledge(cast) -> Pledge:
    return make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=2, confirmed_at=EARLY)


def all_of(pledge: Pledge, *lines: HalfLine) -> dict[int, HalfLine]:
    return dict(zip(pledge.items.values_list("pk", flat=True), lines, strict=True))


def write(pledge: Pledge, by, lines=(FINE, RISKY), **more) -> HalfYearReview:
    return write_half_year(pledge=pledge, lines=all_of(pledge, *lines), by=by, **more)


def test_a_member_writes_it_and_the_journal_says_so_without_the_words(cast, pledge):
    review = write(pledge, cast.member, word="Cần chi bộ giúp")
    assert (review.version, review.on_behalf, review.lines.count()) == (1, False, 2)
    entry = JournalEntry.objects.first()
    assert (entry.verb, entry.data) == ("pledge.half_year_written", {"confidence": {"1": "ON_TRACK", "2": "AT_RISK"}})


def test_a_secretary_writes_it_for_a_member_and_it_is_marked(cast, pledge):
    assert write(pledge, cast.secretary).on_behalf
    assert JournalEntry.objects.first().on_behalf_of == cast.member.member


@pytest.mark.parametrize("who", ["colleague", "officer", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_writes_it(cast, pledge, who):
    with pytest.raises(PermissionDenied):
        write(pledge, getattr(cast, who))


def test_a_pledge_that_is_not_confirmed_and_a_year_that_has_not_come_so_far_wait(cast):
    draft = make_pledge(cast.colleague.member, cast.cell, cast.year, State.DRAFT)
    with pytest.raises(ValidationError) as refused:
        write(draft, cast.colleague, [FINE])
    assert refused.value.code == "wrong_state"
    due = datetime.date(2090, 3, 31)
    year = Year.objects.create(unit=cast.committee, number=2090, pledges_due=due, created_by=cast.officer)
    later = make_pledge(cast.member.member, cast.cell, year, State.CONFIRMED)
    with pytest.raises(ValidationError, match="01/06/2090"):
        write(later, cast.member, [FINE])


@pytest.mark.parametrize(
    "line",
    [
        HalfLine("PERHAPS"),
        HalfLine(""),
        HalfLine("ON_TRACK", Decimal(-1)),
        HalfLine("ON_TRACK", Decimal("1e13")),
        HalfLine("ON_TRACK", done="x" * 10_000),
        HalfLine("ON_TRACK", adjust="x" * 501),
    ],
)
def test_nonsense_is_refused_and_nothing_is_kept(cast, pledge, line):
    with pytest.raises(ValidationError, match="Item 1"):
        write(pledge, cast.member, [line, FINE])
    with pytest.raises(ValidationError):
        write_half_year(pledge=pledge, lines={10**9: FINE}, by=cast.member)
    assert not HalfYearReview.objects.exists()


def test_written_again_it_takes_the_place_of_the_first_and_tells_the_other(cast, pledge):
    write(pledge, cast.member, version=0)
    assert write(pledge, cast.member, (RISKY, RISKY), version=1).version == 2
    with pytest.raises(ValidationError) as refused:
        write(pledge, cast.secretary, version=1)
    assert refused.value.code == "stale"


def test_the_cell_comments_and_the_secretarys_own_is_commented_on_from_above(cast, pledge):
    review = write(pledge, cast.member)
    assert comment_half_year(review=review, comment="Cố gắng thêm", by=cast.secretary, version=1).version == 2
    for who in ("member", "colleague", "leader", "viewer", "stranger"):
        with pytest.raises(PermissionDenied):
            comment_half_year(review=review, comment="x", by=getattr(cast, who))
    with pytest.raises(ValidationError):
        comment_half_year(review=review, comment=" \n", by=cast.secretary)
    own = write(make_pledge(cast.secretary.member, cast.cell, cast.year, State.CONFIRMED), cast.secretary, [FINE])
    with pytest.raises(PermissionDenied, match="your own"):
        comment_half_year(review=own, comment="Tốt", by=cast.secretary)
    assert comment_half_year(review=own, comment="Tốt", by=cast.officer).comment == "Tốt"


def test_it_opens_filled_in_with_what_the_reports_have_said(client, cast, pledge):
    first = pledge.items.first()
    lines = {item.pk: Line("AT_RISK", done="Đã dự 3 buổi") for item in pledge.items.all()}
    for month, done in ((3, "Đã dự 3 buổi"), (6, "Đã dự 6 buổi"), (9, "Không tính")):
        said = lines | {first.pk: Line("ON_TRACK", Decimal(month), done)}
        send_check_in(pledge=pledge, month=month, lines=said, by=cast.member)
    told = so_far(pledge)[first.pk]
    assert (told.confidence, told.value) == ("ON_TRACK", 6)
    assert told.done == "Quarter 1: Đã dự 3 buổi\nQuarter 2: Đã dự 6 buổi"
    client.force_login(cast.member)
    page = client.get(reverse("pledges:half-year", args=[pledge.pk]))
    assert page.context["items"][0]["done"].value().startswith("Quý 1: Đã dự 3 buổi")


def test_a_cells_sheet_adds_up_and_costs_the_same_for_many(cast, pledge, django_assert_num_queries):
    write(pledge, cast.member)
    make_pledge(cast.colleague.member, cast.cell, cast.year, State.CONFIRMED, confirmed_at=EARLY)
    totals = half_year_sheet(cast.secretary, cast.cell, cast.year, JULY).totals
    assert (totals.members, totals.expected, totals.written, totals.missing) == (3, 2, 1, 1)
    assert (totals.items, totals.on_track, totals.at_risk, totals.off) == (2, 1, 1, 0)
    for member in make_people(cast.cell, 10):
        write(make_pledge(member, cast.cell, cast.year, State.CONFIRMED, items=2, confirmed_at=EARLY), cast.secretary)
    assert cast.officer.scope  # read once for all a reader does
    with django_assert_num_queries(4):
        assert half_year_sheet(cast.secretary, cast.cell, cast.year, JULY).totals.written == 11
    with django_assert_num_queries(2):
        rows = {row.unit: row for row in cells_half_year(cast.officer, cast.committee, cast.year)}
    assert (rows[cast.cell].expected, rows[cast.cell].written, rows[cast.other_cell].expected) == (12, 11, 0)


def test_a_stranger_sees_nothing_of_it(client, cast, pledge):
    review = write(pledge, cast.member)
    assert half_year_of(cast.stranger, pledge) is None
    client.force_login(cast.stranger)
    assert client.get(reverse("pledges:half-year", args=[pledge.pk])).status_code == 404
    assert client.post(reverse("pledges:half-year-comment", args=[review.pk]), {"comment": "x"}).status_code == 404
    assert client.get(reverse("pledges:half-year-board"), {"unit": cast.cell.pk}).status_code == 404


def data_of(pledge: Pledge, *said: str, version: int = 0) -> dict:
    items = zip(pledge.items.all(), said, strict=True)
    return {f"item{item.pk}-confidence": one for item, one in items} | {"version": version}


def test_the_page_saves_keeps_what_was_typed_and_shows_what_another_has_saved(client, cast, pledge):
    client.force_login(cast.member)
    address = reverse("pledges:half-year", args=[pledge.pk])
    assert client.post(address, data_of(pledge, "ON_TRACK", "")).status_code == 200
    assert client.post(address, data_of(pledge, "ON_TRACK", "OFF")).status_code == 302
    write(pledge, cast.secretary, (RISKY, RISKY))
    stale = data_of(pledge, "ON_TRACK", "ON_TRACK", version=1) | {"word": "<b>Của tôi</b>"}
    kept = client.post(address, stale)
    text = kept.content.decode()
    assert kept.status_code == 200 and "Mới được một nửa" in text and "&lt;b&gt;Của tôi" in text
    assert kept.context["form"]["version"].value() == "2"
    assert client.post(address, stale | {"version": 2}).status_code == 302


def test_a_script_is_told_where_to_go_on_or_that_it_was_refused(client, cast, pledge):
    client.force_login(cast.member)
    for address in (reverse("pledges:half-year", args=[pledge.pk]), reverse("pledges:check-in", args=[pledge.pk, 3])):
        refused = client.post(address, data_of(pledge, "ON_TRACK", ""), headers={"x-requested-with": "fetch"})
        assert (refused.status_code, refused.json()) == (409, {"code": "refused"})
        done = client.post(address, data_of(pledge, "ON_TRACK", "OFF"), headers={"x-requested-with": "fetch"})
        assert done.status_code == 200 and done.json()["url"].startswith("/pledges/")


def test_the_same_over_the_api(cast, pledge):
    lines = [{"item": item.pk, "confidence": "ON_TRACK", "adjust": "Thêm"} for item in pledge.items.all()]
    assert Api(cast.member).get(f"{pledge.pk}/half-year/").status_code == 404
    made = Api(cast.member).post(f"{pledge.pk}/half-year/", {"lines": lines, "word": "Tốt"})
    assert (made.status_code, made.json()["lines"][0]["adjust"]) == (201, "Thêm")
    said = Api(cast.secretary).post(f"half-year/{made.json()['id']}/comment/", {"comment": "Được"})
    assert said.json()["comment"] == "Được"
    sheet = Api(cast.officer).get(f"half-year/?unit={cast.cell.pk}&year=2026").json()
    assert (sheet["totals"]["written"], len(sheet["reviews"])) == (1, 1)
    assert Api(cast.stranger).get(f"{pledge.pk}/half-year/").status_code == 404
    assert Api(cast.member).post(f"{pledge.pk}/half-year/", {"lines": lines, "version": 0}).status_code == 409


def test_a_member_is_told_the_own_review(cast, pledge):
    write(pledge, cast.member, word="Lời của tôi")
    told = {one.code: one.rows for one in holdings_of(cast.member.member)}
    assert (len(told["pledges.halfyearreview"]), len(told["pledges.halfyearline"])) == (1, 2)
