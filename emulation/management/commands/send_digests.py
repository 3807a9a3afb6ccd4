"""Send the daily summaries by e-mail: `manage.py send_digests`, once a day, after send_reminders."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from ...reminding import send_digests, today
from ..base import SentenceCommand


class Command(SentenceCommand):
    """Says how many summaries were sent; exit code 1 when some could not be, with whose."""

    help = "Send each account that wants it one summary: how many things wait, and where. At most one a day."

    def handle(self, **options) -> None:
        results = list(send_digests(today()))
        failed = [(account, problem) for account, problem in results if problem]
        for account, problem in failed:
            self.stderr.write(f"{account.username}: {problem}")
        self.stdout.write(_("Summaries sent: %(count)s.") % {"count": len(results) - len(failed)})
        if failed:
            raise CommandError(_("Summaries that could not be sent: %(count)s.") % {"count": len(failed)})
