"""Fill an empty database with a believable demonstration: `manage.py seed_demo`."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from emulation.config.demo.accounts import DemoAccount
from emulation.config.demo.plan import FOUNDED, MEMBERS_A_CELL, SMALLEST_CELL, Stage, Times, Wish
from emulation.config.demo.seeding import is_empty, seed
from emulation.doors import Door
from emulation.management.base import SentenceCommand

STARTS_IN_MONTH = 4  # before, the year that has just ended is the one to be reviewed
ACCOUNTS_FILE = "demo-accounts.txt"
MOST_MEMBERS = 1_000_000


class Command(SentenceCommand):
    """Builds the demonstration once and says with which accounts to sign in."""

    door = Door.DEMO
    help = "Fill an empty database with a demonstration ward: people, pledges, assessments, proposals, decisions."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--members", type=int, help="how many members; without it the shipped roster of 600")
        parser.add_argument("--cells", type=int, help=f"how many cells; by default one for {MEMBERS_A_CELL} members")
        parser.add_argument("--stage", choices=[str(stage) for stage in Stage], default=str(Stage.LIVE))
        parser.add_argument("--year", type=int, help="the year to live through; by default the present one")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are data already")
        parser.add_argument("--password-file", type=Path, help="where the accounts are written to")

    def handle(self, *, stage, if_empty: bool, password_file: Path | None, **options) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            path = password_file or settings.VAR_DIR / ACCOUNTS_FILE
            if is_empty():
                self._seed(self._wish(Stage(stage), **options), path)
            elif if_empty:
                self._say_where(path)
            else:
                raise CommandError(_("The database is not empty. The demonstration needs an empty one."))

    def _wish(self, stage: Stage, *, year, members, cells, **_options) -> Wish:
        """Read the wish, or say what cannot be built."""
        today = timezone.localdate()
        year = today.year - (today.month < STARTS_IN_MONTH) if year is None else year
        if not FOUNDED.year <= year <= today.year:
            values = {"year": year, "first": FOUNDED.year, "last": today.year}
            raise CommandError(_("The year %(year)s cannot be shown: choose one from %(first)s to %(last)s.") % values)
        if members is None and cells is None:
            return Wish(year, stage)
        members = cells * MEMBERS_A_CELL if members is None else members
        cells = -(-members // MEMBERS_A_CELL) if cells is None else cells
        if cells < 1 or members < cells * SMALLEST_CELL:
            raise CommandError(_("Every cell needs at least %(least)s members.") % {"least": SMALLEST_CELL})
        if members > MOST_MEMBERS:
            raise CommandError(_("At most %(most)s members can be shown.") % {"most": MOST_MEMBERS})
        return Wish(year, stage, members, cells)

    def _seed(self, wish: Wish, path: Path) -> None:
        start = time.monotonic()
        with transaction.atomic():  # a ward nobody can sign in to is of no use
            done = seed(wish, Times(wish.year, timezone.now()), self._say_ward(wish))
            self._write(path, done.accounts)
        seconds = f"{time.monotonic() - start:.1f}".replace(".", ",")
        values = {"members": done.rows["member"], "year": wish.year, "seconds": seconds}
        self.stdout.write(_("Demonstration built: %(members)s members, year %(year)s, %(seconds)s s.") % values)
        self.stdout.write(_table(done.accounts))
        self.stdout.write(_("Kept in %(file)s for this machine's owner alone.") % {"file": path})

    def _say_ward(self, wish: Wish):
        """Name every ward that is done, where there are several."""
        return (lambda ward: self.stdout.write(f"  {ward.unit.name}")) if wish.wards > 1 else (lambda ward: None)

    def _write(self, path: Path, accounts: list[DemoAccount]) -> None:
        """Keep the accounts where only the owner reads them."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.touch(mode=0o600)
            path.write_text(_table(accounts) + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(_("The file %(file)s cannot be written.") % {"file": path}) from error

    def _say_where(self, path: Path) -> None:
        self.stdout.write(_("The database has data already; the demonstration was left as it is."))
        if path.exists():
            self.stdout.write(_("The demonstration's accounts are in %(file)s.") % {"file": path})


def _table(accounts: list[DemoAccount]) -> str:
    """Columns of equal width, one account a line."""
    head = (_("User name"), _("Password"), _("Role"), _("Name"), _("Unit"))
    rows = [head, *((a.username, a.password, str(a.role), a.who, a.unit) for a in accounts)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
