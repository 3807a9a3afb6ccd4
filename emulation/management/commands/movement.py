"""The movement of a unit's members in a year: `manage.py movement --unit CODE --year 2026`."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from ...access import SystemActor
from ...models import Unit, UnitKind
from ...movement_table import MovementTable, movement_table
from ...movement_workbook import made_official, verdict
from ...services.movement import export_movement
from ..base import SentenceCommand

ACTOR = SystemActor("movement")


class Command(SentenceCommand):
    """Prints form 1-BTCTW, or writes it as a workbook; exit code 1 when the roster does not reconcile."""

    help = "Print the movement of members (form 1-BTCTW) of a unit and year; exit code 1 when it does not reconcile."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--unit", metavar="CODE", help="code of the unit; not needed where there is one committee")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--out", metavar="FILE", type=Path, help="write a workbook instead")

    def handle(self, *, unit: str | None, year: int, out: Path | None, **options) -> None:
        if not 2016 <= year <= 2100:
            raise CommandError(_("Give a year between 2016 and 2100."))
        found = _unit(unit)
        table = movement_table(found, year)
        if out:
            _write(out, export_movement(unit=found, year=year, by=ACTOR))
        for line in _text(table):
            self.stdout.write(line)
        if not table.reconciles:
            raise CommandError(verdict(table))


def _text(table: MovementTable):
    yield f"{table.unit.name}, {table.first:%d/%m/%Y} - {table.last:%d/%m/%Y}"
    for line in table.lines:
        yield f"{line.part:2} {line.label!s:58} {line.tally.total:6}"
    yield made_official(table)
    yield from map(str, table.problems)
    if table.reconciles:
        yield verdict(table)


def _unit(code: str | None) -> Unit:
    """Return the unit of the code, or the only committee."""
    wanted = Unit.objects.filter(code=code) if code else Unit.objects.filter(kind=UnitKind.COMMITTEE)
    found = list(wanted[:2])
    if not found:
        raise CommandError(_("There is no unit with the code “%(code)s”.") % {"code": code or ""})
    if len(found) > 1:
        raise CommandError(_("There are several committees: give the code of one unit with --unit."))
    return found[0]


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(_("The file %(file)s cannot be written.") % {"file": path}) from error
