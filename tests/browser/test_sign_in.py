"""Signing in with an app and with passkeys, in a browser that holds a software authenticator."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from emulation.models import JournalEntry
from emulation.signin.adapters import SIGNED_IN_AT
from tests.emulation.signing_in import code_of
from tests.factories import make_member
from tests.people import make_cast

from .walker import PASSWORD

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def cast(transactional_db):
    return make_cast()


def give_authenticator(page: Page) -> None:
    """Let the browser hold passkeys, as a phone does behind its finger print."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def sign_out(page: Page, home: str) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto(f"{home}/account/login/")


def type_password(page: Page, account) -> None:
    page.fill("[name=login]", account.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form.form button.button--primary")


def test_a_passkey_is_made_and_signs_in(walker, cast):
    page = walker.sign_in(cast.leader)
    give_authenticator(page)
    walker.go("/account/second/passkeys/new/", "passkey-new")
    page.fill("[name=name]", "Điện thoại của tôi")
    page.click("main form button.button--primary")
    expect(page.locator("h1")).to_have_text("Mã dự phòng")
    walker.look("recovery-codes")
    page.get_by_role("link", name="Tôi đã cất giữ các mã").click()
    expect(page.locator(".rows")).to_contain_text("Điện thoại của tôi")
    walker.look("second-factors")
    assert JournalEntry.objects.filter(verb="account.factor_added", actor=cast.leader).count() == 2

    sign_out(page, walker.home)
    walker.look("sign-in")
    page.get_by_role("button", name="Đăng nhập bằng passkey").click()
    expect(page).to_have_url(f"{walker.home}/")

    sign_out(page, walker.home)
    type_password(page, cast.leader)
    expect(page.locator("h1")).to_have_text("Còn một bước nữa")
    walker.look("second-step")
    page.get_by_role("button", name="Dùng passkey").click()
    expect(page).to_have_url(f"{walker.home}/")


def test_a_passkey_confirms_is_renamed_and_removed(walker, cast):
    page = walker.sign_in(cast.member)
    give_authenticator(page)
    page.goto(f"{walker.home}/account/second/passkeys/new/")
    page.click("main form button.button--primary")
    expect(page.locator("h1")).to_have_text("Mã dự phòng")
    passkey = Authenticator.objects.get(type="webauthn")
    grow_old(page, walker)
    page.goto(f"{walker.home}/account/second/passkeys/{passkey.pk}/")
    expect(page.locator("h1")).to_have_text("Xác nhận chính chủ")
    walker.look("confirm")
    page.get_by_role("link", name="Dùng passkey").click()
    walker.look("confirm-passkey")
    page.get_by_role("button", name="Dùng passkey").click()
    expect(page.locator("h1")).to_have_text("Đổi tên passkey")
    walker.look("passkey-rename")
    page.fill("[name=name]", "Máy cơ quan")
    page.click("main form button.button--primary")
    expect(page.locator(".rows")).to_contain_text("Máy cơ quan")
    page.locator(".rows a", has_text="Gỡ").click()
    walker.look("passkey-remove")
    page.click("main form button.button--danger")
    expect(page.get_by_role("status").first).to_contain_text("Đã gỡ passkey")
    assert not Authenticator.objects.exists()


def grow_old(page: Page, walker) -> None:
    """Let the session be an hour old, so that it must be confirmed."""
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    session = SessionStore(key)
    session[SIGNED_IN_AT] -= 3_600
    session.save()


def test_an_app_is_set_up_and_asked_for_without_scripts(walker, cast):
    page = walker.sign_in(cast.member, scripts=False)
    page.goto(f"{walker.home}/account/second/app/")
    page.locator("summary").last.click()
    secret = page.locator("details code").last.text_content().replace(" ", "")
    page.fill("[name=code]", code_of(secret))
    page.click("main form button.button--primary")
    codes = page.locator(".codes code").all_text_contents()
    assert len(codes) == 10

    sign_out(page, walker.home)
    type_password(page, cast.member)
    page.fill("[name=code]", codes[0])
    page.click("main form.form button.button--primary")
    expect(page).to_have_url(f"{walker.home}/")


def test_the_pages_of_an_app(walker, cast):
    page = walker.sign_in(cast.member)
    walker.go("/account/second/app/", "app-set-up")
    secret = page.locator("details code").last.text_content().replace(" ", "")
    page.fill("[name=code]", "000000")
    page.click("main form.form button.button--primary")
    walker.look("app-wrong-code")
    page.fill("[name=code]", code_of(secret))
    page.click("main form.form button.button--primary")
    walker.look("app-recovery-codes")
    walker.go("/account/second/codes/", "recovery-codes-seen")
    walker.go("/account/second/codes/new/", "recovery-codes-new")
    walker.go("/account/second/app/remove/", "app-remove")
    walker.go("/account/confirm/code/", "confirm-code")


def test_members_get_accounts_on_slips_and_begin(walker, cast):
    make_member("Nguyễn Văn Hải", cast.cell)
    page = walker.sign_in(cast.admin)
    walker.go(f"/units/{cast.committee.pk}/accounts/many/", "accounts-many")
    page.get_by_role("button", name="Tạo tài khoản và hiện phiếu").click()
    walker.look("slips")
    username, password = page.locator(".slip code").all_text_contents()
    page.get_by_role("link", name="Tôi đã in phiếu").click()
    expect(page.locator("#waiting")).to_contain_text("Nguyễn Văn Hải")
    walker.look("accounts-waiting")
    held = cast.member.roles.get()
    walker.go(f"/units/{held.unit_id}/accounts/{cast.member.pk}/", "account-detail")

    sign_out(page, walker.home)
    page.fill("[name=login]", username)
    page.fill("[name=password]", password)
    page.click("main form.form button.button--primary")
    expect(page.locator("h1")).to_have_text("Đổi mật khẩu")
    walker.look("first-password")
    page.fill("[name=old_password]", password)
    page.fill("[name=new_password1]", "con-trau-di-truoc")
    page.fill("[name=new_password2]", "con-trau-di-truoc")
    page.click("main form.form button.button--primary")
    expect(page.locator("h1")).to_have_text("Mật khẩu đã được đổi")
    page.goto(f"{walker.home}/")
    walker.look("first-home")


def test_the_pause_and_the_own_account(walker, cast, settings):
    settings.AXES_ENABLED = True
    page = walker.sign_in(cast.member)
    walker.go("/me/keys/new/", "key-new")
    page.fill("[name=name]", "Số liệu gửi tỉnh")
    page.click("main form.form button.button--primary")
    walker.look("key-shown")
    page.context.clear_cookies()
    for _try in range(5):
        page.goto(f"{walker.home}/account/login/")
        page.fill("[name=login]", cast.colleague.username)
        page.fill("[name=password]", "sai")
        page.click("main form.form button.button--primary")
    expect(page.locator("h1")).to_have_text("Tạm dừng đăng nhập trong ít phút")
    walker.murmurs = [said for said in walker.murmurs if "429" not in said]  # the browser's own line about the answer
    walker.look("paused")
