"""manage.py export_report: a document of any kind as a file, without a browser."""

import datetime
import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.access import SystemActor
from emulation.management.base import SentenceCommand
from emulation.models import Member, Unit, UnitKind
from reports.documents.asked import Asked, Kind
from reports.kinds import KINDS, kind_of
from reports.kinds.asking import Wish, asked_for
from reports.renderings import CONTENT_TYPES
from reports.services import export_document

ACTOR = SystemActor("export_report")


class Command(SentenceCommand):
    """Write one document to a file; exit code 1 and one sentence when that cannot be, and no file."""

    help = "Export a document of a unit and year as PDF, Word, Excel or data. --list-kinds tells which there are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", metavar="CODE", help="code of the unit; not needed where there is one committee")
        parser.add_argument("--kind", metavar="KIND", default="annual", help="code of the kind (default: annual)")
        parser.add_argument("--list-kinds", action="store_true", help="print the codes of all kinds, one a line")
        parser.add_argument("--member", metavar="NUMBER", help="number of the Party card, for kinds about a member")
        parser.add_argument("--blank", action="store_true", help="to be filled in by hand")
        parser.add_argument(
            "--option", metavar="NAME=VALUE", action="append", default=[], help="what else the kind lets choose"
        )
        parser.add_argument("--year", type=int)
        parser.add_argument("--on", metavar="DAY", type=datetime.date.fromisoformat, help="date of the document")
        parser.add_argument("--format", choices=list(CONTENT_TYPES), default="pdf")
        parser.add_argument("--out", metavar="FILE", type=Path)

    def handle(self, *args: object, **options: object) -> None:
        if options["list_kinds"]:
            self.stdout.write("\n".join(KINDS))
            return
        if not (options["year"] and options["out"]):
            raise CommandError(_("Give the year with --year and the file to write with --out."))
        try:
            asked = _asked(kind_of(options["kind"]), _unit(options["unit"]), options)
            made = export_document(asked=asked, as_=options["format"], by=ACTOR)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        write_whole(options["out"], made.content)
        values = {"document": asked.kind.label, "unit": asked.unit.name, "year": asked.year, "file": options["out"]}
        self.stdout.write(_("“%(document)s” of %(unit)s for %(year)s has been written to %(file)s.") % values)


def _asked(kind: Kind, unit: Unit, options: dict) -> Asked:
    given = tuple((name, value) for name, _sign, value in (one.partition("=") for one in options["option"]))
    known = {one.name for one in kind.options}
    for name, _value in given:
        if name not in known:
            raise CommandError(_("“%(kind)s” has no choice called “%(name)s”.") % {"kind": kind.code, "name": name})
    member = _member(options["member"]) if options["member"] else None
    day = options["on"] or timezone.localdate()
    return asked_for(ACTOR, kind, unit, Wish(options["year"], day, member, options["blank"], given))


def _member(number: str) -> int:
    found = Member.objects.filter(card_number=number).values_list("pk", flat=True).first()
    if found is None:
        raise CommandError(_("There is no member with the card number “%(number)s”.") % {"number": number})
    return found


def _unit(code: str | None) -> Unit:
    """Return the unit of the code, or the only committee."""
    if code:
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise CommandError(_("There is no unit with the code “%(code)s”.") % {"code": code})
        return unit
    committees = list(Unit.objects.filter(kind=UnitKind.COMMITTEE)[:2])
    if not committees:
        raise CommandError(_("There is no committee yet, so there is nothing to report."))
    if len(committees) > 1:
        raise CommandError(_("There are several committees: give the code of one unit with --unit."))
    return committees[0]


def write_whole(path: Path, content: bytes) -> None:
    """Write the file whole or not at all: a full disk leaves what was there before."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(name, 0o600)
            os.replace(name, path)
        except OSError:
            os.unlink(name)
            raise
    except OSError as error:
        raise CommandError(_("The file %(file)s cannot be written.") % {"file": path}) from error
