"""The boards of progress: what the secretary sees of a cell, what the committee sees of its cells."""

import datetime
from fractions import Fraction

import pytest
from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pledges.models import CheckIn, CheckInLine, Confidence, Pledge, PledgeItem, State
from pledges.selectors import cells_compared, check_in_board, distribution
from pledges.selectors.comparison import Aspect, RemarkKind
from pledges.statistics import Part
from tests.factories import make_account, make_cell, make_member
from tests.pledges.factories import make_people, make_pledge
from tests.pledges.test_api import Api
from tests.pledges.test_check_ins import EARLY, FINE, JULY, Line, report

MOST = 15  # queries of a cell's board


@pytest.fixture
def pledge(cast) -> Pledge:
    return make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=2, confirmed_at=EARLY)


def confirmed(member, cell, cast, items=2) -> Pledge:
    return make_pledge(member, cell, cast.year, State.CONFIRMED, items=items, confirmed_at=EARLY)


def told(pledge: Pledge, month: int, *said: str) -> CheckIn:
    """Store a report as it would have been sent."""
    sent = CheckIn.objects.create(pledge=pledge, month=month, version=1, sent_at=EARLY)
    rows = zip(pledge.items.all(), said, strict=True)
    CheckInLine.objects.bulk_create(CheckInLine(check_in=sent, item=item, confidence=one) for item, one in rows)
    return sent


def peopled(cast, cells: int, members: int = 5, said=("ON_TRACK", "AT_RISK")) -> list:
    """Make cells whose members all have a confirmed pledge, and report on the first quarter."""
    made = [make_cell(cast.committee, f"Chi bộ {at}") for at in range(cells)]
    for cell in made:
        for member in make_people(cell, members):
            told(confirmed(member, cell, cast), 3, *said)
    return made


# ── the cell ──


def test_silent_is_who_has_not_been_heard_of_since(cast, pledge):
    paper = confirmed(make_member("Phan Văn Giấy", cast.cell), cast.cell, cast)
    late = confirmed(cast.colleague.member, cast.cell, cast)
    report(pledge, cast.member, 3)
    told(late, 6, "ON_TRACK", "ON_TRACK")  # silent in March, heard of in June
    board = check_in_board(cast.secretary, cast.cell, cast.year, JULY)
    said = {row.pledge: (row.silent_since.month, row.has_account) for row in board.unheard}
    assert said == {paper: (3, False), pledge: (6, True)}
    assert {row.pledge for row in board.silent} == {paper, pledge, late}
    assert board.without_pledge == 1  # the secretary's own


def test_nobody_silent_makes_no_heading_of_nought(cast, pledge):
    late = told(pledge, 6, "ON_TRACK", "ON_TRACK")  # owes the first quarter
    board = check_in_board(cast.secretary, cast.cell, cast.year, JULY)
    shown = render_to_string("pledges/_unheard.html", {"rows": board.unheard, "owing": board.silent})
    assert "Reports that are owed" in shown and "1 member owes a report." in shown and "silent</h2>" not in shown
    told(late.pledge, 3, "ON_TRACK", "ON_TRACK")
    board = check_in_board(cast.secretary, cast.cell, cast.year, JULY)
    assert not render_to_string("pledges/_unheard.html", {"rows": board.unheard, "owing": board.silent}).strip()


def test_a_report_sent_back_is_silence(cast, pledge):
    sent = report(pledge, cast.member, 3)
    CheckIn.objects.filter(pk=sent.pk).update(is_returned=True, comment="Thêm số liệu", commented_at=EARLY)
    (row,) = check_in_board(cast.secretary, cast.cell, cast.year, datetime.date(2026, 4, 2)).unheard
    assert row.silent_since.month == 3


def test_an_account_that_is_locked_reaches_nobody(cast, pledge):
    cast.member.is_active = False
    cast.member.save()
    (row,) = check_in_board(cast.secretary, cast.cell, cast.year, JULY).unheard
    assert not row.has_account


def test_the_heat_map_says_in_words_what_it_colours(client, cast, pledge):
    report(pledge, cast.member, 3, [FINE, Line("OFF", done="Chưa có <b>máy</b>", next_step="Mượn máy")])
    client.force_login(cast.secretary)
    text = client.get(
        reverse("pledges:check-in-board"), {"unit": cast.cell.pk, "year": 2026}, headers={"accept-language": "en"}
    ).content.decode()
    assert 'class="hidden-text">Will not be kept</span>' in text and "heat__cell--bad" in text
    assert reverse("pledges:check-in", args=[pledge.pk, 3]) in text
    assert "Chưa có &lt;b&gt;máy&lt;/b&gt;" in text and "Mượn máy" in text


def queries_of(client, connection_queries, address: str) -> int:
    client.get(address)
    with connection_queries() as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.fixture
def connection_queries():
    return lambda: CaptureQueriesContext(connection)


def test_the_cells_page_costs_the_same_for_ten_and_for_sixty(client, cast, connection_queries):
    cache.clear()
    client.force_login(cast.secretary)
    address = f"{reverse('pledges:check-in-board')}?unit={cast.cell.pk}&year=2026"

    def join(count):
        for member in make_people(cast.cell, count):
            make_account(member.full_name, member)
            told(confirmed(member, cast.cell, cast), 3, "ON_TRACK", "OFF")

    join(10)
    ten = queries_of(client, connection_queries, address)
    join(50)
    assert queries_of(client, connection_queries, address) == ten <= MOST


# ── the committee ──


def test_cells_stand_side_by_side_and_add_up(cast, pledge):
    report(pledge, cast.member, 3)
    report(pledge, cast.member, 6, [FINE, FINE])
    late = confirmed(cast.colleague.member, cast.cell, cast)
    told(late, 3, "ON_TRACK", "OFF")
    found = cells_compared(cast.officer, cast.committee, cast.year, JULY)
    cell = next(row for row in found.cells if row.unit == cast.cell)
    assert found.period.month == 6
    assert {aspect: (part.part, part.whole) for aspect, part in cell.parts.items()} == {
        Aspect.CONFIRMED: (2, 3),
        Aspect.ON_TRACK: (3, 4),  # by the newest report of each pledge alone
        Aspect.SILENT: (1, 2),
        Aspect.TROUBLE: (1, 2),
    }
    other = next(row for row in found.cells if row.unit == cast.other_cell)
    assert (other.on_track.whole, other.on_track.said, other.confirmed.said) == (0, "–", "0 % (0/2)")
    assert found.total[Aspect.CONFIRMED].said == "40 % (2/5)"


def test_the_cell_that_needs_help_most_comes_first_and_who_has_no_figures_last(cast):
    fine, risky = peopled(cast, 2)
    CheckInLine.objects.filter(check_in__pledge__unit=fine).update(confidence=Confidence.ON_TRACK)
    found = cells_compared(cast.officer, cast.committee, cast.year, datetime.date(2026, 4, 2))
    assert [row.unit for row in found.ordered(Aspect.ON_TRACK)] == [risky, fine, cast.cell, cast.other_cell]
    assert [row.unit for row in found.ordered(Aspect.TROUBLE)][:2] == [risky, fine]


def test_a_cell_far_from_the_others_is_worth_a_look(cast):
    cells = peopled(cast, 6, said=("ON_TRACK", "ON_TRACK"))
    CheckInLine.objects.filter(check_in__pledge__unit=cells[2]).update(confidence=Confidence.OFF)
    remarks = cells_compared(cast.officer, cast.committee, cast.year, datetime.date(2026, 4, 2)).remarks
    far = [(one.unit, one.kind) for one in remarks if one.kind == RemarkKind.FAR]
    assert set(far) == {(cells[2], RemarkKind.FAR)}
    assert "On track: 0 %; in the middle of the cells 100 %, up to 10 points away is usual." in {
        one.sentence for one in remarks
    }


def test_two_smooth_periods_and_the_same_words_are_worth_a_look(cast):
    smooth, mixed = peopled(cast, 2, said=("ON_TRACK", "ON_TRACK"))
    for pledge in Pledge.objects.filter(unit__in=[smooth, mixed]):
        told(pledge, 6, "ON_TRACK", "AT_RISK" if pledge.unit == mixed else "ON_TRACK")
    for item in PledgeItem.objects.filter(pledge__unit=mixed):
        PledgeItem.objects.filter(pk=item.pk).update(deed=f"Việc riêng {item.pk}")
    found = cells_compared(cast.officer, cast.committee, cast.year, JULY).remarks
    assert {(one.unit, one.kind) for one in found} == {(smooth, RemarkKind.SMOOTH), (smooth, RemarkKind.SAME_TEXT)}


def test_what_is_worth_a_look_names_nobody(client, cast):
    cells = peopled(cast, 6, said=("ON_TRACK", "ON_TRACK"))
    CheckInLine.objects.filter(check_in__pledge__unit=cells[2]).update(confidence=Confidence.OFF)
    client.force_login(cast.officer)
    text = client.get(reverse("pledges:check-in-board"), {"unit": cast.committee.pk, "year": 2026}).content.decode()
    names = Pledge.objects.values_list("member__full_name", flat=True)
    assert names and not [name for name in names if name in text]


def test_the_make_up_adds_up(cast, pledge):
    report(pledge, cast.member, 3)
    confirmed(cast.colleague.member, cast.cell, cast, items=3)
    pledge.items.filter(position=1).update(outcome="KEPT", group="REPAIR")
    make_pledge(cast.secretary.member, cast.cell, cast.year, State.DRAFT, items=4)
    found = distribution(cast.officer, cast.committee, cast.year)
    assert (found.pledges, found.items, found.reported) == (2, 5, 2)
    assert [(one.code, one.part.part) for one in found.by_items] == [("2", 1), ("3", 1)]
    assert {one.code: one.part.part for one in found.outcomes} == {
        "KEPT": 1, "PARTLY": 0, "NOT_KEPT": 0, "NO_RESULT": 4,
    }  # fmt: skip
    sure = {group.code: (group.on_track.part, group.at_risk.part, group.off.part) for group in found.groups}
    assert (sure["REPAIR"], sure["STYLE"], sure["THOUGHT"]) == ((1, 0, 0), (0, 1, 0), (0, 0, 0))


def test_a_small_share_says_nothing_of_a_cell(cast):
    assert (Part(1, 4).telling, Part(1, 5).telling, Part(0, 0).said) == (None, Fraction(1, 5), "–")


@pytest.mark.parametrize("by", ["on_track", "confirmed", "silent", "trouble", "periods", "<script>", "a" * 10000])
def test_the_committees_pages_cost_the_same_for_few_and_for_many(client, cast, connection_queries, by):
    client.force_login(cast.officer)
    address = f"{reverse('pledges:check-in-board')}?unit={cast.committee.pk}&year=2026&by={by}"
    peopled(cast, 2)
    few = queries_of(client, connection_queries, address)
    peopled(cast, 8)
    assert queries_of(client, connection_queries, address) == few <= MOST


PAGES = ("pledges:check-in-board", "pledges:distribution")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("leader", 200), ("secretary", 404), ("member", 404), ("viewer", 404), ("stranger", 404)],
)
def test_who_opens_the_committees_boards(client, cast, pledge, page, who, status):
    client.force_login(getattr(cast, who))
    address = f"{reverse(page)}?unit={cast.committee.pk}&year=2026"
    assert client.get(address).status_code == status


def test_the_same_over_the_api(cast, pledge):
    report(pledge, cast.member, 3)
    here = f"?unit={cast.cell.pk}&year=2026"
    board = Api(cast.secretary).get(f"progress/cell/{here}").json()
    own = next(row for row in board["rows"] if row["member"] == cast.member.member_id)
    assert (own["pledge"], own["standings"][0]) == (pledge.pk, {"month": 3, "standing": "AT_RISK"})
    assert [line["confidence"] for line in board["trouble"]] == ["AT_RISK"]
    ward = f"?unit={cast.committee.pk}&year=2026"
    compared = Api(cast.officer).get(f"progress/compared/{ward}").json()
    cell = next(row for row in compared["cells"] if row["unit"] == cast.cell.pk)
    assert cell["on_track"] == {"part": 1, "whole": 2, "percent": 50}
    assert Api(cast.officer).get(f"distribution/{ward}").json()["items"] == 2


@pytest.mark.parametrize("path", ["progress/cell/", "progress/compared/", "distribution/"])
def test_nothing_of_a_cell_reaches_a_stranger_over_the_api(cast, pledge, path):
    here = f"?unit={cast.cell.pk}&year=2026"
    assert Api(cast.stranger).get(f"{path}{here}").status_code == 404
    viewed = Api(cast.viewer).get(f"{path}{here}").json()
    assert not viewed.get("rows") and not viewed.get("cells") and not viewed.get("items")
    for nonsense in ("?unit=x&year=2026", "?unit=1", f"?unit={cast.cell.pk}&year={10**30}", "?unit=-1&year=2026"):
        assert Api(cast.officer).get(f"{path}{nonsense}").status_code in (400, 404)


def test_a_cells_board_is_of_a_cell(cast):
    assert Api(cast.officer).get(f"progress/cell/?unit={cast.committee.pk}&year=2026").status_code == 404
