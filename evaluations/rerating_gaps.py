"""What stands against a re-rating, as sentences by field (form 03, QĐ 366-QĐ/TW Art. 13)."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from .decision_gaps import numbers_taken, refusal_of
from .head_limit import heads_refused
from .levels import Rating
from .models import Campaign, Decision, LevelChoice
from .recheck import Recheck
from .rules.levels import Level


def rerating_gaps(
    campaign: Campaign, held: Decision, level: str, number: str, signed_on: datetime.date, reason: str
) -> dict[str, str]:
    """Return what is missing or cannot be in the new decision's level, number, date and reason."""
    found = {}
    if level not in LevelChoice.values:
        found["level"] = _("Choose one of the four levels.")
    if not reason:
        found["reason"] = _("Write why the member is rated again.")
    if not number:
        found["number"] = _("Type the number of the decision.")
    elif _is_taken(campaign, number, signed_on):
        found["number"] = _("The committee has already signed a decision number %(number)s in %(year)s.") % {
            "number": number,
            "year": signed_on.year,
        }
    return found | _date_gaps(held, signed_on)


def _date_gaps(held: Decision, signed_on: datetime.date) -> dict[str, str]:
    if signed_on > timezone.localdate():
        return {"signed_on": _("The decision cannot have been signed after today. Correct the date.")}
    if signed_on < held.signed_on:
        text = _("The decision that holds is of %(day)s; a later one cannot be older. Correct the date.")
        return {"signed_on": text % {"day": held.signed_on.strftime("%d/%m/%Y")}}
    return {}


def _is_taken(campaign: Campaign, number: str, signed_on: datetime.date) -> bool:
    """One paper may rate several members again: its number is free for more of them on its own day."""
    if number.casefold() not in numbers_taken(campaign, signed_on.year):
        return False
    at, again = campaign.unit, {"signed_on": signed_on, "replaces__isnull": False}
    papers = Decision.objects.filter(assessment__campaign__year__unit=at, **again).order_by()
    return number.casefold() not in {taken.casefold() for taken in papers.values_list("number", flat=True)}


def limits_passed(campaign: Campaign, rating: Rating, held: str, level: str) -> list[str]:
    """Return what forbids the level: the rating as an employee, the cell's level, the cap where somebody is added."""
    found = [text[:1].upper() + text[1:] + "." for text in [refusal_of(rating, level)] if text]
    found += heads_refused(campaign, {rating.assessment.pk: level})
    if level == Level.EXCELLENT and held != Level.EXCELLENT:
        assessment = rating.assessment
        after = Recheck(campaign).moved(assessment.unit_id, assessment.subject_type, held, level)
        if after.working.is_over or not after.working.holds:
            text = _("Nobody can be added to the top level here: %(label)s would have %(sentence)s.")
            found.append(text % {"label": after.label, "sentence": after.sentence})
    return found
