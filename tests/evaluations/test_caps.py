"""What is put on record about a cap: the larger share by decision, the reason of a choice; and what both freeze."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry
from evaluations.models import CapChoice, CapException, CapRecord, State
from evaluations.selectors.decisions import cap_working, decided_caps
from evaluations.services.caps import explain_choice, record_cap_exception, withdraw_cap_exception

from .meeting import crowd, lived
from .test_decisions import choose, decide, ids, refusal
from .year import adapted, make_campaign

TODAY = timezone.localdate()
PAPER = {"about": "PEOPLE", "number": "12-QĐ/TU", "signed_on": TODAY, "issuer": "Tỉnh ủy Bình Hòa"}


@pytest.fixture
def ready(cast):
    """Worked example 1: 31 good or better, nine of them eligible, three completed."""
    crowd(cast.cell, 29)
    campaign = make_campaign(cast)
    lived(campaign, cast.officer, ["HTXSNV"] * 9 + ["HTTNV"] * 22 + ["HTNV"] * 3, [cast.cell, cast.other_cell])
    return campaign


def larger(campaign, by, **changes):
    values = PAPER | {"unit": campaign.unit} | changes
    return record_cap_exception(campaign=campaign, by=by, **values)


def working(campaign, cast):
    (group,) = cap_working(cast.leader, campaign)
    return group


# the larger share


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_a_recorded_decision_gives_the_larger_share(cast, ready, who):
    assert (working(ready, cast).percent, working(ready, cast).maximum) == (20, 6)
    larger(ready, getattr(cast, who), number="  12-QĐ/TU ")
    group = working(ready, cast)
    assert (group.percent, group.product, group.maximum) == (25, "7,75", 7)
    assert group.exception == f"Quyết định số 12-QĐ/TU ngày {TODAY:%d/%m/%Y} của Tỉnh ủy Bình Hòa"
    assert JournalEntry.objects.get(verb="cap.exception_recorded").data["number"] == "12-QĐ/TU"


def test_withdrawn_it_is_the_ordinary_share_again(cast, ready):
    exception = larger(ready, cast.officer)
    withdraw_cap_exception(exception=exception, by=cast.leader)
    assert working(ready, cast).percent == 20
    exception.pk = JournalEntry.objects.get(verb="cap.exception_withdrawn").pk  # any number that is gone
    assert refusal(withdraw_cap_exception, exception=exception, by=cast.leader).code == "wrong_state"


@pytest.mark.parametrize("who", ["member", "secretary", "viewer", "admin", "stranger"])
def test_nobody_else_records_it(cast, ready, who):
    with pytest.raises(PermissionDenied):
        larger(ready, getattr(cast, who))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"signed_on": TODAY + datetime.timedelta(days=1)}, "signed_on"),
        ({"signed_on": datetime.date(2025, 12, 31)}, "signed_on"),
        ({"number": " "}, "number"),
        ({"issuer": ""}, "issuer"),
        ({"about": "NOBODY"}, "about"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(cast, ready, changes, field):
    assert field in refusal(larger, ready, cast.officer, **changes).message_dict
    assert not CapException.objects.exists()


def test_once_for_a_unit(cast, ready):
    larger(ready, cast.officer)
    assert "đã được ghi nhận" in refusal(larger, ready, cast.officer, number="13-QĐ/TU").messages[0]


def test_a_cell_only_where_the_share_is_taken_inside_each_cell(cast, ready):
    assert "cả đảng bộ" in refusal(larger, ready, cast.officer, unit=cast.cell).message_dict["unit"][0]
    ready = adapted(ready, cap_scope="CELL")
    assert list(refusal(larger, ready, cast.officer, unit=cast.stranger_cell).message_dict) == ["unit"]
    larger(ready, cast.officer, unit=cast.cell)
    shares = {group.group: group.percent for group in cap_working(cast.leader, ready)}
    assert shares == {f"{cast.cell.pk}:NONLEAD": 25, f"{cast.other_cell.pk}:NONLEAD": 20}


def test_a_rule_set_may_know_no_larger_share(cast, ready):
    ready = adapted(ready, cap_exception_percent=20)
    assert refusal(larger, ready, cast.officer).code == "no_larger_share"


# the reason of a choice


def chosen(campaign, cast, left_out):
    """Leave these places of the nine eligible out."""
    keys = ids(campaign)
    choose(campaign, cast.leader, {keys[place]: ("HTTNV", "Ngoài giới hạn tỷ lệ.") for place in left_out})


def better(campaign, place, points="95"):
    campaign.assessments.filter(pk=ids(campaign)[place]).update(cell_total=points, cell_results=70)


def test_a_tie_must_be_explained_before_the_decision(cast, ready):
    chosen(ready, cast, (6, 7, 8))
    group = working(ready, cast)
    assert (group.chosen, group.contest_kind, group.lacks_reason) == (6, "TIE", True)
    assert group.contest_sentence.count("93 điểm; vượt mức 2/4") == 4
    refused = refusal(decide, ready, cast.leader)
    assert refused.error_list[0].code == "choice_unexplained"
    explain_choice(campaign=ready, group="NONLEAD", reason=" Nhận việc khó. ", by=cast.leader)
    assert not working(ready, cast).lacks_reason
    decide(ready, cast.leader)
    assert CapRecord.objects.get().choice_reason == "Nhận việc khó."
    assert JournalEntry.objects.get(verb="cap.choice_explained").data == {
        "group": "NONLEAD",
        "reason": "Nhận việc khó.",
    }


def test_passing_over_somebody_better_is_said_so(cast, ready):
    better(ready, 8)
    chosen(ready, cast, (6, 7, 8))
    group = working(ready, cast)
    assert group.contest_kind == "PASSED_OVER"
    assert group.contest_sentence.startswith("Ngang hoặc cao hơn")


def test_a_choice_that_follows_the_order_needs_no_reason(cast, ready):
    for place in range(6):
        better(ready, place)
    chosen(ready, cast, (6, 7, 8))
    assert working(ready, cast).contest is None
    decide(ready, cast.leader)
    assert CapRecord.objects.get().choice_reason == ""


def test_an_empty_reason_takes_it_back(cast, ready):
    explain_choice(campaign=ready, group="NONLEAD", reason="Một", by=cast.leader)
    explain_choice(campaign=ready, group="NONLEAD", reason="Hai", by=cast.leader)
    assert CapChoice.objects.get().reason == "Hai"
    assert explain_choice(campaign=ready, group="NONLEAD", reason="  ", by=cast.leader) is None
    assert not CapChoice.objects.exists()


@pytest.mark.parametrize("group", ["LEADER", "ALL", "CELLS:SCHOOL", "x" * 60, ""])
def test_a_group_the_year_does_not_have_is_refused(cast, ready, group):
    refused = refusal(explain_choice, campaign=ready, group=group, reason="Một", by=cast.leader)
    assert list(refused.message_dict) == ["group"]


@pytest.mark.parametrize("who", ["member", "secretary", "officer", "viewer", "admin", "stranger"])
def test_only_the_leader_explains(cast, ready, who):
    with pytest.raises(PermissionDenied):
        explain_choice(campaign=ready, group="NONLEAD", reason="Một", by=getattr(cast, who))


# after the decision


def test_the_decision_freezes_both_and_ends_both(cast, ready):
    exception = larger(ready, cast.officer)
    chosen(ready, cast, (7, 8))
    explain_choice(campaign=ready, group="NONLEAD", reason="Nhận việc khó.", by=cast.leader)
    decide(ready, cast.leader)
    (cap,) = decided_caps(ready)
    assert (cap.record.percent, cap.record.maximum, cap.record.chosen) == (25, 7, 7)
    assert (cap.record.choice_reason, "12-QĐ/TU" in cap.record.exception) == ("Nhận việc khó.", True)
    assert set(ready.assessments.to_rate().values_list("state", flat=True)) == {State.DECIDED}
    for act, values in (
        (withdraw_cap_exception, {"exception": exception}),
        (explain_choice, {"campaign": ready, "group": "NONLEAD", "reason": ""}),
        (record_cap_exception, PAPER | {"campaign": ready, "unit": ready.unit}),
    ):
        assert refusal(act, by=cast.leader, **values).code == "frozen"


# pages and the API


def test_the_page_records_and_withdraws(client, cast, ready):
    client.force_login(cast.officer)
    board, page = (reverse(f"evaluations:{name}", args=[ready.pk]) for name in ("decision", "cap-exceptions"))
    assert "Chưa ghi quyết định nào" in client.get(board).content.decode()
    typed = {"about": "PEOPLE", "unit": cast.committee.pk, "number": "12-QĐ/TU", "issuer": "Tỉnh ủy"}
    late = client.post(page, typed | {"signed_on": "31/12/2099"})
    assert late.status_code == 200 and "hôm nay" in late.content.decode()
    assert client.post(page, typed | {"signed_on": f"{TODAY:%d/%m/%Y}"}).url == board
    text = client.get(board).content.decode()
    assert "31 × 25 % = 7,75 → 7" in text and "Quyết định số 12-QĐ/TU" in text
    gone = reverse("evaluations:cap-exception-withdraw", args=[ready.pk, CapException.objects.get().pk])
    assert client.post(gone).url == board
    assert client.post(gone).status_code == 404
    client.force_login(cast.secretary)
    assert client.get(page).status_code == 404


def test_the_api_does_the_same(client, cast, ready):
    client.force_login(cast.leader)
    url = reverse("api-cap-exceptions", args=[ready.pk])
    body = PAPER | {"unit": cast.committee.pk, "signed_on": TODAY.isoformat()}
    made = client.post(url, body, content_type="application/json")
    assert made.status_code == 201
    assert client.post(url, body | {"unit": cast.stranger_cell.pk}, content_type="application/json").status_code == 400
    assert [row["number"] for row in client.get(url).json()] == ["12-QĐ/TU"]
    (group,) = client.get(reverse("api-campaign-cap", args=[ready.pk])).json()["groups"]
    assert (group["percent"], group["maximum"], group["holds"]) == (25, 7, False)
    gone = reverse("api-cap-exception-withdraw", args=[ready.pk, made.json()["id"]])
    assert client.post(gone).status_code == 204
    client.force_login(cast.stranger)
    assert client.get(url).status_code == 404


def test_refusals_of_the_service_are_validation_errors(cast, ready):
    with pytest.raises(ValidationError):
        larger(ready, cast.leader, number="x" * 61)
