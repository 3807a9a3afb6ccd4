"""From stored rows to the rules' plain values and back: thresholds, leaves, inputs, derivations."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, Literal

from .models import Assessment, Campaign, CellRating, Criterion, Finding, RuleSet
from .rules.classification import Derivation, derive
from .rules.inputs import Escape, Inputs, Targets
from .rules.levels import Level, Subject
from .rules.participation import Participation
from .rules.scoring import Group, Leaf, Mode
from .rules.thresholds import Thresholds

Points = Literal["self", "cell"]
SHARED_NAMES: Final = tuple(Thresholds.__dataclass_fields__)
# Findings that force no level: discipline of a member for what matches no finding; of a cell, what bars its top
# level: discipline of a subordinate unit, or of a member of its leadership.
OTHER_DISCIPLINE: Final = "OTHER"
SUBORDINATES: Final = "SUBORDINATES"
LEADERSHIP: Final = "LEADERSHIP"
_ESCAPE_ORDER: Final = (Escape.NONE, Escape.CLAIMED, Escape.ACCEPTED)


def thresholds_of(rule_set: RuleSet) -> Thresholds:
    """Return the numbers and switches of the rule set; the fields carry the rules' own names."""
    return Thresholds(**{name: getattr(rule_set, name) for name in SHARED_NAMES})


def leaves_of(rule_set: RuleSet, subject_type: str) -> tuple[Leaf, ...]:
    """Return the criteria of the subject type as the rules score them; one query for the life of the rule set."""
    criteria = rule_set.criteria_by_subject.get(subject_type, ())
    return tuple(map(leaf_of, criteria))


def leaf_of(criterion: Criterion) -> Leaf:
    """Return one criterion as the rules score it."""
    return Leaf(criterion.code, criterion.maximum, Group(criterion.group), Mode(criterion.mode))


def inputs_of(
    assessment: Assessment, thresholds: Thresholds, points: Points = "self", findings: Iterable[Finding] = ()
) -> Inputs:
    """Return the year of one member for the rules, with the member's own points or the cell's; none count as zero."""
    subject = Subject(assessment.subject_type)
    findings = list(findings)
    against = [finding for finding in findings if finding.code in thresholds.findings[subject]]
    escape, escape_level = _escape_of(against)
    total = assessment.self_total if points == "self" else assessment.cell_total
    return Inputs(
        subject=subject,
        score=Decimal(0) if total is None else total,
        assigned=assessment.tasks_assigned,
        done=assessment.tasks_done,
        on_time=assessment.tasks_on_time,
        exceeded=assessment.tasks_beyond,
        late=assessment.tasks_late,
        faults_noted=assessment.faults_noted,
        faults_repaired=assessment.faults_repaired,
        areas_led=assessment.areas_led,
        areas_failed=assessment.areas_failed,
        confidence_cast=assessment.confidence_cast,
        confidence_low=assessment.confidence_low,
        five_targets=Targets(assessment.five_targets),
        findings=tuple(sorted({finding.code for finding in against})),
        escape=escape,
        escape_level=escape_level,
        other_discipline=any(finding.code == OTHER_DISCIPLINE for finding in findings),
        participation=Participation(assessment.participation),
    )


def inputs_of_cell(
    rating: CellRating, thresholds: Thresholds, findings: Iterable[Finding], members_rated: int, members_good: int
) -> Inputs:
    """Return the year of one cell as a collective for the rules; no points count as zero."""
    findings = list(findings)
    against = [finding for finding in findings if finding.code in thresholds.findings[Subject.COLLECTIVE]]
    codes = {finding.code for finding in findings}
    escape, escape_level = _escape_of(against)
    return Inputs(
        subject=Subject.COLLECTIVE,
        score=Decimal(0) if rating.total is None else rating.total,
        assigned=rating.tasks_assigned,
        done=rating.tasks_done,
        on_time=rating.tasks_on_time,
        exceeded=rating.tasks_beyond,
        late=rating.tasks_late,
        faults_noted=rating.faults_noted,
        faults_repaired=rating.faults_repaired,
        five_targets=Targets(rating.five_targets),
        findings=tuple(sorted({finding.code for finding in against})),
        escape=escape,
        escape_level=escape_level,
        subordinate_disciplined=SUBORDINATES in codes,
        leadership_disciplined=LEADERSHIP in codes,
        members_rated=members_rated,
        members_good=members_good,
    )


def _escape_of(findings: list[Finding]) -> tuple[Escape, Level | None]:
    """The escape clause helps only as far as it has come for every finding; of several levels the lowest counts."""
    if not findings:
        return Escape.NONE, None
    escape = min((Escape(finding.escape) for finding in findings), key=_ESCAPE_ORDER.index)
    if escape is not Escape.ACCEPTED:
        return escape, None
    return escape, max((Level(finding.escape_level) for finding in findings), key=lambda level: level.rank)


def derivation_of(
    assessment: Assessment, thresholds: Thresholds, points: Points = "self", findings: Iterable[Finding] = ()
) -> Derivation:
    """Derive one member's level; a member who has no points yet counts as zero, so ask for completeness first."""
    return derive(inputs_of(assessment, thresholds, points, findings), thresholds)


def derive_many(
    assessments: Iterable[Assessment],
    thresholds: Thresholds,
    findings_by_member: Mapping[int, Iterable[Finding]],
    points: Points = "cell",
) -> dict[int, Derivation]:
    """Derive the levels of many, by the assessments' keys."""
    return {
        assessment.pk: derivation_of(assessment, thresholds, points, findings_by_member.get(assessment.member_id, ()))
        for assessment in assessments
    }


def findings_by_member(year: int, member_ids: Iterable[int] | None = None) -> dict[int, list[Finding]]:
    """Read the findings that count for the year, by member; of everybody when no members are given."""
    found: dict[int, list[Finding]] = {}
    rows = Finding.objects.filter(year=year)
    for finding in rows if member_ids is None else rows.filter(member_id__in=member_ids):
        found.setdefault(finding.member_id, []).append(finding)
    return found


def findings_on_cells(campaign: Campaign, cells: Iterable[int] | None = None) -> dict[int, list[Finding]]:
    """Read the findings that stand against cells themselves in the campaign's year, by cell."""
    found: dict[int, list[Finding]] = {}
    rows = Finding.objects.filter(member=None, year=campaign.year.number, unit__reviews__campaign=campaign)
    for finding in rows if cells is None else rows.filter(unit__in=cells):
        found.setdefault(finding.unit_id, []).append(finding)
    return found
