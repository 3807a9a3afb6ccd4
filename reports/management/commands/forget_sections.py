"""Throw away rendered sections that were kept long enough: `manage.py forget_sections [--all]`, once a day."""

from django.utils.translation import gettext as _

from emulation.management.base import SentenceCommand

from ...kept_sections import forget_sections


class Command(SentenceCommand):
    """Says how many went; with --all every one, as after a member's data were to be deleted."""

    help = "Throw away rendered sections of documents that were kept long enough, or all of them."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--all", action="store_true", help="all of them, whatever their age")

    def handle(self, **options) -> None:
        self.stdout.write(_("Sections forgotten: %(count)s.") % {"count": forget_sections(all_of_them=options["all"])})
