"""Hints are gentle, and the shipped templates earn none."""

import json
from datetime import date

import pytest
from django.urls import reverse

from emulation.text import search_text
from pledges.hints import hints_for
from pledges.models import Group, Pledge, State
from pledges.rules import ItemDraft, lacks_of
from pledges.selectors import same_words
from pledges.services.templates import SHIPPED
from tests.pledges.factories import make_draft, make_people, make_pledge
from tests.pledges.test_pages import client_of


def codes(item, last_year=()):
    return {hint.code for hint in hints_for(item, last_year)}


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        (make_draft(), set()),
        (make_draft("Tinh thần trách nhiệm cao"), {"no_verb"}),
        (make_draft(measure=""), {"no_measure"}),
        (make_draft(due_on=None), {"no_date"}),
        (make_draft("Giúp đỡ " + "a" * 192), set()),
        (make_draft("Giúp đỡ " + "a" * 193), {"too_long"}),
        (ItemDraft("STYLE"), set()),
    ],
)
def test_hints_for_an_item(item, wanted):
    assert codes(item) == wanted


def test_last_years_words_are_noticed_whatever_their_case():
    item = make_draft("Tham gia Tổng vệ sinh")
    assert codes(item, {search_text("tham gia tổng vệ sinh")}) == {"same_as_last_year"}


def test_shipped_templates_are_complete_and_earn_no_hint():
    for template in json.loads(SHIPPED.read_text()):
        for words in template["items"]:
            day, month = map(int, words.pop("due").split("/"))
            item = ItemDraft(**words, due_on=date(2026, month, day))
            assert item.group in Group.values
            assert lacks_of(item, 2026) == ()
            assert codes(item) == set(), item.deed


@pytest.mark.parametrize(("colleagues", "wanted"), [(0, set()), (4, set()), (5, {"same_as_colleagues"})])
def test_the_words_of_five_colleagues_are_noticed(colleagues, wanted):
    found = hints_for(make_draft(), (), colleagues)
    assert {hint.code for hint in found} == wanted
    assert all(str(colleagues) in str(hint.sentence) for hint in found)


# ── the same words as colleagues ──


def alike(cast, count: int, state: int = State.SUBMITTED) -> Pledge:
    """Make the member's pledge, and those of so many colleagues in the same words but for their case."""
    for member in make_people(cast.cell, count):
        other = make_pledge(member, cast.cell, cast.year, state)
        other.items.update(deed="THAM GIA dọn hẻm")
    own = make_pledge(cast.member.member, cast.cell, cast.year, state, items=2)
    own.items.filter(position=1).update(deed="Tham gia dọn hẻm")
    return own


def test_a_member_is_told_how_many_and_never_who(cast):
    own = alike(cast, 5, State.DRAFT)
    page = client_of(cast.member).get(reverse("pledges:edit", args=[own.pk])).text
    assert "5 colleagues of the cell" in page and "Nguyễn Văn" not in page


@pytest.mark.parametrize(("count", "marked"), [(4, False), (5, True)])
def test_whoever_confirms_sees_a_gentle_mark(cast, count, marked):
    own = alike(cast, count)
    board = client_of(cast.secretary).get(reverse("pledges:board") + f"?unit={cast.cell.pk}&year=2026").text
    detail = client_of(cast.secretary).get(reverse("pledges:detail", args=[own.pk])).text
    assert ("Same words as 5 colleagues" in board, "in the same words with 5" in detail) == (marked, marked)
    assert "Confirm the pledge" in detail


def test_other_cells_years_and_items_given_up_do_not_count(cast, django_assert_num_queries):
    own = alike(cast, 5)
    with django_assert_num_queries(1):
        found = same_words([own])
    assert (found.colleagues(own, "Tham gia dọn hẻm"), found.colleagues(own, "Việc khác")) == (5, 0)
    Pledge.objects.exclude(pk=own.pk).update(unit=cast.other_cell)
    assert same_words([own]).colleagues(own, "Tham gia dọn hẻm") == 0
