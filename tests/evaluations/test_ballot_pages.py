"""Pages and API of the electronic ballot: the voter's, the secretary's, the committee's; two votes at once."""

import re
import threading

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from emulation.models import JournalEntry
from evaluations.ballot_choices import counters_of
from evaluations.bearer import bearer_of
from evaluations.models import BallotBox, BallotVoter, SecretBallot
from evaluations.services.ballots import close_ballot
from evaluations.services.casting import cast_vote

from .voting import PASSPHRASE, TEAM, answers, make_voting, opened, vote


@pytest.fixture
def review(cast):
    return make_voting(cast)


@pytest.fixture
def opening(cast, review):
    return opened(cast, review)


@pytest.fixture
def as_(client):
    def sign_in(account):
        client.force_login(account)
        return client

    return sign_in


def page(name, *args):
    return reverse(f"evaluations:{name}", args=args)


def filled(ballot, code, answer="HTTNV", **other):
    return {"code": code} | {f"line-{place}": given for place, given in answers(ballot, answer, **other).items()}


# ── the voter ──


def test_a_voter_votes_without_an_account(opening):
    ballot, codes = opening
    code, phone = codes["Trần Thị Lan"], Client()
    assert "Mã của đồng chí" in phone.get(page("vote")).content.decode()
    paper = phone.post(page("vote"), {"code": code}).content.decode()
    assert paper.count("<fieldset") == ballot.lines.count() and "Chọn một ô cho mỗi đảng viên" in paper
    check = phone.post(page("vote-check"), filled(ballot, code, l1="KHTNV")).content.decode()
    assert "Đây có phải là lá phiếu của đồng chí?" in check and "Không hoàn thành nhiệm vụ" in check
    assert not ballot.voters.filter(has_voted=True).exists()
    done = phone.post(page("vote-cast"), filled(ballot, code), follow=True)
    assert "Đã nhận phiếu" in done.content.decode() and done.redirect_chain == [(page("vote-done"), 302)]
    assert ballot.voters.get(has_voted=True).member.full_name == "Trần Thị Lan"


def test_what_was_chosen_is_kept_on_the_way_back_and_in_no_cookie_or_session(opening):
    ballot, codes = opening
    code, phone = codes["Trần Thị Lan"], Client()
    phone.post(page("vote-check"), filled(ballot, code, l1="KHTNV"))
    back = phone.post(page("vote"), filled(ballot, code, l1="KHTNV")).content.decode()
    assert re.search(r'name="line-1" value="KHTNV" checked', back)
    assert settings.SESSION_COOKIE_NAME not in phone.cookies
    assert not any("KHTNV" in morsel.value for morsel in phone.cookies.values())


def test_code_and_choices_are_in_no_address_and_no_cache(opening):
    ballot, codes = opening
    phone = Client()
    for name in ("vote", "vote-check", "vote-cast"):
        answer = phone.post(page(name), filled(ballot, codes["Trần Thị Lan"], l1=""))
        assert "no-store" in answer["Cache-Control"] and answer.status_code == 200
        assert 'method="get"' not in answer.content.decode()


def test_a_ballot_with_a_gap_comes_back_with_the_rest_kept(opening):
    ballot, codes = opening
    text = Client().post(page("vote-check"), filled(ballot, codes["Trần Thị Lan"], l2="")).content.decode()
    assert "Chọn một ô cho đảng viên này" in text and re.search(r'name="line-1" value="HTTNV" checked', text)


@pytest.mark.parametrize("name", ["vote", "vote-check", "vote-cast"])
@pytest.mark.parametrize(("code", "words"), [("1111 1111 1111", "Mã không đúng"), ("", "errorlist")])
def test_a_forged_code_is_asked_for_again(opening, name, code, words):
    ballot, _codes = opening
    text = Client().post(page(name), filled(ballot, code)).content.decode()
    assert words in text and "fieldset" not in text


def test_a_used_code_and_an_ended_ballot_say_so(cast, opening):
    ballot, codes = opening
    phone, code = Client(), codes["Trần Thị Lan"]
    phone.post(page("vote-cast"), filled(ballot, code))
    assert "đã được dùng" in phone.post(page("vote-cast"), filled(ballot, code, "KHTNV")).content.decode()
    for other in set(codes.values()) - {code}:
        vote(ballot, other)
    close_ballot(ballot=ballot, passphrase=PASSPHRASE, by=cast.secretary)
    assert "đã kết thúc" in phone.post(page("vote"), {"code": code}).content.decode()
    assert ballot.lines.get(position=1).counts == [0, 7, 0, 0]


def test_a_member_signed_in_leaves_no_more_than_a_visit(cast, as_, opening):
    ballot, codes = opening
    lines = JournalEntry.objects.count()
    as_(cast.member).post(page("vote-cast"), filled(ballot, codes["Đỗ Văn Ước"]))
    assert ballot.voters.get(has_voted=True).member == cast.colleague.member
    assert JournalEntry.objects.count() == lines


def test_forged_lines_and_scripts_are_refused(opening):
    ballot, codes = opening
    data = filled(ballot, codes["Trần Thị Lan"]) | {"line-1": "<script>alert(1)</script>"}
    text = Client().post(page("vote-cast"), data).content.decode()
    assert "Chọn một ô" in text and "<script>alert" not in text
    with pytest.raises(ValidationError):
        counters_of(ballot.stage, list(ballot.lines.all()), answers(ballot) | {99: "HTTNV"})


# ── the secretary ──


def test_the_secretary_opens_hands_out_and_counts(cast, as_, review):
    secretary, about = as_(cast.secretary), page("ballots", review.pk)
    assert "Mở: Mỗi đảng viên một trong bốn mức" in secretary.get(about).content.decode()
    typed = {"counting_team": TEAM, "passphrase": PASSPHRASE, "again": PASSPHRASE + "x"}
    assert "không giống nhau" in secretary.post(page("ballot-open", review.pk), typed).content.decode()
    slips = secretary.post(page("ballot-open", review.pk), typed | {"again": PASSPHRASE})
    codes = re.findall(r"<code>([\d ]{14})</code>", slips.content.decode())
    assert len(codes) == 7 and "no-store" in slips["Cache-Control"]
    ballot = SecretBallot.objects.get()
    assert not any(code in secretary.get(about).content.decode() for code in codes)
    for code in codes[:5]:
        assert "Kiểm phiếu được khi có ít nhất 5" in secretary.get(about).content.decode()
        vote(ballot, code)
    wrong = secretary.post(page("ballot-count", ballot.pk), {"passphrase": "sai"}).content.decode()
    assert "không mở được hòm phiếu" in wrong
    counted = secretary.post(page("ballot-count", ballot.pk), {"passphrase": PASSPHRASE}, follow=True)
    text = counted.content.decode()
    assert "phát ra 7, thu về 5, không thu về 2" in text and "5 (100 %)" in text


def test_another_code_is_shown_once(cast, as_, opening):
    ballot, codes = opening
    voter = ballot.voters.get(member=cast.member.member)
    address = page("ballot-code", ballot.pk, voter.pk)
    text = as_(cast.secretary).post(address).content.decode()
    assert codes["Trần Thị Lan"] not in text and len(re.findall(r"<code>[\d ]{14}</code>", text)) == 1
    vote(ballot, re.search(r"<code>([\d ]{14})</code>", text)[1])
    assert as_(cast.secretary).post(address).url == page("ballots", ballot.review_id)


def test_the_secretary_annuls_with_a_reason(cast, as_, opening):
    ballot, _codes = opening
    text = as_(cast.secretary).post(page("ballot-annul", ballot.pk), {"reason": "Quên mật khẩu"}, follow=True)
    assert "Quên mật khẩu" in text.content.decode() and not BallotBox.objects.exists()


def test_others_read_without_acting_or_find_nothing(cast, as_, opening):
    ballot, _codes = opening
    text = as_(cast.officer).get(page("ballots", ballot.review_id)).content.decode()
    assert "không bao gồm việc này" in text and "passphrase" not in text
    for name in ("ballot-count", "ballot-annul"):
        assert as_(cast.officer).post(page(name, ballot.pk), {"reason": "x"}).status_code == 403
        for account in (cast.member, cast.viewer, cast.admin, cast.stranger):
            assert as_(account).post(page(name, ballot.pk)).status_code == 404
            assert as_(account).get(page("ballots", ballot.review_id)).status_code == 404
    assert as_(cast.officer).post(page("ballot-open", ballot.review_id)).status_code == 403


def test_the_sheet_shows_votes_that_cannot_be_typed(cast, as_, review, opening):
    ballot, codes = opening
    for code in codes.values():
        vote(ballot, code)
    close_ballot(ballot=ballot, passphrase=PASSPHRASE, by=cast.secretary)
    text = as_(cast.secretary).get(page("review", review.pk)).content.decode()
    assert "lấy từ bỏ phiếu điện tử" in text and ' value="7" readonly' in text


def test_the_committee_chooses_the_way_of_voting(cast, as_, review):
    address = page("campaign-voting", review.campaign_id)
    sent = {"method": "ELECTRONIC", "minimum": "2"}
    assert "Dưới 3 người" in as_(cast.officer).post(address, sent).content.decode()
    assert as_(cast.officer).post(address, sent | {"minimum": "6"}).status_code == 302
    review.campaign.refresh_from_db()
    assert review.campaign.voting.minimum == 6
    assert as_(cast.secretary).get(address).status_code in (403, 404)


# ── API ──


def test_the_api_does_all_but_casting(cast, review):
    api = APIClient()
    api.force_authenticate(cast.secretary)
    base = f"/api/v1/reviews/{review.pk}/ballots/"
    assert api.get(base).json() == {"ballots": [], "missing": []}
    made = api.post(base, {"counting_team": TEAM, "passphrase": PASSPHRASE}, format="json")
    assert made.status_code == 201 and len(made.json()["slips"]) == 7
    ballot = SecretBallot.objects.get(pk=made.json()["ballot"])
    voter = BallotVoter.objects.first()
    code = api.post(f"/api/v1/ballots/{ballot.pk}/voters/{voter.pk}/code/").json()["code"]
    assert api.post(f"/api/v1/ballots/{ballot.pk}/count/", {"passphrase": PASSPHRASE}).status_code == 400
    for given in [code, *[slip["code"] for slip in made.json()["slips"][1:]]]:
        vote(ballot, given)
    counted = api.post(f"/api/v1/ballots/{ballot.pk}/count/", {"passphrase": PASSPHRASE}).json()
    assert counted["results"][0]["counts"] == {"HTXSNV": 0, "HTTNV": 7, "HTNV": 0, "KHTNV": 0}
    annulled = api.post(f"/api/v1/ballots/{ballot.pk}/annul/", {"reason": "Bỏ phiếu lại"}).json()
    assert annulled["state"] == "ANNULLED" and annulled["results"] == []


# ── two at once ──


def at_once(*acts) -> list[str]:
    """Run the acts on connections of their own, started together; return what came of each."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act) -> None:
        try:
            start.wait()
            act()
            outcomes.append("counted")
        except ValidationError as refused:
            outcomes.append(refused.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time; double submission is in test_ballots")
def test_two_votes_at_once_both_count_and_one_code_counts_once(cast):
    """Four at once on connections of their own, two of them with the same code."""
    ballot, codes = opened(cast, make_voting(cast, minimum=3))
    bearers = [bearer_of(code) for code in codes.values()]
    given = answers(ballot)

    def cast_by(bearer):
        return lambda: cast_vote(ballot=ballot, answers=given, by=bearer)

    acts = [cast_by(bearers[0]), cast_by(bearers[1]), cast_by(bearers[2]), cast_by(bearers[2])]
    outcomes = at_once(*acts)
    assert sorted(outcome == "counted" for outcome in outcomes) == [False, True, True, True]
    assert any("đã được dùng" in outcome for outcome in outcomes)
    close_ballot(ballot=ballot, passphrase=PASSPHRASE, by=cast.secretary)
    assert all(line.counts == [0, 3, 0, 0] for line in ballot.lines.all())
