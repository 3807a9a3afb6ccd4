"""What a self-assessment still lacks before it can be submitted, part by part, as sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pledges.models import Pledge
from pledges.selectors import proposals_of

from .content import TaskLine
from .from_pledge import pledge_as_tasks, pledge_in_words, results_of
from .models import Assessment, AssignedTask, Criterion, Fault, SuggestedIssue
from .pledge_points import ProposedPoints, proposed_points
from .sections import sections_of


@dataclass(frozen=True)
class Gap:
    """One thing that is missing; `part` is the anchor of its place on the page."""

    part: str
    sentence: Promise
    values: dict[str, object]

    def __str__(self) -> str:
        return str(self.sentence) % self.values


@dataclass(frozen=True)
class Parts:
    """The rows a self-assessment is made of, read once."""

    criteria: tuple[Criterion, ...]
    tasks: list[AssignedTask]
    faults: list[Fault]
    pledge: Pledge | None
    pledge_items: list
    pledge_proposals: dict = field(default_factory=dict)
    issues: list[SuggestedIssue] = field(default_factory=list)
    pledge_text: str = ""
    proposed_tasks: tuple[TaskLine, ...] = ()
    pledge_points: ProposedPoints | None = None


def parts_of(assessment: Assessment) -> Parts:
    """Read the rows of one assessment: criteria, tasks, last year's faults, the pledge with its items."""
    year = assessment.campaign.year
    pledge = Pledge.objects.filter(year=year, member_id=assessment.member_id).first()
    items = list(pledge.items.all()) if pledge else []
    told = proposals_of(pledge, items, year) if pledge and pledge.is_confirmed else {}
    results = results_of(items, told) if pledge and pledge.is_confirmed else ()
    rule_set = assessment.campaign.rule_set
    criteria = rule_set.criteria_by_subject.get(assessment.subject_type, ())
    return Parts(
        criteria=criteria,
        tasks=list(assessment.tasks.all()),
        faults=list(Fault.objects.filter(member_id=assessment.member_id, noted_year=year.number - 1)),
        pledge=pledge,
        pledge_items=items,
        pledge_proposals=told,
        pledge_points=proposed_points(rule_set, criteria, results),
        pledge_text=pledge_in_words(results),
        proposed_tasks=pledge_as_tasks(results) if assessment.recorded_by_id is None else (),
        issues=list(SuggestedIssue.objects.of(assessment).filter(withdrawn_at=None).select_related("suggested_by")),
    )


def missing_in(assessment: Assessment, parts: Parts | None = None) -> list[Gap]:
    """Return everything that is missing, in the order of the form; nothing when it may be submitted."""
    parts = parts or parts_of(assessment)
    return [
        *_missing_texts(assessment),
        *_missing_tasks(parts.tasks),
        *_missing_results(parts),
        *_missing_repairs(parts.faults),
        *_missing_explanations(parts.issues),
        *_missing_points(assessment, parts.criteria),
        *_missing_level(assessment),
    ]


def _missing_texts(assessment: Assessment) -> Iterator[Gap]:
    for section in sections_of(assessment.subject_type):
        if section.is_required and not assessment.sections.get(section.code):
            values = {"place": section.place, "label": section.label}
            yield Gap("texts", _("Section %(place)s is empty: %(label)s."), values)


def _missing_tasks(tasks: list[AssignedTask]) -> Iterator[Gap]:
    if not tasks:
        yield Gap("tasks", _("Write down at least one task of the year; the cell gives every member one."), {})
    for task in tasks:
        if not task.title:
            yield Gap("tasks", _("Task %(place)s has no name."), {"place": task.position})
        if not task.result:
            values = {"place": task.position, "title": task.title.rstrip(".")}
            yield Gap("tasks", _("Task %(place)s has no result yet: %(title)s."), values)


def _missing_results(parts: Parts) -> Iterator[Gap]:
    """Of a confirmed pledge every item needs its result with evidence; another pledge cannot be reported on."""
    if parts.pledge is None or not parts.pledge.is_confirmed:
        return
    for place, item in enumerate(parts.pledge_items, start=1):
        values = {"place": place, "deed": item.deed.rstrip(".")}
        if not item.outcome:
            yield Gap("pledge", _("Item %(place)s of the pledge has no result: %(deed)s."), values)
        elif not item.evidence:
            yield Gap("pledge", _("Item %(place)s of the pledge has no evidence: %(deed)s."), values)
        if item.says_otherwise and not item.outcome_reason:
            yield Gap(
                "pledge", _("Say why the result of item %(place)s is not what the figures say: %(deed)s."), values
            )


def _missing_repairs(faults: Iterable[Fault]) -> Iterator[Gap]:
    for fault in faults:
        if not fault.repair:
            values = {"text": fault.text.rstrip(".")}
            yield Gap("faults", _("Say what became of the fault noted last year: %(text)s."), values)


def _missing_explanations(issues: Iterable[SuggestedIssue]) -> Iterator[Gap]:
    for place, issue in enumerate(issues, start=1):
        if not issue.explanation:
            yield Gap("issues", _("Explain suggested issue %(place)s of the committee."), {"place": place})


def _missing_points(assessment: Assessment, criteria: tuple[Criterion, ...]) -> Iterator[Gap]:
    for criterion in criteria:
        if criterion.code not in assessment.self_points:
            values = {"code": criterion.code, "label": criterion.label}
            yield Gap("criteria", _("Criterion %(code)s has no points: %(label)s."), values)


def _missing_level(assessment: Assessment) -> Iterator[Gap]:
    if not assessment.self_level:
        yield Gap("level", _("Choose the level you propose for yourself."), {})
