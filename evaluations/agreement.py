"""Whether a review agrees with the roster: whoever is listed on the cut-off date is in it once, rated or with a reason.

The same numbers stand on the campaign page, the boards, in the report and in the movement table; they are counted here
from both ends.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.models import Membership, Stay, Year
from emulation.movement import roster_problems

from .hanging import Hanging, hangs
from .models import Campaign
from .readiness import Problem, checks_roster
from .rollcall import cells_of


@dataclass(frozen=True)
class Agreement:
    """Members by id: on the roster of the cut-off date for good or for a time, and in the review."""

    for_good: frozenset[int]
    for_a_time: frozenset[int]
    reviewed: frozenset[int]

    @property
    def missing(self) -> frozenset[int]:
        """On the roster, and not in the review."""
        return (self.for_good | self.for_a_time) - self.reviewed

    @property
    def extra(self) -> frozenset[int]:
        """In the review, and not on the roster."""
        return self.reviewed - (self.for_good | self.for_a_time)

    @property
    def holds(self) -> bool:
        return not self.missing and not self.extra


def agreement_of(campaign: Campaign) -> Agreement:
    """Compare roster and review on the cut-off date, in two queries."""
    rows = Membership.objects.on(campaign.cut_off).filter(unit__in=cells_of(campaign))
    found: dict[str, set[int]] = {Stay.PERMANENT: set(), Stay.TEMPORARY: set()}
    for member, stay in rows.order_by().values_list("member_id", "stay"):
        found[stay].add(member)
    guests = found[Stay.TEMPORARY] - found[Stay.PERMANENT]
    reviewed = campaign.assessments.listed().order_by().values_list("member_id", flat=True)
    return Agreement(frozenset(found[Stay.PERMANENT]), frozenset(guests), frozenset(reviewed))


@hangs
def roster_disagrees(campaign: Campaign) -> Iterator[Hanging]:
    """Members of the roster who are not in the review, and the other way round."""
    if campaign.from_paper:
        return
    found = agreement_of(campaign)
    url = reverse("evaluations:campaign", args=[campaign.pk])
    if found.missing or found.extra:
        values = {"missing": len(found.missing), "extra": len(found.extra)}
        text = _(
            "The review does not agree with the roster of the cut-off date: %(missing)s members are not in it, "
            "%(extra)s are in it and on no list. Let the list follow the roster; of whoever was proposed before "
            "leaving, send the cell's proposals back first."
        )
        yield Hanging(text % values, url, _("Go to the review"))


@checks_roster
def roster_of_the_year(year: Year, cut_off: datetime.date) -> Iterable[Problem]:
    """Opening + increase - decrease = closing, from the first of the year to the cut-off date (form 1-BTCTW)."""
    for found in roster_problems(year.unit, year.number, cut_off):
        text = _("The roster does not reconcile: %(who)s (%(cell)s).") % {"who": found.member, "cell": found.cell}
        yield Problem("roster", text, found.sentence, found.url)
