"""Through which door an act came: known to the journal, and to nobody who writes a service.

The middleware and the commands say it once, at the threshold; what a request turns out to be (its route, its key) is
asked only when a line is written.
"""

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Door(models.TextChoices):
    """Where an act came in; empty for lines of a time when it was not noted."""

    PAGE = "PAGE", pgettext_lazy("door", "Page")
    API = "API", _("API")
    COMMAND = "COMMAND", _("Command")
    IMPORT = "IMPORT", _("Import")
    DEMO = "DEMO", _("Demonstration")


@dataclass(frozen=True)
class Entrance:
    """A door; `through` is the route of a page, the mark of a key to the API, the name of a command."""

    door: str = ""
    through: str = ""
    address: str | None = None


_current: ContextVar[Callable[[], Entrance]] = ContextVar("entrance", default=Entrance)


def entrance() -> Entrance:
    """Return through which door the running act came."""
    return _current.get()()


@contextmanager
def entering(known: Callable[[], Entrance]) -> Iterator[None]:
    """Say what the door is while the block runs; asked anew for every line."""
    token = _current.set(known)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def by_command(name: str, door: Door = Door.COMMAND) -> Iterator[None]:
    """Mark what a command does."""
    with entering(lambda: Entrance(door, name)):
        yield


@contextmanager
def as_import() -> Iterator[None]:
    """Mark what a file brings, whichever way the file came in."""
    outer = entrance()
    with entering(lambda: replace(outer, door=Door.IMPORT)):
        yield


class EntranceMiddleware:
    """Say of everything a request does that it came from there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with entering(lambda: of_request(request)):
            return self.get_response(request)


def of_request(request: HttpRequest) -> Entrance:
    """Return the door of a request: the API with the mark of the key, which is no secret, or a page by its route."""
    if request.path.startswith("/api/"):
        return Entrance(Door.API, getattr(getattr(request, "auth", None), "token_key", ""), address_of(request))
    route = request.resolver_match.view_name if request.resolver_match else ""
    return Entrance(Door.PAGE, route, address_of(request))


def address_of(request: HttpRequest) -> str | None:
    """Return the client's address as the proxies we trust have seen it; None when unknown."""
    try:
        return str(ipaddress.ip_address(get_adapter().get_client_ip(request)))
    except (PermissionDenied, ValueError):
        return None
