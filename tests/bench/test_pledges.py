"""The numbers promised of the pledge all year long: a province rolled up, a cell's board, a page's weight, a report.

Seconds are shown; queries, requests, sizes and every number counted are insisted on.
"""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.urls import reverse

from emulation.models import Role, Unit, UnitKind
from pledges.models import CheckIn, Pledge, State
from pledges.rules import periods_begun
from pledges.selectors.rollup import Sums, roll_up
from tests import seeded
from tests.factories import give_role, make_account

from .province import CELLS, ITEMS, MEMBERS, MONTHS, WARDS, build_province, said_last
from .table import Line, median_of_three, timed

pytestmark = pytest.mark.bench
NUMBER = 2026
ALL = WARDS * CELLS * MEMBERS
ROLL_UP_SECONDS, ROLL_UP_QUERIES = 1, 5
BOARD_QUERIES, REQUESTS, MOST_KILOBYTES = 15, 3, 250


def test_a_province_is_rolled_up(db, table):
    officer = make_account("Người đo")
    built = timed(lambda: build_province(NUMBER, officer))
    table.add_taken(f"set-up: {ALL:,} members × {ITEMS} items × {len(MONTHS)} reports", built, 60)
    root = built.result
    give_role(officer, Role.OFFICER, root)
    taken = median_of_three(lambda: roll_up(officer, root, NUMBER))
    table.add_taken("roll-up of a whole province, by theme and unit", taken, ROLL_UP_SECONDS)
    _is_counted_right(taken.result)
    assert taken.queries == ROLL_UP_QUERIES
    first = Unit.objects.within(root).filter(kind=UnitKind.COMMITTEE).first()
    ward = median_of_three(lambda: roll_up(officer, first, NUMBER))
    table.add_taken("roll-up of one ward of it", ward, ROLL_UP_SECONDS)
    assert ward.queries == taken.queries and ward.result.total.members == CELLS * MEMBERS
    page = _page_of_the_province(officer, root)
    table.add_taken("the page of the province's roll-up", page, ROLL_UP_SECONDS, len(page.result.content) / 1024)
    assert page.queries <= BOARD_QUERIES


def _is_counted_right(found) -> None:
    total, last = found.total, dict(said_last())
    assert CheckIn.objects.count() == ALL * len(MONTHS)
    assert (total.members, total.items, found.cells) == (ALL, ALL * ITEMS, WARDS * CELLS)
    assert (total.on_track, total.at_risk, total.off) == tuple(last[said] for said in ("ON_TRACK", "AT_RISK", "OFF"))
    assert sum((row.own for row in found.themes), Sums()) == sum((row.sums for row in found.units), Sums()) == total
    top = next(row for row in found.themes if row.theme.parent_id is None)
    assert (top.whole, top.cells) == (total, WARDS * CELLS)


def _page_of_the_province(officer, root):
    client = Client()
    client.force_login(officer)
    address = reverse("pledges:roll-up", args=[root.pk, NUMBER])
    return median_of_three(lambda: client.get(address))


def test_a_cell_s_board_of_progress(ward, table):
    client = _signed_in(seeded.SECRETARY)
    address = f"{reverse('pledges:check-in-board')}?unit={ward.cell.pk}&year={ward.year.number}"
    taken = median_of_three(lambda: client.get(address))
    table.add_taken("bithu: board of progress of the cell", taken, 0.150, len(taken.result.content) / 1024)
    assert taken.result.status_code == 200
    assert taken.queries <= BOARD_QUERIES


def test_a_report_from_tap_to_saved(ward, table):
    client, sent = _signed_in(seeded.MEMBER), 0
    pledge = Pledge.objects.get(member=seeded.account(seeded.MEMBER).member, year=ward.year)
    Pledge.objects.filter(pk=pledge.pk).update(state=State.CONFIRMED, confirmed_at=pledge.year.created_at)
    month = periods_begun(ward.year.check_ins, ward.year.number, ward.year.created_at.date())[-1]
    address = reverse("pledges:check-in", args=[pledge.pk, month])
    page = client.get(address)
    typed = _filled_in(page.content.decode())
    answer = client.post(address, typed, follow=True)
    sent = 2 + len(answer.redirect_chain)
    table.add(Line("progress report from tap to saved", sent, REQUESTS, "requests"))
    assert answer.status_code == 200 and CheckIn.objects.filter(pledge=pledge, month=month).exists()
    assert sent <= REQUESTS


def _filled_in(page: str) -> dict[str, str]:
    """Return what the form holds, every item on track; nothing a script would add."""
    fields = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    hidden = {_of(field, "name"): _of(field, "value") for field in fields}
    chosen = dict.fromkeys(re.findall(r'name="([\w-]*confidence)"', page), "ON_TRACK")
    return {name: value for name, value in hidden.items() if name} | chosen


def _of(tag: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', tag)
    return found[1] if found else ""


@pytest.mark.parametrize("page", ["home", "check-in", "check-in-board", "themes"])
def test_the_weight_of_a_first_visit(ward, table, page):
    client = _signed_in(seeded.SECRETARY)
    answer = client.get(_address(page, ward))
    assert answer.status_code == 200
    html = answer.content.decode()
    kilobytes = (_packed(answer.content) + sum(_weight(name) for name in _asked_for(html))) / 1024
    table.add(Line(f"first visit of {page}, compressed", kilobytes, MOST_KILOBYTES, "KB"))
    assert kilobytes <= MOST_KILOBYTES


def _address(page: str, ward) -> str:
    if page == "check-in":
        pledge = Pledge.objects.filter(unit=ward.cell, year=ward.year, state=State.CONFIRMED).first()
        return reverse("pledges:check-in", args=[pledge.pk, 3])
    return reverse({"home": "home", "themes": "emulation:themes"}.get(page, f"pledges:{page}"))


def _asked_for(html: str) -> set[str]:
    """Return every static file the page leads a browser to: what it links, and every font its styles name."""
    names = set(re.findall(r'(?:href|src)="/static/([^"#?]+)', html))
    styles = [name for name in names if name.endswith(".css")]
    for name in styles:
        folder = name.rsplit("/", 1)[0]
        names |= {f"{folder}/{url}" for url in re.findall(r'url\("?([\w./-]+)"?\)', _bytes(name).decode())}
    assert any(name.endswith(".js") for name in names) and any(name.endswith(".woff2") for name in names)
    return names


def _bytes(name: str) -> bytes:
    path = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name))
    with open(path, "rb") as file:
        return file.read()


def _weight(name: str) -> int:
    """Fonts are compressed as they are; everything else travels packed."""
    return len(_bytes(name)) if name.endswith(".woff2") else _packed(_bytes(name))


def _packed(data: bytes) -> int:
    return len(gzip.compress(data, 6))


def _signed_in(username: str) -> Client:
    client = Client()
    client.force_login(seeded.account(username))
    return client


def test_the_plan_reads_indexes_alone(db):
    if connection.vendor != "sqlite":
        pytest.skip("the plan is SQLite's")
    from pledges.selectors.rollup import ITEMS as NUMBERS  # noqa: PLC0415

    pledges = Pledge.objects.filter(state=State.CONFIRMED, year__in=[1, 2]).order_by()
    plan = pledges.values_list("unit_id", "theme_id").annotate(**NUMBERS).explain()
    assert "COVERING INDEX item_standing" in plan, plan
