"""Form 01: the cell reviews and rates itself as a collective (HD 43-HD/BTCTW), filled in or blank."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.criteria import Group
from evaluations.models import Campaign
from evaluations.rules.scoring import COMMON_TOTAL, RESULTS_TOTAL
from evaluations.selectors.ratings import RatingSheet, rating_sheet
from evaluations.subjects import guidance_of

from .asked import Asked
from .blocks import (
    Block,
    Box,
    Boxes,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Role,
    Row,
    Ruled,
    Section,
    Shows,
    Table,
)
from .common import campaign_of, document
from .figures import level_names
from .meeting import review_of

FORM: Final = "01"
NOT_RATED: Final = gettext_lazy(
    "%(unit)s is not rated as a collective in %(year)s: it has nobody to rate, or the rules of the year give no points."
)
NOT_SHOWN: Final = gettext_lazy(
    "%(unit)s is still writing its own review; wait until it has proposed, or print the form blank."
)
NOT_DECIDED: Final = gettext_lazy("The committee has not decided on the cell yet; the level is what the cell proposes.")
HEADS: Final[dict[str, Promise]] = {
    "I": gettext_lazy("Strengths, results reached"),
    "II": gettext_lazy("Limits, faults and causes"),
}
LINES: Final = {"I": 7, "II": 5}
OTHER_LINES: Final = 4
POINTS: Final = (
    Column("group", gettext_lazy("Group of criteria"), 60),
    Column("maximum", gettext_lazy("Most"), 20, Shows.POINTS, adds=True),
    Column("points", gettext_lazy("Points"), 20, Shows.POINTS, adds=True),
)
SCORED: Final = (
    Column("code", gettext_lazy("Code"), 12, Shows.CENTRED),
    Column("label", gettext_lazy("Criterion"), 58),
    Column("maximum", gettext_lazy("Most"), 15, Shows.POINTS, adds=True),
    Column("points", gettext_lazy("Points"), 15, Shows.POINTS, adds=True),
)


def build_collective_review(by: Any, asked: Asked) -> Document:
    """Build form 01; raises ValidationError (not_rated, not_shown) where there is nothing the reader may see."""
    campaign = campaign_of(asked)
    sheet = rating_sheet(by, review_of(asked, campaign))
    if not asked.is_blank:
        _refuse(sheet, asked)
    is_open = not asked.is_blank and sheet.decision is None
    guidance = {"form": FORM, "number": guidance_of(campaign.rule_set)}
    return document(
        by,
        asked,
        campaign=campaign,
        title=_("REPORT"),
        summary=_("of the collective's review, own assessment and level, year %(year)s") % {"year": asked.year},
        form=_("Form %(form)s of guidance %(number)s-HD/BTCTW") % guidance,
        sections=(
            Section((*_texts(sheet, asked.is_blank), *_assessment(sheet, campaign, asked.is_blank))),
            *_appendix(sheet, asked.is_blank),
        ),
        is_draft=is_open,
        draft_note=NOT_DECIDED if is_open else "",
    )


def _refuse(sheet: RatingSheet, asked: Asked) -> None:
    values = {"unit": asked.unit.name, "year": asked.year}
    if not sheet.is_rated:
        raise ValidationError(NOT_RATED, "not_rated", values)
    if not sheet.is_shown:
        raise ValidationError(NOT_SHOWN, "not_shown", values)


def _texts(sheet: RatingSheet, is_blank: bool) -> Iterator[Block]:
    """Part A: the ten texts of the form under their places, ruled lines where it is blank or nothing was written."""
    yield Heading(_("A. REVIEW"))
    seen = ""
    for section, text in sheet.texts:
        part = section.place.split(".")[0]
        if part in HEADS and part != seen:
            yield Heading(f"{part}. {HEADS[part]}", 3)
        seen = part
        yield Paragraph(f"{section.place.removeprefix(f'{part}.')}. {section.label}", Role.LEAD)
        shown = "" if is_blank else text.strip()
        yield Paragraph(shown) if shown else Ruled(LINES.get(part, OTHER_LINES) if is_blank else 1)


def _assessment(sheet: RatingSheet, campaign: Campaign, is_blank: bool) -> Iterator[Block]:
    """Part B: points of the two groups and their total, the four boxes with what the cell proposes."""
    rating = sheet.rating
    yield Heading(_("B. OWN ASSESSMENT AND LEVEL"))
    yield Heading(_("I. By groups of criteria"), 3)
    yield _points(*((None,) * 3 if is_blank else (rating.common, rating.results, rating.total)))
    if not is_blank:
        yield _counts(sheet)
    yield Heading(_("II. Proposed level"), 3)
    names = level_names(campaign.rule_set).items()
    yield Boxes(tuple(Box(label, not is_blank and code == rating.level) for code, label in names))
    if not is_blank and rating.explanation:
        yield Paragraph(rating.explanation, lead=_("Why it differs from what follows from the regulation:"))
    if not is_blank and sheet.decision:
        yield _decided(sheet)


def _points(common: Decimal | None, results: Decimal | None, total: Decimal | None) -> Table:
    rows = (
        Row((_("Common criteria"), COMMON_TOTAL, common)),
        Row((_("Results of the work"), RESULTS_TOTAL, results)),
    )
    return Table("points", POINTS, rows, total=Row((_("Total"), COMMON_TOTAL + RESULTS_TOTAL, total)))


def _counts(sheet: RatingSheet) -> Facts:
    """What the level rests on beside the points."""
    rating, members = sheet.rating, sheet.members
    tasks = _("%(assigned)s; finished %(done)s; on time %(on_time)s; beyond requirement %(beyond)s; late %(late)s") % {
        "assigned": rating.tasks_assigned,
        "done": rating.tasks_done,
        "on_time": rating.tasks_on_time,
        "beyond": rating.tasks_beyond,
        "late": rating.tasks_late,
    }
    good = _("%(good)s of %(rated)s") % {"good": members.good, "rated": members.rated}
    return Facts(((_("Tasks of the year"), tasks), (_("Members rated good or better"), good)))


def _decided(sheet: RatingSheet) -> Paragraph:
    row = sheet.decision
    values = {"number": row.number, "day": f"{row.signed_on:%d/%m/%Y}", "level": row.get_level_display()}
    return Paragraph(_("The committee decided by %(number)s of %(day)s: %(level)s.") % values)


def _appendix(sheet: RatingSheet, is_blank: bool) -> tuple[Section, ...]:
    """The appendix of points, criterion by criterion (QĐ 366-QĐ/TW Art. 17); none where the rules give no points."""
    tables = tuple(_scored(group, is_blank) for group in sheet.groups if group.headings)
    if not tables:
        return ()
    return (Section(tables, title=_("APPENDIX OF POINTS"), summary=_("of the collective, by criterion")),)


def _scored(group: Group, is_blank: bool) -> Table:
    rows, most = [], Decimal(0)
    for heading in group.headings:
        if heading.label:
            rows.append(Row(band=heading.label))
        for one in heading.rows:
            rows.append(
                Row((one.criterion.code, one.criterion.label, one.criterion.maximum, None if is_blank else one.own))
            )
            most += one.criterion.maximum
    total = Row(("", _("Total"), most, None if is_blank else group.own))
    return Table(f"points_{group.code.lower()}", SCORED, tuple(rows), caption=group.label, total=total, is_small=True)
