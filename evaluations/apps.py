"""The app of evaluations."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from . import permissions  # noqa: F401 - registers this app's permissions by being imported


class EvaluationsConfig(AppConfig):
    """Rule sets, self-assessment, review, proposal, cap, decision."""

    name = "evaluations"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        """Answer what the rooms below ask by signal; receivers need the models, which are ready only now."""
        autodiscover_modules("receivers")
