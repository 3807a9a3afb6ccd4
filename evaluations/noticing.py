"""Who is told of which act of the yearly review. A notice leads to a page that shows what its reader may see."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry, Membership, NoticeKind
from emulation.noticing import accounts_of, accounts_with, notify
from emulation.signals import recorded

from .models import (
    Appeal,
    Assessment,
    Campaign,
    CellRating,
    CellReview,
    Commendation,
    Publication,
    SuggestedIssue,
    WrittenComment,
)

Told = tuple[NoticeKind, Iterable[int], str, str]  # kind, accounts, about, address


def _member(kind: NoticeKind) -> Callable[[Any], Told]:
    """Tell the member of an act on the own assessment."""

    def told(row: Assessment) -> Told:
        url = reverse("evaluations:assessment", args=[row.pk])
        return kind, accounts_of([row.member_id]), str(row.campaign.year), url

    return told


def _sent_back(review: CellReview) -> Told:
    cell = accounts_with("assessment.propose", review.unit)
    return NoticeKind.SENT_BACK, cell, str(review.unit), reverse("evaluations:review", args=[review.pk])


def _rating_sent_back(rating: CellRating) -> Told:
    review = rating.campaign.reviews.get(unit=rating.unit_id)
    cell = accounts_with("rating.write", rating.unit)
    return NoticeKind.SENT_BACK, cell, str(rating.unit), reverse("evaluations:rating", args=[review.pk])


def _proposed(review: CellReview) -> Told:
    officers = accounts_with("assessment.verify", review.unit)
    return NoticeKind.PROPOSED, officers, str(review.unit), reverse("evaluations:verification-cell", args=[review.pk])


def _decided(campaign: Campaign) -> Told:
    members = campaign.assessments.to_rate().order_by().values("member")
    url = f"{reverse('evaluations:mine')}?year={campaign.year.number}"
    return NoticeKind.DECIDED, accounts_of(members), str(campaign.year), url


def _reopened(campaign: Campaign) -> Told:
    officers = accounts_with("assessment.verify", campaign.unit)
    return NoticeKind.REOPENED, officers, str(campaign), reverse("evaluations:campaign", args=[campaign.pk])


def _complaint(appeal: Appeal) -> Told:
    """Tell those who may handle complaints there, but never the person complained of."""
    handlers = set(accounts_with("appeal.handle", appeal.committee)) - {appeal.against_id}
    return NoticeKind.COMPLAINT, handlers, str(appeal.committee), reverse("evaluations:appeal", args=[appeal.pk])


def _complaint_moved(appeal: Appeal) -> Told:
    own = accounts_of([appeal.assessment.member_id])
    year = str(appeal.assessment.campaign.year)
    return NoticeKind.COMPLAINT_MOVED, own, year, reverse("evaluations:appeal", args=[appeal.pk])


def _issue(issue: SuggestedIssue) -> Told:
    """Tell whoever is to explain: the member, or the secretary where it is on the cell."""
    if issue.assessment:
        url = reverse("evaluations:assessment-issues", args=[issue.assessment_id])
        return NoticeKind.ISSUE, accounts_of([issue.member_id]), str(issue.assessment.campaign.year), url
    url = reverse("evaluations:rating-issues", args=[issue.review_id])
    return NoticeKind.ISSUE, accounts_with("issue.explain", issue.unit), str(issue.unit), url


def _explained(issue: SuggestedIssue) -> Told:
    name = "assessment-issues" if issue.assessment_id else "rating-issues"
    url = reverse(f"evaluations:{name}", args=[issue.assessment_id or issue.review_id])
    return NoticeKind.ISSUE_EXPLAINED, [issue.suggested_by_id], str(issue.unit), url


def _comment(comment: WrittenComment) -> Told:
    """Tell the cell, which reads it at its meeting; never the member before the step that opens it."""
    name = "assessment-comments" if comment.assessment_id else "rating-comments"
    url = reverse(f"evaluations:{name}", args=[comment.assessment_id or comment.review_id])
    cell = set(accounts_with("comment.read", comment.unit)) - set(accounts_of([comment.member_id]))
    return NoticeKind.COMMENT, cell, str(comment.unit), url


def _published(publication: Publication) -> Told:
    members = Membership.objects.on(timezone.localdate()).within(publication.unit).order_by().values("member")
    url = reverse("evaluations:publication", args=[publication.pk])
    return NoticeKind.PUBLISHED, accounts_of(members), str(publication.unit), url


def _commended(commendation: Commendation) -> Told:
    """Tell the member; of a cell's own, the cell."""
    url = reverse("evaluations:commendation", args=[commendation.pk])
    if commendation.member_id:
        return NoticeKind.COMMENDED, accounts_of([commendation.member_id]), str(commendation.year), url
    cell = accounts_with("commendation.propose", commendation.unit)
    return NoticeKind.COMMENDATION, cell, str(commendation.unit), url


def _not_commended(commendation: Commendation) -> Told:
    """Tell who proposed it, never the member."""
    url = reverse("evaluations:commendation", args=[commendation.pk])
    return NoticeKind.COMMENDATION, [commendation.proposed_by_id], str(commendation.unit), url


TOLD: dict[str, Callable[[Any], Told]] = {
    "assessment.submitted": _member(NoticeKind.REVIEW_FOR_YOU),
    "assessment.returned": _member(NoticeKind.REVIEW_RETURNED),
    "assessment.rerated": _member(NoticeKind.RERATED),
    "review.proposed": _proposed,
    "review.sent_back": _sent_back,
    "rating.sent_back": _rating_sent_back,
    "issue.suggested": _issue,
    "issue.explained": _explained,
    "comment.recorded": _comment,
    "result.published": _published,
    "commendation.granted": _commended,
    "commendation.refused": _not_commended,
    "campaign.decided": _decided,
    "campaign.reopened": _reopened,
    "appeal.filed": _complaint,
    "appeal.taken": _complaint_moved,
    "appeal.upheld": _complaint_moved,
    "appeal.changed": _complaint_moved,
}


@receiver(recorded, dispatch_uid="evaluations.tell")
def tell(entry: JournalEntry, obj: models.Model, by: Any, **_kwargs: object) -> None:
    """Tell everybody an act concerns but who has done it."""
    if entry.verb in TOLD:
        kind, accounts, about, url = TOLD[entry.verb](obj)
        notify(set(accounts) - {by.pk}, kind, about, url)
