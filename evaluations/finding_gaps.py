"""What is wrong with a finding before it is recorded, as sentences by field; of a member and of a cell alike."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.models import Member, Unit
from emulation.text import clean

from .models import Assessment, CellReview, Finding, RuleSet
from .rulebook import finding_codes
from .rules.levels import Subject

YEARS_BACK: Final = 5  # an older fault that is decided now counts for the year of the decision
YEARS_ON: Final = 1
TEXTS: Final = ("document_number", "issuer", "attribution", "escape_decision")
OPTIONAL: Final = {"act_on": None, "attribution": "", "escape": "NONE", "escape_level": "", "escape_decision": ""}
OTHER_SUBJECT = _("This finding does not apply to the member's subject type.")
NOT_ON_CELLS = _("This finding cannot stand against a cell.")
AHEAD = _("This day has not come yet. Correct the date.")
BEFORE_JOINING = _("The member was admitted only on %(day)s. Correct the date.")
AFTER_DOCUMENT = _("The act cannot be later than the document on it, of %(day)s. Correct one of the two dates.")
OTHER_YEAR = _("Choose a year from %(first)s to %(last)s.")
OTHER_UNIT = _("Choose a cell in which the member was listed and where you may record findings.")
ATTRIBUTION_NEEDED = _("Say why it counts for another unit or year than those of this review.")
NOT_WEIGHED = _("The rule set does not let this finding be weighed, so that no decision can accept it.")
LEVEL_NEEDED = _("Choose the level of the decision that accepts it.")
DECISION_NEEDED = _("Write the decision that accepts it with its number, such as 12-QĐ/ĐU.")
NO_DECISION_YET = _("Only an accepted claim has a level and a decision; leave this empty.")
TWICE = _("This finding with this document is already recorded.")


@dataclass(frozen=True)
class Against:
    """Against whom a finding stands, and the unit and year it counts for unless it is attributed elsewhere."""

    rule_set: RuleSet
    subject: str
    unit: Unit
    year: int
    member: Member | None = None

    @property
    def years(self) -> range:
        """The years it may be attributed to."""
        return range(self.year - YEARS_BACK, self.year + YEARS_ON + 1)

    def is_elsewhere(self, unit_id: int, year: int) -> bool:
        """Whether these are another unit or year than those of the review."""
        return (unit_id, year) != (self.unit.pk, self.year)


def against_member(assessment: Assessment) -> Against:
    """Return what a finding on the member is held against."""
    campaign = assessment.campaign
    year, member = campaign.year.number, assessment.member
    return Against(campaign.rule_set, assessment.subject_type, assessment.unit, year, member)


def against_cell(review: CellReview) -> Against:
    """Return what a finding on the meeting's cell itself is held against."""
    campaign = review.campaign
    return Against(campaign.rule_set, Subject.COLLECTIVE, review.unit, campaign.year.number)


def complete_values(values: Mapping[str, Any], against: Against) -> dict[str, Any]:
    """Return every field of a finding, texts cleaned, with the review's own unit and year where none are given."""
    given = OPTIONAL | {name: value for name, value in values.items() if value is not None}
    given = {"unit": against.unit, "year": against.year} | given
    return given | {name: clean(given[name]) for name in TEXTS}


def refuse_finding(values: Mapping[str, Any], against: Against) -> None:
    """Raise ValidationError by field with everything that is wrong; `values` hold every field of a finding."""
    faults = {
        **_code_faults(values, against),
        **_date_faults(values, against.member),
        **_attribution_faults(values, against),
        **_escape_faults(values, against),
    }
    if not faults and _is_known(values, against):
        faults = {"document_number": ValidationError(TWICE, "twice")}
    if faults:
        raise ValidationError(faults)


def _code_faults(values: Mapping[str, Any], against: Against) -> dict[str, ValidationError]:
    if values["code"] in finding_codes(against.rule_set, against.subject):
        return {}
    return {"code": ValidationError(OTHER_SUBJECT if against.member else NOT_ON_CELLS, "other_subject")}


def _date_faults(values: Mapping[str, Any], member: Member | None) -> dict[str, ValidationError]:
    """Neither day lies ahead or before the member's admission, and the act comes before its document."""
    faults = {}
    for name in ("document_date", "act_on"):
        fault = _day_fault(values[name], member)
        faults |= {name: fault} if fault else {}
    if not faults and values["act_on"] and values["act_on"] > values["document_date"]:
        day = values["document_date"].strftime("%d/%m/%Y")
        faults["act_on"] = ValidationError(AFTER_DOCUMENT, "after_document", {"day": day})
    return faults


def _day_fault(day: datetime.date | None, member: Member | None) -> ValidationError | None:
    if day is None:
        return None
    if day > timezone.localdate():
        return ValidationError(AHEAD, "ahead")
    if member and member.joined_on and day < member.joined_on:
        joined = member.joined_on.strftime("%d/%m/%Y")
        return ValidationError(BEFORE_JOINING, "before_joining", {"day": joined})
    return None


def _attribution_faults(values: Mapping[str, Any], against: Against) -> dict[str, ValidationError]:
    """The year lies within reason; another unit or year than those of the review is explained."""
    if values["year"] not in against.years:
        bounds = {"first": against.years[0], "last": against.years[-1]}
        return {"year": ValidationError(OTHER_YEAR, "other_year", bounds)}
    if against.is_elsewhere(values["unit"].pk, values["year"]) and not values["attribution"]:
        return {"attribution": ValidationError(ATTRIBUTION_NEEDED, "required")}
    return {}


def _escape_faults(values: Mapping[str, Any], against: Against) -> dict[str, ValidationError]:
    """Accepted only where the rule set lets it be weighed, and only with its level and a decision's number."""
    given = {name: bool(values[name]) for name in ("escape_level", "escape_decision")}
    if values["escape"] != Finding.Escape.ACCEPTED:
        return {name: ValidationError(NO_DECISION_YET, "no_decision") for name, is_given in given.items() if is_given}
    if not against.rule_set.findings[against.subject].get(values["code"], False):
        return {"escape": ValidationError(NOT_WEIGHED, "not_weighed")}
    faults = {} if given["escape_level"] else {"escape_level": ValidationError(LEVEL_NEEDED, "required")}
    if not any(letter.isdigit() for letter in values["escape_decision"]):
        faults["escape_decision"] = ValidationError(DECISION_NEEDED, "required")
    return faults


def _is_known(values: Mapping[str, Any], against: Against) -> bool:
    """Say whether the same finding rests on the same document already."""
    same = {name: values[name] for name in ("year", "code", "document_number")}
    on = {"member": against.member} if against.member else {"member": None, "unit": values["unit"]}
    return Finding.objects.filter(**same, **on).exists()
