"""Draw the workflow, and who sees what, into their documents: `manage.py draw_workflow`, or `make docs`."""

from django.core.management.base import BaseCommand

from ... import access_drawing, workflow_drawing


class Command(BaseCommand):
    """Rewrites the drawn parts of docs/workflow.md and docs/access.md; what people wrote around them stays."""

    help = "Draw docs/workflow.md and docs/access.md from their tables."
    requires_system_checks = ()

    def handle(self, **options) -> None:
        for drawing in (workflow_drawing, access_drawing):
            document = drawing.DOCUMENT
            document.write_text(drawing.renewed(document.read_text(encoding="utf8")), encoding="utf8")
            self.stdout.write(str(document))
