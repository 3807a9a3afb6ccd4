"""Reminders of progress reports: to each member before the period ends and once it is over, then to the secretaries."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emulation.models import Account, CheckIns, NoticeKind, Unit, Year
from emulation.noticing import accounts_with, notify_once
from emulation.signals import reminding

from .models import Pledge
from .selectors import periods_of, silent_in
from .selectors.check_ins import Period

BEFORE = datetime.timedelta(days=7)
AFTER = datetime.timedelta(days=30)  # what is older is told by the cards alone
TOLD_SINCE = datetime.timedelta(days=90)  # a notice of a period is never older


@receiver(reminding, dispatch_uid="pledges.remind")
def remind(on: datetime.date, **_kwargs: object) -> None:
    """Remind of each period that is about to end or has just ended, in the years that ask for reports."""
    for year in Year.objects.exclude(check_ins=CheckIns.NEVER).filter(number__in=(on.year - 1, on.year)):
        for period in periods_of(year, on):
            if on - AFTER <= period.last <= on + BEFORE:
                _remind(year, period, on)


def _remind(year: Year, period: Period, on: datetime.date) -> None:
    silent = list(silent_in(year, period).values_list("pk", "member_id", "unit_id"))
    kind = NoticeKind.REPORT_MISSING if period.is_over else NoticeKind.REPORT_DUE
    notify_once(kind, _to_members(silent, year, period), on - TOLD_SINCE)
    if period.is_over:
        notify_once(NoticeKind.MEMBERS_SILENT, _to_secretaries(silent, year, period), on - TOLD_SINCE)


def _to_members(silent: Iterable[tuple[int, int, int]], year: Year, period: Period):
    """Yield what each silent member with an account is told: the period and its last day, nothing of the pledge."""
    pledges = {member: pledge for pledge, member, _unit in silent}
    values = {"period": period.name, "year": year, "day": f"{period.last:%d/%m/%Y}"}
    about = _("%(period)s of %(year)s, until %(day)s") % values
    with_account = Account.objects.filter(is_active=True, member__pledges__in=Pledge.objects.filter(year=year))
    for account, member in with_account.values_list("pk", "member_id"):
        if member in pledges:
            yield account, about, reverse("pledges:check-in", args=[pledges[member], period.month])


def _to_secretaries(silent: Iterable[tuple[int, int, int]], year: Year, period: Period):
    """Yield what the secretaries of each cell are told: how many of its members are silent, nobody's name."""
    counts: dict[int, int] = defaultdict(int)
    for _pledge, _member, unit in silent:
        counts[unit] += 1
    for unit in Unit.objects.filter(pk__in=counts):
        text = ngettext(
            "%(unit)s, %(period)s: %(count)d member", "%(unit)s, %(period)s: %(count)d members", counts[unit.pk]
        )
        about = text % {"unit": unit, "period": period.name, "count": counts[unit.pk]}
        url = reverse("pledges:check-in-board") + f"?unit={unit.pk}&year={year}&month={period.month}"
        for account in accounts_with("pledge.comment", unit):
            yield account, about, url
