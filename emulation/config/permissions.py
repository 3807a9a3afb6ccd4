"""Who may call the API at all; what they may do there the services say."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated

from emulation.models import Key
from emulation.rooms import room_of
from emulation.signin.factors import lacks_second_factor


class HasOwnPassword(IsAuthenticated):
    """Signed in, and not with a password somebody else has drawn: a key is no way around changing it."""

    message = _("Change the password you were given first: sign in with a browser and follow the page.")

    def has_permission(self, request: Any, view: Any) -> bool:
        """Say whether the caller may go on; who is not signed in gets 401."""
        return super().has_permission(request, view) and not request.user.must_change_password


class HasSecondFactor(BasePermission):
    """Whoever calls from a browser's session has the second factor the role demands; keys are looked after apart."""

    message = _("Your role demands a second factor at sign-in. Set one up first: follow the page in a browser.")

    def has_permission(self, request: Any, view: Any) -> bool:
        """Say whether the caller may go on."""
        return request.auth is not None or not lacks_second_factor(request.user)


class WithinKey(BasePermission):
    """A key opens no further than it says: reading only, or one room only."""

    read_only = _("This key reads only. Make one that may write, on the page “My account”.")
    other_room = _("This key opens another part. Make one for this part, on the page “My account”.")

    def has_permission(self, request: Any, view: Any) -> bool:
        """Say whether the call lies within the key; of a session everything does."""
        key = request.auth
        if not isinstance(key, Key):
            return True
        if key.is_read_only and request.method not in SAFE_METHODS:
            self.message = self.read_only
            return False
        self.message = self.other_room
        return key.room in ("", room_of(type(view).__module__))
