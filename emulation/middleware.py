"""What stands around every page: passwords to change first, and what happens when two people collide."""

import logging

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .acts import COLLISION

log = logging.getLogger(__name__)

OPEN_NAMES = {"password_change", "password_change_done", "logout", "set_language"}


class OwnPasswordMiddleware:
    """Send an account that must change its password to that page; leave static files and sign-out alone."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> HttpResponse | None:
        """Redirect while the password is still the one that was handed over."""
        must = request.user.is_authenticated and request.user.must_change_password
        if must and request.resolver_match.url_name not in OPEN_NAMES:
            return redirect("password_change")
        return None


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
