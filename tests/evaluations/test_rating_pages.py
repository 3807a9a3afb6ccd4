"""Pages and API of a cell's own rating: who reaches them, what they say, that typing is kept."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from evaluations.models import CellRating, Finding, State

from .collective import ALL_MET, DOCUMENT, TEXTS, found, points_of, rating_proposed, written
from .meeting import proposed, review_of
from .test_decisions import GOOD
from .year import make_campaign

API = "/api/v1/cell-ratings"


@pytest.fixture
def review(cast):
    """The members of the cell are proposed, its own form is not begun."""
    campaign = make_campaign(cast)
    proposed(campaign, cast.cell, **GOOD)
    return review_of(campaign, cast.cell)


@pytest.fixture
def as_(client):
    def sign_in(account):
        client.force_login(account)
        return client

    return sign_in


def page(name, *args):
    return reverse(f"evaluations:{name}", args=args)


def typed(review, **values):
    """Return what the page sends: a complete form with 94 points."""
    data = {f"section_{code}": text for code, text in TEXTS.items()}
    data |= {f"points_{code}": points for code, points in points_of(review.campaign).items()}
    data |= {name: str(count) for name, count in ALL_MET.items()}
    return data | {"version": "1", "five_targets": "NA", "level": "HTXSNV", "explanation": ""} | values


def call(account):
    client = APIClient()
    client.force_authenticate(account)
    return client


# the secretary's page


def test_looking_makes_no_row(cast, as_, review):
    assert as_(cast.secretary).get(page("rating", review.pk)).url == page("rating-edit", review.pk)
    text = as_(cast.secretary).get(page("rating-edit", review.pk)).content.decode()
    assert "I.1." in text and "Đến nay 3/3 đảng viên" in text
    assert not CellRating.objects.exists()


def test_saved_page_shows_the_derived_level_with_its_reasons(cast, as_, review):
    answer = as_(cast.secretary).post(page("rating-edit", review.pk), typed(review, tasks_beyond="2"), follow=True)
    text = answer.content.decode()
    assert "chỉ 2/10 nhiệm vụ vượt mức" in text
    assert CellRating.objects.get().total == 94


def test_what_cannot_stand_is_said_at_its_field_and_kept(cast, as_, review):
    data = typed(review, tasks_done="11", section_LIMITS="Chữ vừa gõ")
    text = as_(cast.secretary).post(page("rating-edit", review.pk), data).content.decode()
    assert "không được lớn hơn" in text and "Chữ vừa gõ" in text and 'href="#id_tasks_done"' in text
    assert not CellRating.objects.exists()


def test_a_stale_page_is_told_and_may_save_again(cast, as_, review):
    written(review)
    answer = as_(cast.secretary).post(page("rating-edit", review.pk), typed(review, level="HTTNV"))
    version = answer.context["form"]["version"].value()
    assert "lưu" in answer.content.decode() and str(version) == "2"
    again = as_(cast.secretary).post(page("rating-edit", review.pk), typed(review, level="HTTNV", version=version))
    assert again.status_code == 302 and CellRating.objects.get().level == "HTTNV"


def test_autosave_answers_with_the_version(cast, as_, review):
    saved = as_(cast.secretary).post(page("rating-autosave", review.pk), typed(review))
    assert saved.status_code == 200 and saved.json()["version"] == 2
    assert as_(cast.secretary).post(page("rating-autosave", review.pk), typed(review)).status_code == 409
    wrong = as_(cast.secretary).post(page("rating-autosave", review.pk), typed(review, version="2", tasks_done="99"))
    assert wrong.status_code == 400 and wrong.json()["detail"]
    assert as_(cast.officer).post(page("rating-autosave", review.pk), typed(review)).status_code == 403


def test_propose_saves_first_and_says_what_is_missing(cast, as_, review):
    data = typed(review, section_LIMITS="")
    answer = as_(cast.secretary).post(page("rating-propose", review.pk), data, follow=True)
    assert "Mục II.1 còn trống" in answer.content.decode()
    assert CellRating.objects.get().state == State.DRAFT
    answer = as_(cast.secretary).post(page("rating-propose", review.pk), typed(review, version="2"), follow=True)
    assert answer.redirect_chain[-1][0] == page("rating", review.pk)
    assert CellRating.objects.get().state == State.PROPOSED
    assert as_(cast.secretary).get(page("rating-edit", review.pk)).url == page("rating", review.pk)


# the committee's pages


def test_officer_sees_all_cells_then_verifies_one(cast, as_, review):
    text = as_(cast.officer).get(page("ratings", review.campaign_id)).content.decode()
    assert cast.cell.name in text and cast.other_cell.name in text and "Chưa viết" in text
    assert "Chi bộ chưa đề xuất mức" in as_(cast.officer).get(page("rating", review.pk)).content.decode()
    rating_proposed(review.campaign, cast.cell)
    found(review, "LEADERSHIP", cast.officer)
    text = as_(cast.officer).get(page("ratings", review.campaign_id)).content.decode()
    assert "có thành viên lãnh đạo bị kỷ luật" in text and ">94<" in text
    answer = as_(cast.officer).post(page("rating-verify", review.pk))
    assert answer.url == page("ratings", review.campaign_id)
    assert CellRating.objects.get().state == State.VERIFIED


def test_officer_sends_back_with_a_reason_the_secretary_reads(cast, as_, review):
    rating_proposed(review.campaign, cast.cell)
    assert as_(cast.officer).post(page("rating-send-back", review.pk), {"reason": " "}).status_code == 200
    as_(cast.officer).post(page("rating-send-back", review.pk), {"reason": "Bổ sung số liệu nhiệm vụ"})
    assert "Bổ sung số liệu nhiệm vụ" in as_(cast.secretary).get(page("rating-edit", review.pk)).content.decode()


def test_findings_page_offers_the_codes_of_cells(cast, as_, review):
    here = page("rating-findings", review.pk)
    text = as_(cast.officer).get(here).content.decode()
    assert 'value="K11"' in text and 'value="LEADERSHIP"' in text and 'value="K2"' not in text
    answer = as_(cast.officer).post(here, DOCUMENT | {"code": "K11", "document_date": "01/06/2026"}, follow=True)
    assert "05-QĐ/UBKT" in answer.content.decode()
    finding = Finding.objects.get()
    assert (finding.member, finding.unit) == (None, cast.cell)
    as_(cast.officer).post(page("rating-finding-withdraw", review.pk, finding.pk))
    assert not Finding.objects.exists()


@pytest.mark.parametrize("who", ["member", "colleague", "viewer", "admin", "stranger"])
@pytest.mark.parametrize("name", ["rating", "rating-edit", "rating-findings"])
def test_others_find_nothing(cast, as_, review, who, name):
    assert as_(getattr(cast, who)).get(page(name, review.pk)).status_code == 404


@pytest.mark.parametrize("who", ["secretary", "member", "viewer", "stranger"])
def test_the_list_is_the_committees(cast, as_, review, who):
    assert as_(getattr(cast, who)).get(page("ratings", review.campaign_id)).status_code == 404


def test_a_cell_with_nobody_to_rate_says_so(cast, as_, review):
    review.campaign.assessments.filter(unit=cast.other_cell).update(participation="EXEMPT")
    other = review_of(review.campaign, cast.other_cell)
    assert "không xếp loại ở đây" in as_(cast.officer).get(page("rating", other.pk)).content.decode()
    text = as_(cast.officer).get(page("ratings", review.campaign_id)).content.decode()
    assert page("rating", other.pk) not in text


@pytest.mark.parametrize(("name", "most"), [("rating-edit", 14), ("rating", 14)])
def test_pages_take_few_queries(cast, as_, review, django_assert_max_num_queries, name, most):
    reader = cast.secretary if name == "rating-edit" else cast.officer
    if name == "rating":
        rating_proposed(review.campaign, cast.cell)
    client = as_(reader)
    with django_assert_max_num_queries(most):
        assert client.get(page(name, review.pk)).status_code == 200


# the API


def test_the_same_acts_through_the_api(cast, review):
    secretary, officer = call(cast.secretary), call(cast.officer)
    body = {"version": 1, "sections": TEXTS, "points": points_of(review.campaign), "facts": ALL_MET, "level": "HTXSNV"}
    saved = secretary.post(f"{API}/{review.pk}/save/", body, format="json").json()
    assert (saved["rating"]["total"], saved["rating"]["version"], saved["missing"]) == ("94.00", 2, [])
    assert saved["derived"]["level"] == "HTXSNV"
    assert officer.get(f"{API}/{review.pk}/").json()["rating"] is None
    assert officer.get(f"{API}/").json()["results"] == []
    assert secretary.post(f"{API}/{review.pk}/propose/", {"version": 1}, format="json").status_code == 409
    assert secretary.post(f"{API}/{review.pk}/propose/", {"version": 2}, format="json").status_code == 200
    (line,) = officer.get(f"{API}/?campaign={review.campaign_id}").json()["results"]
    assert (line["id"], line["level"], line["cell"]) == (review.pk, "HTXSNV", cast.cell.name)
    assert officer.post(f"{API}/{review.pk}/verify/").json()["rating"]["state"] == State.VERIFIED
    back = officer.post(f"{API}/{review.pk}/send-back/", {"reason": "Bổ sung"}, format="json").json()
    assert back["rating"] is None  # with the cell again
    assert secretary.get(f"{API}/{review.pk}/").json()["rating"]["return_reason"] == "Bổ sung"


def test_the_api_refuses_with_reasons(cast, review):
    refused = call(cast.secretary).post(f"{API}/{review.pk}/propose/")
    assert refused.status_code == 400 and refused.json()["code"] == "incomplete"
    assert "Mục I.1 còn trống" in refused.json()["detail"]
    assert call(cast.officer).post(f"{API}/{review.pk}/save/", {}, format="json").status_code == 403
    assert call(cast.secretary).post(f"{API}/{review.pk}/verify/").status_code == 403
    assert call(cast.stranger).get(f"{API}/{review.pk}/").status_code == 404
    wrong = call(cast.secretary).post(f"{API}/{review.pk}/save/", {"points": {"1.1": "9"}}, format="json")
    assert wrong.status_code == 400


def test_findings_through_the_api(cast, review):
    body = DOCUMENT | {"code": "K11", "document_date": "2026-06-01"}
    here = f"{API}/{review.pk}/findings/"
    made = call(cast.officer).post(here, body, format="json")
    assert made.status_code == 201
    assert [row["code"] for row in call(cast.secretary).get(here).json()] == ["K11"]
    assert call(cast.secretary).post(here, body, format="json").status_code == 403
    assert call(cast.stranger).get(here).status_code == 404
    assert call(cast.officer).post(f"{here}{made.json()['id']}/withdraw/").status_code == 204
