"""What others must still write before a cell can propose: obligatory comments, explanations of suggested issues."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from emulation.models import CellType

from .models import Assessment, Campaign, CellReview, CommentDuty, CommentKind, SuggestedIssue, WrittenComment
from .rules.comments import CommentKind as Kind
from .rules.comments import is_due

AT_WORK: Final = frozenset(CellType.values) - {CellType.NEIGHBOURHOOD, CellType.OTHER}


@dataclass(frozen=True)
class Duties:
    """The committee's exceptions of one campaign, by unit and kind."""

    committee: int
    set_for: Mapping[tuple[int, str], bool]

    def due(self, assessment: Assessment) -> tuple[CommentKind, ...]:
        """Return the comments the member's dossier must hold, in the order of the kinds."""
        return tuple(kind for kind in CommentKind if self._is_due(assessment, kind))

    def _is_due(self, assessment: Assessment, kind: CommentKind) -> bool:
        return is_due(
            Kind(kind),
            works_here=assessment.unit.cell_type in AT_WORK,
            is_away=assessment.awaits_comment,
            for_cell=self.set_for.get((assessment.unit_id, kind)),
            for_all=self.set_for.get((self.committee, kind)),
        )


def duties_of(campaign: Campaign) -> Duties:
    """Read the exceptions of a campaign; one query."""
    rows = CommentDuty.objects.filter(campaign=campaign).values_list("unit", "kind", "is_due")
    return Duties(campaign.unit.pk, {(unit, kind): due for unit, kind, due in rows})


def missing_comments(campaign: Campaign, assessments: Collection[Assessment]) -> dict[int, list[CommentKind]]:
    """Return by record the obligatory comments neither there nor done without; two queries, fewer where none is due."""
    duties = duties_of(campaign)
    due = {row.pk: kinds for row in assessments if (kinds := duties.due(row))}
    if not due:
        return {}
    there = defaultdict(set)
    held = WrittenComment.objects.held().filter(assessment__in=due).values_list("assessment", "kind")
    for pk, kind in held:
        there[pk].add(kind)
    missing = {pk: [kind for kind in kinds if kind not in there[pk]] for pk, kinds in due.items()}
    return {pk: kinds for pk, kinds in missing.items() if kinds}


def open_issues(assessments: Iterable[Assessment]) -> Counter:
    """Count by record the suggested issues nobody has explained; one query."""
    rows = SuggestedIssue.objects.open().filter(assessment__in=[row.pk for row in assessments])
    return Counter(rows.values_list("assessment", flat=True))


def awaited_clauses(review: CellReview, assessments: Collection[Assessment]) -> dict[int, list[str]]:
    """Return by record what others still owe, as clauses without the name."""
    comments, issues = missing_comments(review.campaign, assessments), open_issues(assessments)
    found: dict[int, list[str]] = {}
    for pk in [row.pk for row in assessments]:
        # Of the temporary cell's comment the row itself tells.
        kinds = [str(kind.label) for kind in comments.get(pk, ()) if kind != CommentKind.TEMPORARY]
        clauses = [_comment_clause(kind) for kind in kinds] + ([_issue_clause(issues[pk])] if issues[pk] else [])
        if clauses:
            found[pk] = clauses
    return found


def _comment_clause(kind: str) -> str:
    text = _("the written comment is missing (%(kind)s); enter it, or do without it with a reason")
    return text % {"kind": kind}


def _issue_clause(count: int) -> str:
    return _("suggested issues without an explanation: %(count)s") % {"count": count}
