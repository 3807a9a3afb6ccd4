"""The code at the corner of a sheet: it comes back as it was written, and no usual typo leads anywhere."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from pledges.codes import BadCode, CodeKind, Target, read_code, write_code
from pledges.models import State
from tests.pledges.factories import make_pledge, membership_of

KEYS = st.integers(1, 10**11)
TARGETS = st.one_of(
    st.builds(Target, st.sampled_from([CodeKind.PLEDGE, CodeKind.HALF_YEAR]), KEYS),
    st.builds(Target, st.just(CodeKind.CHECK_IN), KEYS, st.integers(1, 12)),
    st.builds(Target, st.just(CodeKind.START), KEYS, st.integers(2016, 2100)),
)


@given(TARGETS)
def test_a_code_leads_back_however_it_is_typed(target):
    code = write_code(target)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' - ')} "):
        assert read_code(typed) == target


@given(TARGETS, st.data())
def test_one_wrong_digit_or_two_exchanged_are_found(target, data):
    kind, digits, letter = write_code(target).split("-")
    at = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[at]]))
    with pytest.raises(BadCode):
        read_code(kind + digits[:at] + other + digits[at + 1 :] + letter)
    if at and digits[at] != digits[at - 1]:
        with pytest.raises(BadCode):
            read_code(kind + digits[: at - 1] + digits[at] + digits[at - 1] + digits[at + 1 :] + letter)


@pytest.mark.parametrize(
    "text", ["", "K", "K-1", "X-12-A", "K-12-", "K-1a-B", "K" * 10_000, "<b>", "K-" + "9" * 40 + "-A"]
)
def test_nonsense_is_refused(text):
    with pytest.raises(BadCode):
        read_code(text)


def test_a_code_leads_to_the_record_and_what_is_not_visible_stays_so(client, cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)
    codes = {
        Target(CodeKind.PLEDGE, pledge.pk): reverse("pledges:detail", args=[pledge.pk]),
        Target(CodeKind.CHECK_IN, pledge.pk, 3): reverse("pledges:check-in", args=[pledge.pk, 3]),
        Target(CodeKind.HALF_YEAR, pledge.pk): reverse("pledges:half-year", args=[pledge.pk]),
    }
    for who, status in ((cast.secretary, 200), (cast.stranger, 404)):
        client.force_login(who)
        for target, place in codes.items():
            answer = client.get(reverse("pledges:go", args=[write_code(target)]))
            assert answer["Location"] == place
            assert client.get(place).status_code == status


def test_the_code_of_a_member_without_a_pledge_leads_to_its_beginning(client, cast):
    membership = membership_of(cast.member)
    code = write_code(Target(CodeKind.START, membership.pk, 2026))
    client.force_login(cast.secretary)
    answer = client.get(reverse("pledges:go-find"), {"code": code.lower().replace("-", " ")})
    assert answer["Location"] == reverse("pledges:start", args=[membership.pk, 2026])


def test_a_mistyped_code_is_said_and_leads_back(client, cast):
    client.force_login(cast.secretary)
    answer = client.get(reverse("pledges:go-find"), {"code": "K-12-<b>"}, follow=True)
    assert answer.status_code == 200 and "K-12-&lt;b&gt;" in answer.content.decode()
