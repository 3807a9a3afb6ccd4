"""Who may judge a complaint: those of the deciding committee who took no part; with none left, those above it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.models import Account, RoleAssignment, Unit
from emulation.roles import GRANTS

from .conflicts import NAMES, Parts
from .models import Appeal

PERMISSION = "appeal.handle"


@dataclass(frozen=True, slots=True)
class Handlers:
    """The accounts that may take the complaint here and above, and those here who may not, with their part."""

    committee: Unit
    above: Unit | None
    here: tuple[Account, ...]
    higher: tuple[Account, ...]
    barred: tuple[tuple[Account, str], ...]

    @property
    def sentence(self) -> str:
        """Who may take it, as a sentence; with nobody left it says who above may, or who has to be given the role."""
        names = {"unit": self.committee, "above": self.above or ""}
        if self.here:
            return _("May be considered by: %(names)s.") % {"names": _names(self.here)}
        nobody = _("Nobody of %(unit)s is left who took no part in the decision.") % names
        if self.higher:
            text = _("The committee above considers it: %(names)s.") % {"names": _names(self.higher)}
        elif self.above:
            text = _(
                "%(above)s above it has to consider it, but nobody there holds the role “Committee leader” yet. Ask "
                "the administrator to give it to somebody there."
            )
        else:
            text = _(
                "Ask the administrator to give the role “Committee leader” to somebody of the committee above, or to "
                "another leader of this one."
            )
        return f"{nobody} {text % names if '%(above)s' in text else text}"


def handlers_of(appeal: Appeal, parts: Parts) -> Handlers:
    """Return who may take the complaint today; three queries at most."""
    unit = appeal.committee
    accounts = leaders_of(unit)
    free = [(account, at) for account, at in accounts if account.pk not in parts]
    barred = [(account, str(NAMES[parts[account.pk]])) for account, at in accounts if account.pk in parts]
    return Handlers(
        committee=unit,
        above=Unit.objects.get_parent(unit),
        here=tuple(account for account, at in free if at == unit.pk),
        higher=tuple(account for account, at in free if at != unit.pk),
        barred=tuple(barred),
    )


def leaders_of(unit: Unit) -> list[tuple[Account, int]]:
    """Return whose role of today lets them judge complaints at the unit, the nearest first, each once."""
    paths = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    roles = [role for role, granted in GRANTS.items() if PERMISSION in granted]
    held = RoleAssignment.objects.own().on(timezone.localdate()).filter(role__in=roles, unit__path__in=paths)
    held = held.filter(account__is_active=True).select_related("account").order_by("-unit__path", "account__username")
    found: dict[int, tuple[Account, int]] = {}
    for one in held:
        found.setdefault(one.account_id, (one.account, one.unit_id))
    return list(found.values())


def _names(accounts: Iterable[Account]) -> str:
    return ", ".join(str(account) for account in accounts)
