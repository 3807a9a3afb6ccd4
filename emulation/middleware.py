"""What stands around every page: what an account must do first, and what happens when two people collide."""

import logging

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .acts import COLLISION
from .signin.factors import lacks_second_factor
from .signin.sessions import note_use

log = logging.getLogger(__name__)

ALWAYS_OPEN = {"logout", "set_language"}
OWN_PASSWORD = {"password_change", "password_change_done"}
CONFIRMING = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
SETTING_UP = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes"}


class ReadyAccountMiddleware:
    """Lead an account that is not ready to what is missing: a password of its own, then the second factor.

    The API answers 403 instead (`emulation/config/permissions.py`).
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> HttpResponse | None:
        """Redirect while something is missing."""
        name = request.resolver_match.url_name
        if not request.user.is_authenticated or name in ALWAYS_OPEN or request.resolver_match.route.startswith("api/"):
            return None
        if request.user.must_change_password:
            return None if name in OWN_PASSWORD else redirect("password_change")
        if name not in OWN_PASSWORD | CONFIRMING | SETTING_UP and lacks_second_factor(request.user):
            return redirect("mfa_index")
        return None


class SessionUseMiddleware:
    """Note now and then that a session is in use, so that its owner sees it in the list."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            note_use(request)
        return self.get_response(request)


class CollisionMiddleware:
    """Say so when somebody else was first with the same name, number or row: the database alone saw both."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 409 for a constraint of the database; the transaction has been taken back."""
        if not isinstance(exception, IntegrityError):
            return None
        log.warning("collision at %s: %s", request.path, exception)
        return render(request, "409.html", {"reason": COLLISION}, status=409)
