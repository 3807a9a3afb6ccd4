"""The electronic secret ballot: opened, voted in, counted, annulled; who may not, when not, and what adds up."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from emulation.models import JournalEntry
from evaluations.ballot_box import digest_of, draw_code
from evaluations.bearer import Bearer, bearer_of
from evaluations.models import Assessment, Attendance, BallotBox, BallotState, BallotVoter, CampaignVoting, SecretBallot
from evaluations.selectors.ballots import meeting_ballots
from evaluations.selectors.reviews import cell_sheet, reviews_in_full
from evaluations.services.attendance import Mark, save_attendance
from evaluations.services.ballots import annul_ballot, close_ballot, open_ballot, renew_code
from evaluations.services.casting import cast_vote
from evaluations.services.reviews import CellRow, propose_cell, save_review
from evaluations.services.voting import set_voting
from tests.emulation.asking import last_entry, not_now, refused

from .meeting import review_of, row
from .voting import PASSPHRASE, TEAM, answers, make_voting, opened, vote
from .year import adapted, make_campaign

STRANGERS = ("member", "officer", "leader", "admin", "viewer", "stranger")


@pytest.fixture
def review(cast):
    return make_voting(cast)


@pytest.fixture
def opening(cast, review):
    return opened(cast, review)


def close(cast, ballot, passphrase=PASSPHRASE):
    return close_ballot(ballot=ballot, passphrase=passphrase, by=cast.secretary)


def fresh(review):
    return review_of(review.campaign, review.unit)


# ── the way of voting ──


def test_the_committee_chooses_and_it_is_journaled(cast):
    campaign = make_campaign(cast)
    set_voting(campaign=campaign, method="ELECTRONIC", two_stages=True, minimum=7, by=cast.leader)
    found = CampaignVoting.objects.get()
    assert (found.method, found.two_stages, found.minimum) == ("ELECTRONIC", True, 7)
    assert (last_entry().verb, last_entry().after["minimum"]) == ("voting.set", 7)


def test_only_the_committee_chooses(cast):
    campaign = make_campaign(cast)
    choice = {"campaign": campaign, "method": "ELECTRONIC", "two_stages": False, "minimum": 5}
    for name in ("member", "secretary", "admin", "viewer", "stranger"):
        refused(lambda name=name: set_voting(**choice, by=getattr(cast, name)))


@pytest.mark.parametrize(("minimum", "words"), [(2, "Dưới 3 người"), (0, "Dưới 3 người"), (1000, "số nhỏ hơn")])
def test_too_low_a_minimum_protects_nobody(cast, minimum, words):
    choice = {"campaign": make_campaign(cast), "method": "ELECTRONIC", "two_stages": False}
    not_now(lambda: set_voting(**choice, minimum=minimum, by=cast.officer), words=words)


def test_a_show_of_hands_is_no_secret_ballot(cast):
    campaign = adapted(make_campaign(cast), ballot="OPEN")
    choice = {"campaign": campaign, "method": "ELECTRONIC", "two_stages": False, "minimum": 5}
    not_now(lambda: set_voting(**choice, by=cast.officer), words="giơ tay")


# ── opening ──


def test_those_present_get_a_code_each_and_the_journal_a_line(cast, review, opening):
    ballot, codes = opening
    assert len(codes) == 7 == ballot.issued == ballot.voters.count()
    assert not {"Vắng Mặt Một", "Dự Bị Một", "Tạm Thời Một"} & set(codes)
    assert len(set(codes.values())) == 7 and all(len(code.replace(" ", "")) == 12 for code in codes.values())
    assert (last_entry().verb, last_entry().data["voters"]) == ("ballot.opened", 7)


def test_codes_and_passphrase_are_kept_nowhere(opening):
    _ballot, codes = opening
    kept = "\n".join(dump())
    assert PASSPHRASE not in kept
    assert not [code for code in codes.values() if code in kept or code.replace(" ", "") in kept]


def test_the_wrong_person_opens_nothing(cast, review):
    for name in STRANGERS:
        refused(
            lambda name=name: open_ballot(
                review=review, counting_team=TEAM, passphrase=PASSPHRASE, by=getattr(cast, name)
            )
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda review: CampaignVoting.objects.update(method="TALLY"), "bỏ phiếu giấy"),
        (lambda review: Attendance.objects.all().delete(), "điểm danh"),
        (lambda review: CampaignVoting.objects.update(minimum=8), "Chỉ có 7 đảng viên chính thức có mặt"),
        (lambda review: Assessment.objects.update(state=10), "Chưa nộp bản tự đánh giá"),
        (lambda review: Assessment.objects.update(participation="EXEMPT", state=10), "không có ai thuộc diện xếp loại"),
    ],
)
def test_a_ballot_is_not_opened_before_its_time(cast, review, change, words):
    change(review)
    not_now(lambda: opened(cast, fresh(review)), words=words)
    assert not SecretBallot.objects.exists()


@pytest.mark.parametrize(("team", "passphrase", "words"), [("", PASSPHRASE, "ban kiểm phiếu"), (TEAM, "ngắn", "12 ký")])
def test_a_ballot_needs_a_team_and_a_long_passphrase(cast, review, team, passphrase, words):
    not_now(
        lambda: open_ballot(review=review, counting_team=team, passphrase=passphrase, by=cast.secretary), words=words
    )


def test_one_ballot_at_a_time(cast, review, opening):
    not_now(lambda: opened(cast, review), words="chưa kết thúc")


def test_while_a_ballot_stands_the_register_is_fixed(cast, review, opening):
    marks = {row.member_id: Mark(True) for row in Attendance.objects.all()}
    not_now(lambda: save_attendance(review=review, marks=marks, by=cast.secretary), "wrong_state", "điểm danh")


# ── voting ──


def test_a_vote_counts_once(cast, opening):
    ballot, codes = opening
    vote(ballot, codes["Trần Thị Lan"])
    assert ballot.voters.get(has_voted=True).member == cast.member.member
    with pytest.raises(ValidationError, match="đã được dùng"):
        bearer_of(codes["Trần Thị Lan"])


def test_a_code_is_typed_as_one_likes(opening):
    _ballot, codes = opening
    code = codes["Trần Thị Lan"]
    for typed in (code.replace(" ", ""), code.replace(" ", "-"), f"  {code} "):
        assert bearer_of(typed).voter.member.full_name == "Trần Thị Lan"


@pytest.mark.parametrize("code", ["", "0000 0000 0000", "x" * 1_000_000, "' OR 1=1", "１２３４"])
def test_a_forged_code_opens_nothing(opening, code):
    with pytest.raises(ValidationError, match="Mã không đúng"):
        bearer_of(code)


def test_a_vote_is_not_cast_with_anything_but_its_code(cast, opening):
    ballot, codes = opening
    for name in (*STRANGERS, "secretary"):
        refused(lambda name=name: cast_vote(ballot=ballot, answers=answers(ballot), by=getattr(cast, name)), "bằng mã")
    bearer = bearer_of(codes["Trần Thị Lan"])
    other = SecretBallot(pk=ballot.pk + 1)
    refused(lambda: cast_vote(ballot=other, answers={}, by=bearer), "bằng mã")


@pytest.mark.parametrize("wrong", [{"l1": ""}, {"l1": "BEST"}, {"l1": "AGREE"}, {"l99": "HTTNV"}])
def test_a_ballot_not_filled_in_is_refused_and_the_code_stays_good(opening, wrong):
    ballot, codes = opening
    with pytest.raises(ValidationError):
        vote(ballot, codes["Trần Thị Lan"], **wrong)
    assert not ballot.voters.filter(has_voted=True).exists()
    vote(ballot, codes["Trần Thị Lan"])


def test_double_submission_counts_once(cast, opening):
    ballot, codes = opening
    for bearers in [[bearer_of(codes["Trần Thị Lan"]) for _twice in range(2)]]:
        cast_vote(ballot=ballot, answers=answers(ballot, "KHTNV"), by=bearers[0])
        with pytest.raises(ValidationError, match="đã được dùng"):
            cast_vote(ballot=ballot, answers=answers(ballot, "HTXSNV"), by=bearers[1])
    for name in set(codes) - {"Trần Thị Lan"}:
        vote(ballot, codes[name], "HTTNV")
    close(cast, ballot)
    assert all(line.counts == [0, 6, 0, 1] for line in ballot.lines.all())


def test_the_mark_and_the_vote_are_one(opening, monkeypatch):
    ballot, codes = opening
    before = BallotBox.objects.get().counters
    monkeypatch.setattr("evaluations.services.casting.Case", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        vote(ballot, codes["Trần Thị Lan"])
    assert BallotBox.objects.get().counters == before and not ballot.voters.filter(has_voted=True).exists()


def test_a_vote_leaves_no_line_in_the_journal(opening):
    ballot, codes = opening
    lines = JournalEntry.objects.count()
    vote(ballot, codes["Trần Thị Lan"])
    assert JournalEntry.objects.count() == lines


def test_a_lost_slip_is_replaced_before_the_vote_and_not_after(cast, opening):
    ballot, codes = opening
    voter = ballot.voters.get(member=cast.member.member)
    slip = renew_code(ballot=ballot, voter=voter, by=cast.secretary)
    assert last_entry().verb == "ballot.code_renewed"
    with pytest.raises(ValidationError, match="Mã không đúng"):
        bearer_of(codes["Trần Thị Lan"])
    vote(ballot, slip.code)
    not_now(lambda: renew_code(ballot=ballot, voter=voter, by=cast.secretary), "used")
    for name in STRANGERS:
        refused(lambda name=name: renew_code(ballot=ballot, voter=voter, by=getattr(cast, name)))


# ── counting ──


def all_vote(ballot, codes, *given: str) -> None:
    for code, answer in zip(codes.values(), given, strict=False):
        vote(ballot, code, answer)


def test_the_counts_flow_into_the_review(cast, review, opening):
    ballot, codes = opening
    all_vote(ballot, codes, "HTXSNV", "HTXSNV", "HTTNV", "HTTNV", "HTNV", "KHTNV")
    close(cast, ballot)
    found = fresh(review)
    assert (found.ballots_issued, found.ballots_returned, found.ballots_invalid) == (7, 6, 0)
    rows = Assessment.objects.to_rate().filter(unit=cast.cell)
    votes = ("votes_excellent", "votes_good", "votes_completed", "votes_failed")
    assert set(rows.values_list(*votes)) == {(2, 2, 1, 1)}
    assert (last_entry().verb, last_entry().data["cast"]) == ("ballot.counted", 6)


def test_the_box_and_its_key_are_gone_once_counted(cast, opening):
    ballot, codes = opening
    all_vote(ballot, codes, *["HTTNV"] * 7)
    sealed = BallotBox.objects.get().sealed_key
    close(cast, ballot)
    assert not BallotBox.objects.exists() and sealed not in "\n".join(dump())


def test_results_need_enough_voters_the_passphrase_and_the_right_person(cast, opening):
    ballot, codes = opening
    all_vote(ballot, codes, *["HTTNV"] * 4)
    not_now(lambda: close(cast, ballot), "too_few", "Mới có 4 người bỏ phiếu, phải có từ 5")
    vote(ballot, list(codes.values())[4])
    not_now(lambda: close(cast, ballot, "sai mật khẩu rồi nhé"), "wrong_passphrase", "không mở được hòm phiếu")
    for name in STRANGERS:
        refused(lambda name=name: close_ballot(ballot=ballot, passphrase=PASSPHRASE, by=getattr(cast, name)))
    assert close(cast, ballot).is_closed
    not_now(lambda: close(cast, ballot), "wrong_state")


def test_nobody_sees_a_count_before_the_end(cast, review, opening):
    ballot, codes = opening
    all_vote(ballot, codes, *["HTTNV"] * 6)
    sheet = meeting_ballots(review).sheets[0]
    assert sheet.results == () and (sheet.cast, len(sheet.waiting)) == (6, 1)
    assert not ballot.lines.exclude(counts=None).exists()


def test_no_vote_after_the_end(cast, opening):
    ballot, codes = opening
    late = bearer_of(codes["Trần Thị Lan"])
    all_vote(ballot, {name: code for name, code in codes.items() if name != "Trần Thị Lan"}, *["HTTNV"] * 6)
    close(cast, ballot)
    with pytest.raises(ValidationError, match="đã kết thúc"):
        bearer_of(codes["Trần Thị Lan"])
    with pytest.raises(ValidationError, match="đã kết thúc"):
        cast_vote(ballot=ballot, answers=answers(ballot), by=late)


def test_counted_votes_cannot_be_typed_over(cast, review, opening):
    ballot, codes = opening
    all_vote(ballot, codes, *["HTTNV"] * 7)
    close(cast, ballot)
    first = Assessment.objects.to_rate().filter(unit=cast.cell).first()
    not_now(
        lambda: save_review(
            review=review, meeting={}, rows={first.pk: CellRow(votes=(7, 0, 0, 0))}, version=None, by=cast.secretary
        ),
        "from_ballot",
    )
    for name, count in (("ballots_invalid", 1), ("ballots_returned", 6)):
        typed = {"review": review, "meeting": {name: count}, "rows": {}, "version": None}
        not_now(lambda typed=typed: save_review(**typed, by=cast.secretary), "from_ballot")
    same = CellRow(votes=(0, 7, 0, 0), level="HTTNV")
    save_review(review=review, meeting={}, rows={first.pk: same}, version=None, by=cast.secretary)


# ── two ballots ──


def test_two_ballots_levels_first_then_the_short_list(cast):
    review = make_voting(cast, two_stages=True)
    first, codes = opened(cast, review)
    for code in codes.values():
        vote(first, code, "HTTNV", l1="HTNV")
    with pytest.raises(ValidationError):
        vote(first, next(iter(codes.values())), "HTXSNV")
    close(cast, first)
    below = first.lines.get(position=1).assessment_id
    not_now(lambda: opened(cast, fresh(review), chosen=[below]), words="đủ phiếu ở mức")
    second, new = opened(cast, fresh(review))
    assert new == {} and second.lines.count() == first.lines.count() - 1
    for place, code in enumerate(codes.values()):
        vote(second, code, "AGREE" if place < 5 else "DISAGREE")
    close(cast, second)
    found = reviews_in_full(cast.secretary).get(pk=review.pk)
    rows = {row.assessment.pk: row for row in cell_sheet(cast.secretary, found).rows}
    assert rows[below].agreed is None and rows[second.lines.first().assessment_id].agreed == (5, 2)
    chosen = Assessment.objects.get(pk=second.lines.first().assessment_id)
    assert (chosen.votes_excellent, chosen.votes_good) == (0, 7)


def test_a_level_agreed_to_has_its_votes(cast):
    review = make_voting(cast, two_stages=True)
    first, codes = opened(cast, review)
    for code in codes.values():
        vote(first, code)
    close(cast, first)
    second, _new = opened(cast, fresh(review))
    for place, code in enumerate(codes.values()):
        vote(second, code, "AGREE", **({"l1": "DISAGREE"} if place else {}))
    close(cast, second)
    Assessment.objects.filter(unit=cast.cell).update(cell_level="HTXSNV")
    found = reviews_in_full(cast.secretary).get(pk=review.pk)
    warned = [row.assessment.pk for row in cell_sheet(cast.secretary, found).rows if row.warnings]
    assert warned == [second.lines.get(position=1).assessment_id]
    not_now(lambda: opened(cast, found), words="đã kiểm phiếu xong")


def test_without_a_short_list_there_is_no_second_ballot(cast):
    review = make_voting(cast, two_stages=True)
    first, codes = opened(cast, review)
    for code in codes.values():
        vote(first, code, "HTNV")
    close(cast, first)
    not_now(lambda: opened(cast, fresh(review)), words="không có lượt thứ hai")


# ── annulling ──


def test_a_lost_passphrase_annuls_the_ballot_and_it_is_repeated(cast, review, opening):
    ballot, codes = opening
    all_vote(ballot, codes, *["HTTNV"] * 7)
    annul_ballot(ballot=ballot, reason="Quên cụm mật khẩu", by=cast.secretary)
    assert (last_entry().verb, last_entry().data["reason"]) == ("ballot.annulled", "Quên cụm mật khẩu")
    assert not BallotBox.objects.exists()
    with pytest.raises(ValidationError, match="đã kết thúc"):
        bearer_of(next(iter(codes.values())))
    again, new = opened(cast, review)
    assert again.pk != ballot.pk and len(new) == 7


def test_annulling_a_counted_ballot_takes_its_counts_back(cast, review, opening):
    ballot, codes = opening
    all_vote(ballot, codes, *["HTTNV"] * 7)
    close(cast, ballot)
    annul_ballot(ballot=ballot, reason="Có người vào họp muộn", by=cast.secretary)
    assert fresh(review).ballots_issued == 0
    assert not Assessment.objects.filter(unit=cast.cell).exclude(votes_good=None).exists()
    assert not ballot.lines.exclude(counts=None).exists()


def test_annulling_needs_a_reason_the_right_person_and_comes_before_the_proposal(cast, review, opening):
    ballot, _codes = opening
    not_now(lambda: annul_ballot(ballot=ballot, reason=" ", by=cast.secretary), words="lý do")
    for name in STRANGERS:
        refused(lambda name=name: annul_ballot(ballot=ballot, reason="x", by=getattr(cast, name)))
    annul_ballot(ballot=ballot, reason="x", by=cast.secretary)
    not_now(lambda: annul_ballot(ballot=ballot, reason="x", by=cast.secretary), "wrong_state")


def test_the_cell_proposes_on_the_counts_of_the_ballot(cast, review, opening):
    ballot, codes = opening
    all_vote(ballot, codes, *["HTXSNV"] * 7)
    close(cast, ballot)
    rated = Assessment.objects.to_rate().filter(unit=cast.cell)
    rows = {pk: row(votes=(7, 0, 0, 0)) for pk in rated.values_list("pk", flat=True)}
    facts = {"held_on": fresh(review).campaign.opened_at.date(), "chair": "A", "recorder": "B"}
    save_review(review=fresh(review), meeting=facts, rows=rows, version=None, by=cast.secretary)
    propose_cell(review=fresh(review), by=cast.secretary)
    not_now(lambda: annul_ballot(ballot=ballot, reason="x", by=cast.secretary), "wrong_state")
    not_now(lambda: opened(cast, fresh(review)), words="đã đề xuất")


def test_reading_the_ballots_takes_a_fixed_number_of_queries(cast, review, opening, django_assert_num_queries):
    with django_assert_num_queries(4):
        meeting_ballots(review)


def dump() -> list[str]:
    """Everything that stands in the database, table by table, as the database gives it."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            rows += [f"{table}: {row}" for row in cursor.fetchall()]
    return rows


def test_codes_are_drawn_and_never_guessed():
    codes = {draw_code() for _more in range(200)}
    assert len(codes) == 200 and digest_of("1234 5678 9012") == digest_of("123456789012") != digest_of("123456789013")


def test_the_register_holds_one_row_for_each_voter(opening):
    ballot, _codes = opening
    voter = ballot.voters.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        BallotVoter.objects.create(ballot=ballot, member=voter.member, digest="x")


def test_a_bearer_is_nobody():
    bearer = Bearer(BallotVoter(ballot_id=1))
    assert (bearer.pk, bearer.member_id, bearer.scope.held) == (None, None, ())
    assert BallotState.OPEN < BallotState.CLOSED
