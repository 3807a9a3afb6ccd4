"""Pages of the committee's decision: the working, the choice, the signature, the frozen list."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Assessment, Decision

from .meeting import crowd, proposed, verified
from .test_decisions import GOOD, LEAVES_TO_PEOPLE, choose, ids, leave
from .year import adapted, make_campaign

TODAY = timezone.localdate().strftime("%d/%m/%Y")


@pytest.fixture
def ready(cast):
    """Both cells verified: the large one proposes the top level for everybody, the other one good."""
    crowd(cast.cell, 12)
    campaign = make_campaign(cast)
    verified(campaign, cast.cell, cast.officer)
    verified(campaign, cast.other_cell, cast.officer, **GOOD)
    return campaign


@pytest.fixture
def as_(client):
    def sign_in(account):
        client.force_login(account)
        return client

    return sign_in


def page(name, *args):
    return reverse(f"evaluations:{name}", args=args)


def shown(campaign, ticked, reason="Ngoài giới hạn tỷ lệ."):
    """Return what the page sends when only `ticked` of the large cell stay ticked."""
    data = {}
    for pk in ids(campaign, unit__name="Chi bộ Khu phố 1"):
        data[f"r{pk}-kind"] = "tick"
        data[f"r{pk}-reason"] = "" if pk in ticked else reason
        if pk in ticked:
            data[f"r{pk}-tick"] = "on"
    return data


def test_page_shows_the_working_of_the_cap(cast, as_, ready):
    text = as_(cast.leader).get(page("decision", ready.pk)).content.decode()
    assert "17 × 20 % = 3,4 → 3" in text
    assert text.count('data-cap-group="NONLEAD"') == 17
    assert 'data-cap-max="3"' in text


def test_ticks_taken_away_with_a_reason_fit_the_cap(cast, as_, ready):
    ticked = ids(ready, unit=cast.cell)[:3]
    why = {"choice-group": "NONLEAD", "choice-reason": "Tập thể biểu quyết."}
    answer = as_(cast.leader).post(page("decision-choose", ready.pk) + "?group=NONLEAD", shown(ready, ticked) | why)
    assert answer.url == page("decision", ready.pk) + "?group=NONLEAD"
    assert Assessment.objects.filter(committee_level="HTTNV").count() == 12
    as_(cast.leader).post(page("decision-decide", ready.pk), {"number": "45-QĐ/ĐU", "signed_on": TODAY})
    assert Decision.objects.filter(level="HTXSNV").count() == 3


def test_ticks_taken_away_without_a_reason_are_marked_and_kept_on_the_page(cast, as_, ready):
    answer = as_(cast.leader).post(page("decision-choose", ready.pk), shown(ready, [], reason=""))
    assert answer.status_code == 200
    assert answer.content.decode().count("errorlist") == 15
    assert not Assessment.objects.exclude(committee_level="").exists()


def test_ticked_again_without_a_reason_takes_the_choice_back(cast, as_, ready):
    leave(ready, cast, 3)
    every = ids(ready, unit=cast.cell)
    as_(cast.leader).post(page("decision-choose", ready.pk), shown(ready, every))
    assert not Assessment.objects.exclude(committee_level="").exists()


def test_untouched_rows_are_not_chosen(cast, as_, ready):
    Assessment.objects.filter(pk=ids(ready, unit=cast.other_cell)[0]).update(**LEAVES_TO_PEOPLE)
    pk = ids(ready, unit=cast.other_cell)[0]
    untouched = {f"r{pk}-kind": "level", f"r{pk}-level": "HTTNV", f"r{pk}-reason": ""}
    data = shown(ready, ids(ready, unit=cast.cell)) | untouched
    answer = as_(cast.leader).post(page("decision-choose", ready.pk), data)
    assert answer.status_code == 302
    assert not Assessment.objects.exclude(committee_level="").exists()
    assert f'name="r{pk}-level"' in as_(cast.leader).get(page("decision", ready.pk)).content.decode()


def test_choices_are_worked_out_without_being_saved(cast, as_, ready):
    ticked = ids(ready, unit=cast.cell)[:4]
    url = page("decision-preview", ready.pk) + "?group=NONLEAD"
    answer = as_(cast.leader).post(url, shown(ready, ticked, reason=""), headers={"X-Requested-With": "fetch"})
    text = answer.content.decode()
    assert "<h1" not in text and "data-preview-says" in text
    assert set(re.findall(r'id="([\w-]+)" data-preview-part', text)) == {
        "cap-working", "group-switch", "group-todo", "group-contest", "group-count", "cell-shares",
    }  # fmt: skip
    assert "17 × 20 % = 3,4 → 3; đề xuất 4; vượt 1" in text and "100 × 4 = 400 &gt; 20 × 17 = 340" in text
    assert "Phải ghi lý do lựa chọn" in text  # all stand equal
    assert not Assessment.objects.exclude(committee_level="").exists()


def test_without_scripts_the_whole_page_is_worked_out(cast, as_, ready):
    ticked = ids(ready, unit=cast.cell)[:3]
    typed = shown(ready, ticked) | {"choice-group": "NONLEAD", "choice-reason": "Nhận việc khó."}
    text = as_(cast.leader).post(page("decision-preview", ready.pk), typed).content.decode()
    assert "Đã tính lại, chưa lưu" in text and "3 / tối đa 3" in text
    assert text.count(" checked") == 3 and "Nhận việc khó." in text
    assert "còn thiếu lý do" not in text
    assert not Assessment.objects.exclude(committee_level="").exists()
    assert as_(cast.leader).get(page("decision", ready.pk)).content.decode().count("<noscript>") == 1


def test_what_is_worked_out_moves_the_base_too(cast, as_, ready):
    pk = ids(ready, unit=cast.cell)[0]
    data = {f"r{pk}-kind": "level", f"r{pk}-level": "HTNV", f"r{pk}-reason": "Có khuyết điểm"}
    text = as_(cast.leader).post(page("decision-preview", ready.pk), data).content.decode()
    assert "16 × 20 % = 3,2 → 3; đề xuất 14; vượt 11" in text


def test_forged_input_is_worked_out_as_nothing(cast, as_, ready):
    pk = ids(ready, unit=cast.cell)[0]
    data = {f"r{pk}-kind": "level", f"r{pk}-level": "BEST", "r999999-kind": "tick", "choice-group": "NOWHERE"}
    text = as_(cast.leader).post(page("decision-preview", ready.pk) + "?group=NOWHERE", data).content.decode()
    assert "đề xuất 15; vượt 12" in text


@pytest.mark.parametrize("name", ["member", "secretary", "viewer", "admin", "stranger"])
def test_nobody_else_works_anything_out(cast, as_, ready, name):
    assert as_(getattr(cast, name)).post(page("decision-preview", ready.pk), {}).status_code == 404
    url = reverse("api-campaign-preview", args=[ready.pk])
    assert as_(getattr(cast, name)).post(url, {"choices": []}, content_type="application/json").status_code == 404


def test_after_the_decision_nothing_is_worked_out(cast, as_, ready):
    leave(ready, cast, 3)
    as_(cast.leader).post(page("decision-decide", ready.pk), {"number": "45-QĐ/ĐU", "signed_on": TODAY})
    assert as_(cast.leader).post(page("decision-preview", ready.pk), {}).url == page("decision", ready.pk)


def test_the_api_works_out_the_same(cast, as_, ready):
    body = {"choices": [{"assessment": pk, "level": "HTTNV"} for pk in ids(ready, unit=cast.cell)[3:]]}
    url = reverse("api-campaign-preview", args=[ready.pk])
    found = as_(cast.leader).post(url, body, content_type="application/json").json()
    assert (found["groups"][0]["chosen"], found["groups"][0]["contest"]) == (3, "TIE")
    assert {cell["unit"]: cell["indicative"] for cell in found["cells"]} == {cast.cell.pk: 3, cast.other_cell.pk: 0}
    assert not Assessment.objects.exclude(committee_level="").exists()


def test_an_unexplained_tie_stands_in_place_of_the_signature(cast, as_, ready):
    choices = dict.fromkeys(ids(ready, unit=cast.cell)[3:], ("HTTNV", "Ngoài giới hạn"))
    choose(ready, cast.leader, choices)
    text = as_(cast.leader).get(page("decision", ready.pk)).content.decode()
    assert page("decision-decide", ready.pk) not in text and "còn thiếu lý do lựa chọn" in text
    answer = as_(cast.leader).post(
        page("decision-decide", ready.pk), {"number": "45-QĐ/ĐU", "signed_on": TODAY}, follow=True
    )
    assert "Đề nghị ghi lý do lựa chọn" in answer.content.decode() and not Decision.objects.exists()


def test_many_groups_are_a_list_instead_of_tabs(cast, as_, ready):
    ready = adapted(ready, cap_scope="CELL")
    assert f"{cast.cell.pk}:NONLEAD" in as_(cast.leader).get(page("decision", ready.pk)).content.decode()
    url = page("decision", ready.pk) + f"?group={cast.other_cell.pk}:NONLEAD"
    text = as_(cast.leader).get(url).content.decode()
    assert "Khu phố 2 – " in text and "Số tham khảo của từng chi bộ" not in text


def test_two_leaders_do_not_undo_each_other(cast, as_, ready):
    every = ids(ready, unit=cast.cell)
    old = shown(ready, every[1:]) | {f"r{pk}-version": Assessment.objects.get(pk=pk).version for pk in every}
    theirs = shown(ready, every[:-1])
    as_(cast.leader).post(page("decision-choose", ready.pk), theirs)
    answer = as_(cast.leader).post(page("decision-choose", ready.pk), old)
    assert answer.status_code == 200 and "có người khác" in answer.content.decode()
    assert [row.pk for row in Assessment.objects.exclude(committee_level="")] == [every[-1]]


def test_every_row_carries_its_version(cast, as_, ready):
    text = as_(cast.leader).get(page("decision", ready.pk)).content.decode()
    kinds, versions = (re.findall(rf'name="r\d+-{name}"', text) for name in ("kind", "version"))
    assert len(kinds) == len(versions) > 0


def test_officer_sees_the_working_without_the_buttons(cast, as_, ready):
    text = as_(cast.officer).get(page("decision", ready.pk)).content.decode()
    assert "17 × 20 %" in text
    assert "why-not" in text
    assert page("decision-decide", ready.pk) not in text
    assert as_(cast.officer).post(page("decision-choose", ready.pk), {}).status_code == 403
    answer = as_(cast.officer).post(page("decision-decide", ready.pk), {"number": "1", "signed_on": TODAY})
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["member", "secretary", "viewer", "admin", "stranger"])
def test_decision_is_not_found_for_others(cast, as_, ready, name):
    assert as_(getattr(cast, name)).get(page("decision", ready.pk)).status_code == 404


def test_missing_cells_are_linked_in_place_of_the_signature(cast, as_):
    campaign = make_campaign(cast)
    proposed(campaign, cast.cell)
    text = as_(cast.leader).get(page("decision", campaign.pk)).content.decode()
    assert f"?unit={cast.other_cell.pk}" in text
    assert page("decision-decide", campaign.pk) not in text


def test_nothing_proposed_says_so(cast, as_):
    campaign = make_campaign(cast)
    assert as_(cast.leader).get(page("decision", campaign.pk)).status_code == 200


def test_empty_number_is_shown_at_its_field(cast, as_, ready):
    leave(ready, cast, 3)
    answer = as_(cast.leader).post(page("decision-decide", ready.pk), {"number": "", "signed_on": TODAY})
    assert answer.status_code == 200
    assert "field--wrong" in answer.content.decode()


def test_frozen_list_names_number_date_and_reasons(cast, as_, ready):
    leave(ready, cast, 3)
    as_(cast.leader).post(page("decision-decide", ready.pk), {"number": "45-QĐ/ĐU", "signed_on": TODAY})
    text = as_(cast.officer).get(page("decision", ready.pk)).content.decode()
    assert "45-QĐ/ĐU" in text and TODAY in text
    assert "17 × 20 % = 3,4 → 3" in text
    top = as_(cast.officer).get(page("decision", ready.pk) + "?level=HTXSNV").content.decode()
    assert top.count('scope="row"') == 3


def test_pages_stay_small_and_cheap_for_six_hundred(cast, as_, django_assert_max_num_queries):
    crowd(cast.cell, 595)
    campaign = make_campaign(cast)
    verified(campaign, cast.cell, cast.officer, **GOOD)
    verified(campaign, cast.other_cell, cast.officer, **GOOD)
    leader = as_(cast.leader)
    with django_assert_max_num_queries(13):  # one of them for the checks that a decision waits for
        answer = leader.get(page("decision", campaign.pk))
    assert len(answer.content) < 200_000
    with django_assert_max_num_queries(12):
        leader.get(page("board"))
