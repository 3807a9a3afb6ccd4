"""A password drawn by somebody else is changed before anything else is done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

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
