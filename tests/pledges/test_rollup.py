"""What came of the pledges, rolled up: totals that reconcile, the kept standing against a recount, who may count."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry, Theme, Unit
from emulation.services.years import set_theme
from pledges.models import CheckInLine, Confidence, Outcome, Pledge, PledgeItem, State
from pledges.selectors.rollup import RollUp, Sums, countable_units, roll_up
from pledges.services import Line, report_pledge, send_check_in
from pledges.standing import newest
from tests import seeded
from tests.factories import make_cell, make_theme
from tests.pledges.factories import make_people, make_pledge
from tests.pledges.test_api import Api

EARLY = timezone.make_aware(datetime.datetime(2026, 2, 10, 9))
NUMBERS = ("members", "items", "kept", "partly", "not_kept", "unreported", "on_track", "at_risk", "off", "silent")


@pytest.fixture
def themes(cast) -> tuple[Theme, Theme]:
    """The ward's theme and the cell's that adapts it."""
    ward = make_theme(cast.year, cast.committee, cast.officer)
    return ward, make_theme(cast.year, cast.cell, cast.officer, parent=ward)


def pledge(cast, who, theme, items=2, unit=None, **fields) -> Pledge:
    facts = {"confirmed_at": EARLY, "theme": theme} | fields
    return make_pledge(who.member, unit or cast.cell, cast.year, State.CONFIRMED, items=items, **facts)


def say(made: Pledge, month: int, *confidences: str, by) -> None:
    lines = {item.pk: Line(said) for item, said in zip(made.items.all(), confidences, strict=True)}
    send_check_in(pledge=made, month=month, lines=lines, by=by)


def standings(made: Pledge) -> list[str]:
    return list(made.items.values_list("last_confidence", flat=True))


def reconciles(found: RollUp) -> None:
    """Assert that both tables add up to the total, and each row in itself."""
    by_theme = sum((row.own for row in found.themes), Sums())
    by_unit = sum((row.sums for row in found.units), Sums())
    assert by_theme == by_unit == found.total
    assert sum(row.cells for row in found.units) == found.cells <= found.all_cells
    for sums in (found.total, *(row.whole for row in found.themes), *(row.sums for row in found.units)):
        assert sums.items == sums.kept + sums.partly + sums.not_kept + sums.unreported
        assert sums.items == sums.on_track + sums.at_risk + sums.off + sums.silent
        assert min(getattr(sums, name) for name in NUMBERS) >= 0


def recounted(found: RollUp, pledges) -> None:
    """Assert the total against rows counted one by one."""
    items = list(PledgeItem.objects.filter(pledge__in=pledges).annotate(said=newest()))
    assert found.total.members == pledges.count()
    assert found.total.items == len(items)
    for name, outcome in (("kept", Outcome.KEPT), ("partly", Outcome.PARTLY), ("not_kept", Outcome.NOT_KEPT)):
        assert getattr(found.total, name) == sum(item.outcome == outcome for item in items)
    for name, said in (("on_track", Confidence.ON_TRACK), ("at_risk", Confidence.AT_RISK), ("off", Confidence.OFF)):
        assert getattr(found.total, name) == sum(item.said == said for item in items)


# ── the standing kept beside the item ──


def test_the_newest_report_is_kept_with_the_item(cast):
    made = pledge(cast, cast.member, None)
    assert standings(made) == ["", ""]
    say(made, 6, "ON_TRACK", "OFF", by=cast.member)
    assert standings(made) == ["ON_TRACK", "OFF"]
    say(made, 3, "AT_RISK", "AT_RISK", by=cast.member)
    assert standings(made) == ["ON_TRACK", "OFF"], "an earlier period says nothing newer"
    say(made, 6, "AT_RISK", "ON_TRACK", by=cast.secretary)
    assert standings(made) == ["AT_RISK", "ON_TRACK"]
    say(made, 9, "OFF", "ON_TRACK", by=cast.member)
    assert standings(made) == ["OFF", "ON_TRACK"]


def test_a_report_that_is_refused_leaves_the_standing(cast):
    made = pledge(cast, cast.member, None)
    say(made, 3, "ON_TRACK", "ON_TRACK", by=cast.member)
    with pytest.raises(ValidationError):
        say(made, 5, "OFF", "OFF", by=cast.member)
    assert standings(made) == ["ON_TRACK", "ON_TRACK"]


def test_another_s_items_keep_their_standing(cast):
    mine, other = pledge(cast, cast.member, None), pledge(cast, cast.colleague, None)
    say(other, 3, "OFF", "OFF", by=cast.colleague)
    say(mine, 3, "ON_TRACK", "ON_TRACK", by=cast.member)
    assert standings(other) == ["OFF", "OFF"]


# ── the numbers ──


def test_a_theme_holds_what_was_pledged_under_those_that_rest_on_it(cast, themes):
    ward, own = themes
    mine = pledge(cast, cast.member, own)
    pledge(cast, cast.officer, ward, items=3, unit=cast.other_cell)
    pledge(cast, cast.colleague, None, items=1)
    say(mine, 3, "ON_TRACK", "AT_RISK", by=cast.member)
    first, second = mine.items.all()
    report_pledge(pledge=mine, results={first.pk: ("KEPT", ""), second.pk: ("PARTLY", "")}, by=cast.member)
    found = roll_up(cast.officer, cast.committee, 2026)
    rows = {row.theme: row for row in found.themes}
    assert rows[own].whole == rows[own].own == Sums(1, 2, 1, 1, 0, 1, 1, 0)
    assert rows[ward].own == Sums(members=1, items=3)
    assert rows[ward].whole == rows[ward].own + rows[own].own
    assert (rows[ward].cells, rows[ward].own_cells, rows[None].own.items) == (2, 1, 1)
    assert (found.total.members, found.total.items, found.total.unreported, found.total.silent) == (3, 6, 4, 4)
    assert {row.unit: row.sums.items for row in found.units} == {cast.cell: 3, cast.other_cell: 3}
    reconciles(found)


def test_a_term_s_theme_holds_the_year_s_that_serve_it_once(cast, themes):
    ward, own = themes
    facts = {"title": "Nhiệm kỳ", "key_actions": "Một", "updated_by": cast.officer}
    term = Theme.objects.create(unit=cast.committee, first_year=2025, last_year=2030, **facts)
    Theme.objects.filter(pk__in=[ward.pk, own.pk]).update(serves=term)
    pledge(cast, cast.member, own)
    rows = {row.theme: row for row in roll_up(cast.officer, cast.committee, 2026).themes}
    assert rows[term].whole == Sums(members=1, items=2) and rows[term].own == Sums()


def test_drafts_and_other_years_are_not_counted(cast, themes):
    make_pledge(cast.member.member, cast.cell, cast.year, State.SUBMITTED, items=2, theme=themes[0])
    assert roll_up(cast.officer, cast.committee, 2026).total == Sums()
    pledge(cast, cast.colleague, themes[0])
    assert roll_up(cast.officer, cast.committee, 2025).total == Sums()


def test_a_circle_of_themes_ends(cast, themes):
    ward, own = themes
    Theme.objects.filter(pk=ward.pk).update(parent=own)
    pledge(cast, cast.member, own)
    found = roll_up(cast.officer, cast.committee, 2026)
    assert {row.whole.items for row in found.themes} == {2}
    reconciles(found)


def test_a_cell_is_its_own_row(cast, themes):
    pledge(cast, cast.member, themes[1])
    found = roll_up(cast.secretary, cast.cell, 2026)
    assert [row.unit for row in found.units] == [cast.cell] and found.all_cells == 1
    reconciles(found)


@pytest.mark.django_db
def test_the_demonstration_reconciles_and_equals_the_recount():
    seeded.build(seeded.Stage.LIVE, 120, 6)
    at = seeded.place()
    assert not PledgeItem.objects.annotate(said=newest()).exclude(said=F("last_confidence")).exists()
    for unit, reader in ((at.ward, seeded.OFFICER), (Unit.objects.first(), seeded.VIEWER)):
        found = roll_up(seeded.account(reader), unit, at.year.number)
        assert found.total.items > 100 and CheckInLine.objects.exists()
        reconciles(found)
        recounted(found, Pledge.objects.within(unit).filter(year__number=at.year.number, state=State.CONFIRMED))


def test_the_queries_are_the_same_whatever_is_counted(cast, themes):
    pledge(cast, cast.member, themes[1])
    before = _queries(cast)
    for number in range(10):
        cell = make_cell(cast.committee, f"Chi bộ {number}")
        theme = make_theme(cast.year, cell, cast.officer, parent=themes[0])
        for member in make_people(cell, 3):
            make_pledge(member, cell, cast.year, State.CONFIRMED, items=4, theme=theme)
    assert _queries(cast) == before == 5


def _queries(cast) -> int:
    cast.officer.scope.paths("pledge.view")
    with CaptureQueriesContext(connection) as taken:
        roll_up(cast.officer, cast.committee, 2026)
    return len(taken)


# ── a theme that comes after the pledges ──


def test_pledges_written_before_the_theme_hang_under_it(cast):
    early = pledge(cast, cast.member, None)
    words = {"title": "Chuyên đề", "key_actions": "Một", "by": cast.officer}
    ward = set_theme(unit=cast.committee, year=cast.year, **words)
    early.refresh_from_db()
    assert early.theme == ward and JournalEntry.objects.first().data["following"] == 1
    draft = make_pledge(cast.colleague.member, cast.cell, cast.year, State.DRAFT, theme=ward)
    elsewhere = pledge(cast, cast.officer, None, unit=cast.other_cell)
    own = set_theme(unit=cast.cell, year=cast.year, parent=ward, **words)
    for row in (early, draft, elsewhere):
        row.refresh_from_db()
    assert (early.theme, draft.theme, elsewhere.theme) == (ward, own, None)
    set_theme(unit=cast.committee, year=cast.year, version=1, **words)
    set_theme(unit=cast.committee, first_year=2025, last_year=2030, **words)
    elsewhere.refresh_from_db()
    assert elsewhere.theme is None, "only a new theme of the year is followed"


# ── who may count, pages, the API ──


def test_who_may_count_what(cast):
    def units(who: str) -> set[Unit]:
        return set(countable_units(getattr(cast, who)))

    ward = {cast.committee, cast.cell, cast.other_cell}
    assert units("officer") == units("leader") == units("viewer") == ward
    assert units("secretary") == {cast.cell}
    assert units("member") == units("admin") == set()
    assert not units("stranger") & ward


@pytest.mark.parametrize("by", ["unit", "theme", "x'>"])
def test_the_page_shows_the_numbers_and_no_names(client, cast, themes, by):
    pledge(cast, cast.member, themes[1])
    client.force_login(cast.viewer)
    answer = client.get(reverse("pledges:roll-up", args=[cast.committee.pk, 2026]) + f"?by={by}")
    text = answer.content.decode()
    assert answer.status_code == 200 and "Trần Thị Lan" not in text
    assert answer.context["roll"].total.items == 2


def test_the_page_is_for_those_who_may_count(client, cast):
    address = reverse("pledges:roll-up", args=[cast.committee.pk, 2026])
    for who in ("member", "secretary", "admin", "stranger"):
        client.force_login(getattr(cast, who))
        assert client.get(address).status_code == 404, who
    client.force_login(cast.officer)
    assert client.get(reverse("pledges:roll-up", args=[cast.committee.pk, 9999])).status_code == 200


def test_the_roll_up_over_the_api(cast, themes):
    pledge(cast, cast.member, themes[1])
    body = Api(cast.officer).get(f"themes/{cast.committee.pk}/2026/").json()
    assert body["total"]["items"] == body["total"]["silent"] == 2
    assert {row["theme"]: row["whole"]["items"] for row in body["themes"]} == {themes[0].pk: 2, themes[1].pk: 2}
    assert sum(row["sums"]["members"] for row in body["units"]) == 1
