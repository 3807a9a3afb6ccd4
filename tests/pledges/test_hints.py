"""Hints are gentle, and the shipped templates earn none."""

import json
from datetime import date

import pytest

from emulation.text import search_text
from pledges.hints import hints_for
from pledges.models import Group
from pledges.rules import ItemDraft, lacks_of
from pledges.services.templates import SHIPPED
from tests.pledges.factories import make_draft


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
