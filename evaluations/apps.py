"""The app of evaluations."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from . import (
    closed_rows,
    frozen,
    permissions,  # noqa: F401 - registers this app's permissions by being imported
)


class EvaluationsConfig(AppConfig):
    """Rule sets, self-assessment, review, proposal, cap, decision."""

    name = "evaluations"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        """Answer what the rooms below ask by signal; receivers need the models, which are ready only now."""
        autodiscover_modules("receivers", "noticing", "telling", "conflicts", "agreement")
        pre_migrate.connect(_thaw, sender=self, dispatch_uid="evaluations.thaw")
        post_migrate.connect(_freeze, sender=self, dispatch_uid="evaluations.freeze")


def _thaw(using: str, plan: list, **_kwargs: object) -> None:
    """Let a migration change what is published or closed; where there is none to run the triggers stay."""
    if plan:
        frozen.thaw(using)
        closed_rows.open_rows(using)


def _freeze(using: str, **_kwargs: object) -> None:
    frozen.freeze(using)
    closed_rows.close_rows(using)
