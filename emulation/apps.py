"""The organisation's app."""

import sqlite3
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from . import permissions  # noqa: F401 - registers this app's permissions by being imported


class EmulationConfig(AppConfig):
    """Units, people, roles, years, themes; permission and journal."""

    name = "emulation"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        """Hear the libraries' signals; let bulk acts use as many parameters a query as the database takes."""
        autodiscover_modules("receivers")
        connection_created.connect(_use_real_parameter_limit, dispatch_uid="real_parameter_limit")


def _use_real_parameter_limit(connection: Any, **_kwargs: object) -> None:
    """Django assumes the 999 parameters of an old SQLite, which cuts one bulk insert into dozens."""
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = limit
