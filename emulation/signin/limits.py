"""Who may try a password or a code again, and when. axes counts in the database, for all processes; here is by what.

    in a browser the account has signed in from before   by that browser alone, 5 tries free
    a password, in any other browser                     by account and address together, 5 tries free,
                                                         and by the address alone, 30 tries free
    a code, in any other browser                         by account, 5 tries free: who comes so far has the password

Each try beyond waits twice as long as the one before, from a minute to a quarter of an hour; an hour of quiet forgets.
No password is counted by account alone, so that a stranger cannot shut the owner out. Passkeys cannot be guessed and
open sessions ask for nothing: neither waits.
"""

import datetime
import ipaddress

from allauth.account.adapter import get_adapter
from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from .browsers import mark_of

FREE_TRIES = (5, 30)  # in the order of `counted_by`
FIRST_WAIT, LONGEST_WAIT = datetime.timedelta(minutes=1), datetime.timedelta(minutes=15)
NO_WAIT = datetime.timedelta(0)
IPV6_NETWORK = 64  # bits: what one customer is given
Credentials = dict | None


class LimitsHandler(AxesDatabaseHandler):
    """Counts as axes does, but lets wait longer and longer instead of shutting out."""

    def wait(self, request: HttpRequest, credentials: Credentials) -> datetime.timedelta:
        """Return how long the next try must wait; nothing when it may be made now."""
        counts = zip(self.get_user_attempts(request, credentials), FREE_TRIES, strict=False)
        return max(_wait(attempts, free) for attempts, free in counts)

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Return the limit while a wait runs, else none: axes compares it with its limit."""
        return settings.AXES_FAILURE_LIMIT if self.wait(request, credentials) else 0

    def reset_user_attempts(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Forget the failures of who has signed in, and not those the same address made with other accounts."""
        own, *_others = self.filter_user_attempts(request, credentials)
        return own.delete()[0]


def _wait(attempts: QuerySet, free: int) -> datetime.timedelta:
    found = attempts.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    beyond = (found["failures"] or 0) - free
    if beyond < 0:
        return NO_WAIT
    wait = min(FIRST_WAIT * 2 ** min(beyond, 10), LONGEST_WAIT)
    return max(found["last"] + wait - timezone.now(), NO_WAIT)


def counted_by(request: HttpRequest, credentials: Credentials) -> list[list[str]]:
    """Return the fields axes adds up by (AXES_LOCKOUT_PARAMETERS): a browser with a mark is in the name already."""
    if mark_of(request, _typed(credentials)) or _is_code(credentials):
        return [["username"]]
    return [["username", "ip_address"], ["ip_address"]]


def counted_name(request: HttpRequest, credentials: Credentials) -> str:
    """Return the name failures are kept under (AXES_USERNAME_CALLABLE): with the browser's mark where there is one."""
    typed = _typed(credentials)
    apart = mark_of(request, typed) or ("code" if _is_code(credentials) else "")
    return f"{typed[:100]} {apart}".strip()


def counted_address(request: HttpRequest) -> str:
    """Return the address failures are kept under (AXES_CLIENT_IP_CALLABLE): of IPv6 the network."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False).network_address)


def of_code(username: str) -> dict:
    """Return the credentials under which wrong codes of the account are counted."""
    return {"username": username, "is_code": True}


def _is_code(credentials: Credentials) -> bool:
    return bool((credentials or {}).get("is_code"))


def _typed(credentials: Credentials) -> str:
    return str((credentials or {}).get("username") or "").lower()
