"""The forms 2A, 2B and 2C of one member, filled in or blank (HD 43-HD/BTCTW; the blocks of comment of HD 25)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.models import SubjectType
from evaluations.models import Assessment, LevelChoice
from evaluations.rules.scoring import COMMON_TOTAL, RESULTS_TOTAL
from evaluations.sections import Section, sections_of
from evaluations.selectors.assessments import Sheet, assessment_sheet, header_of
from evaluations.subjects import form_of, guidance_of

from ..rules import organisation_of, place_of
from .head import in_tone, place_and_day
from .layouts import layout_of

PRIVATE: Final = gettext_lazy("The member is still writing it; print the blank form, or wait until it is handed in.")
FROM_PAPER: Final = gettext_lazy(
    "The results of %(year)s were taken over from paper, and the member's own words stay there; no form is printed."
)
TITLES: Final[dict[str, Promise]] = {
    SubjectType.LEADER: gettext_lazy("of a person who holds a leading or managing post"),
    SubjectType.NONLEAD: gettext_lazy("of a person who holds no leading or managing post"),
    SubjectType.OUTSIDE: gettext_lazy("of a Party member who does not work in the political system"),
}
HEADS: Final[dict[str, Promise]] = {
    "I": gettext_lazy("Strengths, results reached"),
    "II": gettext_lazy("Limits, faults and causes"),
    "III": gettext_lazy("Repair of the limits and faults noted at the previous review"),
    "B": gettext_lazy("Own assessment and proposed level"),
}
REPAIR: Final = "III"
LINES: Final = {"I": 7, "II": 5}  # ruled lines left to write on in a blank form; elsewhere OTHER_LINES
OTHER_LINES: Final = 4
BLANK_ROWS: Final = 6


@dataclass(frozen=True)
class Passage:
    """One text of the form; `head` stands before it where a new part begins, `lines` are left to write on."""

    place: str
    label: str
    text: str
    head: str
    lines: int


@dataclass(frozen=True)
class TaskLine:
    """One line of the appendix on tasks."""

    title: str
    product: str
    due_on: datetime.date | None
    result: str


@dataclass(frozen=True)
class PledgeLine:
    """One item of the pledge with its result."""

    deed: str
    result: str
    evidence: str


@dataclass(frozen=True)
class FaultLine:
    """One fault noted last year, and what became of it."""

    text: str
    repair: str
    note: str


@dataclass(frozen=True)
class IssueLine:
    """One issue suggested, and its explanation."""

    text: str
    explanation: str


@dataclass(frozen=True)
class SumLine:
    """A sum of points of so many."""

    label: str
    points: Decimal | None
    maximum: int


@dataclass(frozen=True)
class LevelBox:
    """One of the four levels, ticked or not."""

    label: str
    is_chosen: bool


@dataclass(frozen=True)
class CriterionLine:
    """One criterion with the points the member gave."""

    code: str
    label: str
    maximum: Decimal
    points: Decimal | None


@dataclass(frozen=True)
class SelfReview:
    """The form as it is printed; its figures are those of the page it is made from."""

    form: str
    guidance: str
    unit_name: str
    upper_body: str
    issuing_body: str
    place_and_day: str
    title: str
    year: int
    header: tuple[tuple[str, str], ...]
    name: str
    is_blank: bool
    has_blocks: bool
    passages: tuple[Passage, ...]
    tasks: tuple[TaskLine, ...]
    pledges: tuple[PledgeLine, ...]
    faults: tuple[FaultLine, ...]
    issues: tuple[IssueLine, ...]
    sums: tuple[SumLine, ...]
    levels: tuple[LevelBox, ...]
    criteria: tuple[CriterionLine, ...]

    @property
    def blank_rows(self) -> range:
        """Return the empty rows of a table to fill in by hand."""
        return range(BLANK_ROWS if self.is_blank else 0)


def build_self_review(
    reader: Any, assessment: Assessment, on: datetime.date, *, blank: bool = False, blocks: bool = False
) -> SelfReview:
    """Build the form; raises ValidationError: private while the member is still writing, from_paper for older years."""
    if assessment.campaign.from_paper:
        raise ValidationError(FROM_PAPER, "from_paper", {"year": assessment.campaign.year.number})
    sheet = assessment_sheet(reader, assessment)
    if not (blank or sheet.shows_own):
        raise ValidationError(PRIVATE, "private")
    rule_set, parent = assessment.campaign.rule_set, assessment.campaign.unit
    layout = layout_of(assessment.unit)
    return SelfReview(
        form=form_of(rule_set, assessment.subject_type),
        guidance=guidance_of(rule_set),
        unit_name=assessment.unit.name,
        upper_body=layout.upper_body or in_tone(organisation_of(parent.name).upper(), layout),
        issuing_body=layout.issuing_body or in_tone(assessment.unit.name.upper(), layout),
        place_and_day=_day_line(layout.place or place_of(parent.name), None if blank else _signed(assessment, on)),
        title=str(TITLES[assessment.subject_type]),
        year=assessment.campaign.year.number,
        header=tuple(header_of(assessment)),
        name=assessment.member.full_name,
        is_blank=blank,
        has_blocks=blocks,
        passages=tuple(_passages(assessment, blank=blank)),
        tasks=() if blank else _tasks(sheet),
        pledges=_pledges(sheet, blank=blank),
        faults=_faults(sheet, blank=blank),
        issues=_issues(sheet, blank=blank),
        sums=_sums(assessment, blank=blank),
        levels=_levels("" if blank else assessment.self_level),
        criteria=_criteria(sheet, blank=blank),
    )


def _signed(assessment: Assessment, on: datetime.date) -> datetime.date:
    return assessment.submitted_at.date() if assessment.submitted_at else on


def _day_line(place: str, day: datetime.date | None) -> str:
    if day is None:
        return _("%(place)s, the ….. of month ….., year …….") % {"place": place}
    return place_and_day(place, day)


def _passages(assessment: Assessment, *, blank: bool) -> Iterable[Passage]:
    seen = ""
    for section in sections_of(assessment.subject_type):
        part = section.place.split(".")[0]
        head = str(HEADS[part]) if part in HEADS and part != seen else ""
        seen, text = part, "" if blank else assessment.sections.get(section.code, "")
        yield Passage(section.place, str(section.label), text, head, _lines(section, blank=blank))


def _lines(section: Section, *, blank: bool) -> int:
    return LINES.get(section.place.split(".")[0], OTHER_LINES) if blank else 0


def _tasks(sheet: Sheet) -> tuple[TaskLine, ...]:
    return tuple(TaskLine(row.title, row.product, row.due_on, row.get_result_display()) for row in sheet.parts.tasks)


def _pledges(sheet: Sheet, *, blank: bool) -> tuple[PledgeLine, ...]:
    """The items stand in a blank form too: what was pledged is no draft."""
    return tuple(
        PledgeLine(row.deed, "" if blank else row.get_outcome_display(), "" if blank else row.evidence)
        for row in sheet.parts.pledge_items
    )


def _faults(sheet: Sheet, *, blank: bool) -> tuple[FaultLine, ...]:
    return tuple(
        FaultLine(row.text, "" if blank else row.get_repair_display(), "" if blank else row.note)
        for row in sheet.parts.faults
    )


def _issues(sheet: Sheet, *, blank: bool) -> tuple[IssueLine, ...]:
    return tuple(IssueLine(row.text, "" if blank else row.explanation) for row in sheet.parts.issues)


def _sums(assessment: Assessment, *, blank: bool) -> tuple[SumLine, ...]:
    rows = (
        (_("Common criteria"), assessment.self_common, COMMON_TOTAL),
        (_("Results of the work"), assessment.self_results, RESULTS_TOTAL),
        (_("Total"), assessment.self_total, COMMON_TOTAL + RESULTS_TOTAL),
    )
    return tuple(SumLine(label, None if blank else points, int(most)) for label, points, most in rows)


def _levels(chosen: str) -> tuple[LevelBox, ...]:
    return tuple(LevelBox(str(label), code == chosen) for code, label in LevelChoice.choices)


def _criteria(sheet: Sheet, *, blank: bool) -> tuple[CriterionLine, ...]:
    return tuple(
        CriterionLine(row.criterion.code, row.criterion.label, row.criterion.maximum, None if blank else row.own)
        for group in sheet.groups
        for heading in group.headings
        for row in heading.rows
    )
