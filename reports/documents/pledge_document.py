"""The registration to study and follow (CT 05-CT/TW, KL 01-KL/TW) and the commitment of the year, of one member.

One record holds both (domain: a pledge is a registration, a commitment or both); each is printed in the words of its
kind. The text is the one in force: a change that has not been agreed does not show.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from emulation.models import Unit
from emulation.text import figure
from pledges.models import Kind, Pledge, PledgeItem
from pledges.models.items import Group
from pledges.selectors import year_for

from ..selectors import parent_of
from .asked import Asked
from .blocks import Block, Column, Document, Facts, Heading, Paragraph, Role, Row, Section, Shows, Table
from .common import document
from .head import signature
from .layouts import layout_of
from .of_member import signed_by

NO_PLEDGE: Final = gettext_lazy("%(name)s has pledged nothing for %(year)s yet; print the blank form instead.")
OTHER_KIND: Final = gettext_lazy("%(name)s has not made this kind of pledge for %(year)s; print the other one.")
NO_YEAR: Final = gettext_lazy("%(unit)s has no working year %(year)s, so there is nothing to pledge for.")
ITEMS: Final = (
    Column("number", gettext_lazy("No."), 6, Shows.NUMBER),
    Column("deed", gettext_lazy("Concrete deed"), 34),
    Column("measure", gettext_lazy("Measure, target"), 20),
    Column("method", gettext_lazy("How"), 18),
    Column("due", gettext_lazy("By when"), 11, Shows.CENTRED),
    Column("evidence", gettext_lazy("Evidence"), 11),
)
TO_FILL: Final = 6
WORDS: Final = {
    Kind.REGISTRATION: (
        pgettext_lazy("document", "REGISTRATION"),
        gettext_lazy("to study and follow Ho Chi Minh's thought, morality and style in the year %(year)s"),
        gettext_lazy("I register the following deeds and will carry them out, with my cell looking on:"),
    ),
    Kind.COMMITMENT: (
        pgettext_lazy("document", "COMMITMENT"),
        gettext_lazy("to train, improve and strive in the year %(year)s"),
        gettext_lazy("I commit myself before my cell to the following deeds, and answer for them at the review:"),
    ),
}


def builder_of(kind: Kind) -> Callable[[Any, Asked], Document]:
    """Return the builder of one of the two documents."""

    def build(by: Any, asked: Asked) -> Document:
        """Build it filled in with the words in force, or blank; raises ValidationError where there is no pledge."""
        pledge = _pledge(by, asked, kind)
        year = pledge.year if pledge else year_for(by, asked.unit, asked.year)
        if year is None:
            raise ValidationError(NO_YEAR, "no_year", {"unit": asked.unit.name, "year": asked.year})
        title, summary, words = WORDS[kind]
        return document(
            by,
            asked,
            title=title,
            summary=summary % {"year": asked.year},
            form="",
            sections=(Section(tuple(_content(asked, None if asked.is_blank else pledge, pledge, words))),),
            signatures=_signatures(asked, pledge),
            recipients=(),
            is_draft=_is_draft(asked, pledge),
            draft_note=_("DRAFT: the cell has not confirmed this pledge yet.") if _is_draft(asked, pledge) else "",
            members=(asked.member.pk,),
        )

    return build


def _is_draft(asked: Asked, pledge: Pledge | None) -> bool:
    return bool(pledge and not asked.is_blank and not pledge.is_confirmed)


def _pledge(by: Any, asked: Asked, kind: Kind) -> Pledge | None:
    """Return the member's pledge of the year through the reader's lens; a blank form needs none."""
    seen = Pledge.objects.visible_to(by).with_secretaries(asked.on).filter(member=asked.member)
    found = seen.filter(year__number=asked.year).select_related("year", "unit", "theme").prefetch_related("items")
    pledge, values = found.first(), {"name": asked.member.full_name, "year": asked.year}
    if asked.is_blank:
        return pledge
    if pledge is None or not pledge.items.all():
        raise ValidationError(NO_PLEDGE, "no_pledge", values)
    if pledge.kind not in (kind, Kind.BOTH):
        raise ValidationError(OTHER_KIND, "other_kind", values)
    return pledge


def _content(asked: Asked, shown: Pledge | None, pledge: Pledge | None, words: Any) -> Iterator[Block]:
    theme = pledge.theme if pledge else None
    yield Facts(
        (
            (_("Full name"), asked.member.full_name),
            (_("Cell"), (pledge.unit if pledge else asked.unit).name),
            (_("Theme of the year"), theme.title if theme else ""),
        )
    )
    yield Paragraph(words)
    if shown is None:
        yield Table("items", ITEMS, (), to_fill=TO_FILL, is_small=True)
    else:
        yield from _groups(list(shown.items.all()))
    if shown and shown.confirmed_at:
        day = timezone.localtime(shown.confirmed_at)
        yield Paragraph(_("Confirmed by the cell on %(day)s.") % {"day": f"{day:%d/%m/%Y}"}, Role.NOTE)
    yield Paragraph(
        _("I will report on each of them as the cell asks, and correct in time what falls behind."), Role.CLOSING
    )


def _groups(items: list[PledgeItem]) -> Iterator[Block]:
    """The items under their groups; those for the whole term stand apart."""
    yearly, number = [item for item in items if not item.is_for_term], 0
    for code, label in Group.choices:
        found = [item for item in yearly if item.group == code]
        if found:
            number += 1
            yield Heading(f"{number}. {label}", 3)
            yield Table(f"items-{code.lower()}", ITEMS, tuple(map(_row, found)), is_small=True)
    if term := [item for item in items if item.is_for_term]:
        yield Heading(f"{number + 1}. " + _("For the whole term"), 3)
        yield Table("items-term", ITEMS, tuple(map(_row, term)), is_small=True)


def _row(item: PledgeItem) -> Row:
    due = f"{item.due_on:%d/%m/%Y}" if item.due_on else ""
    return Row((item.position, item.deed, _measure(item), item.method, due, item.shown_by))


def _measure(item: PledgeItem) -> str:
    if item.target is None:
        return item.measure
    unit = "%" if item.measure_kind == "PERCENT" else item.counted_in
    return "; ".join(filter(None, (item.measure, f"{figure(item.target)} {unit}".strip())))


def _signatures(asked: Asked, pledge: Pledge | None):
    """The cell confirms on the left; the committee where the member is the cell's own secretary."""
    unit: Unit = pledge.unit if pledge else asked.unit
    body = parent_of(unit, unit) or unit if pledge and pledge.is_of_secretary else unit
    confirmed = signature(body, asked.on, layout_of(body))
    return (confirmed, signed_by(asked.member.full_name, pgettext("signature", "THE ONE WHO PLEDGES")))
