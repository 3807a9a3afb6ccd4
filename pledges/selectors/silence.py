"""Who has said nothing of the own pledge in a period."""

import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from emulation.models import Account, Member, Unit, Year

from ..models import CheckIn, Pledge, State
from .check_ins import Period, confirmed_on, periods_of


def silent_in(year: Year, period: Period) -> QuerySet[Pledge]:
    """Return the year's pledges of which a report is expected in the period and none stands; for timed work."""
    sent = CheckIn.objects.filter(pledge=OuterRef("pk"), month=period.month, is_returned=False)
    confirmed = Pledge.objects.filter(year=year, state=State.CONFIRMED, confirmed_at__date__lte=period.last)
    return confirmed.filter(~Exists(sent))


def without_account(reader, unit: Unit, year: Year, on: datetime.date) -> list[Member]:
    """Return the silent members of a cell whom no notice reaches, as they have no account, in one query."""
    over = [period for period in periods_of(year, on) if period.is_over]
    accounts = Account.objects.filter(member=OuterRef("member"), is_active=True)
    sent = Count("check_ins", filter=Q(check_ins__is_returned=False, check_ins__month__in=[one.month for one in over]))
    seen = Pledge.objects.visible_to(reader).within(unit).filter(year__number=year.number, state=State.CONFIRMED)
    rows = seen.filter(~Exists(accounts)).annotate(sent=sent).select_related("member").order_by("member__sort_key")
    return [row.member for row in rows if row.sent < sum(confirmed_on(row) <= period.last for period in over)]
