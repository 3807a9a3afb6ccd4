"""What stands between a committee and its decision, as sentences; the page shows them, the service insists on them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from .gaps import by_name
from .levels import Rating
from .limits import employee_refusal
from .models import Campaign, CellDecision, Decision, PendingCheck, State
from .rules.classification import Derivation
from .rules.levels import Level
from .tally import GroupWorking


@dataclass(frozen=True, slots=True)
class MissingCell:
    """A cell with members whose proposals are not verified yet."""

    unit_id: int
    name: str
    members: int


def missing_cells(campaign: Campaign) -> list[MissingCell]:
    """Return the cells that are not wholly verified, in the order of the tree."""
    rows = (
        campaign.assessments.to_rate()
        .filter(state__lt=State.VERIFIED)
        .values("unit_id", "unit__name", "unit__path")
        .annotate(members=Count("pk"))
        .order_by("unit__path")
    )
    return [MissingCell(row["unit_id"], row["unit__name"], row["members"]) for row in rows]


def needs_own_reason(derivation: Derivation, proposed: str, level: str) -> bool:
    """Say whether a choice of the committee needs a reason: it departs from the proposal or from the rules.

    To leave out somebody eligible is what the cap does (row R12), so no departure from the rules.
    """
    if derivation.level is None or level != proposed:
        return True
    left_out = derivation.eligible and level == Level.GOOD
    return level != derivation.level and not left_out


def is_open(rating: Rating) -> bool:
    """Say whether the committee still owes this member a choice or a reason.

    Where it follows the cell, the cell's explanation is its reason; not where the rules leave the level to people.
    """
    assessment, derivation = rating.assessment, rating.derivation
    if refusal_of(rating, rating.level):
        return True
    if assessment.committee_level:
        return not assessment.committee_reason and needs_own_reason(derivation, rating.proposed, rating.level)
    if derivation.level is None:
        return True
    explained = bool(assessment.cell_explanation.strip())
    return not explained and needs_own_reason(derivation, rating.proposed, rating.level)


def refusal_of(rating: Rating, level: str) -> str:
    """Return why the level cannot be chosen for this member at all, as a clause; empty when it can."""
    return employee_refusal(rating.assessment, level, rating.assessment.campaign.rule_set)


def open_questions(ratings: Iterable[Rating]) -> list[str]:
    """Return one sentence for each member whose level still needs the committee's choice or reason."""
    clause = _("the committee must choose the level and give its reason")
    found = [(rating, refusal_of(rating, rating.level) or clause) for rating in ratings if is_open(rating)]
    return [by_name(rating.assessment, [text]) for rating, text in found]


def cap_breaches(groups: Iterable[GroupWorking]) -> list[str]:
    """Return the working of every group with more chosen than its cap allows."""
    return [f"{group.label}: {group.sentence}." for group in groups if group.is_over]


def unexplained_choices(groups: Iterable[GroupWorking]) -> list[str]:
    """Return one sentence for every group whose choice passes over somebody and has no reason yet."""
    todo = _("Write the reason of the choice.")
    return [f"{group.label}: {group.contest_sentence} {todo}" for group in groups if group.lacks_reason]


def missing_sentences(campaign: Campaign) -> list[str]:
    """Return one sentence naming the cells that are not verified; nothing when all are."""
    names = [cell.name for cell in missing_cells(campaign)]
    if not names:
        return []
    return [_("Not verified yet: %(cells)s. Verify these cells first.") % {"cells": ", ".join(names)}]


def pending_checks(campaign: Campaign) -> list[PendingCheck]:
    """Return the checks whose outcome the decision waits for (QĐ 366-QĐ/TW Art. 12.1 step 3); one query."""
    found = PendingCheck.objects.pending().filter(assessment__campaign=campaign)
    return list(found.select_related("assessment__member", "assessment__unit"))


def check_sentences(campaign: Campaign) -> list[str]:
    """Return one sentence for each check without an outcome."""
    text = _("a check ordered by %(by)s has no outcome yet; record it first")
    return [by_name(check.assessment, [text % {"by": check.ordered_by}]) for check in pending_checks(campaign)]


def signature_gaps(campaign: Campaign, number: str, signed_on: datetime.date) -> dict[str, str]:
    """Return what is wrong with the decision's number and date, by field."""
    found = {}
    if not number:
        found["number"] = _("Type the number of the decision.")
    elif number.casefold() in numbers_taken(campaign, signed_on.year):
        found["number"] = _("The committee has already signed a decision number %(number)s in %(year)s.") % {
            "number": number,
            "year": signed_on.year,
        }
    if signed_on > timezone.localdate():
        found["signed_on"] = _("The decision cannot have been signed after today. Correct the date.")
    last = campaign.reviews.aggregate(last=Max("held_on"))["last"]
    if last and signed_on < last:
        found["signed_on"] = _("A cell has met after this day, on %(day)s. Correct the date of the decision.") % {
            "day": last.strftime("%d/%m/%Y")
        }
    return found


def numbers_taken(campaign: Campaign, year: int) -> set[str]:
    """Return the numbers of the decisions the committee signed in a year, on members and on cells, in small letters.

    Letters are compared here, since not every database knows that Đ and đ are one letter.
    """
    at, signed = campaign.unit, {"signed_on__year": year}
    members = Decision.objects.filter(assessment__campaign__year__unit=at, **signed)
    cells = CellDecision.objects.filter(rating__campaign__year__unit=at, **signed)
    found = members.order_by().values_list("number").union(cells.order_by().values_list("number"))
    return {number.casefold() for (number,) in found}
