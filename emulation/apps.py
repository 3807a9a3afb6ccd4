"""The organisation's app."""

import sqlite3
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from . import (
    append_only,
    permissions,  # noqa: F401 - registers this app's permissions by being imported
)


class EmulationConfig(AppConfig):
    """Units, people, roles, years, themes; permission and journal."""

    name = "emulation"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        """Hear the libraries' signals; use what the database can take, and let it refuse to change the journal."""
        autodiscover_modules("receivers", "keeping")
        connection_created.connect(_use_real_parameter_limit, dispatch_uid="real_parameter_limit")
        pre_migrate.connect(_lift, sender=self, dispatch_uid="emulation.lift")
        post_migrate.connect(_guard, sender=self, dispatch_uid="emulation.guard")


def _lift(using: str, plan: list, **_kwargs: object) -> None:
    """Let a migration rebuild the journal's tables; where there is none to run the triggers stay."""
    if plan:
        append_only.lift(using)


def _guard(using: str, **_kwargs: object) -> None:
    append_only.guard(using)


def _use_real_parameter_limit(connection: Any, **_kwargs: object) -> None:
    """Django assumes the 999 parameters of an old SQLite, which cuts one bulk insert into dozens."""
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = limit
