"""Figures of indicators in words: as they were given, with their unit; rows of the database as plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import cycle

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from emulation.charts import Point, line_chart
from emulation.text import figure

from .indicator_rules import (
    Exactness,
    Movement,
    Share,
    TargetStanding,
    Way,
    breakdown,
    percent_of,
    slices,
    standing_of,
    way_of,
)
from .models import DriveTarget, Indicator, Reading
from .unit_year import (
    PALETTE,
    REST_FILL,
    Correction,
    IndicatorSheet,
    Moved,
    PartFigure,
    PartName,
    ReadingFigures,
    Stack,
    TargetSheet,
)

PERCENT = "%"
BAR = 1000
WAYS = {
    Way.TOWARD: gettext_lazy("for the better"),
    Way.AWAY: gettext_lazy("for the worse"),
    Way.STILL: gettext_lazy("unchanged"),
    Way.NONE: gettext_lazy("only followed"),
}
STANDINGS = {
    TargetStanding.BEATEN: pgettext_lazy("target", "Beaten"),
    TargetStanding.MET: pgettext_lazy("target", "Met"),
    TargetStanding.MISSED: pgettext_lazy("target", "Not reached yet"),
    TargetStanding.OPEN: pgettext_lazy("target", "No figure yet"),
}


def said(value: Decimal | None, unit: str = "", exactness: str = Exactness.EXACT) -> str:
    """Return a figure with its unit, as it was given; empty for none."""
    if value is None:
        return ""
    text = f"{figure(value)} {unit}".strip()
    if exactness == Exactness.ABOUT:
        return pgettext("figure", "about %(figure)s") % {"figure": text}
    return pgettext("figure", "more than %(figure)s") % {"figure": text} if exactness == Exactness.OVER else text


def unit_of(indicator: Indicator) -> str:
    """Return what the figures are counted in."""
    return PERCENT if indicator.is_percent else indicator.counted_in


def is_rate(indicator: Indicator) -> bool:
    """Say whether the percentage of some parts is what is followed."""
    return indicator.is_ratio and any(part.counts for part in indicator.parts.all())


def sheet_of(row: Indicator) -> IndicatorSheet:
    """Return one indicator, its readings in order, how it moved, and its charts."""
    rate = is_rate(row)
    followed_in = PERCENT if rate else unit_of(row)
    readings = _readings(row, rate, followed_in)
    return IndicatorSheet(
        pk=row.pk,
        name=row.name,
        kind=row.kind,
        kind_said=str(row.get_kind_display()),
        counted_in=row.counted_in,
        better=row.better,
        better_said=str(row.get_better_display()),
        must_add_up=row.must_add_up,
        baseline=row.baseline,
        baseline_said=said(row.baseline, followed_in),
        baseline_on=row.baseline_on,
        target=row.target,
        target_said=said(row.target, followed_in),
        target_on=row.target_on,
        is_ratio=row.is_ratio,
        is_rate=rate,
        parts=tuple(PartName(part.pk, part.name, part.counts) for part in row.parts.all()),
        readings=readings,
        moved=_moved(row, readings, followed_in),
        line=_line(row, readings, followed_in),
        stack=_stack(row, readings),
    )


def _readings(row: Indicator, rate: bool, unit: str) -> tuple[ReadingFigures, ...]:
    rows = list(row.readings.all())
    by_key = {one.pk: one for one in rows}
    current = sorted((one for one in rows if one.is_current), key=lambda one: (one.on, one.pk))
    return tuple(_reading(row, one, by_key, rate, unit) for one in current)


def _reading(row: Indicator, one: Reading, rows: Mapping[int, Reading], rate: bool, unit: str) -> ReadingFigures:
    parts = sorted(one.parts.all(), key=lambda part: part.part.position)
    counted = sum((part.value for part in parts if part.part.counts), Decimal(0))
    followed = percent_of(counted, one.value) if rate else one.value
    return ReadingFigures(
        pk=one.pk,
        on=one.on,
        value=one.value,
        said=said(one.value, unit_of(row), one.said_as),
        followed=followed,
        followed_said=said(followed, unit, Exactness.EXACT if rate else one.said_as),
        parts=_parts(row, one.value, [(part.part.name, part.value) for part in parts]),
        note=one.note,
        source=one.source,
        entered_by=str(one.recorded_by),
        corrections=tuple(_corrections(row, one, rows)),
    )


def _parts(row: Indicator, whole: Decimal, parts: Sequence[tuple[str, Decimal]]) -> tuple[PartFigure, ...]:
    """Return the parts in their order, then what is left of the whole."""
    if not parts:
        return ()
    found, unit = breakdown(whole, [value for _name, value in parts]), unit_of(row)
    coloured = zip(parts, found.shares, cycle(PALETTE), strict=False)
    named = [_part(name, share, unit, fill) for (name, _value), share, fill in coloured]
    if found.rest.value:
        rest, name = found.rest, _("In progress, other")
        percent = said(rest.percent, PERCENT)
        named.append(
            PartFigure(name, rest.value, said(rest.value, unit), rest.percent, percent, REST_FILL, is_rest=True)
        )
    places = slices(whole, [*(share.value for share in found.shares), found.rest.value], BAR)
    return tuple(
        replace(one, x=begin, width=width) for one, (begin, width) in zip(named, places[: len(named)], strict=True)
    )


def _part(name: str, share: Share, unit: str, fill: str, *, is_rest: bool = False) -> PartFigure:
    percent = said(share.percent, PERCENT)
    return PartFigure(name, share.value, said(share.value, unit), share.percent, percent, fill, is_rest=is_rest)


def _corrections(row: Indicator, one: Reading, rows: Mapping[int, Reading]) -> Iterable[Correction]:
    """Yield what stood there before, the newest first."""
    while one.replaces_id in rows:
        old = rows[one.replaces_id]
        parts = sorted(old.parts.all(), key=lambda part: part.part.position)
        words = said(old.value, unit_of(row), old.said_as)
        if parts:
            words += " (" + "; ".join(f"{part.part.name}: {figure(part.value)}" for part in parts) + ")"
        yield Correction(words, old.on, str(old.recorded_by), one.reason, str(one.recorded_by), one.recorded_at)
        one = old


def _moved(row: Indicator, readings: Sequence[ReadingFigures], unit: str) -> Moved:
    """Tell from which figure to which, which way, and how it stands to the target."""
    known = [one for one in readings if one.followed is not None]
    movement = _movement(row, known)
    last = known[-1] if known else None
    standing = standing_of(row.target, last.followed if last else None, row.better)
    way = movement.way if movement else Way.NONE
    first = said(row.baseline, unit) if row.baseline is not None else known[0].followed_said if known else ""
    return Moved(
        movement=movement,
        first_said=first,
        last_said=last.followed_said if last else "",
        delta_said=_delta(movement, unit),
        way=way,
        way_said=str(WAYS[way]),
        target_said=said(row.target, unit),
        standing=standing,
        standing_said=str(STANDINGS[standing]),
    )


def _movement(row: Indicator, known: Sequence[ReadingFigures]) -> Movement | None:
    """Return the way from the baseline, or the first reading, to the last; None where there is only one figure."""
    figures = [(one.followed, one.on) for one in known]
    if row.baseline is not None:
        figures = [(row.baseline, row.baseline_on), *figures]
    if len(figures) < 2 or not known:
        return None
    (first, first_on), (last, last_on) = figures[0], figures[-1]
    return Movement(first, first_on, last, last_on, way_of(first, last, row.better))


def _delta(movement: Movement | None, unit: str) -> str:
    """Return the difference with its sign; of percentages in points."""
    if movement is None:
        return ""
    sign = "+" if movement.delta > 0 else "−" if movement.delta < 0 else "±"
    text = f"{sign}{figure(abs(movement.delta))}"
    if unit == PERCENT:
        return _("%(figure)s points") % {"figure": text}
    return f"{text} {unit}".strip()


def _line(row: Indicator, readings: Sequence[ReadingFigures], unit: str):
    """Return the line through the baseline and the readings; none of a single figure."""
    points = [Point(_day(one.on), one.followed) for one in readings if one.followed is not None]
    if row.baseline is not None and row.baseline_on not in {one.on for one in readings}:
        points.insert(0, Point(_day(row.baseline_on), row.baseline))
    if len(points) < 2:
        return None
    levels = [(_("Baseline"), row.baseline), (_("Target"), row.target)]
    references = [Point(label, value) for label, value in levels if value is not None]
    return line_chart(row.name, points, references=references, unit=unit)


def _stack(row: Indicator, readings: Sequence[ReadingFigures]) -> Stack | None:
    """Return the last reading's parts as one bar."""
    if not row.is_ratio or not readings or not readings[-1].value:
        return None
    last = readings[-1]
    values = {"name": row.name, "day": _day(last.on), "whole": last.said}
    title = _("%(name)s on %(day)s: %(whole)s") % values
    words = "; ".join(f"{part.name}: {part.said} ({part.percent_said})" for part in last.parts)
    return Stack(title, f"{words}.", last.parts)


def target_sheet(row: DriveTarget) -> TargetSheet:
    """Return a target of a drive and what came of it."""
    standing = standing_of(row.target, row.reached, row.better)
    return TargetSheet(
        row.what,
        row.target,
        said(row.target, row.counted_in),
        row.reached,
        said(row.reached, row.counted_in),
        standing,
        str(STANDINGS[standing]),
    )


def _day(day) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
