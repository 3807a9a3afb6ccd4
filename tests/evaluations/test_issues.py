"""Issues the committee suggests: shown at once to whom they are for, explained before the review goes on."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from emulation.models import JournalEntry, Notice, NoticeKind
from evaluations.models import Assessment, State, SuggestedIssue
from evaluations.selectors.comments import issues_for
from evaluations.services.assessments import submit_assessment
from evaluations.services.issues import explain_issue, suggest_issue, withdraw_issue
from evaluations.services.ratings import propose_rating
from evaluations.services.reviews import propose_cell

from . import collective
from .meeting import hand_in, hold, proposed, review_of, secretary_of
from .year import assessment_of, fill_in, make_campaign

ISSUE = "Việc thu, nộp đảng phí chậm trong quý II"
ANSWER = "Do tôi đi công tác dài ngày; tôi nhận trách nhiệm và đã nộp đủ ngày 15/7."


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


@pytest.fixture
def record(cast, campaign):
    return Assessment.objects.select_related("unit", "campaign__year__unit").get(
        pk=assessment_of(campaign, cast.member).pk
    )


def suggested(cast, about, **more) -> SuggestedIssue:
    return suggest_issue(about=about, text=ISSUE, document="12-CV/ĐU", by=cast.officer, **more)


def test_the_member_must_explain_it_before_handing_in(cast, record):
    fill_in(record, cast.member)
    issue = suggested(cast, record)
    with pytest.raises(ValidationError, match="Chưa giải trình nội dung gợi ý kiểm điểm thứ 1"):
        submit_assessment(assessment=record, by=cast.member)
    explain_issue(issue=issue, text=ANSWER, by=cast.member)
    assert submit_assessment(assessment=record, by=cast.member).is_submitted
    assert JournalEntry.objects.filter(verb__startswith="issue.").count() == 2


def test_suggested_after_handing_in_it_blocks_the_cells_proposal(cast, campaign, record):
    hand_in(campaign, cast.cell)
    review = hold(review_of(campaign, cast.cell))
    issue, by = suggested(cast, record), secretary_of(cast.cell)
    with pytest.raises(ValidationError, match="còn 1 nội dung gợi ý kiểm điểm chưa giải trình"):
        propose_cell(review=review, by=by)
    explain_issue(issue=issue, text=ANSWER, by=cast.member)
    assert propose_cell(review=review, by=by).is_proposed


def test_withdrawn_with_a_reason_it_need_not_be_explained(cast, record):
    fill_in(record, cast.member)
    issue = suggested(cast, record)
    with pytest.raises(ValidationError):
        withdraw_issue(issue=issue, reason=" ", by=cast.officer)
    withdraw_issue(issue=issue, reason="Đã làm rõ ở quý III", by=cast.officer)
    with pytest.raises(ValidationError):
        explain_issue(issue=issue, text=ANSWER, by=cast.member)
    assert submit_assessment(assessment=record, by=cast.member).is_submitted


def test_a_cell_explains_what_was_suggested_to_it_before_it_proposes_its_own_level(cast, campaign):
    proposed(campaign, cast.cell)
    review = review_of(campaign, cast.cell)
    collective.written(review)
    issue = suggested(cast, review)
    with pytest.raises(ValidationError, match="Chưa giải trình nội dung cấp ủy gợi ý chi bộ"):
        propose_rating(review=review, by=cast.secretary)
    explain_issue(issue=issue, text=ANSWER, by=cast.secretary)
    assert propose_rating(review=review, by=cast.secretary).is_proposed


@pytest.mark.parametrize("who", ["member", "colleague", "secretary", "viewer", "admin", "stranger"])
def test_only_the_committee_suggests(cast, record, who):
    with pytest.raises(PermissionDenied):
        suggest_issue(about=record, text=ISSUE, by=getattr(cast, who))


@pytest.mark.parametrize("who", ["colleague", "officer", "leader", "viewer", "admin", "stranger"])
def test_only_whom_it_is_for_and_the_cell_explain(cast, record, who):
    with pytest.raises(PermissionDenied):
        explain_issue(issue=suggested(cast, record), text=ANSWER, by=getattr(cast, who))


def test_explained_by_the_secretary_it_is_marked(cast, record):
    issue = explain_issue(issue=suggested(cast, record), text=ANSWER, by=cast.secretary)
    assert SuggestedIssue.objects.get(pk=issue.pk).is_on_behalf
    assert JournalEntry.objects.get(verb="issue.explained").on_behalf_of_id == record.member_id


def test_two_who_explain_at_once_do_not_overwrite_each_other(cast, record):
    issue = suggested(cast, record)
    explain_issue(issue=issue, text=ANSWER, version=1, by=cast.member)
    with pytest.raises(ValidationError) as refused:
        explain_issue(issue=issue, text="Ý khác", version=1, by=cast.secretary)
    assert refused.value.code == "stale"
    assert SuggestedIssue.objects.get(pk=issue.pk).explanation == ANSWER


def test_a_changed_explanation_leaves_the_former_in_the_journal(cast, record):
    issue = suggested(cast, record)
    explain_issue(issue=issue, text=ANSWER, by=cast.member)
    explain_issue(issue=issue, text="Bổ sung", by=cast.member)
    assert JournalEntry.objects.filter(verb="issue.explained").latest("pk").data["before"] == ANSWER


@pytest.mark.parametrize("state", [State.PROPOSED, State.VERIFIED, State.DECIDED])
def test_after_the_proposal_nothing_is_suggested_or_explained(cast, record, state):
    issue = suggested(cast, record)
    Assessment.objects.filter(pk=record.pk).update(state=state)
    for act in (lambda: suggested(cast, record), lambda: explain_issue(issue=issue, text=ANSWER, by=cast.member)):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.code == "wrong_state"


def test_who_reads_it(cast, record):
    issue = suggested(cast, record)
    readers = {name for name in ("member", "colleague", "secretary", "officer", "leader", "viewer", "admin", "stranger")
               if issues_for(getattr(cast, name)).filter(pk=issue.pk).exists()}  # fmt: skip
    assert readers == {"member", "secretary", "officer", "leader"}


def test_the_pages_and_the_api(client, cast, record):
    client.force_login(cast.officer)
    page = reverse("evaluations:assessment-issues", args=[record.pk])
    assert client.post(page, {"text": ISSUE, "document": ""}).status_code == 302
    issue = SuggestedIssue.objects.get()
    client.force_login(cast.member)
    form = client.get(reverse("evaluations:assessment-edit", args=[record.pk])).content.decode()
    assert ISSUE in form and "Chưa giải trình" in form
    explain = reverse("evaluations:issue-explain", args=[issue.pk])
    assert ISSUE in client.get(explain).content.decode()
    assert client.post(explain, {"text": ANSWER, "version": 1}).status_code == 302
    assert ANSWER in client.get(page).content.decode()
    client.force_login(cast.secretary)
    assert ISSUE in client.get(reverse("evaluations:person", args=[record.pk])).content.decode()
    api = APIClient()
    api.force_login(cast.member)
    (found,) = api.get(reverse("api-issues", args=[record.pk])).json()
    assert (found["text"], found["explanation"], found["version"]) == (ISSUE, ANSWER, 2)
    again = reverse("api-issue-explain", args=[issue.pk])
    assert api.post(again, {"text": "Khác", "version": 1}, format="json").status_code == 409
    assert api.post(reverse("api-issue-withdraw", args=[issue.pk]), {"reason": "Thôi"}).status_code == 403
    api.force_login(cast.stranger)
    assert api.get(reverse("api-issues", args=[record.pk])).status_code == 404


def test_whoever_is_to_explain_is_told_and_then_whoever_asked(cast, campaign, record):
    fill_in(record, cast.member)
    explain_issue(issue=suggested(cast, record), text=ANSWER, by=cast.member)
    suggested(cast, review_of(campaign, cast.cell))
    told = list(Notice.objects.order_by("pk").values_list("account", "kind"))
    assert told == [
        (cast.member.pk, NoticeKind.ISSUE),
        (cast.officer.pk, NoticeKind.ISSUE_EXPLAINED),
        (cast.secretary.pk, NoticeKind.ISSUE),
    ]
    assert not any(ISSUE in notice.about or ANSWER in notice.about for notice in Notice.objects.all())
