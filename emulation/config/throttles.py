"""How often one may call the API."""

from django.core.cache import caches
from rest_framework.throttling import UserRateThrottle


class CallerThrottle(UserRateThrottle):
    """So many calls a minute, counted in each process for itself: a shared count would write at every call."""

    cache = caches["local"]
