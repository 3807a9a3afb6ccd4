"""Whether a review may be opened: what stands against it, each thing with how it is cured and where.

Asked before opening by the page, the API and the command, and once more by the service, which refuses.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.models import Post, Role, RoleAssignment, Unit, Year
from emulation.roles import GRANTS
from emulation.text import search_text

from .models import Campaign, RuleSet
from .rollcall import Listed, roll_call
from .rules.participation import Participation
from .ruleset_checks import criteria_faults

COLLECTIVE: Final = "COLLECTIVE"
SECRETARY: Final = "bi thu"  # how the post of the head of a cell begins, as search text
FEW: Final = 12  # names in one sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stands against opening: what it is, how it is cured, and the page where that is done."""

    code: str
    text: str
    cure: str
    url: str

    def __str__(self) -> str:
        return f"{self.text} {self.cure}"


RosterCheck = Callable[[Year, datetime.date], Iterable[Problem]]
_roster_checks: list[RosterCheck] = []


def checks_roster(check: RosterCheck) -> RosterCheck:
    """Register a check of the roster: does it reconcile over the year up to the cut-off date (form 1-BTCTW)?"""
    _roster_checks.append(check)
    return check


@dataclass(frozen=True, slots=True)
class Holders:
    """Who may act where: the paths at which an active account holds each permission on a day."""

    paths: dict[str, tuple[str, ...]]

    def reach(self, permission: str, path: str) -> bool:
        """Say whether somebody may do the act at the path."""
        return any(path.startswith(root) for root in self.paths[permission])


def problems_of(year: Year, rule_set: RuleSet, cut_off: datetime.date, on: datetime.date) -> list[Problem]:
    """Return everything that stands against opening the review of the year, in a fixed number of queries."""
    campaign = Campaign(year=year, rule_set=rule_set, cut_off=cut_off)
    return problems_with(campaign, list(roll_call(campaign).values()), on)


def problems_with(campaign: Campaign, listed: list[Listed], on: datetime.date) -> list[Problem]:
    """Return the same, with those listed read already."""
    year, rule_set, cut_off = campaign.year, campaign.rule_set, campaign.cut_off
    cells = _cells(listed)
    holders = _holders(("assessment.propose", "assessment.verify", "assessment.decide"), on)
    return [
        *_committee(year.unit, holders),
        *_secretaries(cells, holders, on),
        *_nobody(year.unit, listed),
        *_criteria(rule_set, listed),
        *_dates_of_admission(listed),
        *(problem for check in _roster_checks for problem in check(year, cut_off)),
    ]


def _holders(permissions: Iterable[str], on: datetime.date) -> Holders:
    """Read where roles with these permissions are held by accounts that may sign in."""
    rows = RoleAssignment.objects.on(on).filter(account__is_active=True).values_list("role", "unit__path")
    held = set(rows.order_by().distinct())
    return Holders({name: tuple(sorted(path for role, path in held if name in GRANTS[role])) for name in permissions})


def _cells(listed: Iterable[Listed]) -> list[Unit]:
    """Return the cells in which somebody is to be rated, in the order of the tree."""
    rated = {entry.membership.unit_id for entry in listed if entry.result.is_rated}
    return list(Unit.objects.filter(pk__in=rated).order_by("path"))


def _committee(unit: Unit, holders: Holders) -> Iterator[Problem]:
    """Verification needs an officer, the decision a leader."""
    needed = (
        ("assessment.verify", "no_officer", _("Nobody can verify the cells’ proposals: %(unit)s has no officer.")),
        ("assessment.decide", "no_leader", _("Nobody can decide the levels: %(unit)s has no leader.")),
    )
    for permission, code, text in needed:
        if not holders.reach(permission, unit.path):
            role = Role.OFFICER if code == "no_officer" else Role.LEADER
            values = {"role": role.label, "unit": unit.name}
            cure = _("Have the administrator give an active account the role “%(role)s” at %(unit)s.") % values
            yield Problem(code, text % values, cure, reverse("emulation:unit-detail", args=[unit.pk]))


def _secretaries(cells: list[Unit], holders: Holders, on: datetime.date) -> Iterator[Problem]:
    """Each cell with somebody to rate needs a secretary or a deputy who can sign in."""
    without = [cell for cell in cells if not holders.reach("assessment.propose", cell.path)]
    named = _posts_of_secretaries(without, on)
    for cell in without:
        url = reverse("emulation:unit-detail", args=[cell.pk])
        values = {"cell": cell.name, "name": named.get(cell.pk, ""), "role": Role.SECRETARY.label}
        if cell.pk in named:
            text = _("%(cell)s: its secretary %(name)s has no account that may act, so nobody can hold its review.")
            cure = _("Have the administrator create or open the account and give it the role “%(role)s” at this cell.")
            yield Problem("secretary_without_account", text % values, cure % values, url)
        else:
            text = _("%(cell)s has no secretary, so nobody can hold its review.")
            cure = _("Record who is its secretary, and have the administrator give that account the role “%(role)s”.")
            yield Problem("no_secretary", text % values, cure % values, url)


def _posts_of_secretaries(cells: list[Unit], on: datetime.date) -> dict[int, str]:
    """Return the names of those who hold the post of secretary in these cells, by cell."""
    posts = Post.objects.on(on).filter(Q(membership__valid_to=None) | Q(membership__valid_to__gte=on))
    rows = posts.filter(membership__unit__in=cells).select_related("membership__member")
    found = (row for row in rows if search_text(row.title).startswith(SECRETARY))
    return {row.membership.unit_id: row.membership.member.full_name for row in found}


def _nobody(unit: Unit, listed: list[Listed]) -> Iterator[Problem]:
    if not any(entry.result.is_rated for entry in listed):
        text = _("Nobody is to be rated: no member is listed in a cell of %(unit)s on the cut-off date.")
        cure = _("Load the roster, or correct the cut-off date.")
        yield Problem("nobody", text % {"unit": unit.name}, cure, reverse("emulation:unit-detail", args=[unit.pk]))


def _criteria(rule_set: RuleSet, listed: list[Listed]) -> Iterator[Problem]:
    """The criteria of every kind of subject that occurs, and of the cells themselves, complete and adding to 100."""
    occur = {entry.membership.subject_type for entry in listed if entry.result.is_rated} | {COLLECTIVE}
    url = reverse("evaluations:ruleset", args=[rule_set.code])
    cure = _("Complete the criteria in a rule set of your own and publish it, or choose another rule set.")
    for fault in criteria_faults(rule_set):
        if fault.part in occur:
            yield Problem(fault.code, str(fault.text), cure, url)


def _dates_of_admission(listed: list[Listed]) -> Iterator[Problem]:
    """Without the date of admission nobody knows whether six months have passed (Art. 5)."""
    missing = [one.membership for one in listed if one.membership.member.joined_on is None and _needs_date(one)]
    if missing:
        names = ", ".join(row.member.full_name for row in missing[:FEW])
        values = {"names": names, "count": len(missing)}
        text = _("Members whose date of admission is missing: %(count)s (%(names)s).") % values
        cure = _("Type the date on the member’s page; without it nobody knows whether six months have passed.")
        yield Problem("no_admission_date", text, cure, reverse("emulation:member-edit", args=[missing[0].pk]))


def _needs_date(entry: Listed) -> bool:
    """Say whether the date would count: not for who is exempt or suspended anyway."""
    return entry.result.status not in (Participation.EXEMPT, Participation.SUSPENDED)
