"""Acts on the year, its theme as each level adapts it, and legal bases."""

import datetime

import pytest

from emulation.models import LegalBasis, Theme, Year
from emulation.selectors import nearest_theme, theme_to_adapt
from emulation.services.years import add_basis, open_year, set_theme
from tests.factories import START, make_committee, make_theme, make_year

from .asking import last_entry, not_now, refused


def theme(cast, by, unit=None, **changes) -> Theme:
    facts = {"year": cast.year, "unit": unit or cast.committee, "title": "Nêu gương", "key_actions": "Một\n\n  Hai "}
    return set_theme(**facts | changes, by=by)


def test_a_committee_opens_its_year(cast):
    year = open_year(unit=cast.committee, number=2027, pledges_due=datetime.date(2027, 3, 31), by=cast.officer)
    assert Year.objects.get(number=2027) == year
    assert (last_entry().verb, last_entry().unit) == ("year.opened", cast.committee)


@pytest.mark.parametrize("person", ["member", "secretary", "viewer", "admin", "stranger"])
def test_others_open_no_year(cast, person):
    due = datetime.date(2027, 3, 31)
    refused(lambda: open_year(unit=cast.committee, number=2027, pledges_due=due, by=getattr(cast, person)))


def test_a_year_is_opened_once_by_a_committee_and_is_plausible(cast):
    due = datetime.date(2026, 3, 31)
    not_now(lambda: open_year(unit=cast.committee, number=2026, pledges_due=due, by=cast.officer), words="đã mở năm")
    not_now(lambda: open_year(unit=cast.cell, number=2027, pledges_due=due, by=cast.officer), "not_a_committee")
    not_now(lambda: open_year(unit=cast.committee, number=1999, pledges_due=due, by=cast.officer))


def test_the_ward_sets_its_theme_and_the_cell_adapts_it(cast):
    above = theme(cast, cast.officer)
    assert above.actions == ["Một", "Hai"]
    own = theme(cast, cast.secretary, cast.cell, parent=above, title="Nêu gương ở khu phố")
    assert nearest_theme(cast.member, cast.year, cast.cell) == own
    assert nearest_theme(cast.officer, cast.year, cast.other_cell) == above
    assert last_entry().verb == "theme.set"


def test_a_theme_below_names_the_one_it_adapts(cast):
    above = theme(cast, cast.officer)
    own = theme(cast, cast.secretary, cast.cell, parent=above)
    not_now(lambda: theme(cast, cast.secretary, cast.cell), "no_parent", "cụ thể hóa chuyên đề nào")
    not_now(lambda: theme(cast, cast.officer, cast.other_cell, parent=own), "parent_not_above")
    not_now(lambda: theme(cast, cast.officer, parent=above), "parent_not_above")


def test_a_theme_of_another_year_or_ward_is_not_above(cast):
    ward = make_committee("Đảng ủy phường khác")
    foreign = make_theme(make_year(ward, cast.officer), ward, cast.officer)
    older = make_theme(make_year(cast.committee, cast.officer, 2025), cast.committee, cast.officer)
    for parent in (foreign, older):
        not_now(lambda parent=parent: theme(cast, cast.secretary, cast.cell, parent=parent), "parent_not_above")
    assert theme_to_adapt(cast.cell, 2026, 2026) is None


@pytest.mark.parametrize("person", ["member", "secretary", "viewer", "admin", "stranger"])
def test_the_ward_s_theme_is_the_committee_s(cast, person):
    refused(lambda: theme(cast, getattr(cast, person)))


def test_a_theme_saved_by_two_is_not_overwritten(cast):
    first = theme(cast, cast.officer)
    theme(cast, cast.officer, title="Bản thứ hai", version=first.version)
    not_now(lambda: theme(cast, cast.officer, title="Bản cũ", version=first.version), "stale", "người khác đã lưu")
    assert Theme.objects.get().title == "Bản thứ hai"
    assert last_entry().verb == "theme.changed"


def test_a_legal_basis_is_added_once(cast):
    facts = {
        "kind": "Chỉ thị",
        "number": "23-CT/TW",
        "issued_on": START,
        "issuer": "Ban Bí thư",
        "title": "Về nêu gương",
    }
    add_basis(unit=cast.committee, by=cast.officer, **facts)
    assert LegalBasis.objects.get().number == "23-CT/TW"
    not_now(lambda: add_basis(unit=cast.committee, by=cast.officer, **facts))
    refused(lambda: add_basis(unit=cast.committee, by=cast.secretary, **facts))
