"""Who calls the API by a key, and when a key was last used."""

import datetime

from django.utils import timezone
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication

from emulation.models import Account, Key

NOTED_EVERY = datetime.timedelta(minutes=10)  # every note is a write


class KeyAuthentication(TokenAuthentication):
    """knox's check of the hash; the use is noted, once in ten minutes."""

    def validate_user(self, auth_token: Key) -> tuple[Account, Key]:
        """Return the account and its key; refuse a closed account."""
        found = super().validate_user(auth_token)
        now = timezone.now()
        if auth_token.last_used_at is None or now - auth_token.last_used_at > NOTED_EVERY:
            Key.objects.filter(pk=auth_token.pk).update(last_used_at=now)
        return found


class KeyScheme(KnoxTokenScheme):
    """How the API's document describes a key."""

    target_class = "emulation.config.authentication.KeyAuthentication"
    name = "key"
