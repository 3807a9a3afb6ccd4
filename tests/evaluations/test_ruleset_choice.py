"""Which rule set a review may be opened under, the days it proposes, and two who publish at the same moment."""

import datetime
import re
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from rest_framework.test import APIClient

from emulation.models import Role, Unit
from emulation.selectors import usual_pledges_due
from evaluations.due_days import due_dates
from evaluations.models import Campaign, RuleSet, RuleSetState
from evaluations.services.campaigns import open_campaign
from evaluations.services.rulesets import publish_rule_set
from tests.factories import give_role, make_account, make_cell, make_committee, make_ready, make_year

from .rulesets import make_draft, make_published
from .year import SYSTEM, make_rule_set


def opened(cast, rule_set: RuleSet) -> Campaign:
    make_ready(cast.committee)
    return open_campaign(year=cast.year, rule_set=rule_set, by=cast.officer, **due_dates(rule_set, 2026))


def refusal(cast, rule_set: RuleSet) -> str:
    with pytest.raises(ValidationError) as refused:
        opened(cast, rule_set)
    return refused.value.message_dict["rule_set"][0]


def test_own_and_inherited_sets_in_force_may_be_chosen(cast):
    assert opened(cast, make_published(cast.committee)).rule_set.code == "RIENG"


def test_a_draft_a_foreign_one_and_one_of_other_years_are_refused_with_a_sentence(cast):
    foreign = Unit.objects.get(name="Đảng ủy phường Thanh Khê")
    assert "dự thảo" in refusal(cast, make_draft(cast.committee))
    assert "Thanh Khê" in refusal(cast, make_published(foreign, "KIA"))
    assert "2026" in refusal(cast, make_published(cast.committee, "SAU", 2027))
    first = make_published(cast.committee, "TRUOC", 2025, last_year=2026)
    publish_rule_set(rule_set=make_draft(cast.committee, "THAY", 2026, source=first, last_year=2026), by=SYSTEM)
    assert "TRUOC" in refusal(cast, RuleSet.objects.get(pk=first.pk))
    assert not Campaign.objects.exists()


def test_the_page_offers_what_the_committee_follows_the_nearest_first_with_its_days(client, cast):
    due = {"assessments_due": "20/11", "reviews_due": "01/12", "decisions_due": "15/12"}
    own = make_published(cast.committee, changes=due)
    make_published(Unit.objects.get(name="Đảng ủy phường Thanh Khê"), "KIA")
    make_draft(cast.committee, "NHAP", 2030)
    client.force_login(cast.officer)
    page = client.get(reverse("evaluations:campaign-open")).content.decode()
    assert re.findall(r'<option value="(\d+)"', page) == [str(own.pk), str(make_rule_set().pk)]
    assert re.search(rf'<option value="{own.pk}" selected', page)
    assert all(f'value="{day}/2026"' in page for day in due.values()) and 'value="31/12/2026"' in page


def test_choosing_what_is_not_offered_is_refused_at_the_field(client, cast):
    make_rule_set()
    foreign = make_published(Unit.objects.get(name="Đảng ủy phường Thanh Khê"), "KIA")
    client.force_login(cast.officer)
    days = dict.fromkeys(("cut_off", "assessments_due", "reviews_due", "decisions_due"), "31/12/2026")
    sent = {"year": cast.year.pk, "rule_set": foreign.pk} | days
    page = client.post(reverse("evaluations:campaign-open"), sent)
    assert page.status_code == 200 and "không thuộc phạm vi áp dụng" in page.content.decode()
    page = client.post(
        reverse("evaluations:campaign-open"), sent | {"rule_set": make_rule_set().pk, "cut_off": "01/01/2026"}
    )
    assert 'href="#id_cut_off"' in page.content.decode() and not Campaign.objects.exists()


def test_the_api_refuses_the_same_with_the_same_sentence(cast):
    foreign = make_published(Unit.objects.get(name="Đảng ủy phường Thanh Khê"), "KIA")
    api, days = APIClient(), {name: day.isoformat() for name, day in due_dates(foreign, 2026).items()}
    api.force_authenticate(cast.officer)
    answer = api.post("/api/v1/campaigns/", {"year": cast.year.pk, "rule_set": "KIA", **days})
    assert answer.status_code == 400 and "Thanh Khê" in answer.data["errors"]["rule_set"][0]
    assert api.post("/api/v1/campaigns/", {"year": cast.year.pk, "rule_set": "KHONG", **days}).status_code == 404


def test_several_years_are_chosen_by_tabs(client, cast):
    make_rule_set()
    next_year = make_year(cast.committee, cast.officer, 2027)
    client.force_login(cast.officer)
    page = client.get(reverse("evaluations:campaign-open"), {"year": cast.year.pk}).content.decode()
    assert f'href="?year={next_year.pk}"' in page and f'name="year" value="{cast.year.pk}"' in page


def test_a_province_set_is_followed_below_until_a_ward_has_its_own(cast):
    province = make_committee("Tỉnh ủy", kind="PROVINCE")
    ward = make_committee("Đảng ủy phường Mới", parent=province)
    cell = make_cell(ward)
    followed = RuleSet.objects.for_unit(cell).in_force(2026)
    assert make_published(province, "TINH", 2026) == followed.first()
    assert make_published(ward, "PHUONG", 2026) == followed.all().first()


# ── the day pledges are due ──


def test_pledges_are_due_on_the_day_of_the_nearest_set_in_force(cast):
    assert usual_pledges_due(cast.committee, 2026) == datetime.date(2026, 3, 31)
    make_published(cast.committee, changes={"pledges_due": "15/04"})
    assert usual_pledges_due(cast.committee, 2026) == datetime.date(2026, 4, 15)
    assert usual_pledges_due(cast.committee, 2024) == datetime.date(2024, 3, 31)


def test_the_form_of_a_new_year_begins_with_that_day(client, cast):
    make_published(cast.committee, first_year=2020, changes={"pledges_due": "28/02"})
    client.force_login(cast.officer)
    page = client.get(reverse("emulation:year-new", args=[cast.committee.pk])).content.decode()
    assert re.search(r'value="28/02/\d{4}"', page)


# ── at the same moment ──


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time; the order is tried in test_rulesets")
def test_of_two_who_publish_at_the_same_moment_one_is_refused():
    ward = make_committee()
    leader = give_role(make_account("Võ Tấn Dũng"), Role.LEADER, ward)
    drafts = [make_draft(ward, code) for code in ("MOT", "HAI")]
    start, outcomes = threading.Barrier(2), []

    def publish(draft: RuleSet) -> None:
        start.wait()
        try:
            publish_rule_set(rule_set=draft, version=1, by=leader)
            outcomes.append("published")
        except ValidationError as refused:
            outcomes.append(refused.error_list[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=[draft]) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["overlapping", "published"]
    assert RuleSet.objects.filter(unit=ward, state=RuleSetState.PUBLISHED).count() == 1
