"""Give notice of what is soon due or overdue: `manage.py send_reminders`, once a day."""

from django.utils.translation import gettext as _

from ...reminding import remind, today
from ..base import SentenceCommand


class Command(SentenceCommand):
    """Says how many notices were given; run again on the same day it gives none."""

    help = "Give every account notice of what is soon due or overdue; running it twice a day tells nobody twice."

    def handle(self, **options) -> None:
        self.stdout.write(_("Notices given: %(count)s.") % {"count": remind(today())})
