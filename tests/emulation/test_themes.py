"""Themes from the term down to the cell: what one may adapt and serve, who has adapted, documents, pages, the API."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emulation.attaching import file_lines
from emulation.cascade import theme_tree, theme_years
from emulation.models import Account, Attachment, Role, Theme, Unit, UnitKind
from emulation.services.attachments import attach
from emulation.services.years import set_theme
from tests.factories import START, give_role, make_account, make_cell, make_theme

from .asking import last_entry, not_now, refused
from .files import picture, upload

NOW = datetime.date(2026, 5, 4)
WORDS = {"title": "Nêu gương", "key_actions": "Một việc"}
TERM = {"first_year": 2025, "last_year": 2030}
YEAR = {"first_year": 2026, "last_year": 2026}


@pytest.fixture
def province(cast) -> Unit:
    """A province above the ward, with an officer of its own."""
    values = {"name": "Đảng bộ tỉnh", "code": "TINH", "kind": UnitKind.PROVINCE, "valid_from": START}
    root = Unit.objects.add_root(values)
    Unit.objects.move(Unit.objects.get(pk=cast.committee.pk), root, "last-child")
    for unit in (cast.committee, cast.cell, cast.other_cell):
        unit.refresh_from_db()
    return Unit.objects.get(pk=root.pk)


@pytest.fixture
def head(province) -> Account:
    return give_role(make_account("Cán bộ tỉnh"), Role.OFFICER, province)


def write(unit, by, **facts) -> Theme:
    unit.refresh_from_db()
    return set_theme(**WORDS | {"unit": unit, "by": by} | facts)


def asked(theme) -> Account:
    """The account anew, its reach counted after the units have moved."""
    return Account.objects.get(pk=theme.pk)


# ── terms and years ──


def test_a_term_is_set_once_and_a_theme_of_a_year_serves_it(cast):
    term = write(cast.committee, cast.officer, **TERM)
    assert (term.years, term.is_for_term, term.year) == ("2025–2030", True, None)
    own = write(cast.committee, cast.officer, year=cast.year, serves=term)
    assert (own.serves, own.year, own.years) == (term, cast.year, "2026")
    assert last_entry().verb == "theme.set"
    again = write(cast.committee, cast.officer, **TERM, title="Bản sửa", version=1)
    assert (again.pk, again.version, last_entry().verb) == (term.pk, 2, "theme.changed")
    assert Theme.objects.count() == 2


def test_a_cell_s_theme_of_the_year_may_serve_the_term_of_the_ward(cast):
    term = write(cast.committee, cast.officer, **TERM)
    ward = write(cast.committee, cast.officer, year=cast.year, serves=term)
    own = write(cast.cell, cast.secretary, **YEAR, parent=ward, serves=term)
    assert (own.parent, own.serves, own.year) == (ward, term, cast.year)


def test_only_the_term_of_the_year_above_is_served(cast):
    past = write(cast.committee, cast.officer, first_year=2020, last_year=2025)
    ward = write(cast.committee, cast.officer, year=cast.year)
    below = write(cast.other_cell, cast.officer, first_year=2026, last_year=2030)
    for wrong in (past, ward, below):
        not_now(lambda wrong=wrong: write(cast.cell, cast.secretary, **YEAR, parent=ward, serves=wrong), "not_served")
    not_now(lambda: write(cast.committee, cast.officer, **TERM, serves=past), "not_served")


@pytest.mark.parametrize(
    ("first", "last"), [(2030, 2025), (2025, 2031), (2010, 2012), (2099, 2101), (-1, 3), (10**9, 10**9 + 1)]
)
def test_years_that_are_no_term_are_refused(cast, first, last):
    not_now(lambda: write(cast.committee, cast.officer, first_year=first, last_year=last))


def test_a_year_the_committee_has_not_opened_waits(cast):
    not_now(lambda: write(cast.committee, cast.officer, first_year=2031, last_year=2031), "year_not_opened")
    not_now(lambda: write(cast.committee, cast.officer), "no_years")
    not_now(lambda: write(cast.stranger_cell, cast.stranger, year=cast.year), "other_committee")


# ── naming the one above ──


def test_each_level_names_the_nearest_above(cast, province, head):
    top = write(province, head, **YEAR)
    assert top.year is None
    officer, secretary = asked(cast.officer), asked(cast.secretary)
    not_now(lambda: write(cast.committee, officer, **YEAR), "no_parent", "cụ thể hóa chuyên đề nào")
    ward = write(cast.committee, officer, **YEAR, parent=top)
    not_now(lambda: write(cast.cell, secretary, **YEAR, parent=top), "parent_not_nearest")
    assert write(cast.cell, secretary, **YEAR, parent=ward).parent == ward


def test_a_term_below_names_the_term_above_and_no_other_years(cast, province, head):
    top, yearly = write(province, head, **TERM), write(province, head, **YEAR)
    officer = asked(cast.officer)
    not_now(lambda: write(cast.committee, officer, **TERM), "no_parent")
    not_now(lambda: write(cast.committee, officer, **TERM, parent=yearly), "parent_not_above")
    assert write(cast.committee, officer, **TERM, parent=top).parent == top


def test_nothing_is_adapted_in_a_circle_or_from_another_branch(cast):
    ward = write(cast.committee, cast.officer, year=cast.year)
    own = write(cast.cell, cast.secretary, year=cast.year, parent=ward)
    not_now(lambda: write(cast.committee, cast.officer, year=cast.year, parent=own), "parent_not_above")
    not_now(lambda: write(cast.other_cell, cast.officer, year=cast.year, parent=own), "parent_not_above")
    not_now(lambda: write(cast.cell, cast.secretary, year=cast.year, parent=own), "parent_not_above")
    Theme.objects.filter(pk=ward.pk).update(parent=own)  # as units moved around might leave it
    ward.refresh_from_db()
    not_now(lambda: write(cast.cell, cast.secretary, year=cast.year, parent=ward, version=1), "circle")


@pytest.mark.parametrize("person", ["member", "viewer", "admin", "stranger"])
def test_others_set_no_term(cast, person):
    refused(lambda: write(cast.committee, getattr(cast, person), **TERM))
    refused(lambda: write(cast.cell, getattr(cast, person), **TERM))


def test_the_plan_is_read_row_by_row(cast):
    theme = write(cast.committee, cast.officer, **TERM, plan="Học | Chi ủy | 31/3\n\n Làm \nA|B|C|D")
    assert theme.steps == [("Học", "Chi ủy", "31/3"), ("Làm", "", ""), ("A", "B", "C|D")]
    not_now(lambda: write(cast.committee, cast.officer, **TERM, plan="d" * 20_001))


# ── the tree ──


def test_the_tree_tells_who_has_adapted_and_who_not(cast, province, head):
    top = write(province, head, **YEAR)
    term = write(province, head, **TERM)
    ward = write(cast.committee, asked(cast.officer), **YEAR, parent=top)
    write(cast.cell, asked(cast.secretary), **YEAR, parent=ward)
    tree = theme_tree(asked(cast.officer), cast.committee, 2026, NOW)
    assert (tree.above, tree.terms, tree.root.theme) == ((top,), (term,), ward)
    assert [one.unit for one in tree.root.done] == [cast.cell]
    assert [one.unit for one in tree.root.open] == [cast.other_cell]
    whole = theme_tree(head, province, 2026, NOW).root
    assert (whole.adapted, len(whole.all_below)) == (2, 3)


def test_a_theme_made_before_the_one_above_is_told_apart(cast, province, head):
    ward = write(cast.committee, asked(cast.officer), **YEAR)
    write(province, head, **YEAR)
    tree = theme_tree(head, province, 2026, NOW)
    branch = tree.root.below[0]
    assert (branch.theme, branch.has_adapted, branch.is_loose) == (ward, False, True)
    assert theme_years(head) == [2026]


def test_the_tree_takes_the_same_queries_whatever_the_cells(cast):
    make_theme(cast.year, cast.committee, cast.officer)
    before = _queries(cast)
    for number in range(3, 93):
        make_cell(cast.committee, f"Chi bộ {number}")
    assert _queries(cast) == before == 3


def _queries(cast) -> int:
    officer = asked(cast.officer)
    officer.scope.paths("unit.view")
    with CaptureQueriesContext(connection) as taken:
        theme_tree(officer, cast.committee, 2026, NOW)
    return len(taken)


# ── documents ──


def test_a_theme_s_documents_are_read_below_and_attached_by_who_sets_it(cast):
    theme = make_theme(cast.year, cast.committee, cast.officer)
    attach(to=theme, file=upload(picture(), "huong-dan.png"), by=cast.officer)
    assert last_entry().verb == "file.attached"
    assert [len(file_lines(theme, getattr(cast, who))) for who in ("member", "secretary", "viewer")] == [1, 1, 1]
    assert file_lines(theme, cast.stranger) == []
    with pytest.raises(PermissionDenied):
        attach(to=theme, file=upload(picture(), "a.png"), by=cast.secretary)


def test_a_document_of_another_ward_s_theme_does_not_exist(client, cast):
    theme = make_theme(cast.year, cast.committee, cast.officer)
    file = attach(to=theme, file=upload(picture(), "huong-dan.png"), by=cast.officer)
    address = reverse("emulation:attachment", args=[file.pk])
    client.force_login(cast.stranger)
    assert client.get(address).status_code == 404
    client.force_login(cast.member)
    assert client.get(address).status_code == 200 and last_entry().verb == "file.read"


# ── pages ──


def test_the_pages_of_a_theme(client, cast):
    client.force_login(cast.officer)
    write_to = reverse("emulation:theme-write", args=[cast.committee.pk])
    assert client.get(write_to).status_code == 200
    assert "first_year" in client.get(write_to, {"first_year": "x", "last_year": 1}).content.decode()
    done = client.post(f"{write_to}?first_year=2025&last_year=2030", WORDS | {"plan": "Học | Chi ủy | 31/3"})
    term = Theme.objects.get()
    assert done.url == reverse("emulation:theme", args=[term.pk])
    client.post(f"{write_to}?first_year=2026&last_year=2026", WORDS | {"serves": term.pk})
    assert Theme.objects.get(year=cast.year).serves == term
    page = client.get(done.url).content.decode()
    assert "Chi ủy" in page and "31/3" in page
    client.post(reverse("emulation:theme-attach", args=[term.pk]), {"file": upload(picture(), "a.png")})
    assert Attachment.objects.of(term).count() == 1
    assert client.post(reverse("emulation:theme-attach", args=[term.pk]), {}).status_code == 200


def test_a_stale_theme_keeps_what_was_typed(client, cast):
    write(cast.committee, cast.officer, **TERM)
    write(cast.committee, cast.officer, **TERM, title="Mới hơn")
    client.force_login(cast.officer)
    address = reverse("emulation:theme-write", args=[cast.committee.pk]) + "?first_year=2025&last_year=2030"
    page = client.post(address, {"title": "Của tôi", "key_actions": "Một", "version": 1}).content.decode()
    assert "Của tôi" in page and Theme.objects.get().title == "Mới hơn"


def test_markup_in_a_theme_stays_text(client, cast):
    theme = write(cast.committee, cast.officer, **TERM, title="<b>x</b>", plan="<i>y</i> | <u>z</u>")
    client.force_login(cast.officer)
    page = client.get(reverse("emulation:theme", args=[theme.pk])).content.decode()
    assert "<b>x" not in page and "<i>y" not in page and "&lt;b&gt;x" in page


@pytest.mark.parametrize("asked_for", ["unit=999999", "year=1999", "year=2101", "unit=-1&year=zz"])
def test_nonsense_in_the_tree_s_address_is_answered(client, cast, asked_for):
    client.force_login(cast.officer)
    answer = client.get(f"{reverse('emulation:themes')}?{asked_for}")
    assert answer.status_code in (200, 404)


def test_a_stranger_sees_neither_tree_nor_theme(client, cast):
    theme = make_theme(cast.year, cast.committee, cast.officer)
    client.force_login(cast.stranger)
    tree = reverse("emulation:themes")
    for address in (f"{tree}?unit={cast.committee.pk}", reverse("emulation:theme", args=[theme.pk])):
        assert client.get(address).status_code == 404
    assert client.post(reverse("emulation:theme-attach", args=[theme.pk]), {}).status_code == 404
    assert client.get(reverse("emulation:theme-write", args=[cast.committee.pk])).status_code == 404


# ── the API ──


def test_terms_and_the_tree_over_the_api(api, cast):
    body = WORDS | TERM | {"unit": cast.committee.pk}
    status, term = api(cast.officer, "POST", "themes/", body)
    assert (status, term["first_year"], term["last_year"]) == (200, 2025, 2030)
    own = WORDS | YEAR | {"unit": cast.committee.pk, "serves": term["id"]}
    status, yearly = api(cast.officer, "POST", "themes/", own)
    assert (status, yearly["serves"], yearly["year"]) == (200, term["id"], cast.year.pk)
    found = api(cast.officer, "GET", f"themes/tree/?unit={cast.committee.pk}&year=2026")[1]
    assert [one["has_adapted"] for one in found["branches"]] == [True, False, False]
    assert [one["id"] for one in found["terms"]] == [term["id"]]
    assert api(cast.secretary, "POST", "themes/", body)[0] in (403, 404)
    assert api(cast.stranger, "GET", f"themes/tree/?unit={cast.committee.pk}&year=2026")[0] == 404
    assert api(cast.stranger, "GET", "themes/")[1]["results"] == []
    assert api(cast.officer, "GET", f"themes/{term['id']}/files/")[1] == []
