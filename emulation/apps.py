"""The organisation's app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from . import permissions  # noqa: F401 - registers this app's permissions by being imported


class EmulationConfig(AppConfig):
    """Units, people, roles, years, themes; permission and journal."""

    name = "emulation"
    verbose_name = _("Organisation")
