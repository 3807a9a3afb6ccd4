"""Written comments of other bodies: written down, done without by name, hidden from their subject until decided."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation.models import Attachment, CellType, JournalEntry, Notice, NoticeKind, Unit
from evaluations.models import Assessment, CommentKind, State, WrittenComment
from evaluations.rules.comments import CommentKind as Kind
from evaluations.rules.comments import is_due
from evaluations.selectors.comments import comment_board, comments_for
from evaluations.services.comments import record_comment, require_comments, waive_comment, withdraw_comment
from evaluations.services.reviews import propose_cell
from tests.emulation.files import document, upload

from .meeting import hand_in, hold, review_of, secretary_of
from .year import assessment_of, make_campaign

TODAY = timezone.localdate()
SAID = {"kind": "RESIDENCE", "author": "Chi ủy Khu phố 5", "signed_on": TODAY, "text": "Gia đình gương mẫu."}


@pytest.fixture
def campaign(cast):
    """A review in which the cast's cell meets at a school."""
    Unit.objects.filter(pk=cast.cell.pk).update(cell_type=CellType.SCHOOL)
    return make_campaign(cast)


@pytest.fixture
def record(cast, campaign):
    return _read(assessment_of(campaign, cast.member))


def _read(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_related("unit", "campaign__year__unit", "campaign__rule_set").get(pk=assessment.pk)


@pytest.mark.parametrize(
    ("kind", "works_here", "is_away", "for_cell", "for_all", "due"),
    [
        (Kind.RESIDENCE, True, False, None, None, True),
        (Kind.RESIDENCE, False, False, None, None, False),
        (Kind.RESIDENCE, True, False, False, None, False),
        (Kind.RESIDENCE, True, False, None, False, False),
        (Kind.RESIDENCE, True, False, True, False, True),
        (Kind.RESIDENCE, False, False, None, True, True),
        (Kind.MASS, True, False, None, None, False),
        (Kind.MASS, False, False, True, None, True),
        (Kind.MANAGER, True, True, None, None, False),
        (Kind.TEMPORARY, True, True, False, False, True),
        (Kind.TEMPORARY, True, False, True, True, False),
    ],
)
def test_which_comment_must_be_there(kind, works_here, is_away, for_cell, for_all, due):
    assert is_due(kind, works_here=works_here, is_away=is_away, for_cell=for_cell, for_all=for_all) is due


def test_a_comment_is_written_down_with_its_scan_and_a_line_in_the_journal(cast, record):
    comment = record_comment(about=record, file=upload(document()), by=cast.secretary, **SAID)
    assert (comment.author, comment.recorded_by, comment.is_waiver) == (SAID["author"], cast.secretary, False)
    assert Attachment.objects.of(comment).count() == 1
    assert JournalEntry.objects.filter(verb="comment.recorded", members__member=record.member_id).exists()


@pytest.mark.parametrize("who", ["member", "colleague", "leader", "viewer", "admin", "stranger"])
def test_others_write_down_nothing(cast, record, who):
    with pytest.raises(PermissionDenied) as refused:
        record_comment(about=record, by=getattr(cast, who), **SAID)
    assert str(refused.value)
    assert not WrittenComment.objects.exists()


def test_a_secretary_writes_nothing_about_the_own_record(cast, campaign):
    own = _read(assessment_of(campaign, cast.secretary))
    for act in (lambda: record_comment(about=own, by=cast.secretary, **SAID),
                lambda: waive_comment(about=own, kind="RESIDENCE", reason="Không cần", by=cast.secretary)):  # fmt: skip
        with pytest.raises(PermissionDenied, match="chính đồng chí"):
            act()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "FRIEND"}, "kind"),
        ({"author": " "}, "author"),
        ({"signed_on": None}, "signed_on"),
        ({"signed_on": TODAY + datetime.timedelta(days=1)}, "signed_on"),
        ({"text": "\u200b \n"}, "text"),
        ({"text": "a" * 1_000_000}, "text"),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field(cast, record, changes, field):
    with pytest.raises(ValidationError) as refused:
        record_comment(about=record, by=cast.secretary, **(SAID | changes))
    assert field in refused.value.error_dict
    assert not WrittenComment.objects.exists()


def test_a_file_that_is_none_leaves_nothing_half_written(cast, record):
    with pytest.raises(ValidationError):
        record_comment(about=record, file=upload(b"MZ not a scan"), by=cast.secretary, **SAID)
    assert not WrittenComment.objects.exists()
    assert not JournalEntry.objects.filter(verb="comment.recorded").exists()


def ready(cast, campaign):
    hand_in(campaign, cast.cell)
    return hold(review_of(campaign, cast.cell))


def test_an_obligatory_one_that_is_missing_blocks_the_proposal_by_name(cast, campaign):
    review = ready(cast, campaign)
    with pytest.raises(ValidationError) as refused:
        propose_cell(review=review, by=cast.secretary)
    found = " ".join(refused.value.messages)
    assert "Trần Thị Lan: thiếu ý kiến nhận xét (Cấp ủy nơi cư trú)" in found


def test_written_down_or_done_without_the_cell_may_propose(cast, campaign):
    review, by = ready(cast, campaign), secretary_of(cast.cell)
    for place, row in enumerate(Assessment.objects.filter(unit=cast.cell)):
        if place:
            record_comment(about=_read(row), by=by, **SAID)
        else:
            waive_comment(about=_read(row), kind="RESIDENCE", reason="Mới chuyển đến tháng 11", by=by)
    assert propose_cell(review=review, by=by).is_proposed


def test_the_committee_sets_what_differs(cast, campaign):
    exception = {"campaign": campaign, "kind": "RESIDENCE", "reason": "Đã có quy chế phối hợp", "by": cast.officer}
    require_comments(unit=campaign.unit, is_due=False, **exception)
    assert propose_cell(review=ready(cast, campaign), by=secretary_of(cast.cell)).is_proposed
    require_comments(unit=cast.other_cell, is_due=True, **exception)
    hand_in(campaign, cast.other_cell)
    with pytest.raises(ValidationError, match="Cấp ủy nơi cư trú"):
        propose_cell(review=hold(review_of(campaign, cast.other_cell)), by=secretary_of(cast.other_cell))


def test_an_exception_is_for_the_committees_own_cells(cast, campaign):
    with pytest.raises(ValidationError) as refused:
        require_comments(
            campaign=campaign, unit=cast.stranger_cell, kind="MASS", is_due=True, reason="Nhầm", by=cast.officer
        )
    assert "unit" in refused.value.error_dict


def test_the_temporary_cells_word_settles_the_flag_and_withdrawn_is_awaited_again(cast, record):
    Assessment.objects.filter(pk=record.pk).update(awaits_comment=True)
    comment = record_comment(about=_read(record), by=cast.secretary, **(SAID | {"kind": "TEMPORARY"}))
    assert not _read(record).awaits_comment
    withdraw_comment(comment=comment, reason="Nhầm người", by=cast.secretary)
    assert _read(record).awaits_comment


def test_nobody_does_without_a_comment_that_is_not_awaited(cast, record):
    with pytest.raises(ValidationError):
        waive_comment(about=record, kind="TEMPORARY", reason="Không cần", by=cast.secretary)


def test_withdrawn_stays_readable_and_is_missing_again(cast, record):
    comment = record_comment(about=record, by=cast.secretary, **SAID)
    withdraw_comment(comment=comment, reason="Nhầm người", by=cast.secretary)
    board = comment_board(cast.secretary, record)
    assert [line.comment.withdraw_reason for line in board.lines] == ["Nhầm người"]
    assert list(board.missing) == [CommentKind.RESIDENCE.label]
    with pytest.raises(ValidationError):
        withdraw_comment(comment=comment, reason="Lần nữa", by=cast.secretary)


@pytest.mark.parametrize("state", [s for s in State if s != State.DECIDED])
def test_whom_it_is_about_reads_it_only_once_decided(cast, record, state):
    comment = record_comment(about=record, by=cast.secretary, **SAID)
    Assessment.objects.filter(pk=record.pk).update(state=state)
    assert not comments_for(cast.member).filter(pk=comment.pk).exists()
    assert not comment_board(cast.member, _read(record)).can_read
    assert comments_for(cast.officer).filter(pk=comment.pk).exists()
    Assessment.objects.filter(pk=record.pk).update(state=State.DECIDED)
    assert comments_for(cast.member).filter(pk=comment.pk).exists()


@pytest.mark.parametrize("who", ["colleague", "viewer", "admin", "stranger"])
def test_nobody_else_reads_it(cast, record, who):
    record_comment(about=record, by=cast.secretary, **SAID)
    assert not comments_for(getattr(cast, who)).exists()


def test_a_comment_on_the_cell_itself(cast, campaign):
    review = review_of(campaign, cast.cell)
    comment = record_comment(about=review, by=cast.officer, **(SAID | {"kind": "MASS"}))
    assert (comment.unit, comment.member_id) == (cast.cell, None)
    assert comments_for(cast.secretary).filter(pk=comment.pk).exists()
    assert not comments_for(cast.member).filter(pk=comment.pk).exists()


def test_page_and_api_are_doors_to_the_same(client, cast, record):
    client.force_login(cast.secretary)
    page = reverse("evaluations:assessment-comments", args=[record.pk])
    assert "Còn thiếu" in client.get(page).content.decode()
    posted = SAID | {"signed_on": TODAY.strftime("%d/%m/%Y"), "text": "<script>alert(1)</script> Tốt"}
    assert client.post(page, posted | {"file": upload(document())}).status_code == 302
    shown = client.get(page).content.decode()
    assert "&lt;script&gt;" in shown and "<script>alert" not in shown
    waive = reverse("evaluations:assessment-comment-waive", args=[record.pk])
    assert client.post(waive, {"kind": "MASS", "reason": "Không tham gia"}).status_code == 302
    api = APIClient()
    api.force_login(cast.secretary)
    found = api.get(reverse("api-comments", args=[record.pk])).json()
    assert [line["comment"]["kind"] for line in found["comments"]] == ["RESIDENCE", "MASS"]
    assert [len(line["files"]) for line in found["comments"]] == [1, 0]
    first = found["comments"][0]["comment"]["id"]
    gone = api.post(reverse("api-comment-withdraw", args=[first]), {"reason": "Nhầm"}, format="json")
    assert gone.json()["withdraw_reason"] == "Nhầm"
    assert api.post(reverse("api-comment-withdraw", args=[10**9]), {"reason": "Nhầm"}).status_code == 404


def test_a_stranger_does_not_even_see_it(client, cast, record):
    comment = record_comment(about=record, by=cast.secretary, **SAID)
    client.force_login(cast.stranger)
    for name, pk in (("assessment-comments", record.pk), ("assessment-issues", record.pk)):
        assert client.get(reverse(f"evaluations:{name}", args=[pk])).status_code == 404
    assert client.post(reverse("evaluations:comment-withdraw", args=[comment.pk])).status_code == 404


def test_the_committees_page_of_exceptions(client, cast, campaign):
    client.force_login(cast.officer)
    page = reverse("evaluations:comment-duties", args=[campaign.pk])
    assert "Chi bộ Khu phố 1" in client.get(page).content.decode()
    sent = {"unit": cast.cell.pk, "kind": "RESIDENCE", "is_due": "no", "reason": "Theo quy chế"}
    assert client.post(page, sent).status_code == 302
    assert "Theo quy chế" in client.get(page).content.decode()
    missing = client.get(reverse("evaluations:comments-missing", args=[review_of(campaign, cast.cell).pk]))
    assert "đã có đủ" in missing.content.decode()


def test_pages_take_a_fixed_number_of_queries(client, cast, record, django_assert_max_num_queries):
    for _place in range(6):
        record_comment(about=record, file=upload(document()), by=cast.secretary, **SAID)
    client.force_login(cast.secretary)
    with django_assert_max_num_queries(14):
        client.get(reverse("evaluations:assessment-comments", args=[record.pk]))


def test_the_cell_is_told_that_a_comment_has_come_and_its_subject_is_not(cast, record):
    record_comment(about=record, by=cast.officer, **SAID)
    notice = Notice.objects.get()
    assert (notice.account, notice.kind) == (cast.secretary, NoticeKind.COMMENT)
    assert SAID["text"] not in notice.about + notice.url


def test_a_secretary_is_not_told_of_a_comment_on_the_own_record(cast, campaign):
    own = _read(assessment_of(campaign, cast.secretary))
    record_comment(about=own, by=cast.officer, **SAID)
    assert not Notice.objects.filter(account=cast.secretary).exists()
