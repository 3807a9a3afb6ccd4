"""manage.py export_report: the annual classification report as a file, without a browser."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from emulation.access import SystemActor
from emulation.management.base import SentenceCommand
from emulation.models import Unit, UnitKind
from reports.services import CONTENT_TYPES, export_report

KINDS = ("annual",)
ACTOR = SystemActor("export_report")


class Command(SentenceCommand):
    """Write the report of one unit and year to a file; exit code 1 and one sentence when that cannot be."""

    help = "Export the annual classification report of a unit as PDF or XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", metavar="CODE", help="code of the unit; not needed where there is one committee")
        parser.add_argument("--kind", choices=KINDS, default=KINDS[0])
        parser.add_argument(
            "--list-kinds", action="store_true", help="print the codes of what can be exported, one a line"
        )
        parser.add_argument("--year", type=int)
        parser.add_argument("--format", choices=sorted(CONTENT_TYPES), default="pdf")
        parser.add_argument("--out", metavar="FILE", type=Path)

    def handle(self, *args: object, **options: object) -> None:
        if options["list_kinds"]:
            self.stdout.write("\n".join(KINDS))
            return
        if not (options["year"] and options["out"]):
            raise CommandError(_("Give the year with --year and the file to write with --out."))
        unit = _unit(options["unit"])
        try:
            content, _name = export_report(unit=unit, year=options["year"], kind=options["format"], by=ACTOR)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        _write(options["out"], content)
        done = _("The report of %(unit)s for %(year)s has been written to %(file)s.")
        self.stdout.write(done % {"unit": unit.name, "year": options["year"], "file": options["out"]})


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


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(_("The file %(file)s cannot be written.") % {"file": path}) from error
