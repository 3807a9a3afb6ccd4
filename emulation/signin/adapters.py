"""django-allauth's hooks: nobody registers, nothing is mailed, secrets are sealed, browsers are remembered."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from .browsers import mark
from .devices import device_name
from .seals import seal, unseal

WRONG = _("Wrong user name or password.")
CLOSED = _("This account is closed. Ask the administrator of your Party committee.")
WRONG_CODE = _("Not right, or no longer valid. Please try again.")
TOO_MANY = _("Too many wrong codes. Wait a little, then try again.")
SIGNED_IN_AT = "signed_in_at"  # in the session: when its reader last proved who they are


class AccountAdapter(DefaultAccountAdapter):
    """Signing in with user name and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "incorrect_password": _("Wrong password."),
        "incorrect_code": WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are handed out by administrators."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave failed passwords to `limits`: the package counts them by account, so strangers could run it up."""

    def post_login(self, request: HttpRequest, user: Any, **facts: Any) -> HttpResponse:
        """Remember the browser."""
        response = super().post_login(request, user, **facts)
        mark(request, response, user.username)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Say that the account is closed; only who holds its passkey or office account comes here."""
        messages.error(request, CLOSED)
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again who it is, except right after signing in."""
        since = time.time() - self.request.session.get(SIGNED_IN_AT, 0)
        return since > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes of an app, passkeys, codes to recover with."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": _("Set up a second factor first."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what is stored."""
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Call a passkey after the device it is made on."""
        return device_name(self.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Show our name in the browser's own window."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}
