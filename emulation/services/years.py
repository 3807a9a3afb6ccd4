"""Acts on the year and its themes."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import expect_version, locked
from ..cascade import check_above, check_serves, committees_year
from ..changes import changed, facts_of
from ..journal import record
from ..models import Account, CheckIns, LegalBasis, Theme, Unit, Year
from ..signals import theme_made
from ..text import clean

THEME_FIELDS = ("title", "parent", "serves", "basis", "key_actions", "plan")
ENDS_BEFORE = _("The last day it is in force cannot be before the first.")


def open_year(
    *, unit: Unit, number: int, pledges_due: datetime.date, by: Account, check_ins: str = CheckIns.QUARTER
) -> Year:
    """Open a committee's year; `check_ins` says how often members report how far their pledges are."""
    ensure(by, "year.open", unit)
    if not unit.is_committee:
        raise ValidationError(_("Only a ward or commune committee opens a year."), "not_a_committee")
    year = Year(unit=unit, number=number, pledges_due=pledges_due, check_ins=check_ins, created_by=by)
    year.full_clean()
    with transaction.atomic():
        year.save()
        record(by, "year.opened", year, unit=unit, data={"pledges_due": pledges_due.isoformat()})
    return year


def set_check_ins(*, year: Year, check_ins: str, by: Account) -> Year:
    """Ask for progress reports each month, each quarter or not at all; those already sent stay."""
    ensure(by, "year.open", year.unit)
    with transaction.atomic():
        year = locked(year)
        before = facts_of(year, ["check_ins"])
        year.check_ins = check_ins
        year.full_clean()
        year.save(update_fields=["check_ins"])
        record(by, "year.check_ins_set", year, unit=year.unit, change=changed(before, year))
    return year


def set_theme(
    *,
    unit: Unit,
    title: str,
    key_actions: str,
    by: Account,
    year: Year | None = None,
    first_year: int | None = None,
    last_year: int | None = None,
    parent: Theme | None = None,
    serves: Theme | None = None,
    basis: LegalBasis | None = None,
    plan: str = "",
    version: int | None = None,
) -> Theme:
    """Make or change a unit's theme of a year or, from `first_year` to `last_year`, of a whole term.

    It names the theme it adapts, `parent`: that of the nearest unit above which has one for the same years. One of a
    year may name the term's theme it serves.
    """
    ensure(by, "theme.set", unit)
    first, last = (year.number, year.number) if year else (first_year, last_year)
    year = year or committees_year(unit, first, last)
    check_above(unit, year, (first, last), parent)
    check_serves(unit, (first, last), serves)
    with transaction.atomic():
        theme = Theme.objects.select_for_update().filter(unit=unit, first_year=first, last_year=last).first()
        if theme:
            expect_version(theme, version)
            theme.version += 1
        theme = theme or Theme(year=year, unit=unit, first_year=first, last_year=last)
        before = facts_of(theme, THEME_FIELDS)
        theme.title, theme.parent, theme.serves, theme.basis = clean(title), parent, serves, basis
        theme.key_actions, theme.plan = _lines(key_actions), _lines(plan)
        _save_theme(theme, before, by)
    return theme


def add_basis(
    *,
    unit: Unit,
    kind: str,
    number: str,
    issued_on: datetime.date,
    issuer: str,
    title: str,
    by: Account,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
) -> LegalBasis:
    """Add a legal basis to choose from; in force from the day it was issued unless another is given."""
    ensure(by, "theme.set", unit)
    texts = {"kind": clean(kind), "number": clean(number), "issuer": clean(issuer), "title": clean(title)}
    basis = LegalBasis(**texts, issued_on=issued_on, valid_from=valid_from or issued_on, valid_to=valid_to)
    if valid_to and valid_to < basis.valid_from:
        raise ValidationError({"valid_to": [ENDS_BEFORE]})
    basis.full_clean()
    with transaction.atomic():
        basis.save()
        record(by, "basis.added", basis, unit=unit)
    return basis


def _followed(theme: Theme) -> dict[str, int]:
    """Let what hangs on themes follow the new one, and return how many records do, for the journal."""
    number = sum(number for _receiver, number in theme_made.send(sender=Theme, theme=theme))
    return {"following": number} if number else {}


def _save_theme(theme: Theme, before: dict, by: Account) -> None:
    is_new, theme.updated_by = theme.pk is None, by
    theme.full_clean()
    theme.save()
    data = {"version": theme.version} | (_followed(theme) if is_new else {})
    verb = "theme.set" if is_new else "theme.changed"
    record(by, verb, theme, unit=theme.unit, data=data, change=changed(before, theme))


def _lines(text: str) -> str:
    return "\n".join(filter(None, (clean(line) for line in text.splitlines())))
