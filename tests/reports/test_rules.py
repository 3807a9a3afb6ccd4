"""Shares, bars and names, each on both sides of its borders."""

import datetime
from decimal import Decimal

import pytest

from reports.rules import adds_to_hundred, bars, body_of, day_and_month, organisation_of, percent, place_of


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (0, 0, None),
        (0, 7, "0.00"),
        (7, 7, "100.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 800, "0.13"),  # 0.125 goes up
        (1, 801, "0.12"),
        (1, 20_000, "0.01"),  # 0.005 goes up
        (1, 20_001, "0.00"),
    ],
)
def test_share_has_two_decimals_halves_up(part, whole, share):
    assert percent(part, whole) == (None if share is None else Decimal(share))


def test_rounded_shares_may_miss_a_hundred():
    assert adds_to_hundred([percent(1, 2), percent(1, 2), None])
    assert not adds_to_hundred([percent(1, 3)] * 3)


@pytest.mark.parametrize("counts", [(1, 1, 1), (3, 15, 3, 2), (0, 5, 0, 0), (1, 0, 0, 100_000)])
def test_bar_is_filled_exactly(counts):
    parts = bars(counts)
    assert sum(width for _x, width in parts) == 1000
    assert [x for x, _width in parts] == [sum(w for _x, w in parts[:place]) for place in range(len(parts))]


def test_bar_of_nobody_is_empty():
    assert bars((0, 0)) == [(0, 0), (0, 0)]


@pytest.mark.parametrize(
    ("name", "organisation", "place"),
    [
        ("Đảng ủy phường Hòa Bình", "Đảng bộ phường Hòa Bình", "Hòa Bình"),
        ("Đảng uỷ xã Bà Điểm", "Đảng bộ xã Bà Điểm", "Bà Điểm"),
        ("Đảng bộ phường An Hải", "Đảng bộ phường An Hải", "An Hải"),
        ("Tỉnh ủy Đồng Nai", "Đảng bộ tỉnh Đồng Nai", "Đồng Nai"),
        ("Thành ủy Đà Nẵng", "Đảng bộ thành phố Đà Nẵng", "Đà Nẵng"),
    ],
)
def test_committee_organisation_and_place(name, organisation, place):
    assert organisation_of(name) == organisation
    assert place_of(name) == place


def test_organisation_signs_as_its_committee():
    assert body_of("Đảng bộ phường An Hải") == "Đảng ủy phường An Hải"
    assert body_of("Chi bộ Khu phố 1") == "Chi bộ Khu phố 1"


@pytest.mark.parametrize(
    ("day", "words"), [((2026, 2, 5), ("05", "02")), ((2026, 5, 27), ("27", "5")), ((2026, 12, 1), ("01", "12"))]
)
def test_date_line_has_its_zeros(day, words):
    assert day_and_month(datetime.date(*day)) == words
