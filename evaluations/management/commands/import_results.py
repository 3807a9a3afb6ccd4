"""Take over the results of an earlier year from a list: `manage.py import_results FILE --year 2024`."""

import json
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.management.base import SentenceCommand
from emulation.models import Account, Role, RoleAssignment, Unit, UnitKind
from emulation.roster.cells import loose
from emulation.roster.problems import UnusableFile
from emulation.roster.workbook import MAX_BYTES
from emulation.text import clean

from ...paper import ResultsReading, read_results
from ...paper.plan import ResultsPlan
from ...selectors.results import rule_set_of_year, words_of
from ...services.results import preview_results, take_over_results

FIRST_YEAR = 2016


class Command(SentenceCommand):
    """Reads, records what is right, prints what is not. Rejected rows alone are no failure."""

    help = "Take over decided results (.xlsx, .xls, .ods, .csv); rejected rows are printed and do not stop the others."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--year", type=int, required=True, help="the year of the results")
        parser.add_argument("--committee", metavar="NAME", help="the committee; may be left out where there is one")
        parser.add_argument("--by", metavar="USERNAME", help="the officer who answers for it; may be the only one")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, change nothing")
        parser.add_argument("--report", type=Path, metavar="OUT.json", help="write the outcome of every row")

    def handle(self, *, file: Path, year: int, committee, by, dry_run: bool, report: Path | None, **options) -> None:
        self._refuse_year(year)
        unit = self._committee(clean(committee))
        officer = self._officer(unit, by)
        service = preview_results if dry_run else take_over_results
        try:
            reading = self._read(file, unit, year)
            with transaction.atomic():
                plan = service(reading=reading, committee=unit, year=year, by=officer)
                if report:
                    self._write_report(report, plan, dry_run)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        except PermissionDenied as refused:
            raise CommandError(str(refused)) from refused
        self._print(plan, reading, dry_run)

    def _refuse_year(self, year: int) -> None:
        today = timezone.localdate()
        if not FIRST_YEAR <= year <= today.year:
            values = {"year": year, "first": FIRST_YEAR, "last": today.year}
            raise CommandError(_("%(year)s is not a year of results: give one from %(first)s to %(last)s.") % values)

    def _committee(self, name: str) -> Unit:
        found = list(Unit.objects.filter(kind=UnitKind.COMMITTEE).on(timezone.localdate()))
        if name:
            found = [one for one in found if name == one.code or loose(name) == loose(one.name)]
        if not found:
            raise CommandError(_("There is no such committee."))
        if len(found) > 1:
            raise CommandError(_("There are several committees: name one, or give its code, with --committee."))
        return found[0]

    def _officer(self, unit: Unit, username: str | None) -> Account:
        """The account in whose name the results are recorded: the one named, else the committee's only officer."""
        if username:
            found = list(Account.objects.filter(username=username.lower(), is_active=True))
        else:
            held = RoleAssignment.objects.on(timezone.localdate()).filter(unit=unit, role=Role.OFFICER)
            found = list(Account.objects.filter(pk__in=held.values("account"), is_active=True))
        if len(found) != 1:
            raise CommandError(_("Say with --by USERNAME which of the committee's officers answers for the results."))
        return found[0]

    def _read(self, file: Path, unit: Unit, year: int) -> ResultsReading:
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(_("The file “%(file)s” cannot be read.") % {"file": file}) from error
        words = words_of(rule_set_of_year(unit, year))
        try:
            return read_results(data, file.name, words=words, year=year, today=timezone.localdate())
        except UnusableFile as refused:
            raise CommandError(str(refused)) from refused

    def _print(self, plan: ResultsPlan, reading: ResultsReading, dry_run: bool) -> None:
        for warning in plan.warnings:
            self.stdout.write(str(warning))
        for row in reading.rejected:
            values = {"row": row.row, "name": row.name or "–", "reasons": row.reasons}
            self.stdout.write(_("Row %(row)s, %(name)s: rejected. %(reasons)s") % values)
        told = _("%(accepted)s results accepted: %(new)s new, %(unchanged)s there already; %(rejected)s rows rejected.")
        self.stdout.write(told % plan.summary)
        if dry_run:
            self.stdout.write(_("This was a trial: nothing was changed."))

    def _write_report(self, path: Path, plan: ResultsPlan, dry_run: bool) -> None:
        report = {
            "committee": plan.committee.name,
            "year": plan.year,
            "rule_set": plan.rule_set.code,
            "dry_run": dry_run,
            "rows": [planned.as_report() for planned in plan.rows],
            "summary": plan.summary,
            "warnings": [str(warning) for warning in plan.warnings],
        }
        try:
            path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(_("The report “%(file)s” cannot be written.") % {"file": path}) from error
