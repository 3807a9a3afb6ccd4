"""Forms 2A, 2B and 2C laid out: content of the review, own assessment, room for those above, the annexes (HD 43)."""

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from .asked import Asked
from .blocks import Block, Column, Document, Facts, Heading, Paragraph, Row, Ruled, Section, Shows, Signatures, Table
from .common import document
from .of_member import assessment_for, level_boxes, signed_by
from .paper import Letterhead, Signature
from .self_review import Passage, SelfReview, build_self_review

PLEDGE: Final = (
    Column("deed", gettext_lazy("Item of the pledge"), 50),
    Column("result", gettext_lazy("Result"), 20, Shows.CENTRED),
    Column("evidence", gettext_lazy("Evidence"), 30),
)
FAULTS: Final = (
    Column("fault", gettext_lazy("Limit or fault"), 50),
    Column("repair", gettext_lazy("Repaired or not"), 20, Shows.CENTRED),
    Column("note", gettext_lazy("What stands in the way, whose responsibility"), 30),
)
SUMS: Final = (
    Column("group", gettext_lazy("Group of criteria"), 60),
    Column("points", gettext_lazy("Points"), 20, Shows.POINTS, adds=True),
    Column("maximum", gettext_lazy("At most"), 20, Shows.COUNT, adds=True),
)
TASKS: Final = (
    Column("number", gettext_lazy("No."), 6, Shows.NUMBER),
    Column("task", gettext_lazy("Task"), 32),
    Column("product", gettext_lazy("Product or standard"), 30),
    Column("due", gettext_lazy("Due"), 14, Shows.DAY),
    Column("result", gettext_lazy("Result"), 18, Shows.CENTRED),
)
CRITERIA: Final = (
    Column("code", gettext_lazy("No."), 8, Shows.CENTRED),
    Column("criterion", gettext_lazy("Criterion"), 70),
    Column("maximum", gettext_lazy("At most"), 10, Shows.POINTS),
    Column("points", gettext_lazy("Points"), 12, Shows.POINTS),
)
FAULT_ROWS: Final = 2  # room for them on a blank form
WITH_BLOCKS: Final = "1"


def build_self_review_form(by: Any, asked: Asked) -> Document:
    """Build the member's form; raises ValidationError (private) while the member is still writing it."""
    assessment = assessment_for(by, asked)
    blocks = asked.option("blocks") == WITH_BLOCKS
    found = build_self_review(by, assessment, asked.on, blank=asked.is_blank, blocks=blocks)
    return document(
        by,
        asked,
        campaign=assessment.campaign,
        bases=(),
        form=form_name(found.form, found.guidance),
        letterhead=Letterhead(found.upper_body, found.issuing_body, "", found.place_and_day),
        title=_("SELF-REVIEW"),
        summary=_("own assessment and rating %(whose)s, year %(year)s") % {"whose": found.title, "year": found.year},
        sections=(Section(tuple(_form(found))), Section(tuple(_annex(found)), _("ANNEX"), _annex_summary())),
        signatures=(),
        recipients=(),
        members=(assessment.member_id,),
    )


def form_name(form: str, guidance: str) -> str:
    """Return how a form is named at the head: of which guidance it is."""
    return _("Form %(form)s of guidance %(number)s-HD/BTCTW") % {"form": form, "number": guidance}


def _annex_summary() -> str:
    return _("Results of the tasks and points by criterion")


def _form(found: SelfReview) -> Iterator[Block]:
    yield Facts(tuple(found.header))
    yield Heading(_("A- CONTENT OF THE REVIEW"))
    for passage in found.passages:
        if passage.place == "IV":
            yield from _faults(found)
        yield from _passage(found, passage)
    yield from _own_rating(found)
    if found.has_blocks:
        yield from _comments()


def _passage(found: SelfReview, passage: Passage) -> Iterator[Block]:
    """One part with its own words, and the rows that belong to it."""
    if passage.head:
        yield Heading(f"{passage.place.split('.')[0]}- {passage.head}", 3)
    mark = "." if "." in passage.place else "-"
    yield Heading(f"{passage.place}{mark} {passage.label}", 3)
    if passage.place == "IV":
        for issue in found.issues:
            yield Paragraph(f"- {issue.text}" + (f": {issue.explanation}" if issue.explanation else ""))
    if passage.text:
        yield Paragraph(passage.text)
    elif passage.lines:
        yield Ruled(passage.lines)
    else:
        yield Paragraph(pgettext("left empty", "Nothing."))
    if passage.place == "I.3" and found.pledges:
        rows = tuple(Row((line.deed, line.result, line.evidence)) for line in found.pledges)
        yield Table("pledge", PLEDGE, rows, is_small=True)


def _faults(found: SelfReview) -> Iterator[Block]:
    yield Heading("III- " + _("Repair of the limits and faults noted at the previous review"), 3)
    if not found.faults and not found.is_blank:
        yield Paragraph(_("No fault was noted at the previous review."))
        return
    rows = tuple(Row((line.text, line.repair, line.note)) for line in found.faults)
    yield Table("faults", FAULTS, rows, to_fill=0 if rows else FAULT_ROWS, is_small=True)


def _own_rating(found: SelfReview) -> Iterator[Block]:
    yield Heading(_("B- OWN ASSESSMENT, RATING"))
    yield Heading(_("I- By groups of criteria"), 3)
    *parts, total = (Row((line.label, line.points, line.maximum)) for line in found.sums)
    yield Table("sums", SUMS, tuple(parts), total=total)
    yield Heading(_("II- Own proposed level"), 3)
    yield level_boxes([(level.label, level.is_chosen) for level in found.levels])
    yield Signatures((Signature("", "", ""), signed_by(found.name)))


def _comments() -> Iterator[Block]:
    """Where the cell and the committee write, as the forms of 2023 had it (HD 25)."""
    nobody = Signature("", "", "")
    yield Heading(_("C- COMMENT AND RATING"))
    yield Heading(_("1. Comment of the cell's committee"), 3)
    yield Ruled(4)
    yield Heading(_("2. Level the cell proposes"), 3)
    yield Ruled(1)
    yield Signatures((nobody, Signature(_("T/M THE CELL'S COMMITTEE (CELL)"), "", "")))
    yield Heading(_("3. Level the committee decides"), 3)
    yield Ruled(1)
    yield Signatures((nobody, Signature(_("T/M THE COMMITTEE"), "", "")))


def _annex(found: SelfReview) -> Iterator[Block]:
    yield Heading(_("1. Tasks of the year"), 3)
    if found.tasks or found.is_blank:
        lines = enumerate(found.tasks, start=1)
        rows = tuple(Row((number, one.title, one.product, one.due_on, one.result)) for number, one in lines)
        yield Table("tasks", TASKS, rows, to_fill=len(found.blank_rows), is_small=True)
    else:
        yield Paragraph(_("No task was written down."))
    if found.criteria:
        yield Heading(_("2. Points by criterion"), 3)
        rows = tuple(Row((one.code, one.label, one.maximum, one.points)) for one in found.criteria)
        yield Table("criteria", CRITERIA, rows, is_small=True)
