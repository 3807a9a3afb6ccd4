"""QĐ 124-QĐ/TW: grades and no points; installed from data, read by everybody, nothing derived under it."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from emulation.models import LegalBasis
from evaluations.models import Campaign, Criterion, RuleSet
from evaluations.rules.levels import Subject
from evaluations.services.campaigns import open_campaign
from evaluations.services.rulesets import install_rule_set
from tests.factories import make_year

from .year import SYSTEM, make_rule_set

GRADES = ["Xuất sắc", "Tốt", "Trung bình", "Kém"]


@pytest.fixture
def qd124(db) -> RuleSet:
    """QĐ 124, installed."""
    return install_rule_set(code="QD124", by=SYSTEM)


def test_it_holds_grades_and_no_points(qd124):
    assert not qd124.has_points and [name for _code, name in qd124.grades] == GRADES
    assert (qd124.first_year, qd124.last_year) == (2023, 2024)
    assert not Criterion.objects.exclude(maximum=None).exists()
    assert {subject: len(qd124.criteria_by_subject[subject]) for subject in Subject} == {
        "LEADER": 9,
        "NONLEAD": 6,
        "OUTSIDE": 6,
        "COLLECTIVE": 7,
    }


def test_its_bases_end_where_those_of_2025_begin(qd124):
    make_rule_set()
    found = {basis.number: (basis.valid_from, basis.valid_to) for basis in LegalBasis.objects.all()}
    assert found["124-QĐ/TW"] == (datetime.date(2023, 10, 4), datetime.date(2025, 8, 30))
    assert found["25-HD/BTCTW"] == (datetime.date(2023, 11, 10), datetime.date(2025, 10, 31))
    assert found["366-QĐ/TW"] == (datetime.date(2025, 8, 30), None)


def test_no_article_names_a_number_that_is_not_known(qd124):
    assert "%" not in " ".join(qd124.articles.values())
    assert qd124.cap_percent == 0 and not any(qd124.findings.values())


@pytest.mark.parametrize(("year", "code"), [(2023, "QD124"), (2024, "QD124"), (2025, "QD366")])
def test_a_year_has_the_rule_set_of_its_time(cast, qd124, year, code):
    make_rule_set()
    found = RuleSet.objects.in_force(year).for_unit(cast.committee)
    assert [rule_set.code for rule_set in found] == [code]


def test_no_review_is_opened_under_it(cast, qd124):
    year = make_year(cast.committee, cast.officer, 2024)
    days = {"cut_off": 31, "assessments_due": 1, "reviews_due": 10, "decisions_due": 25}
    dates = {name: datetime.date(2024, 12, day) for name, day in days.items()}
    with pytest.raises(ValidationError, match="hồ sơ giấy"):
        open_campaign(year=year, rule_set=qd124, **dates, by=cast.officer)
    assert not Campaign.objects.exists()


def test_its_page_shows_grades_and_says_that_nothing_is_derived(cast, qd124, client):
    client.force_login(cast.member)
    page = client.get(reverse("evaluations:ruleset", args=["QD124"])).content.decode()
    assert "không suy ra mức xếp loại" in page and "Trung bình" in page
    assert not re.search(r"\b90\b", page) and "0 điểm" not in page  # a form's token may hold any digits


def test_both_shipped_sets_are_offered_and_installed(cast, client):
    client.force_login(cast.officer)
    page = reverse("evaluations:ruleset-list")
    for code in ("QD124", "QD366"):
        assert reverse("evaluations:ruleset-install", args=[code]) in client.get(page).content.decode()
        client.post(reverse("evaluations:ruleset-install", args=[code]))
    assert set(RuleSet.objects.values_list("code", flat=True)) == {"QD124", "QD366"}
