"""Browsers an account has signed in from before: each bears a mark for it, in a signed cookie and nowhere else.

A browser with a mark has its own count of failures (`limits`), so nothing that strangers try elsewhere can shut it out.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

COOKIE, SALT, PATH = "browser", "emulation.signin.browsers", "/account/"
LASTS = 365 * 24 * 3600  # seconds
MOST = 8  # accounts of one shared computer, the latest ones


def mark_of(request: HttpRequest, username: str) -> str:
    """Return the mark this browser bears for the user name; empty when the account never signed in from it."""
    return _marks(request).get(_key(username), "")


def mark(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Give the browser a mark for the user name; one it bears already stays the same."""
    marks, key = _marks(request), _key(username)
    marks[key] = marks.pop(key, "") or get_random_string(16)
    value = signing.dumps(dict(list(marks.items())[-MOST:]), salt=SALT)
    response.set_cookie(COOKIE, value, max_age=LASTS, path=PATH, secure=settings.HTTPS, httponly=True, samesite="Lax")


def _marks(request: HttpRequest) -> dict[str, str]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return {}


def _key(username: str) -> str:
    """Return what stands for the user name in the cookie, which others may read on a shared computer."""
    return salted_hmac(SALT, username.lower()).hexdigest()[:16]
