"""One person's level explained: which points to whom, what is to be done, after the decision only what froze."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation.models import JournalEntry
from evaluations.appeals import appeal_of
from evaluations.models import Assessment, Campaign, Decision, Finding, State
from evaluations.rules.working_days import add_working_days
from evaluations.selectors.explanations import explanation
from evaluations.selectors.reviews import cell_sheet
from evaluations.services.caps import explain_choice
from evaluations.services.decisions import choose_levels, decide_campaign

from .meeting import hand_in, hold, proposed, review_of, verified
from .test_decisions import GOOD, ids
from .year import adapted, assessment_of, make_campaign, submitted

NOT_CHOSEN = "Không được chọn trong giới hạn tỷ lệ."
STEPPED = {"tasks_beyond": 1}  # 1/4 beyond requirement


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


@pytest.fixture
def own(campaign, cast):
    return submitted(assessment_of(campaign, cast.member), cast.member)


def tell(reader, assessment):
    """Read anew, as every page does."""
    return explanation(reader, Assessment.objects.get(pk=assessment.pk))


def decided(campaign, cast, facts=None):
    """Decide the ward as its cells propose: everybody good."""
    verified(campaign, cast.cell, cast.officer, facts, **GOOD)
    verified(campaign, cast.other_cell, cast.officer, **GOOD)
    decide_campaign(campaign=campaign, number="45-QĐ/ĐU", signed_on=timezone.localdate(), by=cast.leader)


# before the decision


def test_the_member_is_told_what_follows_from_the_own_points(cast, own):
    Assessment.objects.filter(pk=own.pk).update(cell_total="40", cell_level="KHTNV")
    told = tell(cast.member, own)
    assert told.basis == "Mức suy ra theo quy định với điểm đảng viên tự chấm"
    assert told.told.summary.startswith("100 điểm, đạt mức từ 90 điểm → Hoàn thành xuất sắc nhiệm vụ")
    assert (told.proposal, told.decision, told.cap, told.appeal, told.warnings) == (None, None, None, None, ())


@pytest.mark.parametrize("who", ["secretary", "officer", "leader"])
def test_cell_and_committee_are_told_what_follows_from_the_cells_points(cast, campaign, who):
    proposed(campaign, cast.cell, STEPPED, level="HTTNV", common="27", votes=(0, 10, 0, 0), explanation="Thống nhất.")
    told = tell(getattr(cast, who), assessment_of(campaign, cast.member))
    assert told.told.summary == (
        "92 điểm, đạt mức từ 90 điểm; nhưng chỉ 1/4 nhiệm vụ vượt mức (25 %, cần từ 30 %) → Hoàn thành tốt nhiệm vụ."
    )
    assert told.told.lacking == (
        "Để đạt “Hoàn thành xuất sắc nhiệm vụ”, còn thiếu: 1 nhiệm vụ vượt mức (cần ít nhất 2/4)."
    )
    assert (told.told.row, told.told.level, told.proposal.level) == ("R9", "HTTNV", "HTTNV")
    assert "Hạ bậc" in told.told.tags[0]
    assert not told.todo


def test_conditions_come_in_the_order_of_the_rows_each_with_its_article_and_mark(cast, campaign):
    proposed(campaign, cast.cell, STEPPED, level="HTTNV", votes=(0, 10, 0, 0), explanation="Thống nhất.")
    lines = tell(cast.officer, assessment_of(campaign, cast.member)).told.lines
    assert [line.mark for line in lines] == ["MET", "CLEAR", "MET", "MET", "MET", "NOT_MET", "MET", "MET"]
    assert all((line.article in line.sentence and "Điều" in line.article) or "mục" in line.article for line in lines)


def test_a_finding_forces_and_other_discipline_warns(cast, campaign):
    own = assessment_of(campaign, cast.member)
    proposed(campaign, cast.cell)
    document = {"document_number": "1", "document_date": "2026-01-05", "issuer": "ĐU", "recorded_by": cast.officer}
    for code in ("K2", "OTHER"):
        Finding.objects.create(member=own.member, unit=cast.cell, year=2026, code=code, **document)
    told = tell(cast.officer, own).told
    marks = {line.mark: line.sentence for line in told.lines}
    assert "K2" in marks["FORCES"] and marks["WARNS"].startswith("Lưu ý")
    assert (told.level, told.row) == ("KHTNV", "R4")


def test_an_unfinished_one_says_what_is_to_be_done(cast, campaign):
    told = tell(cast.member, assessment_of(campaign, cast.member))
    assert told.told is None
    assert "hoàn thiện và nộp" in told.todo[0]


@pytest.mark.parametrize(
    ("status", "row", "words"),
    [("EXEMPT", "R0", "Nếu việc miễn"), ("NEW_UNDER_6M", "R0", "kỳ sau"), ("TEMPORARY_HERE", "R0", "nhận xét")],
)
def test_who_is_not_rated_is_told_why_and_what_to_do(cast, campaign, status, row, words):
    own = assessment_of(campaign, cast.member)
    Assessment.objects.filter(pk=own.pk).update(participation=status)
    told = tell(cast.secretary, own)
    assert (told.told.row, told.told.level) == (row, "")
    assert words in told.todo[0]


# facts of the year → row, a word of what is to be done
OPEN = [
    ({"tasks_on_time": 3, "tasks_late": 1}, "R11", "Chi bộ đề xuất"),
    (dict.fromkeys(("tasks_assigned", "tasks_done", "tasks_on_time", "tasks_beyond"), 0), "R5", "giao ít nhất"),
]


@pytest.mark.parametrize(("facts", "row", "words"), OPEN)
def test_where_people_decide_it_says_who_does_what(cast, campaign, facts, row, words):
    proposed(campaign, cast.cell, facts, level="HTNV", votes=(0, 0, 10, 0), explanation="Thống nhất.")
    told = tell(cast.officer, assessment_of(campaign, cast.member))
    assert (told.told.row, told.told.level) == (row, "")
    assert words in told.todo[0]


def test_an_awaited_comment_is_to_be_settled(cast, own):
    Assessment.objects.filter(pk=own.pk).update(awaits_comment=True)
    assert any("nhận xét của chi bộ nơi sinh hoạt tạm thời" in sentence for sentence in tell(cast.member, own).todo)


@pytest.mark.parametrize(("who", "sees"), [("officer", True), ("leader", True), ("secretary", False)])
def test_before_the_decision_the_cap_is_for_the_committee(cast, campaign, who, sees):
    proposed(campaign, cast.cell)
    cap = tell(getattr(cast, who), assessment_of(campaign, cast.member)).cap
    assert (cap is not None) is sees
    assert not sees or ("3 × 20 %" in cap.working and cap.verdict == "Đang được chọn.")


# after the decision


def test_after_the_decision_only_what_was_frozen_is_told(cast, campaign):
    decided(campaign, cast, STEPPED)
    own = assessment_of(campaign, cast.member)
    before = tell(cast.member, own)
    Assessment.objects.update(cell_total="10", self_total="10", tasks_beyond=4, tasks_late=0)
    Finding.objects.all().delete()
    assert tell(cast.member, own).told == before.told
    assert before.basis == "Các điều kiện tại thời điểm quyết định"


def test_who_was_not_chosen_is_told_row_12_and_the_cap(cast, campaign):
    verified(campaign, cast.cell, cast.officer)
    verified(campaign, cast.other_cell, cast.officer)
    everybody = ids(campaign)
    choose_levels(campaign=campaign, choices=dict.fromkeys(everybody[1:], ("HTTNV", "Ngoài giới hạn.")), by=cast.leader)
    explain_choice(campaign=campaign, group="NONLEAD", reason="Bằng điểm; ưu tiên thành tích.", by=cast.leader)
    decide_campaign(campaign=campaign, number="45-QĐ/ĐU", signed_on=timezone.localdate(), by=cast.leader)
    chosen, left = (Assessment.objects.get(pk=pk) for pk in everybody[:2])
    told = tell(cast.leader, left)
    assert (told.told.row, told.told.level, told.cap.verdict) == (
        "R12",
        "HTTNV",
        "Không được chọn trong giới hạn tỷ lệ.",
    )
    assert told.told.summary.endswith("→ Hoàn thành tốt nhiệm vụ, do không được chọn trong giới hạn tỷ lệ.")
    assert told.told.lacking.endswith("còn thiếu: được lựa chọn trong giới hạn tỷ lệ của nhóm.")
    assert told.cap.working == "5 × 20 % = 1 → 1; đề xuất 1; trong giới hạn tỷ lệ"
    best = tell(cast.leader, chosen)
    assert best.told.summary.endswith("→ Hoàn thành xuất sắc nhiệm vụ, được chọn trong giới hạn tỷ lệ.")
    assert (best.cap.verdict, best.told.lacking) == ("Được chọn trong giới hạn tỷ lệ.", "")


def test_a_level_the_committee_gave_otherwise_is_told_with_its_reason(cast, campaign):
    verified(campaign, cast.cell, cast.officer, STEPPED, **GOOD)
    verified(campaign, cast.other_cell, cast.officer, **GOOD)
    own = assessment_of(campaign, cast.member)
    choose_levels(campaign=campaign, choices={own.pk: ("HTNV", "Chậm báo cáo nhiều lần.")}, by=cast.leader)
    decide_campaign(campaign=campaign, number="45-QĐ/ĐU", signed_on=timezone.localdate(), by=cast.leader)
    told = tell(cast.member, own)
    assert told.told.summary.endswith("→ Hoàn thành tốt nhiệm vụ. Cấp ủy quyết định: Hoàn thành nhiệm vụ.")
    assert (told.told.level, told.proposal.level, told.decision.reason) == ("HTNV", "HTTNV", "Chậm báo cáo nhiều lần.")


def test_results_taken_over_without_conditions_are_told_as_they_are(cast, campaign):
    own = assessment_of(campaign, cast.member)
    Assessment.objects.filter(pk=own.pk).update(state=State.DECIDED, self_level="HTTNV")
    Decision.objects.create(
        assessment=own, level="HTTNV", rule_set=campaign.rule_set, number="1", signed_on="2026-01-05",
        by=cast.leader, at=timezone.now(),
    )  # fmt: skip
    campaign = adapted(campaign, level_names={"HTTNV": "Hoàn thành tốt"})
    Decision.objects.update(rule_set=campaign.rule_set)
    Campaign.objects.update(from_paper=True)
    told = tell(cast.member, own)
    assert (told.told.summary, told.told.lines) == ("Cấp ủy quyết định: Hoàn thành tốt.", ())
    assert told.appeal is None


# objections


@pytest.mark.parametrize(
    ("signed_on", "recorded_on", "known"),
    [("2026-12-21", "2026-12-22", "2026-12-22"), ("2026-12-22", "2026-12-21", "2026-12-22")],
)
def test_one_may_object_from_the_later_of_signing_and_recording(cast, campaign, signed_on, recorded_on, known):
    signed_on, recorded_on, known = map(datetime.date.fromisoformat, (signed_on, recorded_on, known))
    at = timezone.make_aware(datetime.datetime.combine(recorded_on, datetime.time(9)))
    decision = Decision(
        assessment=assessment_of(campaign, cast.member), rule_set=campaign.rule_set, signed_on=signed_on, at=at
    )
    appeal = appeal_of(decision)
    assert appeal.until == add_working_days(known, 5) == datetime.date(2026, 12, 29)
    assert (appeal.to, appeal.days, appeal.answer_days) == (str(cast.committee), 5, 10)


def test_without_days_no_objection_is_told(cast, campaign):
    campaign = adapted(campaign, appeal_days=0)
    decision = Decision(
        assessment=assessment_of(campaign, cast.member), rule_set=campaign.rule_set,
        signed_on=datetime.date(2026, 12, 21), at=timezone.now(),
    )  # fmt: skip
    assert appeal_of(decision) is None


def test_the_decided_page_says_until_when_and_to_whom(client, cast, campaign):
    decided(campaign, cast)
    client.force_login(cast.member)
    until = add_working_days(timezone.localdate(), 5)
    text = client.get(
        reverse("evaluations:assessment", args=[assessment_of(campaign, cast.member).pk])
    ).content.decode()
    assert f"hết ngày {until:%d/%m/%Y}" in text and str(cast.committee) in text


# votes


@pytest.mark.parametrize(
    ("votes", "threshold", "words"),
    [
        ((7, 3, 0, 0), "HALF", ""),
        ((6, 4, 0, 0), "HALF", "6/12, cần từ 7 phiếu"),
        ((8, 2, 0, 0), "TWO_THIRDS", ""),
        ((7, 3, 0, 0), "TWO_THIRDS", "7/12, cần từ 8 phiếu"),
    ],
)
def test_a_level_with_too_few_votes_is_marked_with_its_counts(cast, campaign, votes, threshold, words):
    campaign = adapted(campaign, vote_threshold=threshold)
    hand_in(campaign, cast.cell)
    review = hold(review_of(campaign, cast.cell), votes=votes)
    warnings = [warning for row in cell_sheet(cast.secretary, review).rows for warning in row.warnings]
    expected = f"Chưa đủ số phiếu ({words}): báo cáo số phiếu lên cấp trên."
    assert warnings == ([expected] * 3 if words else [])


def test_the_sheet_and_the_verification_show_the_mark_and_the_ballot(client, cast, campaign):
    review = proposed(campaign, cast.cell, votes=(6, 4, 0, 0))
    client.force_login(cast.officer)
    text = client.get(reverse("evaluations:verification-cell", args=[review.pk])).content.decode()
    assert "Bỏ phiếu kín; mức xếp loại cần quá nửa" in text and "Chưa đủ số phiếu (6/12" in text
    told = APIClient()
    told.force_authenticate(cast.officer)
    rows = told.get(reverse("api-review-detail", args=[review.pk])).json()["rows"]
    assert all("Chưa đủ số phiếu" in row["warnings"][0] for row in rows)


# page and API


@pytest.mark.parametrize("who", ["colleague", "officer", "leader", "viewer", "admin", "stranger"])
def test_what_may_not_be_seen_is_not_explained(client, cast, own, who):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("evaluations:explanation", args=[own.pk])).status_code == 404
    assert client.get(reverse("api-assessment-explanation", args=[own.pk])).status_code == 404


@pytest.mark.parametrize("route", ["evaluations:explanation", "api-assessment-explanation"])
def test_reading_anothers_is_noted_and_ones_own_is_not(client, cast, own, route):
    for reader, lines in ((cast.member, 0), (cast.secretary, 1)):
        client.force_login(reader)
        assert client.get(reverse(route, args=[own.pk])).status_code == 200
        assert JournalEntry.objects.filter(verb="assessment.read", subject_id=own.pk).count() == lines


def test_page_and_api_tell_the_same(client, cast, campaign):
    decided(campaign, cast, STEPPED)
    own = assessment_of(campaign, cast.member)
    client.force_login(cast.member)
    text = client.get(reverse("evaluations:explanation", args=[own.pk])).content.decode()
    told = client.get(reverse("api-assessment-explanation", args=[own.pk])).json()
    assert told["headline"] and told["lacking"] and told["row"] == "R9"
    for sentence in (told["headline"], told["lacking"], told["row_sentence"], *told["remarks"], *told["bases"]):
        assert sentence in text
    for line in told["conditions"]:
        assert line["sentence"] in text and line["article"] in line["sentence"]
    assert told["decision"]["level"] == "HTTNV" and told["appeal"]["to"] == str(cast.committee)


def test_an_explanation_without_a_level_is_whole_over_the_api(client, cast, campaign):
    own = assessment_of(campaign, cast.member)
    client.force_login(cast.member)
    told = client.get(reverse("api-assessment-explanation", args=[own.pk])).json()
    assert (told["level"], told["conditions"], told["decision"], told["cap"]) == ("", [], None, None)
    assert told["todo"] and told["rule_set"] == "QD366"


def test_the_pages_lead_to_the_explanation(client, cast, campaign):
    review = proposed(campaign, cast.cell)
    own = assessment_of(campaign, cast.member)
    here = f'href="{reverse("evaluations:explanation", args=[own.pk])}"'
    pages = [
        (cast.member, reverse("evaluations:assessment", args=[own.pk])),
        (cast.secretary, reverse("evaluations:person", args=[own.pk])),
        (cast.officer, reverse("evaluations:verification-cell", args=[review.pk])),
        (cast.leader, reverse("evaluations:decision", args=[campaign.pk])),
    ]
    for reader, page in pages:
        client.force_login(reader)
        assert here in client.get(page).content.decode(), page


def test_an_explanation_takes_as_many_queries_for_many(cast, campaign, django_assert_max_num_queries):
    proposed(campaign, cast.cell)
    own = assessment_of(campaign, cast.member)
    with django_assert_max_num_queries(24):
        tell(cast.leader, own)
