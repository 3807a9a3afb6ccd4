"""Sheets to write on by hand or to file: the pledge, a progress report, the half-year review; blank or filled in.

Each says in its corner, by a short code and the same as a QR code, which record it belongs to.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from emulation.models import Unit
from emulation.qr import qr_svg
from emulation.text import figure
from pledges.codes import CodeKind, Target, write_code
from pledges.models import CheckInLine, HalfYearLine, Kind, PledgeItem
from pledges.selectors.check_ins import period_name
from pledges.selectors.sheets import Subject

from .head import letterhead, place_and_day, signature, usual_place
from .layouts import layout_of
from .shapes import Letterhead, Signature

ROOM = 5  # rows to write on a blank pledge
Text = str | Promise


class SheetKind(StrEnum):
    """Which sheet."""

    PLEDGE = "pledge"
    CHECK_IN = "check-in"
    HALF_YEAR = "half-year"


NO_PLEDGE = gettext_lazy("There is no confirmed pledge to report on; print the blank pledge instead.")
NO_MEMBER = gettext_lazy("Nobody in this cell has such a sheet in %(year)s yet.")
CODES = {
    SheetKind.PLEDGE: CodeKind.PLEDGE,
    SheetKind.CHECK_IN: CodeKind.CHECK_IN,
    SheetKind.HALF_YEAR: CodeKind.HALF_YEAR,
}


@dataclass(frozen=True)
class SheetRow:
    """One item as it is printed, and what is said of it; empty where there is room to write."""

    number: int
    group: Text = ""
    deed: str = ""
    measure: str = ""
    method: str = ""
    due: str = ""
    shown_by: str = ""
    target: str = ""
    has_figure: bool = False
    is_yes_no: bool = False
    standing: Text = ""
    value: str = ""
    done: str = ""
    then: str = ""


@dataclass(frozen=True)
class Sheet:
    """One member's sheet. `is_blank`: to be filled in by hand."""

    kind: SheetKind
    is_blank: bool
    letterhead: Letterhead
    title: Text
    subtitle: str
    day: str
    name: str
    posts: str
    cell: str
    theme: str
    rows: tuple[SheetRow, ...]
    word: str
    comment: str
    code: str
    qr: SafeString
    body: Signature

    @property
    def is_pledge(self) -> bool:
        return self.kind == SheetKind.PLEDGE

    @property
    def is_half_year(self) -> bool:
        return self.kind == SheetKind.HALF_YEAR


@dataclass(frozen=True)
class Around:
    """What all sheets of one cell share: the committee above, the head, who signs for the cell, who for those above."""

    place: str
    head: Letterhead
    cell: Signature
    above: Signature


@dataclass(frozen=True)
class Sheets:
    """Sheets in one file; `unit_name` and `title` are what the file says of itself."""

    unit_name: str
    title: Text
    kind: SheetKind
    sheets: tuple[Sheet, ...]


def build_sheets(
    kind: SheetKind, subjects: Iterable[Subject], *, month: int = 0, is_blank: bool, on: datetime.date
) -> Sheets:
    """Return the sheets of those who have what the kind needs; raises ValidationError where there is nothing."""
    subjects = list(subjects)
    wanted = [one for one in subjects if _is_there(kind, one, is_blank)]
    if not wanted:
        year = str(subjects[0].year) if subjects else ""
        raise ValidationError(NO_PLEDGE if len(subjects) == 1 else NO_MEMBER, "no_sheet", {"year": year})
    around = {unit: _around(unit, on) for unit in {one.unit for one in wanted}}
    made = tuple(_sheet(kind, one, month, is_blank, around[one.unit]) for one in wanted)
    return Sheets(wanted[0].unit.name, made[0].title, kind, made)


def _is_there(kind: SheetKind, subject: Subject, is_blank: bool) -> bool:
    if kind == SheetKind.PLEDGE:
        return is_blank or (subject.pledge is not None and bool(subject.pledge.items.all()))
    if subject.pledge is None or not subject.pledge.is_confirmed:
        return False
    return is_blank or bool(subject.report if kind == SheetKind.CHECK_IN else subject.review)


def _around(unit: Unit, on: datetime.date) -> Around:
    parent = Unit.objects.get_parent(unit) or unit
    own, above = layout_of(unit), layout_of(parent)
    head = letterhead(unit, parent, on, layout=own)
    return Around(own.place or usual_place(unit, parent), head, signature(unit, on, own), signature(parent, on, above))


def _sheet(kind: SheetKind, subject: Subject, month: int, is_blank: bool, around: Around) -> Sheet:
    said = {SheetKind.CHECK_IN: subject.report, SheetKind.HALF_YEAR: subject.review}.get(kind)
    shown = None if is_blank else said
    written = None if is_blank else (said.sent_at if said else subject.pledge and subject.pledge.submitted_at)
    code = write_code(_target(kind, subject, month))
    return Sheet(
        kind=kind,
        is_blank=is_blank,
        letterhead=around.head,
        title=_title(kind, subject),
        subtitle=_subtitle(kind, subject, month),
        day=_day(around.place, written, subject.year.number),
        name=subject.member.full_name,
        posts=subject.posts,
        cell=subject.unit.name,
        theme=subject.pledge.theme.title if subject.pledge and subject.pledge.theme else "",
        rows=_rows(kind, subject, shown, is_blank),
        word=getattr(shown, "word", ""),
        comment=shown.comment if shown else "",
        code=code,
        qr=qr_svg(settings.SITE_URL.rstrip("/") + reverse("pledges:go", args=[code])),
        body=around.above if subject.pledge and subject.pledge.is_of_secretary else around.cell,
    )


def _target(kind: SheetKind, subject: Subject, month: int) -> Target:
    if subject.pledge is None:
        return Target(CodeKind.START, subject.membership, subject.year.number)
    return Target(CODES[kind], subject.pledge.pk, month if kind == SheetKind.CHECK_IN else 0)


def _title(kind: SheetKind, subject: Subject) -> str:
    if kind == SheetKind.CHECK_IN:
        return pgettext("sheet", "PROGRESS REPORT")
    if kind == SheetKind.HALF_YEAR:
        return pgettext("sheet", "HALF-YEAR REVIEW")
    titles = {
        Kind.REGISTRATION: pgettext("sheet", "REGISTRATION"),
        Kind.COMMITMENT: pgettext("sheet", "COMMITMENT"),
        Kind.BOTH: pgettext("sheet", "REGISTRATION AND COMMITMENT"),
    }
    return titles[subject.pledge.kind if subject.pledge else Kind.BOTH]


def _subtitle(kind: SheetKind, subject: Subject, month: int) -> str:
    names = {"year": str(subject.year)}
    if kind == SheetKind.PLEDGE:
        return _("on training oneself and setting an example in the year %(year)s") % names
    if kind == SheetKind.HALF_YEAR:
        return _("of the pledge to set an example, first half of the year %(year)s") % names
    names["period"] = period_name(subject.year, month)
    return _("of the pledge to set an example, %(period)s of the year %(year)s") % names


def _day(place: str, moment: datetime.datetime | None, year: int) -> str:
    """The date line: when it was written, or room to write it."""
    if moment:
        return place_and_day(place, timezone.localtime(moment).date())
    values = {"place": place, "year": year}
    return _("%(place)s, the …… of month …… , year %(year)s") % values


def _rows(kind: SheetKind, subject: Subject, said, is_blank: bool) -> tuple[SheetRow, ...]:
    if kind == SheetKind.PLEDGE and is_blank:
        return tuple(SheetRow(number) for number in range(1, ROOM + 1))
    lines = {line.item_id: line for line in said.lines.all()} if said else {}
    say: Callable = _half_said if kind == SheetKind.HALF_YEAR else _said
    return tuple(SheetRow(**_words(item), **say(lines.get(item.pk), item)) for item in subject.pledge.items.all())


def _words(item: PledgeItem) -> dict:
    return {
        "number": item.position,
        "group": item.get_group_display(),
        "deed": item.deed,
        "measure": item.measure,
        "method": item.method,
        "due": item.due_on.strftime("%d/%m/%Y") if item.due_on else "",
        "shown_by": item.shown_by,
        "has_figure": item.is_in_numbers or item.is_yes_no,
        "is_yes_no": item.is_yes_no,
        "target": _figure(item.target, item) if item.is_in_numbers else "",
    }


def _said(line: CheckInLine | None, item: PledgeItem) -> dict:
    return _common(line, item) | {"then": line.next_step} if line else {}


def _half_said(line: HalfYearLine | None, item: PledgeItem) -> dict:
    return _common(line, item) | {"then": line.adjust} if line else {}


def _common(line: CheckInLine | HalfYearLine, item: PledgeItem) -> dict:
    return {"standing": line.get_confidence_display(), "value": _figure(line.value, item), "done": line.done}


def _figure(value, item: PledgeItem) -> str:
    if value is None:
        return ""
    if item.is_yes_no:
        return _("Done") if value else _("Not done yet")
    unit = "%" if item.measure_kind == "PERCENT" else item.counted_in
    return f"{figure(value)} {unit}".strip()
