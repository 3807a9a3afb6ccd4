"""Throw away the keys and marks of days that are over: `manage.py forget_visitors`, once a day."""

from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.management.base import SentenceCommand

from ...visitors import forget


class Command(SentenceCommand):
    """Says how many days were forgotten; run again on the same day it finds none."""

    help = "Throw away the keys under which the devices of earlier days were told apart."

    def handle(self, **options) -> None:
        self.stdout.write(_("Days forgotten: %(count)s.") % {"count": forget(timezone.localdate())})
