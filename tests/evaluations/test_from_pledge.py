"""What the pledge brings into the form: results with their reasons, the words of item I.3, the table of tasks."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from evaluations.completeness import missing_in, parts_of
from evaluations.models import Assessment
from evaluations.services.assessments import save_assessment, submit_assessment
from pledges.models import Pledge, PledgeItem, State
from pledges.services import Line, send_check_in
from tests.evaluations.test_assessment_pages import signed_in, url
from tests.evaluations.year import adapted, assessment_of, fill_in, make_campaign
from tests.pledges.factories import make_pledge

WHY = "Bão lũ, ba buổi phải hoãn"


@pytest.fixture(autouse=True)
def english():
    """Speak English within the test; pages ask for their language themselves."""
    with translation.override("en"):
        yield


@pytest.fixture
def own(cast) -> Assessment:
    return assessment_of(make_campaign(cast), cast.member)


@pytest.fixture
def items(cast, own) -> list[PledgeItem]:
    """Two items: 9 of 12 meetings by the last report, and one in words of which something was told."""
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=2)
    Pledge.objects.update(confirmed_at="2026-01-05T00:00Z")
    pledge.items.filter(position=1).update(measure_kind="COUNT", target=12, counted_in="buổi")
    first, second = pledge.items.all()
    lines = {first.pk: Line("ON_TRACK", Decimal(9), "Đã họp 9 buổi"), second.pk: Line("ON_TRACK")}
    send_check_in(pledge=pledge, month=9, lines=lines, by=cast.member)
    return list(pledge.items.all())


def test_item_i3_and_the_tasks_open_filled_in_and_nothing_is_saved_yet(client, cast, own, items):
    form = signed_in(client, cast.member).get(reverse("evaluations:mine")).context["form"]
    said = form["section_PLEDGE"].value()
    assert (
        "Làm việc 1" in said and "Đã họp 9 buổi" in said and "Gợi ý từ kết quả" in str(form["section_PLEDGE"].help_text)
    )
    tasks = signed_in(client, cast.member).get(reverse("evaluations:mine")).context["tasks"]
    assert [row["title"].value() for row in tasks][:2] == ["Làm việc 1", "Làm việc 2"]
    assert [row["result"].value() for row in tasks][:2] == ["", ""]
    own.refresh_from_db()
    assert own.sections == {} and not own.tasks.exists()


def test_the_words_count_the_results_and_follow_what_a_person_said(own, items):
    _first, second = items
    PledgeItem.objects.filter(pk=second.pk).update(outcome="KEPT", evidence="Đoàn kiểm tra\nxác nhận")
    lines = parts_of(own).pledge_text.splitlines()
    assert lines[0] == "Items pledged: 2; kept: 1; kept in part: 1."
    assert lines[2] == "2. Làm việc 2 – kept: Đoàn kiểm tra xác nhận"
    kept = parts_of(own).proposed_tasks[1]
    assert (kept.title, kept.result) == ("Làm việc 2", "ON_TIME")


def test_what_was_written_or_emptied_stays(client, cast, own, items):
    save_assessment(assessment=own, sections={"PLEDGE": ""}, by=cast.member)
    page = signed_in(client, cast.member).get(reverse("evaluations:mine"))
    assert page.context["form"]["section_PLEDGE"].value() == ""
    assert [row["title"].value() for row in page.context["tasks"]] == [None, None, None]


def test_without_a_confirmed_pledge_or_any_result_nothing_is_proposed(cast, own):
    assert (parts_of(own).pledge_text, parts_of(own).proposed_tasks) == ("", ())
    make_pledge(cast.member.member, cast.cell, cast.year, State.SUBMITTED)
    assert (parts_of(own).pledge_text, parts_of(own).proposed_tasks) == ("", ())


def test_a_reason_is_asked_for_when_it_is_handed_in_not_while_typing(cast, own, items):
    results = {item.pk: ("KEPT", "Sổ họp") for item in items}
    fill_in(own, cast.member, pledge_results=results)
    own.refresh_from_db()
    said = ["Say why the result of item 1 is not what the figures say: Làm việc 1."]
    assert [str(gap) for gap in missing_in(own)] == said
    with pytest.raises(ValidationError, match="not what the figures say"):
        submit_assessment(assessment=own, by=cast.member)
    results[items[0].pk] = ("KEPT", "Sổ họp", WHY)
    save_assessment(assessment=own, pledge_results=results, by=cast.member)
    own.refresh_from_db()
    assert submit_assessment(assessment=own, by=cast.member).submitted_at


def test_the_cell_reads_the_reason_at_the_review(client, cast, own, items):
    fill_in(own, cast.member, pledge_results={items[0].pk: ("KEPT", "Sổ họp", WHY), items[1].pk: ("KEPT", "Sổ")})
    own.refresh_from_db()
    submit_assessment(assessment=own, by=cast.member)
    page = signed_in(client, cast.secretary).get(url("assessment", own)).content.decode()
    assert WHY in page
    person = signed_in(client, cast.secretary).get(url("person", own))
    assert WHY in person.content.decode()


# ── points for the pledge, where a rule set gives them ──


def marked(own: Assessment, **choices) -> Assessment:
    """Let the year follow rules that mark the last criterion of results for the pledge."""
    campaign = adapted(own.campaign, **choices)
    leaves = campaign.rule_set.criteria.filter(subject_type=own.subject_type, group="RESULTS")
    leaves.filter(pk=leaves.last().pk).update(is_pledge=True)
    return Assessment.objects.select_related("campaign__rule_set", "campaign__year").get(pk=own.pk)


def test_by_default_the_pledge_gives_no_points(own, items):
    PledgeItem.objects.update(outcome="KEPT", evidence="Sổ")
    assert parts_of(own).pledge_points is None


def test_points_are_proposed_with_the_sentence_that_says_how(client, cast, own, items):
    own = marked(own, pledge_partly_percent=40)
    assert parts_of(own).pledge_points is None  # one item has no result yet
    PledgeItem.objects.filter(pk=items[1].pk).update(outcome="KEPT", evidence="Sổ")
    leaf = own.campaign.rule_set.criteria.get(is_pledge=True)
    proposed = parts_of(own).pledge_points
    assert (proposed.code, proposed.points) == (leaf.code, leaf.maximum * Decimal("0.7"))
    assert "1 kept, 1 in part, 0 not kept of 2 items; (1 + 1 × 40 %) : 2" in proposed.sentence
    form = signed_in(client, cast.member).get(reverse("evaluations:mine")).context["form"]
    assert Decimal(form[f"points_{leaf.code}"].value().replace(",", ".")) == proposed.points


def test_a_person_gives_other_points_and_the_cell_sees_how_it_was_proposed(client, cast, own, items):
    own = marked(own)
    results = {items[0].pk: ("PARTLY", "Sổ"), items[1].pk: ("KEPT", "Sổ")}
    fill_in(own, cast.member, pledge_results=results)
    own.refresh_from_db()
    code = parts_of(own).pledge_points.code
    kept = own.self_points[code]
    assert Decimal(kept) != parts_of(own).pledge_points.points
    assert submit_assessment(assessment=own, by=cast.member).self_points[code] == kept
    page = signed_in(client, cast.secretary).get(url("person", own), headers={"accept-language": "en"})
    assert "By the pledge: 1 kept, 1 in part" in page.content.decode()
    whole = client.get(f"/api/v1/assessments/{own.pk}/", headers={"accept-language": "en"}).json()
    assert whole["pledge_points"]["code"] == code
