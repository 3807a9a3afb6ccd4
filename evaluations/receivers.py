"""What the reviews answer when the rooms below ask: a member's page, days due, faults to carry over, frozen results."""

import datetime
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emulation.attaching import holds_files
from emulation.models import Account, Member, Membership, Unit
from emulation.moving import Moved
from emulation.signals import member_page, member_panels, members_moved, opening_year
from pledges.models import Group, Pledge
from pledges.rules import ItemDraft
from pledges.signals import carrying_over, reporting

from .closed import refuse_closed
from .due_days import day_of
from .following import follow_move
from .models import Assessment, CellReview, Fault, Repair, RuleSet, State, WrittenComment
from .selectors.comments import comments_for
from .selectors.findings import newest_for_findings
from .selectors.results import YearResult, results_of
from .selectors.reviews import reviews_in_full
from .selectors.transfers import transfers_of_member

FROZEN = _("The results are part of the self-assessment that has been submitted; they change only when it is returned.")

# The signed minutes of the cell's meeting.
holds_files(
    CellReview,
    read="assessment.view",
    write="assessment.review",
    visible=reviews_in_full,
    page=lambda review: reverse("evaluations:minutes", args=[review.pk]),
    refuse=lambda review: refuse_closed(review.campaign),
)


# The scan of what another body has written about a member or a cell.
holds_files(
    WrittenComment,
    read="comment.read",
    write="comment.record",
    visible=comments_for,
    page=lambda comment: reverse(_COMMENTS[comment.assessment is None], args=[comment.about.pk]),
)
_COMMENTS = {False: "evaluations:assessment-comments", True: "evaluations:rating-comments"}


@receiver(carrying_over, dispatch_uid="evaluations.faults_to_repair")
def faults_to_repair(members: Collection[int], year: int, **_kwargs: object) -> dict[int, list[ItemDraft]]:
    """Return faults noted at the last two reviews and not repaired, as items to repair them."""
    open_faults = Fault.objects.filter(member__in=members, noted_year__in=(year - 2, year - 1))
    found: dict[int, list[ItemDraft]] = {}
    for fault in open_faults.exclude(repair=Repair.REPAIRED):
        found.setdefault(fault.member_id, []).append(ItemDraft(group=Group.REPAIR, deed=fault.text))
    return found


@receiver(reporting, dispatch_uid="evaluations.refuse_frozen_results")
def refuse_frozen_results(pledge: Pledge, **_kwargs: object) -> None:
    """Refuse to change the results once the self-assessment they belong to has been handed in."""
    handed_in = Assessment.objects.filter(member_id=pledge.member_id, campaign__year_id=pledge.year_id)
    if handed_in.filter(state__gte=State.SUBMITTED).exists():
        raise ValidationError(FROZEN, "frozen")


@receiver(member_page, dispatch_uid="evaluations.findings_of_member")
def findings_of_member(membership: Membership, reader: Account, **_kwargs: object) -> list[tuple[str, str]]:
    """Lead whoever records findings from the member's page to those of the newest review."""
    assessment = newest_for_findings(reader, membership)
    if assessment is None:
        return []
    label = gettext("Findings %(year)s") % {"year": assessment.campaign.year.number}
    return [(reverse("evaluations:findings", args=[assessment.pk]), label)]


@receiver(member_panels, dispatch_uid="evaluations.earlier_results")
def earlier_results(member: Member, reader: Account, **_kwargs: object) -> tuple[str, list[YearResult]] | None:
    """Show on a member's page what was decided year by year, as far as the reader sees it."""
    rows = results_of(reader, member.pk)
    return ("evaluations/_results.html", rows) if rows else None


@receiver(member_panels, dispatch_uid="evaluations.transfers")
def transfers(member: Member, reader: Account, **_kwargs: object) -> tuple[str, list[Membership]] | None:
    """Lead from a member's page to the self-reviews of the transfers."""
    rows = transfers_of_member(reader, member)
    return ("evaluations/_transfers.html", rows) if rows else None


@receiver(opening_year, dispatch_uid="evaluations.pledges_due_by_rule_set")
def pledges_due_by_rule_set(unit: Unit, number: int, **_kwargs: object) -> datetime.date | None:
    """Return the day the nearest rule set in force proposes for pledges (A-22)."""
    nearest = RuleSet.objects.for_unit(unit).in_force(number).first()
    return day_of(nearest.pledges_due, number) if nearest else None


@receiver(members_moved, dispatch_uid="evaluations.follow_moves")
def follow_moves(moves: Iterable[Moved], on: datetime.date, **_kwargs: object) -> None:
    """Let what is still open of the reviews go with the members; what is proposed or decided stays with its cell."""
    for move in moves:
        follow_move(move, on)
