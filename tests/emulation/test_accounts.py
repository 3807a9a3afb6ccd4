"""Acts on accounts, roles and keys: drawn passwords, nobody above their own reach, nothing without a line."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from emulation.models import Account, Key, Role, RoleAssignment
from emulation.services.accounts import (
    create_account,
    end_role,
    grant_role,
    reset_password,
    set_active,
)
from emulation.services.keys import create_key
from emulation.services.sign_in import note_password_change
from emulation.signin.passwords import draw_password
from tests.factories import START

from .asking import last_entry, not_now, refused

TODAY = timezone.localdate()


def new(cast, by, **changes):
    values = {"unit": cast.cell, "username": "Lan.TT", "display_name": "Trần Thị Lan", "role": Role.MEMBER}
    return create_account(**values | changes, by=by)


def test_passwords_are_readable_and_never_the_same():
    drawn = {draw_password() for _ in range(200)}
    assert len(drawn) == 200
    assert all(re.fullmatch(r"[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){2}", word) for word in drawn)


def test_a_new_account_must_choose_its_own_password(cast):
    account, password = new(cast, cast.admin)
    assert account.username == "lan.tt"
    assert account.must_change_password and account.check_password(password)
    assert account.roles.get().role == Role.MEMBER
    entry = last_entry()
    assert entry.verb == "account.created" and password not in str(entry.data)


@pytest.mark.parametrize("person", ["member", "secretary", "officer", "leader", "viewer", "stranger"])
def test_only_the_administrator_hands_out_accounts_and_roles(cast, person):
    by = getattr(cast, person)
    refused(lambda: new(cast, by))
    refused(lambda: grant_role(account=by, role=Role.LEADER, unit=cast.committee, on=START, by=by))
    refused(lambda: reset_password(account=cast.colleague, unit=cast.cell, by=by))


def test_a_user_name_is_taken_once(cast):
    new(cast, cast.admin)
    not_now(lambda: new(cast, cast.admin, username="LAN.tt"), "unique", "đã có người dùng")


def test_a_user_name_has_no_spaces_and_a_role_must_exist(cast):
    not_now(lambda: new(cast, cast.admin, username="trần lan"))
    not_now(lambda: new(cast, cast.admin, role="KING"), "unknown_role", "Không có vai trò này")
    assert not Account.objects.filter(username="lan.tt").exists()


def test_a_member_has_one_account(cast):
    not_now(lambda: new(cast, cast.admin, member=cast.member.member), "unique")


def test_a_new_password_ends_the_old_one_and_every_key(cast):
    create_key(account=cast.colleague, by=cast.colleague)
    password = reset_password(account=cast.colleague, unit=cast.cell, by=cast.admin)
    cast.colleague.refresh_from_db()
    assert cast.colleague.check_password(password) and cast.colleague.must_change_password
    assert not Key.objects.exists()
    assert last_entry().verb == "account.password_reset"


def test_an_account_of_another_unit_is_out_of_reach(cast):
    not_now(lambda: reset_password(account=cast.stranger, unit=cast.cell, by=cast.admin), "other_unit")
    not_now(lambda: set_active(account=cast.stranger, unit=cast.cell, is_active=False, by=cast.admin), "other_unit")


def test_a_reset_ends_open_sessions(client, cast):
    client.force_login(cast.colleague)
    reset_password(account=cast.colleague, unit=cast.cell, by=cast.admin)
    assert client.get(reverse("home")).status_code == 302


def test_a_closed_account_cannot_sign_in_and_can_be_opened_again(client, cast):
    set_active(account=cast.colleague, unit=cast.cell, is_active=False, by=cast.admin)
    credentials = {"login": cast.colleague.username, "password": "mat-khau-dai"}
    assert client.post(reverse("account_login"), credentials).status_code == 200
    set_active(account=cast.colleague, unit=cast.cell, is_active=True, by=cast.admin)
    assert client.post(reverse("account_login"), credentials).status_code == 302
    assert last_entry().verb == "account.opened"


def test_nobody_closes_their_own_account(cast):
    not_now(lambda: set_active(account=cast.admin, unit=cast.committee, is_active=False, by=cast.admin), "own_account")


def test_a_role_is_held_once_at_a_unit(cast):
    not_now(lambda: grant_role(account=cast.member, role=Role.MEMBER, unit=cast.cell, on=TODAY, by=cast.admin))


def test_a_role_ends_and_what_it_reached_is_gone(cast):
    held = cast.secretary.roles.get()
    end_role(assignment=held, last_day=TODAY, by=cast.admin)
    RoleAssignment.objects.filter(pk=held.pk).update(valid_from=START, valid_to=START)
    cast.secretary.forget_scope()
    assert not cast.secretary.scope.held
    assert last_entry().verb == "role.ended"


def test_a_role_does_not_end_before_it_began(cast):
    held = cast.secretary.roles.get()
    not_now(lambda: end_role(assignment=held, last_day=START.replace(year=2020), by=cast.admin))


def test_an_own_password_is_noted(cast):
    Account.objects.filter(pk=cast.member.pk).update(must_change_password=True)
    note_password_change(account=cast.member, session_key="", by=cast.member)
    assert not Account.objects.get(pk=cast.member.pk).must_change_password
    refused(
        lambda: note_password_change(account=cast.member, session_key="", by=cast.admin), "tài khoản của người khác"
    )


def test_nobody_gives_themselves_a_role(cast):
    grant = {"role": Role.OFFICER, "unit": cast.committee, "on": TODAY}
    not_now(lambda: grant_role(account=cast.admin, **grant, by=cast.admin), "own_account", "tự giao")


def test_a_role_given_to_a_stranger_does_not_hand_over_the_account(client, cast):
    grant_role(account=cast.stranger, role=Role.VIEWER, unit=cast.cell, on=TODAY, by=cast.admin)
    not_now(lambda: reset_password(account=cast.stranger, unit=cast.cell, by=cast.admin), "wider_reach")
    close = {"account": cast.stranger, "unit": cast.cell, "is_active": False}
    not_now(lambda: set_active(**close, by=cast.admin), "wider_reach")
    client.force_login(cast.admin)
    answer = client.post(reverse("emulation:account-reset", args=[cast.cell.pk, cast.stranger.pk]), follow=True)
    assert answer.redirect_chain and "ngoài các đơn vị" in answer.content.decode()


def test_an_account_with_two_roles_at_the_unit_is_looked_after_like_any_other(client, cast):
    grant_role(account=cast.member, role=Role.DEPUTY, unit=cast.cell, on=TODAY, by=cast.admin)
    client.force_login(cast.admin)
    assert client.post(reverse("emulation:account-reset", args=[cast.cell.pk, cast.member.pk])).status_code == 200
    closed = client.post(reverse("emulation:account-active", args=[cast.cell.pk, cast.member.pk]), {"is_active": "0"})
    assert closed.status_code == 302 and not Account.objects.get(pk=cast.member.pk).is_active
