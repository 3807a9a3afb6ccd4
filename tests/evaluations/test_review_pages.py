"""Pages of the review: who reaches them, what they say, that they stay cheap, that typing is kept."""

import pytest
from django.urls import reverse

from emulation.models import JournalEntry
from evaluations.models import Assessment, CellReview, State

from .meeting import crowd, hand_in, hold, meeting, proposed, review_of, verified
from .year import assessment_of, full_points, make_campaign

FACTS = {f"meeting-{name}": value for name, value in meeting().items()} | {
    "meeting-held_on": meeting()["held_on"].strftime("%d/%m/%Y")
}


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


@pytest.fixture
def review(campaign, cast):
    hand_in(campaign)
    return review_of(campaign, cast.cell)


@pytest.fixture
def as_(client):
    def sign_in(account):
        client.force_login(account)
        return client

    return sign_in


def page(name, *args):
    return reverse(f"evaluations:{name}", args=args)


def row_data(assessment, **values):
    typed = {
        "common": "28",
        "results": "65",
        "level": "HTXSNV",
        "explanation": "",
        "votes_excellent": "10",
        "votes_good": "0",
        "votes_completed": "0",
        "votes_failed": "0",
    } | values
    return {f"r{assessment.pk}-{name}": value for name, value in typed.items()}


def sheet_data(review, **values):
    data = {"version": review.version} | FACTS
    for assessment in Assessment.objects.filter(unit=review.unit):
        data |= row_data(assessment, **values)
    return data


# the chooser


def test_board_without_a_campaign_says_why_it_is_empty(cast, as_):
    assert as_(cast.officer).get(page("board")).status_code == 200


def test_board_sends_a_secretary_to_the_cell(cast, as_, review):
    assert as_(cast.secretary).get(page("board")).url == page("review", review.pk)


@pytest.mark.parametrize("name", ["officer", "leader"])
def test_board_shows_the_committee_its_cells(cast, as_, review, name):
    answer = as_(getattr(cast, name)).get(page("board"))
    assert cast.cell.name in answer.content.decode()


@pytest.mark.parametrize("name", ["member", "viewer", "admin"])
def test_board_tells_others_that_it_is_not_theirs(cast, as_, review, name):
    answer = as_(getattr(cast, name)).get(page("board"))
    assert answer.status_code == 200
    assert cast.cell.name not in answer.content.decode()


# the sheet


def test_sheet_is_for_the_cell_alone(cast, as_, review):
    assert as_(cast.secretary).get(page("review", review.pk)).status_code == 200
    assert as_(cast.officer).get(page("review", review.pk)).url == page("verification-cell", review.pk)
    for name in ("member", "viewer", "admin", "stranger"):
        assert as_(getattr(cast, name)).get(page("review", review.pk)).status_code == 404


def test_sheet_saves_without_script_with_decimal_comma(cast, as_, review):
    answer = as_(cast.secretary).post(page("review", review.pk), sheet_data(review, common="27,5"))
    assert answer.status_code == 302
    own = assessment_of(review.campaign, cast.member)
    assert (str(own.cell_common), own.votes_excellent, own.cell_level) == ("27.50", 10, "HTXSNV")
    assert CellReview.objects.get(pk=review.pk).present == 12


def test_sheet_keeps_what_was_typed_wrong_and_says_where(cast, as_, review):
    own = assessment_of(review.campaign, cast.member)
    data = sheet_data(review) | row_data(own, common="nhiều", results="71")
    answer = as_(cast.secretary).post(page("review", review.pk), data)
    assert answer.status_code == 200
    assert f'href="#r{own.pk}-common"' in answer.content.decode()
    assert 'value="nhiều"' in answer.content.decode()


def test_row_the_page_did_not_have_is_left_alone(cast, as_, review):
    hold(review)
    review.refresh_from_db()
    own = assessment_of(review.campaign, cast.member)
    data = {name: value for name, value in sheet_data(review).items() if not name.startswith(f"r{own.pk}-")}
    as_(cast.secretary).post(page("review", review.pk), data)
    assert assessment_of(review.campaign, cast.member).cell_level == "HTXSNV"


def test_autosave_answers_time_and_version_then_409_when_stale(cast, as_, review):
    address, data = page("review-autosave", review.pk), sheet_data(review)
    answer = as_(cast.secretary).post(address, data).json()
    assert answer["version"] == 2 and answer["saved_at"]
    assert as_(cast.secretary).post(address, data).status_code == 409
    assert as_(cast.secretary).post(address, data | {"version": 2, "meeting-present": "99"}).status_code == 400
    assert as_(cast.stranger).post(address, data).status_code == 404
    assert as_(cast.officer).post(address, data).status_code == 403


def test_saving_again_after_being_told_is_a_decision(cast, as_, review):
    data = sheet_data(review)
    CellReview.objects.update(version=7)
    told = as_(cast.secretary).post(page("review", review.pk), data)
    assert told.status_code == 200 and 'name="version" value="7"' in told.content.decode()
    assert as_(cast.secretary).post(page("review", review.pk), data | {"version": 7}).status_code == 302


def test_a_sheet_without_its_version_is_an_old_one(cast, as_, review):
    data = {name: value for name, value in sheet_data(review).items() if name != "version"}
    assert as_(cast.secretary).post(page("review-autosave", review.pk), data).status_code == 409


def test_proposing_saves_first_and_closes_the_sheet(cast, as_, review):
    as_(cast.secretary).post(page("review-propose", review.pk), sheet_data(review))
    assert CellReview.objects.get(pk=review.pk).is_proposed
    text = as_(cast.secretary).get(page("review", review.pk)).content.decode()
    assert "<textarea" not in text


def test_proposing_too_early_keeps_the_scores(cast, as_, review):
    data = sheet_data(review, votes_good="3")
    answer = as_(cast.secretary).post(page("review-propose", review.pk), data, follow=True)
    assert not CellReview.objects.get(pk=review.pk).is_proposed
    assert assessment_of(review.campaign, cast.member).votes_good == 3
    assert answer.redirect_chain


def test_sheet_is_light_and_takes_the_same_queries_for_one_and_fifty(cast, as_, django_assert_max_num_queries):
    crowd(cast.cell, 50)
    campaign = make_campaign(cast)
    hand_in(campaign)
    review = hold(review_of(campaign, cast.cell))
    secretary = as_(cast.secretary)
    with django_assert_max_num_queries(15):
        answer = secretary.get(page("review", review.pk))
    Assessment.objects.filter(unit=cast.cell).exclude(member=cast.member.member).delete()
    with django_assert_max_num_queries(15):
        secretary.get(page("review", review.pk))
    assert len(answer.content) < 200_000


# one member


def test_person_shows_own_and_cell_points_and_is_noted_when_read(cast, as_, review):
    own = assessment_of(review.campaign, cast.member)
    assert as_(cast.secretary).get(page("person", own.pk)).status_code == 200
    line = JournalEntry.objects.get(verb="assessment.read")
    assert (line.actor, line.subject_id) == (cast.secretary, own.pk)


def test_reading_ones_own_leaves_no_line(cast, as_, review):
    own = assessment_of(review.campaign, cast.secretary)
    assert as_(cast.secretary).get(page("person", own.pk)).status_code == 200
    assert not JournalEntry.objects.filter(verb="assessment.read").exists()


@pytest.mark.parametrize("name", ["member", "officer", "leader", "viewer", "admin", "stranger"])
def test_person_is_not_found_for_others_before_the_proposal(cast, as_, review, name):
    own = assessment_of(review.campaign, cast.colleague)
    assert as_(getattr(cast, name)).get(page("person", own.pk)).status_code == 404


@pytest.mark.parametrize("name", ["officer", "leader"])
def test_person_is_open_to_the_committee_after_the_proposal(cast, as_, campaign, name):
    proposed(campaign, cast.cell)
    answer = as_(getattr(cast, name)).get(page("person", assessment_of(campaign, cast.member).pk))
    assert answer.status_code == 200
    assert "<textarea" not in answer.content.decode()


def test_person_saves_points_by_criterion(cast, as_, review):
    own = assessment_of(review.campaign, cast.member)
    points = {f"r{own.pk}-{code}": str(value).replace(".", ",") for code, value in full_points(own, "1.5").items()}
    data = row_data(own, level="HTXSNV") | points | {"version": review.version}
    assert as_(cast.secretary).post(page("person", own.pk), data).url == page("review", review.pk)
    own.refresh_from_db()
    assert str(own.cell_total) == "98.50"


def test_person_without_points_keeps_the_totals(cast, as_, review):
    hold(review)
    review.refresh_from_db()
    own = assessment_of(review.campaign, cast.member)
    data = row_data(own, explanation="Đã trao đổi") | {"version": review.version}
    as_(cast.secretary).post(page("person", own.pk), data)
    own.refresh_from_db()
    assert (str(own.cell_total), own.cell_explanation) == ("93.00", "Đã trao đổi")


def test_person_says_which_criterion_has_too_much(cast, as_, review):
    own = assessment_of(review.campaign, cast.member)
    code = next(iter(full_points(own)))
    data = row_data(own) | {f"r{own.pk}-{code}": "99", "version": review.version}
    answer = as_(cast.secretary).post(page("person", own.pk), data)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


def test_person_autosaves(cast, as_, review):
    own = assessment_of(review.campaign, cast.member)
    answer = as_(cast.secretary).post(page("person-autosave", own.pk), row_data(own) | {"version": review.version})
    assert answer.json()["version"] == 2


# verification


@pytest.mark.parametrize("name", ["officer", "leader"])
def test_verification_lists_the_cells_that_wait(cast, as_, campaign, name):
    review = proposed(campaign, cast.cell)
    assert as_(getattr(cast, name)).get(page("verification", campaign.pk)).status_code == 200
    assert as_(getattr(cast, name)).get(page("verification-cell", review.pk)).status_code == 200


@pytest.mark.parametrize("name", ["member", "secretary", "viewer", "admin", "stranger"])
def test_verification_is_not_found_for_others(cast, as_, campaign, name):
    assert as_(getattr(cast, name)).get(page("verification", campaign.pk)).status_code == 404


def test_cell_that_has_not_proposed_is_shown_empty(cast, as_, review):
    text = as_(cast.officer).get(page("verification-cell", review.pk)).content.decode()
    assert cast.member.member.full_name not in text


def test_officer_verifies_and_leader_reads_why_not(cast, as_, campaign):
    review = proposed(campaign, cast.cell)
    assert as_(cast.leader).post(page("verification-verify", review.pk), {"note": ""}).status_code == 403
    assert as_(cast.officer).post(page("verification-verify", review.pk), {"note": "Đủ"}).status_code == 302
    assert CellReview.objects.get(pk=review.pk).is_verified
    assert as_(cast.officer).get(page("verification-verify", review.pk)).status_code == 405


def test_sending_back_needs_the_reason_in_its_field(cast, as_, campaign):
    review = proposed(campaign, cast.cell)
    assert as_(cast.officer).post(page("verification-send-back", review.pk), {"reason": " "}).status_code == 200
    as_(cast.officer).post(page("verification-send-back", review.pk), {"reason": "Thiếu biên bản"})
    assert Assessment.objects.filter(unit=cast.cell, state=State.SUBMITTED).count() == 3
    assert "Thiếu biên bản" in as_(cast.secretary).get(page("review", review.pk)).content.decode()


def test_verification_takes_few_queries(cast, as_, django_assert_max_num_queries):
    crowd(cast.cell, 30)
    campaign = make_campaign(cast)
    review = verified(campaign, cast.cell, cast.officer)
    officer = as_(cast.officer)
    with django_assert_max_num_queries(12):
        officer.get(page("verification-cell", review.pk))
    with django_assert_max_num_queries(12):
        officer.get(page("verification", campaign.pk))
