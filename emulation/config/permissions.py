"""Who may call the API at all; what they may do there the services say."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import IsAuthenticated


class HasOwnPassword(IsAuthenticated):
    """Signed in, and not with a password somebody else has drawn: a key is no way around changing it."""

    message = _("Change the password you were given first: sign in with a browser and follow the page.")

    def has_permission(self, request: Any, view: Any) -> bool:
        """Say whether the caller may go on; who is not signed in gets 401."""
        return super().has_permission(request, view) and not request.user.must_change_password
