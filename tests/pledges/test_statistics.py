"""What stands out among units: tables, both sides of every border."""

from fractions import Fraction as F

import pytest

from pledges.statistics import is_all_on_track, is_same_text, median, outliers, share, spread


@pytest.mark.parametrize(
    ("values", "middle", "mad"),
    [
        ([F(1)], F(1), F(0)),
        ([F(1), F(2)], F(3, 2), F(1, 2)),
        ([F(3), F(1), F(2)], F(2), F(1)),
        ([F(1), F(1), F(1), F(9)], F(1), F(0)),
        ([F(1, 3), F(2, 3), F(1, 2), F(1, 6)], F(5, 12), F(1, 6)),
    ],
)
def test_the_middle_and_the_spread_are_exact(values, middle, mad):
    assert (median(values), spread(values)) == (middle, mad)


def test_nothing_has_no_middle():
    with pytest.raises(ValueError, match="median"):
        median([])


def test_of_nothing_there_is_no_share():
    assert (share(0, 0), share(0, 3), share(2, 6)) == (None, F(0), F(1, 3))


def hundredths(*shares):
    return {at: None if one is None else F(one, 100) for at, one in enumerate(shares)}


@pytest.mark.parametrize(
    ("shares", "far"),
    [
        ((90, 91, 92, 93, 40), [4]),  # one far below
        ((10, 11, 12, 13, 99), [4]),  # one far above
        ((90, 90, 90, 90, 80), []),  # no spread: ten points are still usual
        ((90, 90, 90, 90, 79), [4]),  # eleven are not
        ((50, 60, 70, 80, 90), []),  # wide apart, so nobody is far
        ((90, 90, 90, 40), []),  # four are too few to tell
        ((90, 90, 90, 90, None, 40), [5]),  # who has no share is not counted
        ((90, 90, 90, 40, None), []),
        ((100, 100, 100, 100, 30, 100, 100, 0), [7, 4]),  # two far, the farthest first: neither hides the other
        ((), []),
    ],
)
def test_a_unit_is_far_by_three_spreads_and_ten_points(shares, far):
    assert [one.key for one in outliers(hundredths(*shares))] == far


def test_three_spreads_exactly_are_still_usual():
    base = [F(-2), F(-2), F(0), F(2), F(2)]  # median 0, spread 2
    edge = F(3 * 14826 * 2, 10000)
    with_edge = dict(enumerate([*base, edge, -edge]))
    assert spread(list(with_edge.values())) == 2 and outliers(with_edge, least=F(0)) == []
    past = dict(enumerate([*base, edge + F(1, 10**9), -edge]))
    assert [one.key for one in outliers(past, least=F(0))] == [5]


def test_a_far_unit_says_how_far_is_usual():
    (one,) = outliers(hundredths(90, 90, 90, 90, 40))
    assert (one.value, one.median, one.usual, one.is_above) == (F(2, 5), F(9, 10), F(1, 10), False)


@pytest.mark.parametrize(
    ("reports", "lines", "trouble", "periods", "smooth"),
    [(5, 10, 0, 2, True), (4, 8, 0, 2, False), (5, 10, 1, 2, False), (5, 10, 0, 1, False), (5, 0, 0, 2, False)],
)
def test_never_anything_at_risk(reports, lines, trouble, periods, smooth):
    assert is_all_on_track(reports, lines, trouble, periods) is smooth


@pytest.mark.parametrize(
    ("pledges", "items", "deeds", "same"),
    [
        (5, 20, 4, True),  # five pledges of four items, four deeds in all
        (5, 20, 5, True),  # one pledge differs in one deed
        (5, 20, 6, False),
        (4, 16, 4, False),  # four may have agreed by chance
        (5, 0, 0, False),
        (10, 10, 1, True),
        (10, 10, 2, False),
    ],
)
def test_everybody_the_same_words(pledges, items, deeds, same):
    assert is_same_text(pledges, items, deeds) is same
