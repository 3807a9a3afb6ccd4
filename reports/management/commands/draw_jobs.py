"""Draw the life of a job into its document: `manage.py draw_jobs`, or `make docs`."""

from django.core.management.base import BaseCommand

from reports import job_drawing


class Command(BaseCommand):
    """Rewrites the drawn parts of docs/jobs.md; what people wrote around them stays."""

    help = "Draw docs/jobs.md from the table of steps."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        document = job_drawing.DOCUMENT
        document.write_text(job_drawing.renewed(document.read_text(encoding="utf8")), encoding="utf8")
        self.stdout.write(str(document))
