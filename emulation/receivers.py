"""Which tables of the organisation have files; what happens in django-allauth's and Django's own pages."""

import time

from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.urls import reverse

from .attaching import holds_files
from .models import Theme
from .services.sign_in import note_factor
from .signin.adapters import SIGNED_IN_AT
from .signin.sessions import SEEN_AT

# Guidance and plans of the committee, read by everybody the theme speaks to.
holds_files(
    Theme,
    read="theme.read",
    write="theme.set",
    visible=lambda reader: Theme.objects.visible_to(reader).select_related("unit"),
    page=lambda theme: reverse("emulation:theme", args=[theme.pk]),
)


@receiver(user_logged_in)
def remember_when(sender, request, user, **kwargs) -> None:
    """Keep in the session when its reader proved who they are; django-allauth notes its first use itself."""
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = time.time()


@receiver(authenticator_added)
def journal_added(sender, user, authenticator, **kwargs) -> None:
    """Record a second factor that was set up."""
    note_factor(account=user, what="added", kind=authenticator.type, by=user)


@receiver(authenticator_removed)
def journal_removed(sender, user, authenticator, **kwargs) -> None:
    """Record a second factor that was removed."""
    note_factor(account=user, what="removed", kind=authenticator.type, by=user)


@receiver(authenticator_reset)
def journal_reset(sender, user, authenticator, **kwargs) -> None:
    """Record that codes to recover with were drawn anew."""
    note_factor(account=user, what="redrawn", kind=authenticator.type, by=user)
