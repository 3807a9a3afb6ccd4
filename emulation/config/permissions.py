"""Who may call the API at all; what they may do there the services say."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission, IsAuthenticated

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
