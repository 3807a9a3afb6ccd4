"""Indicators of models and their dated readings: entered, and corrected by a later row that keeps the first."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked, take_step
from emulation.changes import changed, facts_of
from emulation.journal import record
from emulation.models import Account
from emulation.text import clean, figure

from ..indicator_rules import INITIATIVE_STEPS, Exactness, IndicatorKind, mismatch
from ..items import refusals
from ..models import Indicator, IndicatorPart, Initiative, PartReading, Reading

MOST_INDICATORS, MOST_PARTS = 20, 8
FACTS = ("name", "kind", "counted_in", "better", "must_add_up", "baseline", "baseline_on", "target", "target_on")
READ_FACTS = ("on", "value", "said_as", "note", "source")
TOO_MANY = _("A model has at most %(most)d indicators.")
TOO_MANY_PARTS = _("A whole has at most %(most)d parts.")
NEEDS_PARTS = _("Name the parts of the whole, at least one.")
NO_PARTS_HERE = _("Only “a whole with its parts” has parts. Choose that kind, or leave the parts out.")
SAME_PART_TWICE = _("Two parts are called “%(name)s”. Give each its own name.")
ALREADY_READ = _("There are readings already: the kind of figure and the parts stay as they are.")
READ_SINCE = _("There are readings already. They are evidence, so the indicator stays.")
RATE_ABOVE_100 = _("The target and the baseline of a rate are percentages between 0 and 100.")
FUTURE = _("This day has not come yet. A reading says what was, not what will be.")
TOO_EARLY = _("The model is registered from %(year)s on; a day before that belongs to the baseline.")
ABOVE_100 = _("A percentage lies between 0 and 100.")
UNKNOWN_PART = _("The reading names a part that does not belong to this indicator. Reload the page.")
EVERY_PART = _("Give a figure for “%(name)s”; write 0 where there was none.")
PARTS_OVER = _("%(sum)s = %(total)s is more than the whole, %(whole)s, by %(difference)s. Correct a part or the whole.")
PARTS_DIFFER = _(
    "%(sum)s = %(total)s, but the whole is %(whole)s: they differ by %(difference)s. Correct a part or the whole."
)
NO_REASON = _("Write why the reading is corrected; the first one stays to be seen.")
ALREADY_CORRECTED = _("This reading has been corrected already. Reload the page and correct the newer one.")


@dataclass(frozen=True)
class PartWords:
    """A part of a whole as it is named."""

    name: str
    counts: bool = False


@dataclass(frozen=True)
class IndicatorWords:
    """What an indicator is."""

    name: str
    kind: str = IndicatorKind.COUNT
    counted_in: str = ""
    better: str = "HIGHER"
    must_add_up: bool = False
    baseline: Decimal | None = None
    baseline_on: datetime.date | None = None
    target: Decimal | None = None
    target_on: datetime.date | None = None
    parts: Sequence[PartWords] = ()


@dataclass(frozen=True)
class Figures:
    """One reading: the day, the figure (of a ratio the whole), the parts by their keys."""

    on: datetime.date
    value: Decimal
    parts: Mapping[int, Decimal] = field(default_factory=dict)
    said_as: str = Exactness.EXACT
    note: str = ""
    source: str = ""


def save_indicator(
    *,
    initiative: Initiative,
    words: IndicatorWords,
    by: Account,
    indicator: Indicator | None = None,
    version: int | None = None,
) -> Indicator:
    """Give the model an indicator, or change one; once there are readings, kind and parts stay."""
    ensure(by, "initiative.write", initiative.unit)
    with transaction.atomic():
        model = locked(initiative)
        expect_version(model, version)
        take_step(INITIATIVE_STEPS, "edit", model)
        row = locked(indicator) if indicator else Indicator(initiative=model, position=_next(model))
        before = facts_of(row, FACTS)
        parts = _parts_of(words)
        _demand_unread(row, words, parts)
        _describe(row, words)
        _store_parts(row, parts)
        model.version += 1
        model.save(update_fields=["version"])
        record(by, "indicator.saved", row, unit=model.unit, change=changed(before, row))
    return row


def remove_indicator(*, indicator: Indicator, by: Account) -> None:
    """Take an indicator out that has no reading yet."""
    ensure(by, "initiative.write", indicator.initiative.unit)
    with transaction.atomic():
        model = locked(indicator.initiative)
        take_step(INITIATIVE_STEPS, "edit", model)
        if indicator.readings.exists():
            raise ValidationError(READ_SINCE, "has_readings")
        record(by, "indicator.removed", indicator, unit=model.unit)
        indicator.delete()


def add_reading(*, indicator: Indicator, figures: Figures, by: Account) -> Reading:
    """Enter what the indicator stood at on a day."""
    ensure(by, "initiative.write", indicator.initiative.unit)
    with transaction.atomic():
        model = locked(indicator.initiative)
        take_step(INITIATIVE_STEPS, "read", model)
        row = _read(Reading(indicator=indicator, recorded_by=by), figures)
        record(by, "reading.added", row, unit=model.unit, data={"on": str(row.on), "value": str(row.value)})
    return row


def correct_reading(*, reading: Reading, figures: Figures, reason: str, by: Account) -> Reading:
    """Put a corrected reading in the place of another, which stays to be seen with who, when and why."""
    ensure(by, "initiative.write", reading.indicator.initiative.unit)
    initiative, reason = reading.indicator.initiative, clean(reason)
    if not reason:
        raise ValidationError({"reason": ValidationError(NO_REASON, "no_reason")})
    with transaction.atomic():
        take_step(INITIATIVE_STEPS, "correct", locked(initiative))
        old = locked(reading)
        if not old.is_current:
            raise ValidationError(ALREADY_CORRECTED, "stale")
        old.is_current = False
        old.save(update_fields=["is_current"])
        row = _read(Reading(indicator=old.indicator, recorded_by=by, replaces=old, reason=reason), figures)
        record(by, "reading.corrected", row, unit=initiative.unit, change=changed(facts_of(old, READ_FACTS), row))
    return row


def _next(model: Initiative) -> int:
    if model.indicators.count() >= MOST_INDICATORS:
        raise ValidationError(TOO_MANY, "too_many", {"most": MOST_INDICATORS})
    return (model.indicators.aggregate(last=Max("position"))["last"] or 0) + 1


def _parts_of(words: IndicatorWords) -> list[PartWords]:
    """Return the parts with their names cleaned; refuses parts where there can be none, and none where some must be."""
    parts = [PartWords(clean(part.name), part.counts) for part in words.parts if clean(part.name)]
    if words.kind != IndicatorKind.RATIO:
        if parts:
            raise ValidationError({"kind": ValidationError(NO_PARTS_HERE, "no_parts_here")})
        return []
    if not parts:
        raise ValidationError(NEEDS_PARTS, "needs_parts")
    if len(parts) > MOST_PARTS:
        raise ValidationError(TOO_MANY_PARTS, "too_many", {"most": MOST_PARTS})
    for one, other in pairwise(sorted(part.name for part in parts)):
        if one == other:
            raise ValidationError(SAME_PART_TWICE, "part_twice", {"name": one})
    return parts


def _demand_unread(row: Indicator, words: IndicatorWords, parts: Sequence[PartWords]) -> None:
    if row.pk is None or not row.readings.exists():
        return
    there = [PartWords(part.name, part.counts) for part in row.parts.all()]
    if row.kind != words.kind or there != list(parts) or row.must_add_up != words.must_add_up:
        raise ValidationError(ALREADY_READ, "has_readings")


def _describe(row: Indicator, words: IndicatorWords) -> None:
    for name in FACTS:
        setattr(row, name, getattr(words, name))
    row.name, row.counted_in = clean(words.name), clean(words.counted_in)
    row.full_clean()
    is_rate = row.is_ratio and any(part.counts for part in words.parts)
    if is_rate and any(value is not None and value > 100 for value in (row.baseline, row.target)):
        raise ValidationError({"target": ValidationError(RATE_ABOVE_100, "above_100")})
    row.save()


def _store_parts(row: Indicator, parts: Sequence[PartWords]) -> None:
    if row.readings.exists():
        return
    rows = [IndicatorPart(indicator=row, position=at, name=p.name, counts=p.counts) for at, p in enumerate(parts, 1)]
    demand_clean(rows, exclude={"indicator"})
    row.parts.all().delete()
    IndicatorPart.objects.bulk_create(rows)


def _read(row: Reading, figures: Figures) -> Reading:
    """Check the figures against the indicator and store them."""
    row.on, row.value, row.said_as = figures.on, figures.value, figures.said_as
    row.note, row.source = clean(figures.note), clean(figures.source)
    _demand_day(row)
    row.full_clean()
    if row.indicator.is_percent and row.value > 100:
        raise ValidationError({"value": ValidationError(ABOVE_100, "above_100")})
    parts = _part_rows(row, figures.parts)
    row.save()
    PartReading.objects.bulk_create(parts)
    return row


def _demand_day(row: Reading) -> None:
    first = row.indicator.initiative.year.number
    if row.on > timezone.localdate():
        raise ValidationError({"on": ValidationError(FUTURE, "future")})
    if row.on.year < first:
        raise ValidationError({"on": ValidationError(TOO_EARLY, "too_early", {"year": str(first)})})


def _part_rows(row: Reading, given: Mapping[int, Decimal]) -> list[PartReading]:
    """Return the rows of the parts; refuses what is missing, unknown, or does not agree with the whole."""
    parts = list(row.indicator.parts.all())
    if not given.keys() <= {part.pk for part in parts}:
        raise ValidationError(UNKNOWN_PART, "unknown_part")
    missing = [part for part in parts if given.get(part.pk) is None]
    if missing:
        raise ValidationError([ValidationError(EVERY_PART, "no_part", {"name": part.name}) for part in missing])
    rows = [PartReading(reading=row, part=part, value=given[part.pk]) for part in parts]
    demand_clean(rows, exclude={"reading", "part"})
    _demand_agreement(row, [part.value for part in rows])
    return rows


def _demand_agreement(row: Reading, parts: Sequence[Decimal]) -> None:
    wrong = mismatch(row.value, parts, must_add_up=row.indicator.must_add_up) if parts else None
    if wrong:
        values = {"whole": figure(wrong.whole), "total": figure(wrong.total), "difference": figure(wrong.difference)}
        said = PARTS_DIFFER if row.indicator.must_add_up else PARTS_OVER
        raise ValidationError(said, "parts_disagree", values | {"sum": " + ".join(map(figure, parts))})


def demand_clean(rows: Sequence[models.Model], *, exclude: set[str]) -> None:
    """Raise one sentence for each field of the rows that cannot be stored."""
    problems: list[ValidationError] = []
    for number, row in enumerate(rows, start=1):
        try:
            row.clean_fields(exclude=exclude)
        except ValidationError as refused:
            problems += refusals(number, row, refused.message_dict)
    if problems:
        raise ValidationError(problems)
