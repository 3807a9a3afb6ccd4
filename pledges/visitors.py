"""Who answers a survey: nobody with an account, only whoever holds the code, known for a day by a mark.

A device that has answered carries a signed cookie of the day. One that has lost it is known by a keyed mark of what its
request looks like (network address, browser, language); the key is drawn each day and thrown away with the day's
marks, so that no mark can be turned back into an address afterwards, not even with the secret of the installation.
"""

import datetime
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from emulation.scope import Scope
from emulation.signin.limits import counted_address

from .models import Survey, SurveyDay

SALT = "pledges.survey"


@dataclass(frozen=True)
class Visitor:
    """An actor without name: the journal never hears of an answer, so it is asked for none."""

    answers_survey: int
    day: SurveyDay
    digest: str
    has_answered: bool
    pk: ClassVar[None] = None
    member_id: ClassVar[None] = None
    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope(())


def visitor_of(request: HttpRequest, survey: Survey) -> Visitor:
    """Return who sends the request, as far as a day's answers must be told apart."""
    day = _today()
    return Visitor(survey.pk, day, _digest(request, survey, day), has_cookie(request, survey))


def has_cookie(request: HttpRequest, survey: Survey) -> bool:
    """Say whether the device carries today's cookie of the survey; a forged one counts as none."""
    said = request.get_signed_cookie(_name(survey), default="", salt=SALT)
    return said == timezone.localdate().isoformat()


def remember(response: HttpResponse, survey: Survey, path: str) -> HttpResponse:
    """Let the device carry until midnight that it has answered, and nothing else."""
    now = timezone.localtime()
    midnight = (now + datetime.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    response.set_signed_cookie(
        _name(survey),
        now.date().isoformat(),
        salt=SALT,
        max_age=(midnight - now).seconds + 1,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _name(survey: Survey) -> str:
    return f"survey_{survey.pk}"


def _today() -> SurveyDay:
    """Return today's key, a new one on the first request of the day; the keys and marks of other days go."""
    today = timezone.localdate()
    day, is_new = SurveyDay.objects.get_or_create(day=today, defaults={"key": secrets.token_hex(32)})
    if is_new:
        forget(today)
    return day


def forget(today: datetime.date) -> int:
    """Throw away the keys of other days with the marks made by them; return of how many days."""
    others = SurveyDay.objects.exclude(day=today)
    count = others.count()
    others.delete()
    return count


def _digest(request: HttpRequest, survey: Survey, day: SurveyDay) -> str:
    headers = (request.headers.get(name, "") for name in ("user-agent", "accept-language"))
    looks = "\n".join([str(survey.pk), counted_address(request), *headers])
    key = salted_hmac(SALT, day.key, secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return hmac.new(key, looks.encode(), hashlib.sha256).hexdigest()
