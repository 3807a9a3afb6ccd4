"""The room above all: settings, urls, API assembly, and the commands that concern every room."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

QUEUES = ("pledges.queue.queue_for", "evaluations.queue.queue_for", "emulation.cards.queue_for")


class ConfigConfig(AppConfig):
    """Listed as an application so that its commands are found; names the rooms whose cards make up the queue."""

    name = "emulation.config"
    label = "config"

    def ready(self) -> None:
        """Gather the cards of every room; they need the models, which are ready only now."""
        import_string("emulation.queue.gather_from")(*(import_string(path) for path in QUEUES))
