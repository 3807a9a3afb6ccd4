"""The app of reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from emulation.append_only import REFUSALS

from . import permissions  # noqa: F401 - registers this app's permissions by being imported

REFUSALS["issued_append_only"] = ("reports_issueddocument", "an issued document is never changed or removed")


class ReportsConfig(AppConfig):
    """Documents as plain data; PDF and XLSX."""

    name = "reports"
    verbose_name = _("Reports")
