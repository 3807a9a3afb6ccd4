"""Show what has been kept long enough, or let it go: `manage.py retain [--apply --by NAME]`."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from ...access import SystemActor
from ...models import Account, Unit, UnitKind
from ...services.retention import apply_retention, preview_retention
from ...text import clean
from ..base import SentenceCommand

ACTOR = SystemActor("retain")


class Command(SentenceCommand):
    """Without --apply it only counts; with it each kind goes in one transaction, in the name of a person."""

    help = "Count what has been kept long enough, by kind; let its words go with --apply and the name of a person."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--unit", metavar="CODE", help="the unit's code; without it every committee in turn")
        parser.add_argument("--dry-run", action="store_true", help="only count, which is the default")
        parser.add_argument("--apply", action="store_true", help="let the words go; needs --by")
        parser.add_argument("--by", metavar="NAME", help="user name of the person who says so")

    def handle(self, *, unit: str | None, dry_run: bool, apply: bool, by: str | None, **options) -> None:
        if apply and dry_run:
            raise CommandError(_("Either --dry-run or --apply, not both."))
        person = _person(by) if apply else None
        for place in _places(unit):
            self.stdout.write(place.name)
            self._go(place, person)

    def _go(self, unit: Unit, person: Account | None) -> None:
        for line in preview_retention(unit=unit, by=ACTOR):
            count = line.due if person is None else _apply(unit, line.kind.code, person)
            values = {"title": line.kind.title, "years": line.years, "count": count}
            said = _("%(title)s: kept %(years)s years, due to go: %(count)s")
            done = _("%(title)s: kept %(years)s years, gone: %(count)s")
            self.stdout.write("  " + (said if person is None else done) % values)


def _person(name: str | None) -> Account:
    found = Account.objects.filter(username=clean(name).lower()).first() if name else None
    if found is None:
        raise CommandError(_("--apply needs --by with the user name of the person who says so."))
    return found


def _places(code: str | None) -> list[Unit]:
    if code is None:
        return list(Unit.objects.filter(kind=UnitKind.COMMITTEE))
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise CommandError(_("There is no unit with the code %(code)s.") % {"code": code})
    return [found]


def _apply(unit: Unit, kind: str, person: Account) -> int:
    try:
        return apply_retention(unit=unit, kind=kind, by=person)
    except (PermissionDenied, ValidationError) as refused:
        raise CommandError(" ".join(getattr(refused, "messages", [str(refused)]))) from refused
