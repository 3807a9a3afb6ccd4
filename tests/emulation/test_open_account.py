"""The command that opens the first account, and the one nobody can get into any more."""

import io
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from emulation.models import Account, JournalEntry, Role
from emulation.services.accounts import set_active

from .signing_in import PASSWORD, set_up_app, sign_in


def run(*words: str) -> tuple[str, str]:
    """Run the command; return the user name and the password it prints."""
    out = io.StringIO()
    call_command("open_account", *words, stdout=out)
    return re.search(r"Tên đăng nhập: (\S+)\nMật khẩu dùng lần đầu: (\S+)", out.getvalue()).groups()


def test_the_first_administrator_of_an_installation(client, cast):
    username, password = run("Quan.Tri", "--unit", cast.committee.code, "--name", "Quản trị phường")
    account = Account.objects.get(username=username)
    assert username == "quan.tri" and account.must_change_password and account.display_name == "Quản trị phường"
    assert account.roles.get().role == Role.ADMIN and account.roles.get().unit == cast.committee
    assert sign_in(client, username, password).status_code == 302
    line = JournalEntry.objects.get(verb="account.created")
    assert line.actor is None and line.actor_name == "open_account" and password not in str(line.data)


def test_who_has_lost_everything_is_let_in_again(client, cast):
    client.force_login(cast.leader)
    set_up_app(client)
    set_active(account=cast.leader, unit=cast.committee, is_active=False, by=cast.admin)
    _username, password = run(cast.leader.username, "--unit", cast.committee.code)
    assert not Authenticator.objects.exists() and password != PASSWORD
    assert sign_in(client, cast.leader, password).status_code == 302


@pytest.mark.parametrize("words", [("x", "--unit", "NOWHERE"), ("x", "--unit", "{cell}", "--role", "KING"), ("a b",)])
def test_nonsense_is_refused_in_a_sentence(cast, words):
    with pytest.raises(CommandError):
        run(*(word.format(cell=cast.cell.code) for word in words))


def test_an_account_of_another_unit_is_not_opened_here(cast):
    with pytest.raises(CommandError, match="không giữ vai trò"):
        run(cast.stranger.username, "--unit", cast.cell.code)
