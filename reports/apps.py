"""The app of reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from . import permissions  # noqa: F401 - registers this app's permissions by being imported


class ReportsConfig(AppConfig):
    """Documents as plain data; PDF and XLSX."""

    name = "reports"
    verbose_name = _("Reports")
