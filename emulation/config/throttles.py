"""How often one may call the API."""

from typing import Any

from django.core.cache import caches
from rest_framework.throttling import UserRateThrottle

from emulation.models import Key


class CallerThrottle(UserRateThrottle):
    """So many calls a minute for each key, and for each account without one.

    Counted in each process for itself: a shared count would write at every call.
    """

    cache = caches["local"]

    def get_cache_key(self, request: Any, view: Any) -> str:
        """Return what the calls are counted by."""
        if isinstance(request.auth, Key):
            return self.cache_format % {"scope": "key", "ident": request.auth.pk}
        return super().get_cache_key(request, view)
