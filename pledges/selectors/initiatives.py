"""What units register of themselves: one unit's year whole, a committee's models side by side."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet

from emulation.models import Member, Membership, Role, RoleAssignment, Stay, Unit, Year
from emulation.models.units import below

from ..figures_said import sheet_of, target_sheet
from ..models import Better, Drive, DriveTarget, Initiative, InitiativeStanding, PairList, PartReading, Reading
from ..rules import counting_day
from ..unit_year import DriveSheet, InitiativeSheet, PairSheet, UnitYear, say_drives

LEADING = (Role.SECRETARY, Role.DEPUTY, Role.OFFICER, Role.LEADER)


@dataclass(frozen=True)
class InitiativeBoard:
    """A unit's and its cells' models of a year: which cells there are to choose from, and the drives together."""

    initiatives: QuerySet[Initiative]
    cells: tuple[Unit, ...]
    drives_said: str


def people_for(unit: Unit, year: Year, on: datetime.date) -> QuerySet[Member]:
    """Return the members who may take part in a model of the unit; whoever asks has been let in already."""
    here = Membership.objects.within(unit).on(counting_day(year.number, on)).filter(stay=Stay.PERMANENT)
    return Member.objects.filter(pk__in=here.values("member")).order_by("sort_key", "pk")


def people_to_choose(reader, unit: Unit, year: Year, on: datetime.date) -> QuerySet[Member]:
    """Return whom a form offers: a cell's members; of a committee those who lead it and its cells."""
    found = people_for(unit, year, on).filter(memberships__in=Membership.objects.visible_to(reader)).distinct()
    if unit.is_cell:
        return found
    roles = RoleAssignment.objects.own().on(on).filter(role__in=LEADING)
    return found.filter(account__roles__in=roles)


def unit_year(reader, unit: Unit, year: Year) -> UnitYear:
    """Return everything the unit itself registers for the year, in a fixed number of queries."""
    own = Initiative.objects.visible_to(reader).filter(unit=unit).in_year(year.number).order_by("pk")
    lists = PairList.objects.visible_to(reader).filter(unit=unit, year__number=year.number)
    pairs = lists.prefetch_related("pairs").first()
    drives = Drive.objects.visible_to(reader).filter(unit=unit, year__number=year.number)
    return UnitYear(
        unit_id=unit.pk,
        unit_name=unit.name,
        year=year.number,
        initiatives=tuple(sheets_of(own)),
        pairs=tuple(PairSheet(row.build, row.fight) for row in pairs.pairs.all()) if pairs else (),
        pairs_version=pairs.version if pairs else 0,
        drives=tuple(_drive(row) for row in drives.prefetch_related("targets")),
    )


def initiative_board(reader, unit: Unit, year: Year, cell: int | None = None) -> InitiativeBoard:
    """Return the models of the unit and everything under it, in the order of the tree; of one cell when asked."""
    seen = Initiative.objects.visible_to(reader).within(unit).in_year(year.number)
    units = Unit.objects.filter(pk__in=seen.order_by().values("unit"))
    rows = seen.filter(unit=cell) if cell else seen
    return InitiativeBoard(rows.order_by("unit__path", "pk"), tuple(units), _drives_below(reader, unit, year))


def models_to_confirm(reader, unit: Unit, year: Year) -> QuerySet[Initiative]:
    """Return the models under the unit that wait for the reader to confirm them."""
    reach = reader.scope.units_q("initiative.confirm", "unit__path")
    found = Initiative.objects.filter(reach).within(unit).in_year(year.number)
    return found.filter(state=InitiativeStanding.REGISTERED).exclude(registered_by=reader.pk)


def sheets_of(rows: QuerySet[Initiative]) -> Iterable[InitiativeSheet]:
    """Return models as plain values, in seven queries whatever their number."""
    found = rows.select_related("unit", "year", "owner").prefetch_related(
        "participants__member",
        "indicators__parts",
        Prefetch("indicators__readings", Reading.objects.select_related("recorded_by")),
        Prefetch("indicators__readings__parts", PartReading.objects.select_related("part")),
    )
    return [_sheet(row) for row in found]


def _sheet(row: Initiative) -> InitiativeSheet:
    members = [one.member_id for one in row.participants.all()]
    return InitiativeSheet(
        pk=row.pk,
        unit_id=row.unit_id,
        unit_name=row.unit.name,
        name=row.name,
        purpose=row.purpose,
        in_charge=row.in_charge,
        people=tuple(one.member.full_name for one in row.participants.all()),
        member_ids=tuple(members + [row.owner_id] * bool(row.owner_id)),
        version=row.version,
        span=row.span,
        state_code=row.state_code,
        state_said=str(row.get_state_display()),
        result=row.result,
        indicators=tuple(sheet_of(indicator) for indicator in row.indicators.all()),
    )


def _drive(row: Drive) -> DriveSheet:
    return DriveSheet(
        row.pk, row.version, row.name, row.first_day, row.last_day, tuple(map(target_sheet, row.targets.all()))
    )


def _drives_below(reader, unit: Unit, year: Year) -> str:
    """Count the drives of the unit and everything under it, and their targets; empty where there is none."""
    inside = {"unit__path__range": below(unit.path), "year__number": year.number}
    drives = Drive.objects.visible_to(reader).filter(**inside)
    met = Q(better=Better.HIGHER, reached__gte=F("target")) | Q(better=Better.LOWER, reached__lte=F("target"))
    found = DriveTarget.objects.filter(drive__in=drives).aggregate(
        drives=Count("drive", distinct=True), met=Count("pk", filter=met), total=Count("pk")
    )
    return say_drives(found["drives"], found["met"], found["total"]) if found["drives"] else ""
