"""manage.py verify_document FILE: whether a file is a document that was issued here, byte for byte. Asks no network."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from emulation.management.base import SentenceCommand
from reports.models import IssuedDocument


class Command(SentenceCommand):
    """Say genuine, corrected or unknown; exit code 0 for the first alone, so that scripts can ask."""

    help = "Check whether a file is a document that was issued here, unchanged, and whether it still holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *args: object, **options: object) -> None:
        path = options["file"]
        found = IssuedDocument.objects.brief().filter(sha256=_fingerprint(path)).first()
        if found is None:
            raise CommandError(
                _("Unknown: %(file)s is not a document issued here, or has been changed.") % {"file": path}
            )
        values = {"document": found, "unit": found.unit, "year": found.year}
        if found.is_superseded:
            newer = {"newer": found.replaced_by}
            raise CommandError(_("Genuine, but corrected by %(newer)s: %(document)s, %(unit)s.") % (values | newer))
        self.stdout.write(_("Genuine, and it holds: %(document)s, %(unit)s, year %(year)s.") % values)


def _fingerprint(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CommandError(_("The file %(file)s cannot be read.") % {"file": path}) from error
