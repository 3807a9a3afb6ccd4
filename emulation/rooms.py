"""The rooms of the house that have an API, as a key may be kept to one of them."""

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule


def rooms() -> list[tuple[str, str | Promise]]:
    """Return (name, label) of our apps with an API, in their order."""
    found = (app for app in apps.get_app_configs() if "." not in app.name and module_has_submodule(app.module, "api"))
    return [(app.name, app.verbose_name) for app in found]


def room_of(module: str) -> str:
    """Return the room a module stands in."""
    return module.split(".")[0]
