"""Changing a confirmed pledge: the five questions per act, what stays, what is frozen, what differs."""

import dataclasses
import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry, Notice
from pledges.models import CheckInLine, Pledge, PledgeItem, PledgeVersion, State, VersionState
from pledges.queue import queue_for
from pledges.selectors import changes_waiting, pledge_figures, proposals_of, timeline_of, versions_of
from pledges.services import (
    Line,
    agree_change,
    open_change,
    report_pledge,
    return_change,
    send_check_in,
    submit_change,
    withdraw_change,
    write_change,
)
from pledges.texts import as_data, texts_now, texts_of
from tests.pledges.factories import make_draft, make_pledge
from tests.pledges.test_api import Api
from tests.pledges.test_pages import client_of, rows

EARLY = timezone.make_aware(datetime.datetime(2026, 2, 10, 9))
WHY = "Chuyển công tác từ tháng 6"


@pytest.fixture
def pledge(cast) -> Pledge:
    return make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=3, confirmed_at=EARLY)


def opened(pledge: Pledge, by, reason: str = WHY) -> PledgeVersion:
    return open_change(pledge=pledge, reason=reason, by=by)


def changed(pledge: Pledge) -> list[tuple]:
    """Keep the third item as it is, say the first otherwise and last, give the second up, add one."""
    first, _second, third = texts_now(pledge)
    return [third, (None, make_draft("Việc mới")), (first[0], dataclasses.replace(first[1], measure="5 lần"))]


def submitted(pledge: Pledge, by) -> PledgeVersion:
    change = write_change(change=opened(pledge, by), items=changed(pledge), by=by)
    return submit_change(change=change, by=by)


def verbs() -> list[str]:
    return list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))


# ── it works ──


def test_a_change_is_asked_agreed_and_what_stays_keeps_its_reports_and_results(cast, pledge):
    first, second, third = pledge.items.all()
    lines = {item.pk: Line("ON_TRACK", done=f"Đã làm {item.position}") for item in (first, second, third)}
    send_check_in(pledge=pledge, month=3, lines=lines, by=cast.member)
    report_pledge(pledge=pledge, results={first.pk: ("PARTLY", "2 lần")}, by=cast.member)
    agree_change(change=submitted(pledge, cast.member), by=cast.secretary)
    now = list(pledge.items.all())
    assert [(item.position, item.deed, item.measure) for item in now] == [
        (1, "Làm việc 3", "1 lần"), (2, "Việc mới", "10 buổi"), (3, "Làm việc 1", "5 lần")
    ]  # fmt: skip
    assert (now[2].pk, now[2].outcome, now[0].pk) == (first.pk, "PARTLY", third.pk)
    gone = PledgeItem.everything.get(pk=second.pk)
    assert gone.removed_in.number == 2 and gone.deed == "Làm việc 2"
    assert CheckInLine.objects.filter(item=second).get().done == "Đã làm 2"
    assert verbs()[-3:] == ["pledge.change_written", "pledge.change_submitted", "pledge.change_agreed"]


def test_each_confirmed_text_stays_as_it_was(cast, pledge):
    first_text = as_data(texts_now(pledge))
    agree_change(change=submitted(pledge, cast.member), by=cast.secretary)
    one, two = PledgeVersion.objects.order_by("number")
    assert (one.items, one.reason, one.agreed_at) == (first_text, "", EARLY)
    assert (two.items, two.reason, two.agreed_by) == (as_data(texts_now(pledge)), WHY, cast.secretary)
    third = opened(pledge, cast.member, "Lần nữa")
    assert third.number == 3 and PledgeVersion.objects.get(number=1).items == first_text


def test_while_a_change_is_open_the_confirmed_text_holds(cast, pledge):
    before = texts_now(pledge)
    submitted(pledge, cast.member)
    assert texts_now(pledge) == before
    lines = {item.pk: Line("ON_TRACK") for item in pledge.items.all()}
    send_check_in(pledge=pledge, month=3, lines=lines, by=cast.member)
    assert report_pledge(pledge=pledge, results={before[0][0]: ("KEPT", "")}, by=cast.member).is_confirmed


def test_a_report_sent_again_keeps_what_was_said_of_an_item_given_up(cast, pledge):
    lines = {item.pk: Line("ON_TRACK") for item in pledge.items.all()}
    send_check_in(pledge=pledge, month=3, lines=lines, by=cast.member)
    agree_change(change=submitted(pledge, cast.member), by=cast.secretary)
    report = send_check_in(
        pledge=pledge, month=3, lines={item.pk: Line("AT_RISK") for item in pledge.items.all()}, by=cast.member
    )
    assert report.lines.count() == 4 and report.lines.filter(item__removed_in__isnull=False).count() == 1


def test_items_given_up_count_nowhere(cast, pledge):
    agree_change(change=submitted(pledge, cast.member), by=cast.secretary)
    assert pledge_figures(cast.officer, cast.committee, cast.year).total.items == 3
    assert not proposals_of(pledge, pledge.items.all(), pledge.year)


def test_a_secretary_asks_on_behalf_and_it_is_marked(cast, pledge):
    change = opened(pledge, cast.secretary)
    assert change.on_behalf and JournalEntry.objects.first().on_behalf_of == cast.member.member


def test_returned_written_again_and_agreed(cast, pledge):
    change = return_change(change=submitted(pledge, cast.member), reason="Ghi rõ chỉ tiêu", by=cast.secretary)
    assert change.is_returned and change.return_reason == "Ghi rõ chỉ tiêu"
    change = submit_change(change=change, by=cast.member)
    assert (change.state, change.return_reason) == (VersionState.SUBMITTED, "")
    assert agree_change(change=change, by=cast.secretary).is_agreed


def test_withdrawn_nothing_changes_and_another_may_be_asked(cast, pledge):
    before = texts_now(pledge)
    withdraw_change(change=submitted(pledge, cast.member), by=cast.member)
    assert texts_now(pledge) == before and opened(pledge, cast.member).number == 3


def test_words_are_exact_when_read_back(cast, pledge):
    item = make_draft(measure_kind="PERCENT", baseline=Decimal("76.70"))
    change = write_change(change=opened(pledge, cast.member), items=[(None, item)], by=cast.member)
    assert texts_of(PledgeVersion.objects.get(pk=change.pk)) == ((None, item),)


# ── not you ──


@pytest.mark.parametrize("who", ["colleague", "officer", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_asks(cast, pledge, who):
    with pytest.raises(PermissionDenied):
        opened(pledge, getattr(cast, who))
    assert not PledgeVersion.objects.exists()


def test_nobody_agrees_to_the_own_and_a_secretarys_is_agreed_above(cast, pledge):
    with pytest.raises(PermissionDenied, match="your own"):
        agree_change(change=submitted(pledge, cast.member), by=cast.member)
    own = make_pledge(cast.secretary.member, cast.cell, cast.year, State.CONFIRMED, items=3)
    change = submitted(own, cast.secretary)
    with pytest.raises(PermissionDenied, match="your own"):
        agree_change(change=change, by=cast.secretary)
    assert changes_waiting(cast.officer, cast.committee, cast.year, datetime.date(2026, 6, 1)) == [change]
    assert agree_change(change=change, by=cast.officer).is_agreed


# ── not now, not so ──


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.SUBMITTED])
def test_only_a_confirmed_pledge_is_changed_so(cast, state):
    with pytest.raises(ValidationError) as refused:
        opened(make_pledge(cast.colleague.member, cast.cell, cast.year, state), cast.colleague)
    assert refused.value.code == "wrong_state"


def test_a_second_change_a_missing_reason_and_a_long_one_are_refused(cast, pledge):
    with pytest.raises(ValidationError, match="why the confirmed pledge"):
        opened(pledge, cast.member, " \n ")
    with pytest.raises(ValidationError):
        opened(pledge, cast.member, "a" * 10_000)
    opened(pledge, cast.member)
    with pytest.raises(ValidationError) as refused:
        opened(pledge, cast.secretary)
    assert refused.value.code == "change_open"


def test_a_change_that_changes_nothing_or_is_not_complete_is_not_submitted(cast, pledge):
    change = opened(pledge, cast.member)
    with pytest.raises(ValidationError) as refused:
        submit_change(change=change, by=cast.member)
    assert refused.value.code == "nothing_changed"
    change = write_change(change=change, items=[(None, make_draft(due_on=None))], by=cast.member)
    with pytest.raises(ValidationError, match="give the day"):
        submit_change(change=change, by=cast.member)
    change = write_change(change=change, items=[], by=cast.member)
    with pytest.raises(ValidationError, match="no item"):
        submit_change(change=change, by=cast.member)


def test_forged_items_and_stale_pages_are_refused(cast, pledge):
    foreign = make_pledge(cast.colleague.member, cast.cell, cast.year, State.CONFIRMED).items.get()
    change, own = opened(pledge, cast.member), pledge.items.first()
    for items in ([(foreign.pk, make_draft())], [(10**12, make_draft())], [(own.pk, own.draft), (own.pk, own.draft)]):
        with pytest.raises(ValidationError) as refused:
            write_change(change=change, items=items, by=cast.member)
        assert refused.value.code == "unknown_item"
    write_change(change=change, items=changed(pledge), by=cast.member, version=1)
    with pytest.raises(ValidationError) as refused:
        write_change(change=change, items=[], by=cast.member, version=1)
    assert refused.value.code == "stale"


def test_what_is_submitted_is_not_written_and_what_is_agreed_stays(cast, pledge):
    change = submitted(pledge, cast.member)
    with pytest.raises(ValidationError):
        write_change(change=change, items=[], by=cast.member)
    agree_change(change=change, by=cast.secretary)
    for act in (agree_change, withdraw_change):
        with pytest.raises(ValidationError) as refused:
            act(change=change, by=cast.secretary)
        assert refused.value.code == "wrong_state"


# ── told, shown ──


def test_the_member_is_told_and_the_cards_lead_there(cast, pledge):
    day = datetime.date(2026, 6, 1)
    change = submitted(pledge, cast.member)
    card = {one.kind: one for one in queue_for(cast.secretary, day)}["pledge-change"]
    assert (card.count, card.url) == (1, reverse("pledges:change", args=[change.pk]))
    return_change(change=change, reason="Ghi rõ", by=cast.secretary)
    assert {one.kind for one in queue_for(cast.member, day)} >= {"pledge-change-own"}
    agree_change(change=submit_change(change=change, by=cast.member), by=cast.secretary)
    kinds = list(Notice.objects.filter(account=cast.member).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["PLEDGE_RETURNED", "PLEDGE_CHANGED"]
    assert [fact.note for fact in timeline_of(cast.member, pledge) if fact.note] == [WHY, "Ghi rõ"]


def test_the_versions_stand_side_by_side(cast, pledge, django_assert_num_queries):
    agree_change(change=submitted(pledge, cast.member), by=cast.secretary)
    assert cast.member.scope
    with django_assert_num_queries(1):
        two, one = versions_of(cast.member, pledge)
    assert one.compared == ()
    said = [(bool(row.before), bool(row.after), row.changed) for row in two.compared]
    assert said == [(True, True, ()), (False, True, ()), (True, True, ("measure",)), (True, False, ())]


def change_rows(pledge: Pledge, *more: dict) -> dict:
    items = [{"item": key, "deed": item.deed, "measure": item.measure} for key, item in texts_now(pledge)]
    return rows(*items, *({"item": ""} | one for one in more))


def test_the_whole_way_on_pages(cast, pledge):
    client = client_of(cast.member)
    answer = client.post(reverse("pledges:change-open", args=[pledge.pk]), {"reason": WHY}, follow=True)
    change = PledgeVersion.objects.get(number=2)
    address = reverse("pledges:change", args=[change.pk])
    assert answer.redirect_chain[-1][0] == address and "Làm việc 1" in answer.text
    sent = change_rows(pledge, {"deed": "Việc mới <b>"}) | {"version": 1, "then": "submit"}
    answer = client.post(address, sent, follow=True)
    assert "Việc mới &lt;b&gt;" in answer.text and "Awaiting agreement" in answer.text
    secretary = client_of(cast.secretary)
    assert "Agree to the change" in secretary.get(address).text
    assert secretary.post(reverse("pledges:change-agree", args=[change.pk])).status_code == 302
    assert pledge.items.count() == 4
    assert WHY in client.get(reverse("pledges:versions", args=[pledge.pk])).text


def test_a_page_keeps_what_was_typed(cast, pledge):
    client, start = client_of(cast.member), reverse("pledges:change-open", args=[pledge.pk])
    assert "a" * 1001 in client.post(start, {"reason": "a" * 1001}).text
    change = opened(pledge, cast.member)
    assert client.get(start).status_code == 302
    address = reverse("pledges:change", args=[change.pk])
    wrong = change_rows(pledge, {"deed": "Việc mới", "due_on": "31/02/2026"}) | {"version": 1}
    assert "Việc mới" in client.post(address, wrong).text
    stale = change_rows(pledge, {"deed": "Việc mới"}) | {"version": 7}
    answer = client.post(address, stale)
    assert "Somebody else has saved" in answer.text and "Việc mới" in answer.text


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("colleague", 404), ("viewer", 404), ("officer", 200), ("leader", 200)]
)
def test_who_reads_a_change(cast, pledge, who, status):
    change, client = submitted(pledge, cast.member), client_of(getattr(cast, who))
    assert client.get(reverse("pledges:change", args=[change.pk])).status_code == status
    assert client.get(reverse("pledges:versions", args=[pledge.pk])).status_code == status
    for act in ("submit", "withdraw", "return", "agree"):
        found = client.post(reverse(f"pledges:change-{act}", args=[change.pk])).status_code
        assert found == 404 if status == 404 else found in (302, 403)


def test_acts_on_changes_refuse_get(cast, pledge):
    change, client = submitted(pledge, cast.member), Client()
    client.force_login(cast.member)
    for act in ("submit", "withdraw", "return", "agree"):
        assert client.get(reverse(f"pledges:change-{act}", args=[change.pk])).status_code == 405


def test_the_same_over_the_api(cast, pledge):
    api = Api(cast.member)
    made = api.post(f"{pledge.pk}/changes/", {"reason": WHY})
    assert (made.status_code, made.json()["number"], len(made.json()["items"])) == (201, 2, 3)
    key = made.json()["id"]
    items = [*made.json()["items"][:2], {"group": "STYLE", "deed": "Giúp", "measure": "1", "due_on": "2026-12-31"}]
    assert api.put(f"changes/{key}/", {"items": items, "version": 1}).json()["version"] == 2
    assert api.post(f"changes/{key}/submit/").json()["state"] == VersionState.SUBMITTED
    assert api.post(f"changes/{key}/agree/").status_code == 403
    back = Api(cast.secretary).post(f"changes/{key}/return/", {"reason": "Ghi rõ"})
    assert back.json()["return_reason"] == "Ghi rõ"
    api.post(f"changes/{key}/submit/")
    assert Api(cast.secretary).post(f"changes/{key}/agree/").json()["state"] == VersionState.AGREED
    assert [one["number"] for one in api.get(f"{pledge.pk}/changes/").json()] == [2, 1]
    assert Api(cast.stranger).get(f"changes/{key}/").status_code == 404
    assert api.post(f"changes/{key}/withdraw/").status_code in (400, 409)
