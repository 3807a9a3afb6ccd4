"""What the reports read. The lens is the unit: whoever may see its report, or its figures, reads within it.

Members' own words (self-assessments, ballots) are never read here: only participation, proposal and decision.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.http import Http404
from django.shortcuts import get_object_or_404

from emulation.access import NO_ROLE, can
from emulation.models import Membership, Role, RoleAssignment, Stay, Unit, UnitKind, Year
from emulation.models.units import below as subtree
from evaluations.models import (
    Assessment,
    Campaign,
    CellDecision,
    CellRating,
    Decision,
    ParticipationStatus,
    State,
)
from evaluations.recheck import Recheck
from evaluations.rules.levels import Level
from pledges.selectors import year_for

from .models import WordTemplate

NO_RECORD = "NO_RECORD"  # on the list, but the campaign has no record of the member
NOT_YET = "NOT_YET"  # to be rated, but the cell has not proposed yet
MAY_SEE = ("report.view", "figures.view")
LONG_TEXTS = ("sections", "self_points", "cell_points", "return_reason")
WEAK = (Level.COMPLETED.value, Level.FAILED.value)


@dataclass(frozen=True, slots=True)
class Listed:
    """One person on the list of the cut-off date, with the level proposed and the level decided."""

    assessment_id: int | None
    member_id: int
    cell_id: int
    cell_path: str
    name: str
    sort_key: str
    sex: str
    born_on: datetime.date | None
    born_year: int
    official_on: datetime.date | None
    subject_type: str
    participation: str
    proposed: str | None
    decided: str | None

    @property
    def level(self) -> str:
        """The decided level; before the decision the proposed one; empty for those not rated."""
        return self.decided or self.proposed or ""

    @property
    def is_required(self) -> bool:
        return self.participation == ParticipationStatus.REQUIRED

    @property
    def not_rated_because(self) -> str:
        """Why there is no level: the participation, or that the cell has not proposed yet; empty for those rated."""
        if self.level:
            return ""
        return NOT_YET if self.is_required else self.participation


def may_see(reader: Any, unit: Unit) -> bool:
    """Say whether the reader sees the names; raise PermissionDenied for who may not even see the figures."""
    if can(reader, "report.view", unit):
        return True
    if not can(reader, "figures.view", unit):
        raise PermissionDenied(str(NO_ROLE.reason))
    return False


def own_units(reader: Any) -> list[Unit]:
    """Return the units at which the reader holds the right to a report, and the committees below that have one.

    `is_covered` says whether a campaign covers the unit, its own or one of a committee above.
    """
    held = {pk for name in MAY_SEE for pk in reader.scope.unit_ids(name)}
    reached = Q(pk__in=Campaign.objects.values("year__unit"))
    below = reached & (reader.scope.units_q(MAY_SEE[0], "path") | reader.scope.units_q(MAY_SEE[1], "path"))
    above = Campaign.objects.annotate(head=Substr(OuterRef("path"), 1, Length("year__unit__path")))
    covered = Exists(above.filter(year__unit__path=F("head")))
    return list(Unit.objects.filter(Q(pk__in=held) | below).annotate(is_covered=covered))


def campaigns_for(unit: Unit) -> QuerySet[Campaign]:
    """Return the campaigns that cover the unit, newest year first, the nearest committee's first."""
    above = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    found = Campaign.objects.filter(year__unit__path__in=above)
    return found.select_related("year__unit", "rule_set").order_by("-year__number", "-year__unit__depth")


def review_of(unit: Unit, year: int) -> Campaign | None:
    """Return the review that covers the unit in the year, the nearest committee's; nothing where there is none."""
    return next((found for found in campaigns_for(unit) if found.year.number == year), None)


def years_of(campaigns: Iterable[Campaign]) -> list[int]:
    """Return the years of these campaigns, newest first."""
    return sorted({campaign.year.number for campaign in campaigns}, reverse=True)


def parent_of(unit: Unit, known: Unit) -> Unit | None:
    """Return the unit above, without asking when it is the known one; nothing above the root."""
    above = unit.path[: -Unit.steplen]
    if above == known.path:
        return known
    return Unit.objects.filter(path=above).first() if above else None


def registered_by(reader: Any, pk: int, number: int) -> tuple[Unit, Year]:
    """Return a unit whose registration the reader may see, and its year; raise Http404 where there is none."""
    unit = get_object_or_404(Unit.objects.filter(reader.scope.units_q("initiative.view", "path")), pk=pk)
    year = year_for(reader, unit, number)
    if year is None:
        raise Http404
    return unit, year


def listed_people(unit: Unit, campaign: Campaign) -> list[Listed]:
    """Return everybody on the list once, cell by cell, by given name: the campaign's records, then who has none."""
    rows = [Listed(*row) for row in _recorded(unit, campaign)]
    rows += _unrecorded(unit, campaign)
    return sorted(rows, key=lambda row: (row.cell_path, row.sort_key, row.member_id))


def members_named(unit: Unit, year: int) -> list[int]:
    """Return the members a report of the unit names."""
    campaign = review_of(unit, year)
    return [person.member_id for person in listed_people(unit, campaign)] if campaign else []


def _recorded(unit: Unit, campaign: Campaign) -> QuerySet:
    """Return the values of `Listed` for all on the list; the levels come from the two facts, never from drafts."""
    rows = Assessment.objects.filter(campaign=campaign).listed().within(unit).order_by()
    member = ("member_id", "unit_id", "unit__path", "member__full_name", "member__sort_key", "member__sex")
    born = ("member__born_on", "member__born_year", "member__official_on")
    holds = FilteredRelation("decisions", condition=Q(decisions__is_current=True))
    values = rows.annotate(holds=holds, proposed=F("proposal__level"), decided=F("holds__level"))
    return values.values_list("pk", *member, *born, "subject_type", "participation", "proposed", "decided")


def _unrecorded(unit: Unit, campaign: Campaign) -> list[Listed]:
    """Return members of the cut-off date without a record anywhere in the campaign, each once."""
    recorded = Assessment.objects.filter(campaign=campaign).values("member_id")
    found = Membership.objects.within(unit).on(campaign.cut_off).exclude(member_id__in=recorded)
    by_member = {row.member_id: row for row in found.select_related("member", "unit").order_by("-stay", "pk")}
    return [_without_record(row) for row in by_member.values()]


def _without_record(row: Membership) -> Listed:
    member, guest = row.member, row.stay == Stay.TEMPORARY
    return Listed(
        None,
        member.pk,
        row.unit_id,
        row.unit.path,
        member.full_name,
        member.sort_key,
        member.sex,
        member.born_on,
        member.born_year,
        member.official_on,
        row.subject_type,
        ParticipationStatus.TEMPORARY_HERE if guest else NO_RECORD,
        None,
        None,
    )


def cells_of(unit: Unit, day: datetime.date, with_rows: set[int]) -> tuple[list[Unit], Unit | None]:
    """Return the unit's cells of the day, those that have rows although closed since, and the unit above; one query."""
    inside = Q(path__range=subtree(unit.path)) & (Q(kind=UnitKind.CELL) | Q(pk__in=with_rows))
    above = unit.path[: -Unit.steplen]
    found = list(Unit.objects.filter(inside | Q(path=above)).order_by("path"))
    cells = [one for one in found if one.path != above and (one.pk in with_rows or one.holds_on(day))]
    return cells, next((one for one in found if one.path == above), None)


def weak_decisions(unit: Unit, campaign: Campaign) -> QuerySet[Decision]:
    """Return the frozen decisions that need a reason: the two lower levels, and every remark such as a step down."""
    found = Decision.objects.current().filter(assessment__campaign=campaign)
    inside = Assessment.objects.within(unit).values("pk")
    weak = found.filter(assessment__in=inside).filter(Q(level__in=WEAK) | ~Q(tags=[]))
    return weak.select_related("assessment").defer("inputs", *(f"assessment__{name}" for name in LONG_TEXTS))


def after_rerating(campaign: Campaign) -> dict[str, str]:
    """Return how each group stands by the decisions that hold, where a re-rating has changed it."""
    return {cap.working.group: cap.sentence for cap in Recheck(campaign).now() if cap.is_changed}


def reratings_in(unit: Unit, campaign: Campaign) -> list[Decision]:
    """Return the re-ratings of the unit's members with what each replaces, oldest first."""
    found = Decision.objects.filter(assessment__campaign=campaign, replaces__isnull=False)
    inside = found.filter(assessment__in=Assessment.objects.within(unit).values("pk"))
    return list(inside.select_related("assessment__member", "assessment__unit", "replaces").order_by("at", "pk"))


def cell_ratings(campaign: Campaign) -> list[CellRating]:
    """Return the ratings of all cells of the campaign that have proposed, without the cells' own texts."""
    found = CellRating.objects.filter(campaign=campaign, state__gte=State.PROPOSED).select_related("unit")
    return list(found.defer("sections", "points"))


def cell_decisions(campaign: Campaign) -> dict[int, CellDecision]:
    """Return the decisions on cells that hold, by unit."""
    found = CellDecision.objects.current().filter(rating__campaign=campaign).select_related("rating")
    return {row.rating.unit_id: row for row in found}


def signers(unit: Unit, day: datetime.date) -> list[str]:
    """Return who may sign for the unit on the day: the cell's secretary, the committee's leader."""
    role = Role.SECRETARY if unit.is_cell else Role.LEADER
    found = RoleAssignment.objects.own().on(day).filter(unit=unit, role=role, account__is_active=True)
    return sorted(set(found.values_list("account__display_name", flat=True)))


def word_template_of(unit_id: int) -> bytes | None:
    """Return the template for Word in use at the unit: its own, or the nearest above; None where there is none."""
    path = Unit.objects.filter(pk=unit_id).values_list("path", flat=True).first()
    found = WordTemplate.objects.for_path(path).values_list("content", flat=True).first() if path else None
    return bytes(found) if found is not None else None
