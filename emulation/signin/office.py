"""Signing in with the office's own account (OpenID Connect): off until settings name a server.

Nobody gets an account by it. An administrator links an office account to one of ours by what the office calls its
subject; the office's other facts about the person are not kept.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OFFICE = "office"
UNKNOWN = _("Your office account is not linked to an account here yet. Ask the administrator of your Party committee.")
FAILED = _("Signing in with the office account did not work. Try again, or sign in with your password.")


def has_office() -> bool:
    """Say whether an office's server is named."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS)


def turned_back(request: HttpRequest, reason: str | Promise) -> HttpResponse:
    """Lead back to the page of signing in, with the reason."""
    messages.error(request, reason)
    return redirect("account_login")


class OfficeAdapter(DefaultSocialAccountAdapter):
    """Lets in whom an administrator has linked, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Accounts are handed out by administrators."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict) -> Any:
        """Keep nothing the office tells beside the subject."""
        sociallogin.account.extra_data = {}
        return super().populate_user(request, sociallogin, data)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Turn back who is not linked; nobody links an account of their own."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN or not sociallogin.is_existing:
            raise ImmediateHttpResponse(turned_back(request, UNKNOWN))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **facts: Any) -> None:
        """Turn back whom the office did not let in, or who changed their mind there."""
        raise ImmediateHttpResponse(turned_back(request, FAILED))
