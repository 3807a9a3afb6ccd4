"""The public board: what stands on it and for whom, consent, comments, the open page, the same over the API."""

import datetime
import re

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry, Notice, NoticeKind, Role, SubjectType
from emulation.personal import holdings_of
from pledges.models import Audience, BoardComment, Pledge, PledgeItem, Posting, PublicBoard, State
from pledges.open_pages import PER_MINUTE
from pledges.selectors import board_for, boards_of, comments_on, open_board, postings_on, shown
from pledges.services import (
    Line,
    agree_to_posting,
    answer_comment,
    choose_for_board,
    comment_posting,
    hide_comment,
    send_check_in,
    set_board,
    withdraw_posting,
)
from tests.factories import give_role, make_account, make_member
from tests.pledges.factories import make_people, make_pledge, membership_of
from tests.pledges.test_api import Api
from tests.pledges.test_pages import client_of

HOSTILE = "<script>alert(1)</script>"
EARLY = timezone.make_aware(datetime.datetime(2026, 2, 10, 9))


@pytest.fixture(autouse=True)
def _nobody_counted():
    caches["local"].clear()


@pytest.fixture
def pledge(cast) -> Pledge:
    """A leader's confirmed pledge in the cell."""
    membership_of(cast.member).member.memberships.update(subject_type=SubjectType.LEADER)
    return make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=2, confirmed_at=EARLY)


def opened(cast, audience=Audience.WARD, **more) -> PublicBoard:
    return set_board(year=cast.year, audience=audience, by=cast.officer, **more)


def agreed(cast, pledge, to=Audience.OPEN, **more) -> Posting:
    return agree_to_posting(pledge=pledge, agreed_to=to, by=cast.member, **more)


def today() -> datetime.date:
    return timezone.localdate()


def on_board(reader, board) -> list[Posting]:
    return list(board_for(reader, board, today()))


def last() -> JournalEntry:
    return JournalEntry.objects.first()


# ── the setting ──


def test_a_board_is_closed_until_the_committee_opens_it(cast, pledge):
    agreed(cast, pledge)
    assert not Posting.objects.posted(today()).exists() and not boards_of(cast.member).exists()
    board = opened(cast)
    assert (board.whose, board.with_progress, board.shows_repairs, board.version) == ("LEADERS", False, False, 2)
    assert [one.pledge for one in on_board(cast.colleague, board)] == [pledge]
    assert (last().verb, last().after) == ("board.set", {"audience": 20})


@pytest.mark.parametrize("who", ["member", "secretary", "viewer", "admin", "stranger"])
def test_nobody_but_the_committee_sets_the_board(cast, who):
    with pytest.raises(PermissionDenied):
        set_board(year=cast.year, audience=Audience.OPEN, by=getattr(cast, who))
    assert not PublicBoard.objects.exists()


def test_nonsense_and_an_old_version_are_refused(cast):
    for wrong in ({"audience": 15}, {"audience": -1}, {"audience": 10**12}, {"whose": "X" * 10_000}):
        with pytest.raises(ValidationError):
            set_board(year=cast.year, by=cast.officer, **wrong)
    opened(cast)
    with pytest.raises(ValidationError) as refused:
        set_board(year=cast.year, audience=Audience.OPEN, by=cast.leader, version=1)
    assert refused.value.code == "stale"


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.CELL, "member colleague secretary officer leader"),
        (Audience.WARD, "member colleague secretary officer leader neighbour"),
        (Audience.SIGNED_IN, "member colleague secretary officer leader neighbour viewer admin stranger"),
        (Audience.OPEN, "member colleague secretary officer leader neighbour viewer admin stranger"),
    ],
)
def test_each_audience_reads_what_it_may_and_nobody_else(client, cast, pledge, audience, readers):
    posting, board = agreed(cast, pledge), opened(cast, audience)
    people = {name: getattr(cast, name) for name in "member colleague secretary officer leader viewer admin".split()}
    people |= {"stranger": cast.stranger, "neighbour": neighbour(cast)}
    for name, person in people.items():
        assert bool(on_board(person, board)) == (name in readers.split()), name
        client.force_login(person)
        page = client.get(reverse("pledges:posting", args=[posting.pk]))
        assert page.status_code == (200 if name in readers.split() else 404), name


def neighbour(cast):
    account = make_account("Người bên cạnh", make_member("Lê Thị Sáu", cast.other_cell))
    return give_role(account, Role.MEMBER, cast.other_cell)


# ── what is posted ──


def test_only_the_confirmed_pledge_of_somebody_who_leads_and_has_agreed_is_posted(cast, pledge):
    board = opened(cast)
    assert on_board(cast.officer, board) == []
    posting = agreed(cast, pledge)
    assert on_board(cast.officer, board) == [posting]
    cast.member.member.memberships.update(subject_type=SubjectType.NONLEAD)
    assert on_board(cast.officer, board) == []
    cast.member.member.memberships.get().posts.create(title="Phó Chủ tịch", valid_from=datetime.date(2025, 1, 1))
    assert on_board(cast.officer, board) == [posting]
    Pledge.objects.filter(pk=pledge.pk).update(state=State.SUBMITTED)
    assert on_board(cast.officer, board) == []


def test_whoever_has_left_the_cell_is_posted_no_more(cast, pledge):
    agreed(cast, pledge)
    board = opened(cast)
    cast.member.member.memberships.update(valid_to=today() - datetime.timedelta(days=1))
    assert on_board(cast.officer, board) == []


def test_a_board_opened_further_than_was_agreed_to_shows_nothing(cast, pledge):
    agreed(cast, pledge, Audience.CELL)
    assert on_board(cast.colleague, opened(cast, Audience.CELL))
    for wider in (Audience.WARD, Audience.SIGNED_IN, Audience.OPEN):
        assert not on_board(cast.colleague, opened(cast, wider))


def test_ticked_members_stand_on_the_board_once_they_have_agreed(cast, pledge):
    other = make_pledge(cast.colleague.member, cast.cell, cast.year, State.CONFIRMED)
    agreed(cast, pledge)
    board = opened(cast, whose="TICKED")
    assert on_board(cast.officer, board) == []
    ticked = [cast.colleague.member_id]
    choose_for_board(year=cast.year, unit=cast.cell, members=ticked, by=cast.officer)
    assert (last().verb, last().data) == ("board.chosen", {"ticked": 1, "left_out": 0})
    assert on_board(cast.officer, board) == []
    posting = agree_to_posting(pledge=other, agreed_to=Audience.WARD, by=cast.colleague)
    assert on_board(cast.officer, board) == [posting]
    page = client_of(cast.officer).get(reverse("pledges:public-board", args=[cast.year.pk])).text
    assert "What members have pledged" in page and "those who lead" not in page
    choose_for_board(year=cast.year, unit=cast.cell, members=[], by=cast.officer)
    assert on_board(cast.officer, board) == []


def test_only_members_of_the_unit_are_ticked_and_only_by_the_committee(cast):
    with pytest.raises(ValidationError):
        choose_for_board(year=cast.year, unit=cast.cell, members=[cast.officer.member_id], by=cast.officer)
    with pytest.raises(ValidationError):
        choose_for_board(year=cast.year, unit=cast.stranger_cell, members=[cast.stranger.member_id], by=cast.officer)
    with pytest.raises(PermissionDenied):
        choose_for_board(year=cast.year, unit=cast.cell, members=[], by=cast.secretary)


def test_progress_and_repairs_show_only_where_both_have_said_so(cast, pledge):
    first, second = pledge.items.all()
    PledgeItem.objects.filter(pk=second.pk).update(group="REPAIR", evidence="Bí mật", method="Cách làm")
    lines = {first.pk: Line("AT_RISK"), second.pk: Line("ON_TRACK")}
    send_check_in(pledge=pledge, month=3, lines=lines, by=cast.member)

    def seen(**both):
        agree = agreed(cast, pledge, **{f"with_{name}": said[1] for name, said in both.items()})
        names = {"progress": "with_progress", "repairs": "shows_repairs"}
        board = opened(cast, **{names[name]: said[0] for name, said in both.items()})
        (posted,) = shown(board, [agree])
        return len(posted.items), [one.line.confidence for one in posted.items if one.line]

    for asked, given in ((False, True), (True, False)):
        assert seen(progress=(asked, given), repairs=(asked, given)) == (1, [])
    assert seen(progress=(True, True), repairs=(True, True)) == (2, ["AT_RISK", "ON_TRACK"])
    (posted,) = shown(opened(cast, shows_measure=False, shows_due=False), [Posting.objects.get()])
    assert {(one.measure, one.method, one.due_on) for one in posted.items} == {("", "", None)}


def test_the_board_costs_the_same_for_few_and_for_many(cast, pledge, django_assert_num_queries):
    board, scope = opened(cast, with_progress=True), cast.officer.scope
    agreed(cast, pledge, with_progress=True)
    assert scope

    def look():
        with django_assert_num_queries(3):
            shown(board, board_for(cast.officer, board, today()))

    look()
    for member in make_people(cast.cell, 8):
        member.memberships.update(subject_type=SubjectType.LEADER)
        other = make_pledge(member, cast.cell, cast.year, State.CONFIRMED, items=3)
        Posting.objects.create(
            pledge=other, agreed_to=40, with_progress=True, recorded_by=cast.officer, agreed_at=timezone.now()
        )
    look()
    assert len(on_board(cast.officer, board)) == 9


# ── consent ──


def test_the_owner_agrees_and_takes_it_back_at_any_time(cast, pledge):
    posting, board = agreed(cast, pledge), opened(cast)
    assert (posting.on_behalf, posting.paper, posting.version) == (False, "", 1)
    withdraw_posting(posting=posting, by=cast.member)
    assert last().verb == "posting.withdrawn" and on_board(cast.officer, board) == []
    with pytest.raises(ValidationError) as refused:
        withdraw_posting(posting=posting, by=cast.member)
    assert refused.value.code == "wrong_state"
    assert not agreed(cast, pledge, version=2).is_withdrawn
    assert last().verb == "posting.agreed" and on_board(cast.officer, board)


def test_the_secretary_records_a_paper_and_nothing_without_one(cast, pledge):
    with pytest.raises(ValidationError) as refused:
        agree_to_posting(pledge=pledge, agreed_to=Audience.WARD, by=cast.secretary, paper="  ")
    assert "paper" in refused.value.error_dict
    paper = "Giấy ngày 5/3, hồ sơ chi bộ"
    posting = agree_to_posting(pledge=pledge, agreed_to=Audience.WARD, by=cast.secretary, paper=paper)
    assert (posting.on_behalf, posting.paper) == (True, paper)
    assert last().on_behalf_of_id == cast.member.member_id
    withdraw_posting(posting=posting, by=cast.secretary)
    assert Posting.objects.get().is_withdrawn


@pytest.mark.parametrize("who", ["colleague", "officer", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_agrees_or_withdraws_for_somebody(client, cast, pledge, who):
    with pytest.raises(PermissionDenied):
        agree_to_posting(pledge=pledge, agreed_to=Audience.CELL, paper="Giấy", by=getattr(cast, who))
    posting = agreed(cast, pledge)
    with pytest.raises(PermissionDenied):
        withdraw_posting(posting=posting, by=getattr(cast, who))
    client.force_login(getattr(cast, who))
    seen = who in ("officer", "leader")
    assert client.get(reverse("pledges:consent", args=[pledge.pk])).status_code == (403 if seen else 404)


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.SUBMITTED])
def test_only_a_confirmed_pledge_is_agreed_to(cast, state):
    pledge = make_pledge(cast.colleague.member, cast.cell, cast.year, state)
    with pytest.raises(ValidationError) as refused:
        agree_to_posting(pledge=pledge, agreed_to=Audience.CELL, by=cast.colleague)
    assert refused.value.code == "wrong_state"


@pytest.mark.parametrize("wrong", [0, 15, -1, 10**12])
def test_an_audience_nobody_knows_is_refused(cast, pledge, wrong):
    with pytest.raises(ValidationError):
        agreed(cast, pledge, wrong)
    with pytest.raises(ValidationError):
        agree_to_posting(pledge=pledge, agreed_to=Audience.CELL, paper="x" * 10_000, by=cast.secretary)


def test_an_old_page_does_not_change_the_consent(cast, pledge):
    agreed(cast, pledge, version=0)
    with pytest.raises(ValidationError) as refused:
        agreed(cast, pledge, version=0)
    assert refused.value.code == "stale"


# ── comments ──


@pytest.fixture
def posting(cast, pledge) -> Posting:
    opened(cast)
    return agreed(cast, pledge)


def test_who_wrote_is_for_the_owner_the_secretary_and_the_committee(cast, posting):
    comment_posting(posting=posting, text="Đề nghị nêu rõ lịch", by=cast.colleague)
    assert last().verb == "posting.commented" and "Đề nghị" not in str(last().data)
    for who in ("member", "secretary", "officer", "leader", "colleague"):
        assert [one.author for one in comments_on(getattr(cast, who), posting)] == ["Đỗ Văn Ước"], who
    assert [one.author for one in comments_on(neighbour(cast), posting)] == [""]


def test_the_owner_a_stranger_and_who_is_no_member_do_not_comment(cast, posting):
    for who in ("member", "stranger", "viewer", "admin"):
        with pytest.raises(PermissionDenied):
            comment_posting(posting=posting, text="Tốt", by=getattr(cast, who))
    opened(cast, Audience.SIGNED_IN)
    posting.refresh_from_db()
    with pytest.raises(PermissionDenied, match="Only members"):
        comment_posting(posting=Posting.objects.get(), text="Tốt", by=cast.admin)


def test_nothing_is_said_of_what_is_not_posted(cast, posting):
    withdraw_posting(posting=posting, by=cast.member)
    with pytest.raises(ValidationError) as refused:
        comment_posting(posting=posting, text="Tốt", by=cast.colleague)
    assert refused.value.code == "wrong_state"


@pytest.mark.parametrize("text", ["", " \n ", "x" * 1001, "x" * 10_000])
def test_an_empty_or_endless_comment_is_refused(cast, posting, text):
    with pytest.raises(ValidationError):
        comment_posting(posting=posting, text=text, by=cast.colleague)


def test_the_owner_answers_once_and_nobody_else(cast, posting):
    comment = comment_posting(posting=posting, text="Lịch?", by=cast.colleague)
    for who in ("colleague", "secretary", "officer", "stranger"):
        with pytest.raises(PermissionDenied):
            answer_comment(comment=comment, answer="Có", by=getattr(cast, who))
    answer_comment(comment=comment, answer="Thứ Năm", by=cast.member)
    assert last().verb == "posting.answered"
    with pytest.raises(ValidationError) as refused:
        answer_comment(comment=comment, answer="Thứ Sáu", by=cast.member)
    assert refused.value.code == "wrong_state" and BoardComment.objects.get().answer == "Thứ Năm"


def test_a_comment_is_hidden_with_a_reason_and_still_read_by_those_concerned(cast, posting):
    comment = comment_posting(posting=posting, text="Xúc phạm", by=cast.colleague)
    for who in ("member", "colleague", "stranger", "admin"):
        with pytest.raises(PermissionDenied):
            hide_comment(comment=comment, reason="Không đúng", by=getattr(cast, who))
    with pytest.raises(ValidationError):
        hide_comment(comment=comment, reason=" ", by=cast.secretary)
    hide_comment(comment=comment, reason="Lời lẽ xúc phạm", by=cast.secretary)
    assert last().verb == "posting.comment_hidden"
    assert not comments_on(cast.colleague, posting)
    assert len(comments_on(cast.member, posting)) == len(comments_on(cast.officer, posting)) == 1
    with pytest.raises(ValidationError):
        hide_comment(comment=comment, reason="Lần nữa", by=cast.officer)
    with pytest.raises(ValidationError):
        answer_comment(comment=comment, answer="Có", by=cast.member)


def test_a_secretary_does_not_hide_what_is_said_of_the_secretary(cast):
    own = make_pledge(cast.secretary.member, cast.cell, cast.year, State.CONFIRMED)
    opened(cast)
    posting = agree_to_posting(pledge=own, agreed_to=Audience.WARD, by=cast.secretary)
    comment = comment_posting(posting=posting, text="Đề nghị họp đúng giờ", by=cast.member)
    with pytest.raises(PermissionDenied, match="your own"):
        hide_comment(comment=comment, reason="Không thích", by=cast.secretary)
    assert hide_comment(comment=comment, reason="Lời lẽ", by=cast.officer).is_hidden


def test_the_member_is_told_what_is_kept(cast, posting):
    comment_posting(posting=posting, text="Lịch?", by=cast.colleague)
    told = {one.code: len(one.rows) for one in holdings_of(cast.member.member)}
    assert (told["pledges.posting"], told["pledges.boardcomment"]) == (1, 1)
    assert {one.code for one in holdings_of(cast.colleague.member)} >= {"pledges.boardcomment"}


# ── the pages ──


def test_the_open_page_shows_the_board_and_nothing_else(client, cast, posting):
    comment_posting(posting=posting, text="Ý kiến nội bộ", by=cast.colleague)
    PledgeItem.objects.update(evidence="Bí mật", deed=HOSTILE)
    board = opened(cast, Audience.OPEN)
    answer = client.get(reverse("pledges:open-board", args=[board.code]))
    html = answer.content.decode()
    assert answer.status_code == 200 and "Trần Thị Lan" in html and HOSTILE not in html
    assert not [word for word in ("Ý kiến nội bộ", "Bí mật", "Đỗ Văn Ước", "/pledges/") if word in html]
    assert answer["X-Robots-Tag"].startswith("noindex") and "private" in answer["Cache-Control"]
    assert "sessionid" not in client.cookies


def without_marks(answer, code: str) -> str:
    html = answer.content.decode().replace(code, "CODE").replace("x" * 16, "CODE")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)


def test_unknown_and_closed_are_the_same_nothing(client, cast, posting):
    board = PublicBoard.objects.get()
    answers = [client.get(reverse("pledges:open-board", args=[code])) for code in (board.code, "x" * 16, "x" * 500)]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({without_marks(answer, board.code) for answer in answers[:2]}) == 1
    assert open_board(board.code) is None
    opened(cast, Audience.OPEN)
    assert client.get(reverse("pledges:open-board", args=[board.code])).status_code == 200
    opened(cast, Audience.SIGNED_IN)
    assert client.get(reverse("pledges:open-board", args=[board.code])).status_code == 404
    assert list(postings_on(board, today()))  # for those signed in it still stands


def test_an_open_page_is_not_asked_too_often(client, cast, posting):
    address = reverse("pledges:open-board", args=[opened(cast, Audience.OPEN).code])
    answers = [client.get(address).status_code for _ in range(PER_MINUTE + 1)]
    assert answers[-1] == 429 and 200 in answers


def test_the_owner_agrees_on_the_page_and_sees_where_it_stands(client, cast, pledge):
    opened(cast)
    client.force_login(cast.member)
    address = reverse("pledges:consent", args=[pledge.pk])
    assert client.get(address).status_code == 200
    done = client.post(address, {"agreed_to": "20", "with_progress": "on", "version": "0"})
    assert done.status_code == 302 and Posting.objects.get().with_progress
    assert client.get(address).context["is_posted"]
    client.post(reverse("pledges:consent-withdraw", args=[pledge.pk]))
    assert Posting.objects.get().is_withdrawn


def test_comments_on_the_page_keep_what_was_typed(client, cast, posting):
    client.force_login(cast.colleague)
    address = reverse("pledges:posting-comment", args=[posting.pk])
    answer = client.post(address, {"text": "a" * 1001})
    assert answer.status_code == 200 and "a" * 1001 in answer.content.decode()
    assert client.post(address, {"text": HOSTILE}).status_code == 302
    html = client.get(reverse("pledges:posting", args=[posting.pk])).content.decode()
    assert HOSTILE not in html and "&lt;script&gt;" in html
    client.force_login(cast.member)
    comment = BoardComment.objects.get()
    client.post(reverse("pledges:board-comment-answer", args=[comment.pk]), {"answer": "Vâng"})
    client.force_login(cast.secretary)
    client.post(reverse("pledges:board-comment-hide", args=[comment.pk]), {"reason": "Mã lạ"})
    comment.refresh_from_db()
    assert (comment.answer, comment.hidden_because) == ("Vâng", "Mã lạ")


def test_the_committee_sets_and_ticks_on_the_pages(client, cast, pledge):
    client.force_login(cast.officer)
    address = reverse("pledges:public-setting", args=[cast.year.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"audience": "40", "whose": "TICKED", "version": "1", "shows_measure": "on"})
    board = PublicBoard.objects.get()
    assert (board.audience, board.whose, board.shows_due) == (40, "TICKED", False)
    assert board.code in client.get(address).content.decode()
    choose = reverse("pledges:public-choose", args=[cast.year.pk]) + f"?unit={cast.cell.pk}"
    client.post(choose, {"member": [str(cast.member.member_id), "9" * 40, "x"]})
    assert board.members.get().member_id == cast.member.member_id
    client.force_login(cast.secretary)
    assert client.get(address).status_code == 403
    client.force_login(cast.stranger)
    assert client.get(address).status_code == 404


# ── over the API ──


def test_the_same_over_the_api(cast, pledge):
    officer, member, colleague = Api(cast.officer), Api(cast.member), Api(cast.colleague)
    board = f"/api/v1/public-boards/{cast.year.pk}/"
    assert officer.put(board, {"audience": 20}).json()["audience"] == 20
    assert Api(cast.secretary).put(board, {"audience": 40}).status_code == 403
    assert Api(cast.stranger).put(board, {"audience": 40}).status_code == 404
    agreed = member.post(f"{pledge.pk}/consent/", {"agreed_to": 20})
    assert (agreed.status_code, agreed.json()["agreed_to"]) == (200, 20)
    (posted,) = colleague.get(board).json()
    assert (posted["member_name"], len(posted["items"])) == ("Trần Thị Lan", 2)
    assert Api(cast.stranger).get(board).status_code == 404
    said = colleague.post(f"/api/v1/posted/{posted['id']}/comments/", {"text": "Lịch?"}).json()
    answered = member.post(f"/api/v1/posted/comments/{said['id']}/answer/", {"answer": "Thứ Năm"})
    assert answered.json()["answer"] == "Thứ Năm"
    Api(cast.secretary).post(f"/api/v1/posted/comments/{said['id']}/hide/", {"reason": "Trùng"})
    assert colleague.get(f"/api/v1/posted/{posted['id']}/comments/").json() == []
    ticked = {"unit": cast.cell.pk, "members": [cast.member.member_id]}
    assert officer.post(f"{board}ticked/", ticked).status_code == 200
    assert member.post(f"{pledge.pk}/consent/withdraw/").json()["withdrawn_at"]
    assert colleague.get(board).json() == [] and colleague.get("/api/v1/public-boards/").json()["results"]


def test_the_owner_is_told_of_a_comment_and_its_author_of_the_answer(cast, pledge):
    opened(cast)
    comment = comment_posting(posting=agreed(cast, pledge), text="Rất thiết thực", by=cast.colleague)
    answer_comment(comment=comment, answer="Cảm ơn đồng chí", by=cast.member)
    told = list(Notice.objects.order_by("pk").values_list("account", "kind"))
    assert told == [(cast.member.pk, NoticeKind.POSTED_COMMENT), (cast.colleague.pk, NoticeKind.POSTED_ANSWER)]
    assert not any("thiết thực" in one.about or "Cảm ơn" in one.about for one in Notice.objects.all())
