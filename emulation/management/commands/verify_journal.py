"""Verify the chain of the journal: `manage.py verify_journal`."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from ...chain import UnknownEntry, verify
from ..base import SentenceCommand


class Command(SentenceCommand):
    """Says how many entries are intact, or which is the first that is not; exit code 1 then."""

    help = "Verify that no entry of the journal has been altered, removed or moved; exit code 1 when one has."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--from", dest="start", type=int, metavar="PK", help="begin with this entry, trust the rest"
        )
        parser.add_argument("--expect", default="", metavar="SEAL", help="a seal noted earlier, to be met on the way")
        parser.add_argument("--seal", action="store_true", help="print the newest seal, to be noted on paper")

    def handle(self, *, start: int | None, expect: str, seal: bool, **options) -> None:
        try:
            verdict = verify(start, expect.strip().lower())
        except UnknownEntry as unknown:
            raise CommandError(_("There is no entry with the key %(pk)s.") % {"pk": start}) from unknown
        if not verdict.holds:
            raise CommandError(str(verdict))
        self.stdout.write(str(verdict))
        if seal:
            self.stdout.write(_("Seal of entry no. %(number)s: %(seal)s") % _sealed(verdict))


def _sealed(verdict) -> dict[str, object]:
    return {"number": verdict.last_number, "seal": verdict.seal}
