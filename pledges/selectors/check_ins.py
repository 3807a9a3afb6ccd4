"""Progress through the year: one pledge's reports, a cell's members × periods, a committee's cells × periods."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, TextChoices
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from emulation.models import CheckIns, Membership, Unit, Year

from ..models import CheckIn, CheckInLine, Confidence, Pledge, State
from ..rules import PERIODS, period_days, periods_begun
from .roster import roster


class Standing(TextChoices):
    """What is known of one pledge in one period; NONE: no report is expected, the period or the pledge not yet here."""

    ON_TRACK = "ON_TRACK", _("On track")
    AT_RISK = "AT_RISK", _("At risk")
    OFF = "OFF", _("Will not be kept")
    BACK = "BACK", _("Returned, to be completed")
    MISSING = "MISSING", _("Not reported")
    DUE = "DUE", _("To be reported")
    NONE = "NONE", "–"


TROUBLE = (Confidence.AT_RISK, Confidence.OFF)
# What a report said of items a later version has given up is history; nobody is in trouble for it.
GIVEN_UP_LAST = (F("item__removed_in").asc(nulls_first=True), "item__position")
IN_FORCE = Q(lines__item__removed_in=None)
SILENT = (Standing.MISSING, Standing.BACK)


@dataclass(frozen=True)
class Period:
    """A period by its last month."""

    month: int
    name: str
    first: datetime.date
    last: datetime.date
    has_begun: bool
    is_over: bool
    short: str = ""


@dataclass(frozen=True)
class PeriodReport:
    """One period of one pledge: where it stands, and the report if one was sent."""

    period: Period
    standing: Standing
    report: CheckIn | None


@dataclass(frozen=True)
class BoardRow:
    """One member's line: the pledge, and its standing in each period."""

    membership: Membership
    pledge: Pledge | None
    standings: tuple[tuple[Period, Standing], ...]

    @property
    def is_silent(self) -> bool:
        """Say whether nothing was said in a period that is over, or it is to be completed."""
        return any(standing in SILENT for _, standing in self.standings)

    @property
    def silent_since(self) -> Period | None:
        """Return the first of the periods nothing was said in up to now; None where something was said since."""
        since = None
        for period, standing in self.standings:
            if standing in SILENT:
                since = since or period
            elif standing not in (Standing.NONE, Standing.DUE):
                since = None
        return since

    @property
    def has_account(self) -> bool:
        """Say whether the member can report without paper."""
        account = getattr(self.membership.member, "account", None)
        return account is not None and account.is_active


@dataclass(frozen=True)
class CheckInBoard:
    """A cell's members × periods, and the items in trouble."""

    periods: tuple[Period, ...]
    rows: tuple[BoardRow, ...]
    trouble: tuple[CheckInLine, ...]

    @property
    def silent(self) -> list[BoardRow]:
        return [row for row in self.rows if row.is_silent]

    @property
    def unheard(self) -> list[BoardRow]:
        """Return those of whom nothing has been heard up to now, the longest silent first."""
        found = [row for row in self.rows if row.silent_since]
        return sorted(found, key=lambda row: row.silent_since.month)

    @property
    def without_pledge(self) -> int:
        """Count the members of whom no progress can be asked: no pledge, or one that is not confirmed."""
        return sum(row.pledge is None or not row.pledge.is_confirmed for row in self.rows)


@dataclass(frozen=True)
class PeriodCount:
    """A cell's reports of one period: how many are expected, how many were sent, how many hold an item in trouble."""

    period: Period
    expected: int
    sent: int
    trouble: int

    @property
    def missing(self) -> int:
        return max(self.expected - self.sent, 0)


@dataclass(frozen=True)
class CellChecks:
    """One cell's line of the committee's table."""

    unit: Unit
    counts: tuple[PeriodCount, ...]


def periods_of(year: Year, on: datetime.date) -> tuple[Period, ...]:
    """Return the year's periods, empty where no report is asked for."""
    begun = periods_begun(year.check_ins, year.number, on)
    found = []
    for month in PERIODS[year.check_ins]:
        first, last = period_days(year.check_ins, year.number, month)
        names = period_name(year, month), period_short(year, month)
        found.append(Period(month, names[0], first, last, month in begun, last < on, names[1]))
    return tuple(found)


def period_name(year: Year, month: int) -> str:
    """Return what the period that ends with the month is called."""
    if year.check_ins == CheckIns.QUARTER:
        return gettext("Quarter %(number)s") % {"number": month // 3}
    return gettext("Month %(number)s") % {"number": month}


def period_short(year: Year, month: int) -> str:
    """Return the same in a letter and a number, for the head of a narrow column."""
    if year.check_ins == CheckIns.QUARTER:
        return pgettext("short for quarter", "Q%(number)s") % {"number": month // 3}
    return pgettext("short for month", "M%(number)s") % {"number": month}


def progress_of(reader, pledge: Pledge, on: datetime.date) -> list[PeriodReport]:
    """Return each period of a pledge the reader already sees, with the report and its lines, in two queries."""
    lines = CheckInLine.objects.select_related("item").order_by(*GIVEN_UP_LAST)
    sent = CheckIn.objects.visible_to(reader).filter(pledge=pledge).select_related("recorded_by", "commented_by")
    reports = {report.month: report for report in sent.prefetch_related(Prefetch("lines", lines))}
    return [
        PeriodReport(period, _standing(pledge, period, _worst(reports.get(period.month))), reports.get(period.month))
        for period in periods_of(pledge.year, on)
    ]


def standings_of(pledge: Pledge, on: datetime.date) -> list[tuple[Period, Standing]]:
    """Return where a pledge the reader already sees stands in each period, in one query."""
    reports = _reports([pledge.pk])
    return [
        (period, _standing(pledge, period, reports.get((pledge.pk, period.month))))
        for period in periods_of(pledge.year, on)
    ]


def last_lines(pledge: Pledge, before: int = 13) -> dict[int, CheckInLine]:
    """Return the newest line of each item that has one, by item; of periods that end before the month alone."""
    found = CheckInLine.objects.filter(check_in__pledge=pledge, check_in__month__lt=before)
    return {line.item_id: line for line in found.select_related("check_in").order_by("check_in__month")}


def check_in_board(reader, unit: Unit, year: Year, on: datetime.date) -> CheckInBoard:
    """Return a cell's members × periods in four queries, whatever their number."""
    periods = periods_of(year, on)
    members = roster(unit, year, on).filter(reader.scope.units_q("pledge.view", "unit__path"))
    memberships = list(members.select_related("member__account").order_by("member__sort_key", "pk"))
    seen = Pledge.objects.visible_to(reader).filter(year__number=year.number)
    pledges = {one.member_id: one for one in seen.filter(member__in=[m.member_id for m in memberships])}
    reports = _reports(one.pk for one in pledges.values())
    rows = tuple(_row(membership, pledges.get(membership.member_id), periods, reports) for membership in memberships)
    return CheckInBoard(periods, rows, _trouble(pledges.values()))


def cells_checked(reader, unit: Unit, year: Year, on: datetime.date) -> list[CellChecks]:
    """Return each cell under the unit with its reports by period, in three queries, whatever the number of members."""
    cells = Unit.objects.within(unit).cells().filter(reader.scope.units_q("pledge.view", "path")).order_by("path")
    return _counted(reader, unit, year, on, cells)


def checks_of(reader, unit: Unit, year: Year, on: datetime.date) -> tuple[PeriodCount, ...]:
    """Return a cell's reports by period, in one query of its pledges and their reports."""
    in_trouble = Q(check_ins__lines__confidence__in=TROUBLE, check_ins__lines__item__removed_in=None)
    wrong = Count("check_ins__lines", filter=in_trouble)
    told = ("confirmed_at__date", "check_ins__month", "check_ins__is_returned")
    rows = list(confirmed_pledges(reader, unit, year).order_by().values_list("pk", *told).annotate(wrong=wrong))
    confirmed = {pk: day for pk, day, *_ in rows}
    sent = [(month, wrong) for _pk, _day, month, returned, wrong in rows if month and not returned]
    return tuple(_count_one(period, confirmed.values(), sent) for period in periods_of(year, on))


def confirmed_pledges(reader, unit: Unit, year: Year) -> QuerySet[Pledge]:
    """Return the confirmed pledges of the year within the unit the reader may see."""
    seen = Pledge.objects.visible_to(reader).within(unit)
    return seen.filter(year__number=year.number, state=State.CONFIRMED)


def checks_of_cells(pledges: QuerySet[Pledge], period: Period) -> dict[int, PeriodCount]:
    """Return the reports of one period by cell, in two queries; cells of which none is expected are left out."""
    expected, sent = _expected(pledges, [period]), _sent(pledges)
    return {
        cell: PeriodCount(period, number, *sent.get((cell, period.month), (0, 0)))
        for (cell, _month), number in expected.items()
    }


def _counted(reader, unit: Unit, year: Year, on: datetime.date, cells: Iterable[Unit]) -> list[CellChecks]:
    """Count the reports on the unit's confirmed pledges for each of the cells, in two queries beside theirs."""
    periods, pledges = periods_of(year, on), confirmed_pledges(reader, unit, year)
    expected, sent = _expected(pledges, periods), _sent(pledges)
    return [CellChecks(cell, tuple(_count(cell, period, expected, sent) for period in periods)) for cell in cells]


def _row(membership: Membership, pledge: Pledge | None, periods: Iterable[Period], reports: Mapping) -> BoardRow:
    standings = tuple(
        (period, _standing(pledge, period, reports.get((pledge.pk, period.month)) if pledge else None))
        for period in periods
    )
    return BoardRow(membership, pledge, standings)


def _standing(pledge: Pledge | None, period: Period, sent: Standing | None) -> Standing:
    """Tell where a pledge stands in a period; `sent` is what its report says, None where there is none."""
    if sent:
        return sent
    if pledge is None or not pledge.is_confirmed or not period.has_begun or confirmed_on(pledge) > period.last:
        return Standing.NONE
    return Standing.MISSING if period.is_over else Standing.DUE


def confirmed_on(pledge: Pledge) -> datetime.date:
    """Return the day from which reports are expected."""
    return timezone.localdate(pledge.confirmed_at)


def _reports(pledges: Iterable[int]) -> dict[tuple[int, int], Standing]:
    """Return by pledge and month what the report says: the worst of its items, or that it was returned."""
    found = CheckIn.objects.filter(pledge__in=list(pledges)).annotate(
        off=Count("lines", filter=IN_FORCE & Q(lines__confidence=Confidence.OFF)),
        at_risk=Count("lines", filter=IN_FORCE & Q(lines__confidence=Confidence.AT_RISK)),
    )
    rows = found.order_by().values_list("pledge_id", "month", "is_returned", "off", "at_risk")
    return {(pledge, month): _say(returned, off, at_risk) for pledge, month, returned, off, at_risk in rows}


def _worst(report: CheckIn | None) -> Standing | None:
    if report is None:
        return None
    said = Counter(line.confidence for line in report.lines.all() if line.item.removed_in_id is None)
    return _say(report.is_returned, said[Confidence.OFF], said[Confidence.AT_RISK])


def _say(returned: bool, off: int, at_risk: int) -> Standing:
    if returned:
        return Standing.BACK
    if off:
        return Standing.OFF
    return Standing.AT_RISK if at_risk else Standing.ON_TRACK


def _trouble(pledges: Iterable[Pledge]) -> tuple[CheckInLine, ...]:
    """Return the items whose newest report says they are at risk or will not be kept, the worst first."""
    newest = CheckIn.objects.filter(pledge=OuterRef("check_in__pledge")).order_by("-month").values("month")[:1]
    lines = CheckInLine.objects.filter(check_in__pledge__in=[one.pk for one in pledges], item__removed_in=None)
    lines = lines.annotate(newest=Subquery(newest)).filter(check_in__month=F("newest"))
    wrong = lines.exclude(confidence=Confidence.ON_TRACK).select_related("item", "check_in__pledge__member")
    return tuple(wrong.order_by("-confidence", "check_in__pledge__member__sort_key", "item__position"))


def _expected(pledges: QuerySet[Pledge], periods: Iterable[Period]) -> Counter:
    """Count by cell and month the pledges confirmed before the end of a period that has begun."""
    found: Counter = Counter()
    rows = pledges.order_by().values_list("unit_id", "confirmed_at__date").annotate(Count("pk"))
    for cell, confirmed, number in rows:
        for period in periods:
            if period.has_begun and confirmed <= period.last:
                found[cell, period.month] += number
    return found


def _sent(pledges: QuerySet[Pledge]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return by cell and month how many reports were sent and how many of them hold an item in trouble."""
    wrong = IN_FORCE & Q(lines__confidence__in=TROUBLE)
    reports = CheckIn.objects.filter(pledge__in=pledges, is_returned=False).order_by()
    rows = reports.values_list("pledge__unit_id", "month").annotate(
        sent=Count("pk", distinct=True), trouble=Count("pk", filter=wrong, distinct=True)
    )
    return {(cell, month): (sent, trouble) for cell, month, sent, trouble in rows}


def _count_one(period: Period, confirmed: Iterable[datetime.date], sent: Iterable[tuple[int, int]]) -> PeriodCount:
    expected = sum(period.has_begun and day <= period.last for day in confirmed)
    here = [wrong for month, wrong in sent if month == period.month]
    return PeriodCount(period, expected, len(here), sum(wrong > 0 for wrong in here))


def _count(cell: Unit, period: Period, expected: Mapping, sent: Mapping) -> PeriodCount:
    return PeriodCount(period, expected[cell.pk, period.month], *sent.get((cell.pk, period.month), (0, 0)))
