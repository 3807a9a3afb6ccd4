"""Draw the workflow into its document from the table: `manage.py draw_workflow`, or `make docs`."""

from django.core.management.base import BaseCommand

from ...workflow_drawing import DOCUMENT, renewed


class Command(BaseCommand):
    """Rewrites the drawn parts of docs/workflow.md; what people wrote around them stays."""

    help = "Draw the workflow into docs/workflow.md from its table."
    requires_system_checks = ()

    def handle(self, **options) -> None:
        DOCUMENT.write_text(renewed(DOCUMENT.read_text(encoding="utf8")), encoding="utf8")
        self.stdout.write(str(DOCUMENT))
