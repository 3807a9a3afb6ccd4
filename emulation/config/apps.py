"""The room above all: settings, urls, API assembly, and the command that fills an empty database."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Listed as an application only so that its command is found."""

    name = "emulation.config"
    label = "config"
