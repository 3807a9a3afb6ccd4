"""manage.py forget_jobs: let go the files nobody has fetched in time, once a day."""

from django.utils.translation import gettext as _

from emulation.management.base import SentenceCommand
from reports.jobs.running import tidy


class Command(SentenceCommand):
    """Says how many were let go; run again on the same day it finds none. Workers do the same as they go."""

    help = "Delete the files made in the background that have been kept long enough (JOBS_KEEP_DAYS)."

    def handle(self, **options: object) -> None:
        self.stdout.write(_("Files let go: %(count)d.") % {"count": tidy()})
