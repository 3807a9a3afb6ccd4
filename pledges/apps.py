"""The app of pledges."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from . import permissions  # noqa: F401 - registers this app's permissions by being imported


class PledgesConfig(AppConfig):
    """Pledges, their items, templates."""

    name = "pledges"
    verbose_name = _("Pledges")

    def ready(self) -> None:
        """Answer what the organisation asks by signal."""
        autodiscover_modules("noticing", "receivers", "reminding", "telling")
