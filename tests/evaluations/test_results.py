"""Taking over old results: whose, which level, by which decision; nothing guessed, nothing overwritten."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emulation.models import JournalEntry, Membership, Year
from evaluations.models import Assessment, Campaign, Decision, State
from evaluations.selectors.results import results_of, years_to_take_over
from evaluations.services.assessments import save_assessment
from evaluations.services.campaigns import refresh_campaign
from evaluations.services.decisions import choose_levels, decide_campaign
from evaluations.services.results import preview_results, take_over_results
from tests.factories import START, give_role, make_account, make_cell, make_committee, make_member, make_year

from .paper import GOOD, HEADINGS, NUMBER, SIGNED, YEAR, make_qd124, paper_campaign, read, row_of, take_over
from .year import make_campaign, make_rule_set


def reason_of(plan, place: int = 0) -> str:
    return plan.rows[place].row.reasons


# ── it works ──


def test_a_result_is_recorded_as_decided_and_nothing_is_derived(cast):
    take_over(cast, row_of(cast.member.member, note="Khen thưởng cấp tỉnh"))
    decision = Decision.objects.get()
    assert (decision.level, decision.number, decision.signed_on) == ("HTTNV", NUMBER, SIGNED)
    assert (decision.derived, decision.tags, decision.inputs, decision.conditions) == ("", [], {}, [])
    assert (decision.reason, decision.rule_set.code, decision.by) == ("Khen thưởng cấp tỉnh", "QD124", cast.officer)
    row = decision.assessment
    assert (row.state, row.unit, row.subject_type) == (State.DECIDED, cast.cell, "NONLEAD")
    assert row.self_total is row.cell_total is None and row.cell_points == {}


def test_the_year_and_its_campaign_begin_with_the_first_result(cast):
    take_over(cast, row_of(cast.member.member))
    campaign = Campaign.objects.get()
    assert campaign.from_paper and campaign.rule_set.code == "QD124" and not campaign.reviews.exists()
    assert (campaign.year.number, campaign.year.pledges_due) == (YEAR, datetime.date(YEAR, 3, 31))
    assert (campaign.cut_off, campaign.decisions_due) == (datetime.date(YEAR, 12, 31), datetime.date(YEAR, 12, 25))


def test_a_year_that_is_there_is_used(cast):
    year = make_year(cast.committee, cast.officer, YEAR)
    take_over(cast, row_of(cast.member.member))
    assert Campaign.objects.get().year == year and Year.objects.filter(number=YEAR).count() == 1


def test_one_line_stands_in_the_journal(cast):
    take_over(cast, row_of(cast.member.member), row_of(cast.colleague.member), row_of(cast.member.member, card=""))
    entry = JournalEntry.objects.exclude(verb="ruleset.installed").get()
    assert (entry.verb, entry.unit, entry.actor) == ("results.taken_over", cast.committee, cast.officer)
    assert entry.data == {
        "year": YEAR,
        "rule_set": "QD124",
        "rows": 3,
        "accepted": 2,
        "new": 2,
        "unchanged": 0,
        "rejected": 1,
    }


def test_grades_are_kept_by_criterion(cast):
    headings = [*HEADINGS, "CT", "DD. Đạo đức, lối sống", "NV"]
    take_over(cast, [*row_of(cast.member.member), "xuất sắc", "TB", ""], headings=headings)
    assert Assessment.objects.get().cell_points == {"CT": "A", "DD": "C"}


def test_a_criterion_of_others_is_refused(cast):
    headings = [*HEADINGS, "LD"]
    plan = take_over(cast, [*row_of(cast.member.member), "Tốt"], headings=headings)
    assert "LD" in reason_of(plan) and not Campaign.objects.exists()


def test_results_of_a_year_with_points_are_taken_over_without_grades(cast):
    make_rule_set()
    row = row_of(cast.member.member, signed_on=datetime.date(2025, 12, 20))
    take_over(cast, row, year=2025)
    campaign = Campaign.objects.get()
    assert campaign.from_paper and campaign.rule_set.code == "QD366"


# ── safe to repeat, never overwritten ──


def test_the_same_file_again_changes_nothing(cast):
    rows = (row_of(cast.member.member), row_of(cast.colleague.member, level="HTXSNV"))
    take_over(cast, *rows)
    lines = JournalEntry.objects.count()
    plan = take_over(cast, *rows)
    assert (plan.summary["unchanged"], plan.summary["new"]) == (2, 0)
    assert Decision.objects.count() == 2 and JournalEntry.objects.count() == lines


def test_a_later_file_adds_who_was_missing(cast):
    take_over(cast, row_of(cast.member.member))
    plan = take_over(cast, row_of(cast.member.member), row_of(cast.colleague.member))
    assert (plan.summary["unchanged"], plan.summary["new"]) == (1, 1)
    assert Campaign.objects.count() == 1 and Decision.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"level": "HTXSNV"}, "xếp loại lại"),
        ({"number": "126-QĐ/ĐU"}, NUMBER),
        ({"signed_on": datetime.date(2024, 12, 24)}, "20/12/2024"),
    ],
)
def test_what_is_recorded_is_never_overwritten(cast, change, word):
    take_over(cast, row_of(cast.member.member))
    plan = take_over(cast, row_of(cast.member.member, **change))
    assert plan.summary["rejected"] == 1 and word in reason_of(plan)
    assert Decision.objects.get().level == "HTTNV"


def test_other_grades_are_not_overwritten_either(cast):
    headings = [*HEADINGS, "CT"]
    take_over(cast, [*row_of(cast.member.member), "Tốt"], headings=headings)
    plan = take_over(cast, [*row_of(cast.member.member), "Kém"], headings=headings)
    assert plan.summary["rejected"] == 1
    assert Assessment.objects.get().cell_points == {"CT": "B"}


def test_a_re_rating_does_not_make_the_paper_wrong(cast):
    take_over(cast, row_of(cast.member.member))
    first = Decision.objects.get()
    Decision.objects.update(is_current=False)
    values = {"rule_set": first.rule_set, "by": cast.leader, "at": first.at, "signed_on": datetime.date(2025, 6, 1)}
    Decision.objects.create(assessment=first.assessment, level="KHTNV", number="9", replaces=first, **values)
    plan = take_over(cast, row_of(cast.member.member))
    assert plan.summary["unchanged"] == 1


def test_the_preview_changes_nothing_and_says_the_same(cast):
    rows = (row_of(cast.member.member), row_of(cast.member.member, card="", name="Không Có Ai"))
    reading = read(*rows)
    plan = preview_results(reading=reading, committee=cast.committee, year=YEAR, by=cast.officer)
    assert not Campaign.objects.exists() and not Year.objects.filter(number=YEAR).exists()
    assert plan.summary == take_over(cast, *rows).summary


# ── whose ──


def test_a_card_alone_is_enough(cast):
    plan = take_over(cast, row_of(cast.member.member, name="", born=""))
    assert plan.accepted[0].member == cast.member.member


def test_somebody_who_has_left_is_found_by_card(cast):
    Membership.objects.filter(member=cast.member.member).update(valid_to=datetime.date(2025, 8, 1))
    plan = take_over(cast, row_of(cast.member.member))
    assert plan.summary["new"] == 1 and Assessment.objects.get().unit == cast.cell


def test_a_name_with_the_birth_is_enough_without_a_card(cast):
    born = cast.member.member.born_on.year
    plan = take_over(cast, row_of(cast.member.member, card="", name="TRẦN THỊ LAN", born=born))
    assert plan.accepted[0].member == cast.member.member


def test_of_two_with_one_name_nobody_is_guessed(cast):
    make_member("Trần Thị Lan", cast.cell, card_number="")
    plan = take_over(cast, row_of(cast.member.member, card=""))
    assert "2 đảng viên tên là Trần Thị Lan" in reason_of(plan) and not Decision.objects.exists()


def test_the_birth_tells_two_of_one_name_apart(cast):
    other = make_member("Trần Thị Lan", cast.cell, born_on=datetime.date(1980, 1, 2), born_year=1980)
    plan = take_over(cast, row_of(other, card=""))
    assert plan.accepted[0].member == other


def test_the_cell_tells_two_of_one_name_apart(cast):
    other = make_member("Trần Thị Lan", cast.other_cell)
    plan = take_over(cast, row_of(other, card="", unit="Chi bộ Khu phố 2"))
    assert plan.accepted[0].member == other


REFUSED = [
    ({"name": "Người Lạ Mặt", "card": ""}, "chưa từng có"),
    ({"name": "Người Lạ Mặt"}, "Trần Thị Lan"),  # the card is Lan's
    ({"card": "99999999"}, "có số thẻ"),  # the name is, with another card
    ({"unit": "Chi bộ Không Có"}, "Không Có"),
]


@pytest.mark.parametrize(("change", "word"), REFUSED)
def test_who_is_not_certain_comes_back_with_the_reason(cast, change, word):
    lan = cast.member.member
    born = {"born": ""} if "name" in change else {}
    plan = take_over(cast, row_of(lan, **(born | change)))
    assert plan.summary["rejected"] == 1 and word in reason_of(plan), reason_of(plan)
    assert not Campaign.objects.exists()


def test_members_of_another_committee_are_unknown_here(cast):
    plan = take_over(cast, row_of(cast.stranger.member))
    assert "chưa từng có" in reason_of(plan)


def test_one_person_is_meant_once(cast):
    lan = cast.member.member
    plan = take_over(cast, row_of(lan), row_of(lan, card="", level="HTNV"))
    assert plan.summary["rejected"] == 1 and Decision.objects.count() == 1


def test_nobody_has_a_result_before_being_admitted(cast):
    young = make_member("Mới Kết Nạp", cast.cell, joined_on=datetime.date(2025, 2, 3), official_on=None)
    assert "03/02/2025" in reason_of(take_over(cast, row_of(young)))


def test_the_cell_of_the_row_is_the_cell_of_the_result(cast):
    take_over(cast, row_of(cast.member.member, unit="CHI BỘ KHU PHỐ 2"))
    assert Assessment.objects.get().unit == cast.other_cell


def test_a_cell_that_was_closed_is_still_known(cast):
    closed = make_cell(cast.committee, "Chi bộ Khu phố 9", valid_to=datetime.date(2025, 7, 2))
    take_over(cast, row_of(cast.member.member, unit="Chi bộ Khu phố 9"))
    assert Assessment.objects.get().unit == closed


# ── not you, not now ──


@pytest.mark.parametrize("who", ["member", "secretary", "leader", "viewer", "admin", "stranger"])
def test_only_the_officer_takes_over(cast, who):
    with pytest.raises(PermissionDenied, match=r"."):
        take_over(cast, row_of(cast.member.member), by=getattr(cast, who))
    assert not Decision.objects.exists()


def test_the_officer_of_another_ward_does_not(cast):
    other = make_committee("Đảng ủy phường Thọ Quang")
    stranger = give_role(make_account("Cán bộ khác"), "OFFICER", other)
    with pytest.raises(PermissionDenied):
        take_over(cast, row_of(cast.member.member), by=stranger)


def test_a_year_that_is_reviewed_here_is_not_taken_over(cast):
    campaign = make_campaign(cast)
    with pytest.raises(ValidationError, match="trong chương trình") as refused:
        take_over_results(
            reading=read(row_of(cast.member.member)), committee=cast.committee, year=cast.year.number, by=cast.officer
        )
    assert refused.value.code == "wrong_state" and not Decision.objects.exists() and not campaign.from_paper


def test_a_cell_takes_nothing_over(cast):
    with pytest.raises(ValidationError, match="Đảng ủy"):
        take_over_results(reading=read(row_of(cast.member.member)), committee=cast.cell, year=YEAR, by=cast.officer)


def test_a_year_without_rules_is_refused(cast):
    with pytest.raises(ValidationError, match="2019"):
        take_over_results(
            reading=read(row_of(cast.member.member)), committee=cast.committee, year=2019, by=cast.officer
        )


def test_a_campaign_on_paper_is_not_refreshed_chosen_decided_or_written(cast):
    campaign = paper_campaign(cast, cast.member.member)
    row = campaign.assessments.get()
    acts = [
        lambda: refresh_campaign(campaign=campaign, by=cast.officer),
        lambda: choose_levels(campaign=campaign, choices={row.pk: ("HTNV", "Vì")}, by=cast.leader),
        lambda: decide_campaign(campaign=campaign, number="1", signed_on=SIGNED, by=cast.leader),
        lambda: save_assessment(assessment=row, self_level="HTXSNV", by=cast.member),
    ]
    for act in acts:
        with pytest.raises(ValidationError, match="hồ sơ giấy") as refused:
            act()
        assert refused.value.code == "frozen"
    assert Decision.objects.get().level == "HTTNV" and not Membership.objects.exclude(valid_from=START).exists()


# ── what is held ──


def test_results_are_listed_through_the_lens(cast):
    paper_campaign(cast, cast.member.member, cast.officer.member)
    lan = cast.member.member.pk
    readers = ("member", "secretary", "officer", "leader")
    assert all(len(results_of(getattr(cast, who), lan)) == 1 for who in readers)
    assert not any(results_of(getattr(cast, who), lan) for who in ("colleague", "viewer", "admin", "stranger"))
    assert results_of(cast.secretary, cast.officer.member.pk) == []


def test_a_result_is_told_in_the_words_of_its_year(cast):
    paper_campaign(cast, cast.member.member)
    row = results_of(cast.member, cast.member.member.pk)[0]
    assert (row.year, row.level_name, row.number, row.signed_on) == (YEAR, GOOD, NUMBER, SIGNED)
    assert row.rule_set.startswith("Quy định 124-QĐ/TW") and row.from_paper


def test_years_that_may_be_taken_over(cast):
    today = datetime.date(2026, 5, 4)
    assert years_to_take_over(cast.committee, today) == []
    make_qd124()
    assert years_to_take_over(cast.committee, today) == [2024, 2023]
    make_rule_set()
    assert years_to_take_over(cast.committee, today) == [2025, 2024, 2023]
    make_campaign(cast)
    assert years_to_take_over(cast.committee, datetime.date(2027, 5, 4)) == [2025, 2024, 2023]


def test_many_results_cost_the_same_queries(cast):
    people = [make_member("Nguyễn Văn Đông", cast.cell) for _ in range(600)]
    make_qd124()
    counts = []
    cast.officer.scope  # noqa: B018 - read before counting
    for some, year in ((people[:3], 2023), (people, 2024)):
        rows = [row_of(one, signed_on=datetime.date(year, 12, 20), name="") for one in some]
        reading = read(*rows, year=year)
        with CaptureQueriesContext(connection) as queries:
            plan = take_over_results(reading=reading, committee=cast.committee, year=year, by=cast.officer)
        assert plan.summary["new"] == len(some)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25, counts
