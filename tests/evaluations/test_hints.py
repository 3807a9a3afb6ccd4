"""The cell's indicative number: shown where the cell works, labelled as a hint, never a limit."""

import pytest
from django.urls import reverse

from evaluations.models import Assessment, CapException
from evaluations.selectors.hints import hint_of, with_hints
from evaluations.selectors.reviews import cell_sheet, committee_progress

from .meeting import crowd, hand_in, hold, proposed, review_of
from .test_caps import PAPER
from .year import make_campaign


@pytest.fixture
def campaign(cast):
    crowd(cast.cell, 9)  # twelve with the cast's three
    found = make_campaign(cast)
    hand_in(found)
    return found


def test_the_sheet_counts_what_is_written_else_what_is_derived(cast, campaign):
    review = review_of(campaign, cast.cell)
    hint = hint_of(review, cell_sheet(cast.secretary, review).rows)
    assert (hint.base, hint.maximum, hint.chosen) == (12, 2, 12)
    hold(review, level="HTTNV", votes=(0, 10, 0, 0), explanation="Tập thể thống nhất.")
    hint = hint_of(review, cell_sheet(cast.secretary, review).rows)
    assert (hint.base, hint.maximum, hint.chosen) == (12, 2, 0)


def test_the_committees_working_choices_do_not_show_through(cast, campaign):
    review = proposed(campaign, cast.cell)
    Assessment.objects.filter(unit=cast.cell).update(committee_level="HTNV", committee_reason="x")
    assert hint_of(review, cell_sheet(cast.secretary, review).rows).chosen == 12


def test_the_larger_share_counts(cast, campaign):
    CapException.objects.create(campaign=campaign, unit=cast.committee, recorded_by=cast.officer, **PAPER)
    review = review_of(campaign, cast.cell)
    assert hint_of(review, cell_sheet(cast.secretary, review).rows).maximum == 3


def test_the_board_counts_only_what_cells_have_proposed(cast, campaign, django_assert_max_num_queries):
    proposed(campaign, cast.cell)
    progress = committee_progress(cast.officer, campaign)
    with django_assert_max_num_queries(2):
        seen = with_hints(cast.officer, campaign, progress)
    hints = {cell.review.unit_id: cell.hint for cell in seen.cells}
    assert (hints[cast.cell.pk].base, hints[cast.cell.pk].maximum) == (12, 2)
    assert hints[cast.other_cell.pk] is None


def test_the_pages_call_it_a_hint(client, cast, campaign):
    client.force_login(cast.secretary)
    text = client.get(reverse("evaluations:review", args=[review_of(campaign, cast.cell).pk])).content.decode()
    assert "Số tham khảo của chi bộ" in text and "không phải giới hạn" in text
    client.force_login(cast.officer)
    assert "không phải giới hạn" in client.get(reverse("evaluations:board")).content.decode()
