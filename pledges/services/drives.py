"""A unit's pairs of what to build and what to fight, and its emulation drives with their targets."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked
from emulation.journal import record
from emulation.models import Account, Unit, Year
from emulation.text import clean

from ..models import Drive, DriveTarget, Pair, PairList
from .indicators import demand_clean
from .initiatives import YEAR_ELSEWHERE

MOST_PAIRS, MOST_TARGETS = 20, 40
TOO_MANY_PAIRS = _("A list has at most %(most)d pairs.")
HALF_A_PAIR = _("Pair %(number)d has one side only. Write both, or empty the row.")
TOO_MANY_TARGETS = _("A drive has at most %(most)d targets.")
NO_TARGETS = _("Write at least one target, with the figure to reach.")
NO_FIGURE = _("Target %(number)d: write what is to be reached, and the figure.")
OUTSIDE = _("A drive of %(year)s touches that year with at least one day.")


@dataclass(frozen=True)
class TargetWords:
    """One target of a drive."""

    what: str
    target: Decimal | None = None
    reached: Decimal | None = None
    counted_in: str = ""
    better: str = "HIGHER"

    @property
    def is_blank(self) -> bool:
        return not self.what and self.target is None and self.reached is None


def save_pairs(
    *, unit: Unit, year: Year, pairs: Sequence[tuple[str, str]], by: Account, version: int | None = None
) -> PairList:
    """Store the unit's pairs of the year in their order, as (build, fight); `version` 0 where there was no list."""
    ensure(by, "pair.write", unit)
    _demand_own_year(unit, year)
    rows = _pairs(pairs)
    with transaction.atomic():
        found = PairList.objects.select_for_update().filter(unit=unit, year=year).first()
        kept = found or PairList(unit=unit, year=year, version=0)
        expect_version(kept, version)
        kept.version, kept.updated_by = kept.version + 1, by
        kept.save()
        kept.pairs.all().delete()
        for row in rows:
            row.list = kept
        Pair.objects.bulk_create(rows)
        record(by, "pair.saved", kept, unit=unit, data={"pairs": len(rows)})
    return kept


def save_drive(
    *,
    unit: Unit,
    year: Year,
    name: str,
    first_day: datetime.date,
    last_day: datetime.date,
    targets: Sequence[TargetWords],
    by: Account,
    drive: Drive | None = None,
    version: int | None = None,
) -> Drive:
    """Store a drive with its targets and, once known, what was reached."""
    ensure(by, "drive.write", drive.unit if drive else unit)
    _demand_own_year(unit, year)
    if not first_day.year <= year.number <= last_day.year:
        raise ValidationError({"first_day": ValidationError(OUTSIDE, "outside_year", {"year": str(year)})})
    rows = _targets(targets)
    with transaction.atomic():
        row = locked(drive) if drive else Drive(unit=unit, year=year, version=0)
        expect_version(row, version if drive else None)
        row.name, row.first_day, row.last_day = clean(name), first_day, last_day
        row.version, row.updated_by = row.version + 1, by
        row.full_clean()
        row.save()
        row.targets.all().delete()
        for target in rows:
            target.drive = row
        DriveTarget.objects.bulk_create(rows)
        record(by, "drive.saved", row, unit=row.unit, data={"targets": len(rows)})
    return row


def remove_drive(*, drive: Drive, by: Account) -> None:
    """Take out a drive that was entered by mistake; the journal keeps that it was there."""
    ensure(by, "drive.write", drive.unit)
    with transaction.atomic():
        row = locked(drive)
        said = [{"what": one.what, "target": str(one.target), "reached": str(one.reached)} for one in row.targets.all()]
        record(by, "drive.removed", row, unit=row.unit, data={"targets": said})
        row.delete()


def _demand_own_year(unit: Unit, year: Year) -> None:
    if not year.unit.covers(unit):
        raise ValidationError(YEAR_ELSEWHERE, "year_elsewhere")


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[Pair]:
    """Return the rows to store, blank ones left out; refuses half pairs, each with its number."""
    cleaned = [(number, clean(build), clean(fight)) for number, (build, fight) in enumerate(pairs, start=1)]
    kept = [(number, build, fight) for number, build, fight in cleaned if build or fight]
    half = [number for number, build, fight in kept if not (build and fight)]
    if half:
        raise ValidationError([ValidationError(HALF_A_PAIR, "half_a_pair", {"number": number}) for number in half])
    if len(kept) > MOST_PAIRS:
        raise ValidationError(TOO_MANY_PAIRS, "too_many", {"most": MOST_PAIRS})
    rows = [Pair(position=at, build=build, fight=fight) for at, (_number, build, fight) in enumerate(kept, start=1)]
    demand_clean(rows, exclude={"list"})
    return rows


def _targets(targets: Sequence[TargetWords]) -> list[DriveTarget]:
    """Return the rows to store, blank ones left out; refuses a target without words or figure."""
    cleaned = [replace(one, what=clean(one.what), counted_in=clean(one.counted_in)) for one in targets]
    kept = [one for one in cleaned if not one.is_blank]
    if not kept:
        raise ValidationError(NO_TARGETS, "no_targets")
    if len(kept) > MOST_TARGETS:
        raise ValidationError(TOO_MANY_TARGETS, "too_many", {"most": MOST_TARGETS})
    bare = [number for number, one in enumerate(kept, start=1) if not one.what or one.target is None]
    if bare:
        raise ValidationError([ValidationError(NO_FIGURE, "no_figure", {"number": number}) for number in bare])
    rows = [DriveTarget(position=at, **asdict(one)) for at, one in enumerate(kept, start=1)]
    demand_clean(rows, exclude={"drive"})
    return rows
