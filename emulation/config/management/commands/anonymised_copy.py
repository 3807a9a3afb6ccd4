"""Make a copy for training: `manage.py anonymised_copy --out FILE`."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from emulation.access import SystemActor
from emulation.config.anonymised import copy_to
from emulation.journal import record
from emulation.management.base import SentenceCommand
from emulation.models import Member, Unit

ACTOR = SystemActor("anonymised_copy")


class Command(SentenceCommand):
    """Says how many rows went into the file and how to let somebody into it; the journal says it was made."""

    help = "Write a copy of the database with invented people, moved days and no texts, for training, as SQLite."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", metavar="FILE", required=True, type=Path, help="a file that is not there yet")

    def handle(self, *, out: Path, **options: object) -> None:
        root = Unit.objects.order_by("path").first()
        if root is None:
            raise CommandError(_("There is nothing to copy: no unit has been entered yet."))
        if out.exists():
            raise CommandError(_("The file %(file)s is there already; give another name.") % {"file": out})
        try:
            counts = copy_to(out)
        except OSError as error:
            raise CommandError(_("The file %(file)s cannot be written.") % {"file": out}) from error
        with transaction.atomic():
            record(ACTOR, "copy.made", root, unit=root, data={"rows": sum(counts.values())})
        said = _("%(rows)s rows of %(members)s members have been written to %(file)s, under invented names.")
        values = {"rows": sum(counts.values()), "members": counts[Member._meta.label_lower], "file": out}
        self.stdout.write(said % values)
        self.stdout.write(_("Nobody has a password there. With DATABASE_URL set to the file, open_account lets in."))
