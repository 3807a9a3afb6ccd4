"""Import a roster of members from a file an office keeps: `manage.py import_roster FILE`."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...access import SystemActor
from ...models import Unit, UnitKind
from ...roster.cells import loose
from ...roster.problems import UnusableFile
from ...roster.reading import read_roster
from ...roster.workbook import MAX_BYTES
from ...services.roster import found_committee, load_roster, preview_roster
from ...text import clean, search_text
from ..base import SentenceCommand

ACTOR = SystemActor("import_roster")


class Command(SentenceCommand):
    """Reads, loads what is right, prints what is not. Rejected rows alone are no failure."""

    help = "Import a roster (.xlsx, .xls, .ods, .csv); rejected rows are printed and do not stop the others."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--committee", metavar="NAME", help="the committee; may be left out where there is one")
        parser.add_argument("--unit", metavar="NAME", help="the cell of every row")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, change nothing")
        parser.add_argument("--report", type=Path, metavar="OUT.json", help="write the outcome of every row")

    def handle(self, *, file: Path, committee, unit, dry_run: bool, report: Path | None, **options) -> None:
        self.today = timezone.localdate()
        reading = self._read(file, clean(unit) or None)
        with transaction.atomic():
            service = preview_roster if dry_run else load_roster
            found = self._committee(clean(committee))
            try:
                plan = service(reading=reading, committee=found, on=self.today, by=ACTOR)
            except ValidationError as refused:
                raise CommandError(" ".join(refused.messages)) from refused
            if report:
                self._write_report(report, reading, plan, dry_run)
            # Where nothing is accepted, no committee is left behind either: its name may have been mistyped.
            transaction.set_rollback(dry_run or not reading.accepted)
        self._print(reading, plan, dry_run)

    def _read(self, file: Path, unit: str | None):
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
            return read_roster(data, file.name, unit_name=unit, today=self.today)
        except OSError as error:
            raise CommandError(_("The file “%(file)s” cannot be read.") % {"file": file}) from error
        except UnusableFile as refused:
            raise CommandError(str(refused)) from refused

    def _committee(self, name: str) -> Unit:
        committees = list(Unit.objects.filter(kind=UnitKind.COMMITTEE).on(self.today))
        if not name:
            return self._only(committees)
        matching = [one for one in committees if name == one.code or loose(name) == loose(one.name)]
        if len(matching) > 1:
            matching = [one for one in matching if name in (one.code, one.name)]
        if len(matching) > 1:
            raise CommandError(_("Several committees have this name: give the code of one with --committee."))
        return matching[0] if matching else self._found(name)

    def _only(self, committees: list[Unit]) -> Unit:
        if not committees:
            raise CommandError(_("There is no committee yet: name it with --committee."))
        if len(committees) > 1:
            raise CommandError(_("There are several committees: name one with --committee."))
        return committees[0]

    def _found(self, name: str) -> Unit:
        self.stdout.write(_("There is no committee “%(name)s” yet: it is created.") % {"name": name})
        first_day = self.today.replace(month=1, day=1)
        try:
            return found_committee(name=name, code=_free_code(name), on=first_day, by=ACTOR)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused

    def _print(self, reading, plan, dry_run: bool) -> None:
        for warning in plan.warnings:
            self.stdout.write(str(warning))
        for name in plan.new_cells:
            self.stdout.write(_("New cell: %(name)s") % {"name": name})
        for row in reading.rejected:
            values = {"row": row.row, "name": row.name or "–", "reasons": row.reasons}
            self.stdout.write(_("Row %(row)s, %(name)s: rejected. %(reasons)s") % values)
        self.stdout.write(
            _(
                "%(accepted)s rows accepted: %(new)s new, %(changed)s changed, %(unchanged)s unchanged; "
                "%(rejected)s rows rejected."
            )
            % plan.summary
        )
        if dry_run:
            self.stdout.write(_("This was a trial: nothing was changed."))

    def _write_report(self, path: Path, reading, plan, dry_run: bool) -> None:
        units = reading.units
        report = {
            "unit": reading.unit_name or (units[0] if len(units) == 1 else None),
            "committee": plan.committee.name,
            "dry_run": dry_run,
            "rows": [row.as_report() for row in reading.rows],
            "summary": plan.summary,
            "new_cells": list(plan.new_cells),
            "warnings": [str(warning) for warning in plan.warnings],
        }
        try:
            path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(_("The report “%(file)s” cannot be written.") % {"file": path}) from error


def _free_code(name: str) -> str:
    """The initials of the name, with a number when they are taken."""
    initials = "".join(word[0] for word in search_text(name).split() if word[0].isalnum()).upper()[:12] or "DU"
    taken = set(Unit.objects.filter(code__startswith=initials).values_list("code", flat=True))
    return next(
        code for number in range(1, 100_000) if (code := initials + str(number if number > 1 else "")) not in taken
    )
