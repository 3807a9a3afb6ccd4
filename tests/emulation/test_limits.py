"""Guessing passwords is slowed down, and nobody can use that to shut somebody else out."""

import datetime

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.test import Client
from django.urls import reverse

from emulation.signin.limits import FREE_TRIES

from .signing_in import is_in, sign_in

HOME, OFFICE, AFAR = "192.0.2.10", "198.51.100.7", "203.0.113.66"
IN_PAIR, BY_ADDRESS = FREE_TRIES


@pytest.fixture(autouse=True)
def counting(settings):
    settings.AXES_ENABLED = True


def guess(account, times: int, address: str = AFAR, client: Client | None = None) -> list[int]:
    """Guess wrong so many times; return the statuses."""
    client = client or Client()
    return [sign_in(client, account, "sai", REMOTE_ADDR=address).status_code for _try in range(times)]


def pass_time(**time) -> None:
    """Let all that was tried lie further back."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - datetime.timedelta(**time))


def minutes_to_wait(account, address: str = AFAR) -> int:
    answer = sign_in(Client(), account, "sai", REMOTE_ADDR=address)
    return answer.context["minutes"] if answer.status_code == 429 else 0


def test_a_stranger_cannot_shut_the_owner_out(client, cast):
    """Hundreds of guesses from afar: the owner signs in at once, from a browser never used before."""
    assert guess(cast.member, 300)[-1] == 429
    assert sign_in(client, cast.member, REMOTE_ADDR=HOME).status_code == 302
    assert is_in(client)


def test_a_stranger_in_the_same_office_cannot_shut_the_owner_out(client, cast):
    """Behind one address: the owner's own browser is counted by itself, and what is open stays open."""
    assert sign_in(client, cast.member, REMOTE_ADDR=OFFICE).status_code == 302
    other_window = Client()
    other_window.cookies["browser"] = client.cookies["browser"].value
    guess(cast.member, 200, OFFICE)
    assert is_in(client)
    assert sign_in(other_window, cast.member, REMOTE_ADDR=OFFICE).status_code == 302


def test_a_browser_known_for_one_account_is_none_for_another(client, cast):
    sign_in(client, cast.colleague, REMOTE_ADDR=OFFICE)
    client.post(reverse("logout"))
    assert guess(cast.member, IN_PAIR + 1, OFFICE, client)[-1] == 429
    assert sign_in(client, cast.colleague, REMOTE_ADDR=OFFICE).status_code == 302


def test_a_known_browser_does_not_guess_for_ever(client, cast):
    """A shared computer: whoever sits down at it has few tries as well."""
    sign_in(client, cast.member, REMOTE_ADDR=OFFICE)
    client.post(reverse("logout"))
    assert guess(cast.member, IN_PAIR + 1, OFFICE, client)[-1] == 429
    assert sign_in(client, cast.member, REMOTE_ADDR=HOME).status_code == 429, "the mark goes along to another address"
    assert sign_in(Client(), cast.member, REMOTE_ADDR=OFFICE).status_code == 302


def test_a_forged_mark_is_none(cast):
    client = Client()
    client.cookies["browser"] = "eyJhIjoiYiJ9:1abcde:forged"
    guess(cast.member, IN_PAIR, AFAR)
    assert sign_in(client, cast.member, REMOTE_ADDR=AFAR).status_code == 429


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(IN_PAIR, 1), (IN_PAIR + 1, 2), (IN_PAIR + 2, 4), (IN_PAIR + 3, 8), (IN_PAIR + 4, 15)],
)
def test_each_wait_is_twice_as_long_up_to_a_quarter_of_an_hour(cast, failures, minutes):
    for _try in range(failures):
        pass_time(minutes=15)
        guess(cast.member, 1)
    assert minutes_to_wait(cast.member) == minutes


def test_the_last_free_try_opens(client, cast):
    guess(cast.member, IN_PAIR - 1)
    assert sign_in(client, cast.member, REMOTE_ADDR=AFAR).status_code == 302


def test_trying_again_too_early_does_not_prolong_the_wait(cast):
    guess(cast.member, IN_PAIR)
    guess(cast.member, 20)
    assert minutes_to_wait(cast.member) == 1


def test_after_the_wait_the_right_password_opens(client, cast):
    guess(cast.member, IN_PAIR)
    assert sign_in(client, cast.member, REMOTE_ADDR=AFAR).status_code == 429
    pass_time(seconds=61)
    assert sign_in(client, cast.member, REMOTE_ADDR=AFAR).status_code == 302


def test_an_hour_of_quiet_forgets(cast):
    guess(cast.member, IN_PAIR)
    pass_time(minutes=61)
    assert guess(cast.member, IN_PAIR - 1)[-1] == 200


def test_an_address_that_tries_many_names_waits_for_all_of_them(cast):
    for number in range(BY_ADDRESS):
        guess(f"khong.co.{number}", 1)
    assert sign_in(Client(), cast.member, REMOTE_ADDR=AFAR).status_code == 429
    assert sign_in(Client(), cast.member, REMOTE_ADDR=HOME).status_code == 302


def test_signing_in_oneself_does_not_wash_the_address_clean(cast):
    """An attacker with an account of their own gains no further tries at others by using it in between."""
    for number in range(BY_ADDRESS):
        guess(f"khong.co.{number}", 1)
    known = Client()
    sign_in(known, cast.colleague, REMOTE_ADDR=HOME)
    known.post(reverse("logout"))
    assert sign_in(known, cast.colleague, REMOTE_ADDR=AFAR).status_code == 302
    assert sign_in(Client(), cast.member, REMOTE_ADDR=AFAR).status_code == 429


def test_success_forgets_one_s_own_failures(client, cast):
    guess(cast.member, IN_PAIR - 1, HOME)
    sign_in(client, cast.member, REMOTE_ADDR=HOME)
    assert not AccessAttempt.objects.exists()


def test_of_ipv6_the_network_counts(cast):
    """One customer has more addresses of IPv6 than anybody could count; they are one place."""
    for number in range(IN_PAIR):
        guess(cast.member, 1, f"2001:db8:1:2::{number + 1}")
    assert sign_in(Client(), cast.member, REMOTE_ADDR="2001:db8:1:2:ffff::9").status_code == 429
    assert sign_in(Client(), cast.member, REMOTE_ADDR="2001:db8:1:3::9").status_code == 302


def test_behind_our_proxy_the_client_counts_and_not_what_it_claims(cast, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    through = {"REMOTE_ADDR": "127.0.0.1"}
    for number in range(IN_PAIR):
        sign_in(Client(), cast.member, "sai", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, {AFAR}", **through)
    assert sign_in(Client(), cast.member, HTTP_X_FORWARDED_FOR=AFAR, **through).status_code == 429
    assert sign_in(Client(), cast.member, HTTP_X_FORWARDED_FOR=HOME, **through).status_code == 302


def test_the_page_says_how_long_to_wait(cast):
    guess(cast.member, IN_PAIR)
    pass_time(seconds=20)
    answer = sign_in(Client(), cast.member, REMOTE_ADDR=AFAR)
    assert "chờ 1 phút" in answer.content.decode()
    assert 30 <= int(answer.headers["Retry-After"]) <= 40


def test_names_that_do_not_exist_wait_alike(cast):
    """The pause tells nothing about which accounts there are."""
    assert guess("khong.co.ai", IN_PAIR + 1) == guess(cast.member, IN_PAIR + 1, HOME)


def test_neither_names_nor_passwords_are_kept_in_the_clear_beyond_need(cast):
    guess(cast.member, 2)
    kept = AccessAttempt.objects.get()
    assert "sai" not in kept.post_data and cast.member.username not in kept.post_data
