"""manage.py check_rules: a table of cases run through a rule set, before it is published or trusted."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from emulation.management.base import SentenceCommand

from ...checking import (
    Checked,
    CheckedDifference,
    RefusedCase,
    check_cases,
    read_cases,
    shipped_standard,
    standard_of,
    table_of,
)
from ...models import RuleSet
from ...rules.cases import Standard
from ...shipped import shipped_rule_sets

DIFFERS, UNUSABLE = 1, 2  # exit codes; 0 where every case came out as expected
STDIN: Final = Path("-")


class Command(SentenceCommand):
    """Prints what came out other than expected, and ends with 1; with 2 where nothing could be run."""

    help = "Run a table of cases (JSON, see docs/rules.md) through a rule set; exit code 1 with the differences."
    failure_code = UNUSABLE

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="CASES.json", help="the table of cases; - reads standard input")
        parser.add_argument("--rule-set", metavar="CODE", help="published or draft; left out: the one the file names")

    def handle(self, *, file: Path, rule_set: str | None, **options) -> None:
        try:
            table = table_of(read_cases(_read(file), settings.UPLOAD_MAX_BYTES))
            code = rule_set or table.rule_set
            checked = check_cases(table, code, self._standard(code))
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages), returncode=UNUSABLE) from refused
        self._print(checked)

    def _standard(self, code: str) -> Standard:
        """Return the numbers of the rule set; those we ship serve where the database does not hold it."""
        if not code:
            raise CommandError(_("The file names no rule set: give its code with --rule-set."), returncode=UNUSABLE)
        shipped = shipped_standard(code)
        try:
            found = RuleSet.objects.filter(code=code).first()
        except (OperationalError, ProgrammingError):
            if shipped is None:
                raise
            found = None
        if found:
            return standard_of(found)
        if shipped is None:
            raise CommandError(_unknown(code), returncode=UNUSABLE)
        note = _("%(code)s is not installed here; the numbers that come with the program are used.")
        self.stderr.write(note % {"code": code})
        return shipped

    def _print(self, checked: Checked) -> None:
        """Print every difference and refusal, and how many cases there were."""
        for found in checked.differences:
            self.stdout.write(_difference(found))
            self.stdout.write("".join(f"    – {sentence}\n" for sentence in found.conditions), ending="")
        for refused in checked.refused:
            self.stdout.write(_refusal(refused))
        counts = _counts(checked)
        if not checked.holds:
            raise CommandError(counts, returncode=DIFFERS)
        self.stdout.write(counts)


def _read(file: Path) -> bytes:
    """Return the bytes, no more than one beyond what may be read."""
    most = settings.UPLOAD_MAX_BYTES + 1
    try:
        if file == STDIN:
            return sys.stdin.buffer.read(most)
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError as error:
        sentence = _("The file “%(file)s” cannot be read.") % {"file": file}
        raise CommandError(sentence, returncode=UNUSABLE) from error


def _unknown(code: str) -> str:
    values = {"code": code, "codes": ", ".join(shipped_rule_sets())}
    return _("There is no rule set with the code “%(code)s”. Those that come with the program: %(codes)s.") % values


def _difference(found: CheckedDifference) -> str:
    values = {"list": found.list_name, "id": found.id, "why": found.why}
    values |= {"expected": found.expected_text, "found": found.found_text}
    return _("%(list)s “%(id)s”: expected %(expected)s; came out %(found)s. %(why)s") % values


def _refusal(refused: RefusedCase) -> str:
    values = {"list": refused.list_name, "id": refused.name, "why": refused.why}
    if not refused.name:
        return _("%(list)s: %(why)s") % values
    return _("%(list)s “%(id)s”: refused. %(why)s") % values


def _counts(checked: Checked) -> str:
    values = {
        "code": checked.rule_set,
        "run": checked.run,
        "right": checked.as_expected,
        "differences": len(checked.differences),
        "refused": len(checked.refused),
    }
    return (
        _("%(code)s: %(run)s cases run, %(right)s as expected, %(differences)s differ, %(refused)s refused.") % values
    )
