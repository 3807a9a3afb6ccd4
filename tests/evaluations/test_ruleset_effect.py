"""What a draft would change in a review that has been held: counted, named to those who may see, nothing changed."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from emulation.models import JournalEntry, SubjectType
from evaluations.models import Assessment, RuleSet, State
from evaluations.ruleset_effect import effect_of
from evaluations.selectors.rulesets import campaigns_to_try
from evaluations.services.rulesets import install_rule_set

from .meeting import crowd, hand_in
from .rulesets import make_draft
from .year import SYSTEM, make_campaign


@pytest.fixture
def campaign(cast):
    """Five members of two cells, all eligible with half their tasks beyond requirement, proposed."""
    found = make_campaign(cast)
    hand_in(found)
    found.assessments.update(state=State.PROPOSED)
    return found


@pytest.fixture
def draft(cast, campaign) -> RuleSet:
    return make_draft(cast.committee, first_year=2027)


def change(draft: RuleSet, **values) -> RuleSet:
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save()
    return draft


def counts(effect) -> dict:
    return {row.code: (row.before, row.after) for row in effect.counts if row.before or row.after}


def test_the_same_rules_change_nothing(cast, campaign, draft):
    effect = effect_of(cast.leader, draft, campaign)
    assert effect.changes_nothing and counts(effect) == {"HTXSNV": (5, 5)}


def test_levels_that_would_differ_are_told_with_both_sentences(cast, campaign, draft):
    effect = effect_of(cast.leader, change(draft, beyond_percent=60), campaign)
    assert counts(effect) == {"HTXSNV": (5, 0), "HTTNV": (0, 5)} and len(effect.moved) == 5
    person = effect.moved[0]
    assert "Hoàn thành xuất sắc" in person.sentence_before and "cần từ 60 %" in person.sentence_after
    assert [row.change for row in effect.counts][:2] == ["-5", "+5"]


def test_whoever_may_not_see_somebody_hears_a_number_only(cast, campaign, draft):
    effect = effect_of(cast.secretary, change(draft, beyond_percent=60), campaign)
    assert (len(effect.moved), effect.hidden) == (3, 2)


def test_members_without_points_are_left_out(cast, campaign, draft):
    Assessment.objects.filter(member=cast.member.member).update(self_total=None)
    effect = effect_of(cast.leader, draft, campaign)
    assert (effect.rated, effect.without_points) == (4, 1)


GROUPS = [  # changes → places at the top level in each group, of 20 leaders and 25 without post
    ({}, [4, 5]),
    ({"cap_groups": "POOLED"}, [9]),
    ({"cap_scope": "CELL"}, [4, 4]),  # 3 and 22 without post in the two cells
    ({"cap_reading": "EXCLUSIVE"}, [3, 4]),
    ({"cap_groups": "SUBJECT_AND_TYPE"}, [4, 5]),
    ({"cap_percent": 50, "cap_exception_percent": 50}, [10, 12]),
    ({"cap_rounding": "CEILING", "cap_percent": 21, "cap_exception_percent": 25}, [5, 6]),
]


@pytest.mark.parametrize(("changes", "places"), GROUPS, ids=str)
def test_the_cap_is_counted_in_the_groups_of_each(cast, changes, places):
    crowd(cast.cell, 20, SubjectType.LEADER)
    crowd(cast.other_cell, 20)
    campaign = make_campaign(cast)
    hand_in(campaign)
    effect = effect_of(cast.leader, change(make_draft(cast.committee), **changes), campaign)
    assert [group.after.places for group in effect.groups if group.after] == places


def test_grades_and_unfinished_drafts_are_refused_with_a_sentence(cast, campaign, draft):
    grades = install_rule_set(code="QD124", by=SYSTEM)
    with pytest.raises(ValidationError) as refused:
        effect_of(cast.leader, grades, campaign)
    assert refused.value.code == "no_points"
    with pytest.raises(ValidationError, match="điều khoản") as refused:
        effect_of(cast.leader, change(draft, articles={"CAP": ""}), campaign)
    assert refused.value.code == "unusable"


def test_only_reviews_with_proposals_under_the_owner_are_offered(cast, campaign, draft):
    assert list(campaigns_to_try(cast.officer, draft)) == [campaign]
    assert list(campaigns_to_try(cast.stranger, draft)) == []
    campaign.assessments.update(state=State.SUBMITTED)
    assert list(campaigns_to_try(cast.officer, draft)) == []


def test_it_takes_as_many_queries_for_many_as_for_few(cast, django_assert_num_queries):
    crowd(cast.cell, 40)
    campaign = make_campaign(cast)
    hand_in(campaign)
    draft = change(make_draft(cast.committee), beyond_percent=60)
    with django_assert_num_queries(5):
        assert len(effect_of(cast.leader, draft, campaign).moved) == 45


def test_the_page_names_people_leaves_a_line_and_changes_nothing(client, cast, campaign, draft):
    change(draft, beyond_percent=60)
    client.force_login(cast.officer)
    before = list(campaign.assessments.values())
    page = client.get(reverse("evaluations:ruleset-effect", args=[draft.code]), {"campaign": campaign.pk})
    assert "Trần Thị Lan" in page.content.decode() and "cần từ 60" in page.content.decode()
    entry = JournalEntry.objects.get(verb="ruleset.tried")
    assert (entry.actor, entry.unit, entry.data) == (cast.officer, cast.committee, {"year": 2026})
    assert entry.members.count() == 5
    assert list(campaign.assessments.values()) == before


@pytest.mark.parametrize(("who", "status"), [("secretary", 404), ("stranger", 404), ("viewer", 404), ("leader", 200)])
def test_a_draft_is_tried_by_its_own_committee(client, cast, campaign, draft, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("evaluations:ruleset-effect", args=[draft.code])).status_code == status


def test_the_api_answers_the_same(cast, campaign, draft):
    change(draft, beyond_percent=60)
    api, address = APIClient(), f"/api/v1/rule-sets/{draft.code}/effect/"
    api.force_authenticate(cast.leader)
    answer = api.get(address, {"campaign": campaign.pk}).data
    assert (answer["rated"], len(answer["moved"]), answer["hidden"]) == (5, 5, 0)
    assert answer["moved"][0]["before"] == "HTXSNV" and "60" in answer["moved"][0]["sentence_after"]
    assert JournalEntry.objects.filter(verb="ruleset.tried").count() == 1
    assert api.get(address).status_code == api.get(address, {"campaign": "x"}).status_code == 400
    assert api.get(address, {"campaign": 10**6}).status_code == 404
    api.force_authenticate(cast.stranger)
    assert api.get(address, {"campaign": campaign.pk}).status_code == 404
