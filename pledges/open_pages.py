"""What the open pages share: nobody signs in, nothing is kept by others, and nobody asks too often."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac

from emulation.signin.limits import counted_address

PER_MINUTE = 60  # from one network: an office with many visitors stays below it
MINUTE = 60


def open_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the page to whoever has its address: found by no search engine, kept by no proxy, and not too often."""

    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if _is_too_often(request):
            return _closed_to_engines(render(request, "429.html", status=429))
        return _closed_to_engines(view(request, *args, **kwargs))

    return answered


def _closed_to_engines(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _is_too_often(request: HttpRequest) -> bool:
    """Count in this process's memory alone, under a mark that changes each minute: no address is written anywhere."""
    counts, minute = caches["local"], timezone.now().strftime("%Y%m%d%H%M")
    mark = salted_hmac(f"open.{minute}", counted_address(request), secret=settings.SECRET_KEY).hexdigest()
    counts.add(mark, 0, MINUTE)
    try:
        return counts.incr(mark) > PER_MINUTE
    except ValueError:  # it went between the two
        return False
