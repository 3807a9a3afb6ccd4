"""Cells side by side: how many pledges are confirmed, on track, silent, in trouble; and which cells stand out."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emulation.models import Unit, Year

from ..models import CheckIn, CheckInLine, Confidence, Pledge, PledgeItem
from ..rules import percent
from ..statistics import Far, Part, is_all_on_track, is_same_text, outliers, share
from .board import Progress, cell_progress
from .check_ins import TROUBLE, Period, checks_of_cells, confirmed_pledges, periods_of


class Aspect(TextChoices):
    """By what cells are compared; the worst comes first."""

    ON_TRACK = "on_track", _("On track")
    CONFIRMED = "confirmed", _("Confirmed")
    SILENT = "silent", _("Silent")
    TROUBLE = "trouble", _("In trouble")


WORSE_WHEN_HIGH = (Aspect.SILENT, Aspect.TROUBLE)


NONE = Part(0, 0)


@dataclass(frozen=True)
class CellStanding:
    """One cell: pledges confirmed of the members, items on track, reports missing, pledges with an item in trouble."""

    unit: Unit
    progress: Progress
    parts: Mapping[str, Part]

    @property
    def confirmed(self) -> Part:
        return self.parts[Aspect.CONFIRMED]

    @property
    def on_track(self) -> Part:
        return self.parts[Aspect.ON_TRACK]

    @property
    def silent(self) -> Part:
        return self.parts[Aspect.SILENT]

    @property
    def trouble(self) -> Part:
        return self.parts[Aspect.TROUBLE]


class RemarkKind(TextChoices):
    """Why a cell is worth a look; none of them says that something is wrong."""

    FAR = "far", _("Far from the other cells")
    SMOOTH = "smooth", _("Never anything at risk")
    SAME_TEXT = "same_text", _("Everybody with the same words")


@dataclass(frozen=True)
class Remark:
    """One cell worth a look, and why; it names no person."""

    unit: Unit
    kind: RemarkKind
    sentence: str


@dataclass(frozen=True)
class Comparison:
    """The cells under a unit, the period whose reports are missing, and what is worth a look."""

    cells: tuple[CellStanding, ...]
    period: Period | None
    remarks: tuple[Remark, ...] = field(default=())

    def ordered(self, aspect: str) -> list[CellStanding]:
        """Return the cells by one aspect, the worst first; those without figures last."""
        sign = -1 if aspect in WORSE_WHEN_HIGH else 1

        def place(cell: CellStanding) -> tuple:
            part = cell.parts[aspect]
            return (part.whole == 0, sign * (share(part.part, part.whole) or 0), cell.unit.path)

        return sorted(self.cells, key=place)

    @property
    def total(self) -> dict[str, Part]:
        """Return the same figures of all cells together."""
        return {
            aspect: Part(sum(c.parts[aspect].part for c in self.cells), sum(c.parts[aspect].whole for c in self.cells))
            for aspect in Aspect.values
        }


def cells_compared(reader, unit: Unit, year: Year, on: datetime.date) -> Comparison:
    """Return the cells under the unit side by side, in seven queries whatever their number."""
    pledges = confirmed_pledges(reader, unit, year)
    cells = cell_progress(reader, unit, year, on)
    over = [period for period in periods_of(year, on) if period.is_over]
    reported, missing = _reported(pledges), _missing(pledges, over[-1] if over else None)
    rows = tuple(
        CellStanding(
            row.unit, row.progress, _parts(row.progress, reported.get(row.unit.pk, {}), missing.get(row.unit.pk, NONE))
        )
        for row in cells
    )
    return Comparison(rows, over[-1] if over else None, tuple(_remarks(rows, _habits(pledges))))


def newest_lines(pledges: QuerySet[Pledge]) -> QuerySet[CheckInLine]:
    """Return how each item in force stands by the newest report on its pledge."""
    later = CheckIn.objects.filter(pledge=OuterRef("check_in__pledge"), month__gt=OuterRef("check_in__month"))
    in_force = CheckInLine.objects.filter(item__removed_in=None, check_in__pledge__in=pledges)
    return in_force.filter(~Exists(later)).order_by()


def _reported(pledges: QuerySet[Pledge]) -> dict[int, dict[str, Part]]:
    """Return by cell the items on track of all items, and the pledges in trouble of all pledges, reported on."""
    rows = newest_lines(pledges).values_list("check_in__pledge__unit_id")
    rows = rows.annotate(
        fine=Count("pk", filter=Q(confidence=Confidence.ON_TRACK)),
        items=Count("pk"),
        wrong=Count("check_in__pledge", filter=Q(confidence__in=TROUBLE), distinct=True),
        all_=Count("check_in__pledge", distinct=True),
    )
    return {
        cell: {Aspect.ON_TRACK: Part(fine, items), Aspect.TROUBLE: Part(wrong, all_)}
        for cell, fine, items, wrong, all_ in rows
    }


def _missing(pledges: QuerySet[Pledge], period: Period | None) -> dict[int, Part]:
    """Return the reports of the last period that is over which were not sent, or are to be completed."""
    if period is None:
        return {}
    return {cell: Part(count.missing, count.expected) for cell, count in checks_of_cells(pledges, period).items()}


def _parts(progress: Progress, reported: Mapping[str, Part], missing: Part) -> dict[str, Part]:
    nothing = {Aspect.ON_TRACK: NONE, Aspect.TROUBLE: NONE}
    here = {Aspect.CONFIRMED: Part(progress.confirmed, progress.members), Aspect.SILENT: missing}
    return {**nothing, **reported, **here}


@dataclass(frozen=True)
class Habits:
    """What a cell's reports and pledges look like all in all, by cell."""

    smooth: frozenset[int]
    same_text: frozenset[int]


def _habits(pledges: QuerySet[Pledge]) -> Habits:
    lines = CheckInLine.objects.filter(check_in__pledge__in=pledges).order_by()
    reported = lines.values_list("check_in__pledge__unit_id").annotate(
        reports=Count("check_in", distinct=True),
        lines=Count("pk"),
        trouble=Count("pk", filter=Q(confidence__in=TROUBLE)),
        periods=Count("check_in__month", distinct=True),
    )
    written = PledgeItem.objects.filter(pledge__in=pledges).order_by().values_list("pledge__unit_id")
    texts = written.annotate(
        pledges=Count("pledge", distinct=True), items=Count("pk"), deeds=Count("deed", distinct=True)
    )
    return Habits(
        frozenset(cell for cell, *numbers in reported if is_all_on_track(*numbers)),
        frozenset(cell for cell, *numbers in texts if is_same_text(*numbers)),
    )


def _remarks(rows: Iterable[CellStanding], habits: Habits) -> list[Remark]:
    units, found = {row.unit.pk: row.unit for row in rows}, []
    for aspect in Aspect:
        far = outliers({row.unit.pk: row.parts[aspect].telling for row in rows})
        found += [Remark(units[one.key], RemarkKind.FAR, _far_sentence(aspect, one)) for one in far]
    smooth = gettext("Every item of every report is on track, in every period: ask how the reports come about.")
    same = gettext("The members pledge almost the same deeds: ask whether each has chosen their own.")
    found += [Remark(units[pk], RemarkKind.SMOOTH, smooth) for pk in units if pk in habits.smooth]
    return found + [Remark(units[pk], RemarkKind.SAME_TEXT, same) for pk in units if pk in habits.same_text]


def _far_sentence(aspect: Aspect, far: Far) -> str:
    values = {
        "aspect": aspect.label,
        "share": percent(far.value.numerator, far.value.denominator),
        "median": percent(far.median.numerator, far.median.denominator),
        "usual": percent(far.usual.numerator, far.usual.denominator),
    }
    return (
        gettext(
            "%(aspect)s: %(share)d %%; in the middle of the cells %(median)d %%, up to %(usual)d points away is usual."
        )
        % values
    )
