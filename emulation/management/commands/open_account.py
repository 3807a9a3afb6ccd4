"""Open the first account of an installation, or one that nobody can get into: `manage.py open_account NAME`."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from ...access import SystemActor
from ...models import Account, Role, Unit
from ...services.accounts import clear_factors, create_account, reset_password, set_active
from ...text import clean
from ..base import SentenceCommand

ACTOR = SystemActor("open_account")


class Command(SentenceCommand):
    """Draws a password for one use and prints it this once; the journal says that the command did it."""

    help = "Create an account with a role at a unit, or let its owner in again with a new password, and print that."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")
        parser.add_argument("--unit", required=True, metavar="CODE", help="the unit's code")
        parser.add_argument("--role", default=Role.ADMIN, choices=Role.values)
        parser.add_argument("--name", metavar="NAME", help="of a new account: what it is called")

    def handle(self, *, username: str, unit: str, role: str, name: str | None, **options) -> None:
        place = Unit.objects.filter(code=unit).first()
        if place is None:
            raise CommandError(_("There is no unit with the code %(code)s.") % {"code": unit})
        account = Account.objects.filter(username=clean(username).lower()).first()
        try:
            password = self._let_in(account, place) if account else self._create(username, place, role, name)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(_("User name: %(username)s") % {"username": clean(username).lower()})
        self.stdout.write(_("Password for the first time: %(password)s") % {"password": password})

    def _create(self, username: str, unit: Unit, role: str, name: str | None) -> str:
        facts = {"username": username, "display_name": name or username, "role": role}
        return create_account(unit=unit, **facts, by=ACTOR)[1]

    def _let_in(self, account: Account, unit: Unit) -> str:
        """Open the account, take its second factors away and draw a new password."""
        if not account.is_active:
            set_active(account=account, unit=unit, is_active=True, by=ACTOR)
        if Authenticator.objects.filter(user=account).exists():
            clear_factors(account=account, unit=unit, by=ACTOR)
        return reset_password(account=account, unit=unit, by=ACTOR)
