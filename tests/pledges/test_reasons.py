"""Kept, in part, not kept: proposed by the figures, changed by a person with a reason, which the cell reads."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry
from pledges.forms import ResultForm
from pledges.models import Pledge, PledgeItem, State
from pledges.selectors import proposals_of
from pledges.services import Line, Result, report_pledge, send_check_in
from tests.pledges.factories import make_pledge
from tests.pledges.test_api import Api
from tests.pledges.test_pages import FETCH, client_of

WHY = "Bão lũ, ba buổi phải hoãn"


@pytest.fixture
def item(cast) -> PledgeItem:
    """An item of 12 meetings of which 9 are reported."""
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)
    pledge.items.update(measure_kind="COUNT", target=12, counted_in="buổi")
    item = pledge.items.get()
    Pledge.objects.update(confirmed_at="2026-01-05T00:00Z")
    send_check_in(pledge=pledge, month=9, lines={item.pk: Line("ON_TRACK", Decimal(9))}, by=cast.member)
    return item


@pytest.mark.parametrize(
    ("days", "figure", "chosen"), [(1, 9, ""), (1, 12, "KEPT"), (0, 9, "PARTLY"), (-1, 9, "PARTLY")]
)
def test_before_its_day_only_what_is_reached_is_chosen_on_the_page(cast, item, days, figure, chosen):
    item.pledge.check_ins.get().lines.update(value=figure)
    item.due_on = timezone.localdate() + datetime.timedelta(days)
    told = proposals_of(item.pledge, [item], cast.year)[item.pk]
    assert ResultForm(item=item, told=told)["outcome"].value() == chosen
    assert told.reason == f"By the last report {figure} of 12 buổi: {'Kept' if figure == 12 else 'Kept in part'}."


def say(item: PledgeItem, by, outcome: str, reason: str = "", **more) -> PledgeItem:
    report_pledge(pledge=item.pledge, results={item.pk: Result(outcome, "Sổ họp", reason)}, by=by, **more)
    return PledgeItem.objects.get(pk=item.pk)


def test_who_says_what_the_figures_say_gives_no_reason(cast, item):
    saved = say(item, cast.member, "PARTLY", "Không cần")
    assert (saved.proposed_outcome, saved.outcome_reason, saved.says_otherwise) == ("PARTLY", "", False)


@pytest.mark.parametrize("who", ["member", "secretary"])
def test_who_says_otherwise_gives_a_reason_and_both_are_kept(cast, item, who):
    with pytest.raises(ValidationError, match="the figures say “Kept in part”"):
        say(item, getattr(cast, who), "KEPT", "  ")
    saved = say(item, getattr(cast, who), "KEPT", WHY)
    assert (saved.outcome, saved.proposed_outcome, saved.outcome_reason) == ("KEPT", "PARTLY", WHY)
    assert WHY not in str(JournalEntry.objects.first().after)


def test_without_figures_nothing_is_proposed_and_no_reason_is_asked(cast, item):
    PledgeItem.objects.update(measure_kind="WORDS", target=None)
    saved = say(item, cast.member, "KEPT")
    assert (saved.outcome, saved.proposed_outcome) == ("KEPT", "")


def test_no_result_yet_needs_no_reason(cast, item):
    say(item, cast.member, "KEPT", WHY)
    saved = say(item, cast.member, "")
    assert (saved.outcome, saved.proposed_outcome, saved.outcome_reason) == ("", "", "")


def test_a_reason_of_ten_thousand_characters_is_refused(cast, item):
    with pytest.raises(ValidationError):
        say(item, cast.member, "KEPT", "a" * 10_000)
    assert not PledgeItem.objects.get().outcome


def test_as_typed_the_reason_may_still_be_missing(cast, item):
    saved = say(item, cast.member, "KEPT", as_typed=True)
    assert saved.says_otherwise and not saved.outcome_reason


def test_the_page_asks_why_and_keeps_what_was_typed(cast, item):
    client, key = client_of(cast.member), f"item{item.pk}"
    address = reverse("pledges:report", args=[item.pledge_id])
    data = {"version": 1, f"{key}-outcome": "KEPT", f"{key}-evidence": "Sổ họp <b>"}
    answer = client.post(address, data)
    assert "Say why it is otherwise" in answer.text and "Sổ họp &lt;b&gt;" in answer.text
    assert client.post(reverse("pledges:autosave", args=[item.pledge_id]), data, headers=FETCH).status_code == 400
    assert client.post(address, data | {f"{key}-reason": WHY}).status_code == 302
    text = client_of(cast.officer).get(reverse("pledges:detail", args=[item.pledge_id])).text
    assert "By the figures: Kept in part." in text and WHY in text


def test_the_same_over_the_api(cast, item):
    sent = {"item": item.pk, "outcome": "KEPT", "evidence": "Sổ"}
    assert Api(cast.member).post(f"{item.pledge_id}/report/", {"results": [sent]}).status_code == 400
    done = Api(cast.member).post(f"{item.pledge_id}/report/", {"results": [sent | {"reason": WHY}]}).json()
    assert (done["items"][0]["proposed_outcome"], done["items"][0]["outcome_reason"]) == ("PARTLY", WHY)
