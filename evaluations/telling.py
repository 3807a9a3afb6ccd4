"""What the reviews hold about one member, as the member may know it: the cell's part opens with the decision."""

from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext as _

from emulation.models import Member, SubjectType
from emulation.personal import Holding, holding
from emulation.signals import telling

from .models import (
    Appeal,
    Assessment,
    AssignedTask,
    Attendance,
    BallotVoter,
    Commendation,
    Decision,
    Fault,
    Finding,
    Proposal,
    ResultNotice,
    SuggestedIssue,
    TransferReview,
    WrittenComment,
)
from .sections import sections_of
from .services.reviews import CELL_FIELDS

COMMITTEE_FIELDS = ("committee_level", "committee_reason")
CELLS_PART = (*CELL_FIELDS, *COMMITTEE_FIELDS)


@receiver(telling, dispatch_uid="evaluations.told")
def told(member: Member, **_kwargs: object) -> list[Holding]:
    """Tell a member the own reviews, tasks, faults, findings; proposals and the cell's points once decided."""
    own = Assessment.objects.filter(member=member)
    decided = Decision.objects.filter(assessment__in=own)
    return [
        _assessments(own, set(decided.values_list("assessment", flat=True))),
        holding(AssignedTask.objects.filter(assessment__in=own).order_by("-assessment", "position")),
        holding(Fault.objects.filter(member=member)),
        holding(Finding.objects.filter(member=member)),
        holding(Attendance.objects.filter(member=member)),
        holding(BallotVoter.objects.filter(member=member), leave_out=("digest",)),
        holding(Proposal.objects.filter(assessment__in=decided.values("assessment"))),
        holding(decided),
        holding(Appeal.objects.filter(decision__in=decided)),
        holding(WrittenComment.objects.filter(assessment__in=decided.values("assessment"))),
        holding(SuggestedIssue.objects.filter(assessment__in=own)),
        holding(ResultNotice.objects.filter(decision__in=decided)),
        holding(Commendation.objects.granted().filter(member=member)),
        holding(TransferReview.objects.filter(membership__member=member)),
    ]


def _assessments(own: QuerySet[Assessment], decided: set[int]) -> Holding:
    note = _("What the cell and the committee write is told once the level has been decided.")
    return holding(
        own,
        withheld=lambda row: () if row.pk in decided else CELLS_PART,
        words={"sections": _texts},
        note="" if decided.issuperset(own.values_list("pk", flat=True)) else note,
    )


def _texts(texts: dict[str, str]) -> str:
    """Return the texts under the headings of their forms."""
    headings = {section.code: str(section.label) for kind in SubjectType for section in sections_of(kind)}
    return "\n".join(f"{headings.get(code, code)}: {text}" for code, text in texts.items() if text) or "–"
