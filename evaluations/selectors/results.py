"""Results of earlier years: the rule set they are in the words of, and what is held on a member."""

import datetime
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from emulation.models import Unit

from ..models import Assessment, Campaign, Decision, RuleSet, RuleSetState
from ..paper import Words

NO_RULE_SET: Final = _("No rule set is in force for %(year)s: install or publish the one the results were decided by.")


@dataclass(frozen=True)
class YearResult:
    """What was decided on a member for one year, in the words of that year's rule set."""

    assessment_id: int
    year: int
    level: str
    level_name: str
    number: str
    signed_on: datetime.date
    rule_set: str
    rule_set_code: str
    cell: str
    is_rerating: bool
    from_paper: bool


def campaign_of_year(committee: Unit, year: int) -> Campaign | None:
    """Return the committee's campaign of the year, None where there is none."""
    return Campaign.objects.filter(year__unit=committee, year__number=year).select_related("rule_set", "year").first()


def rule_set_of_year(committee: Unit, year: int) -> RuleSet:
    """Return the rule set the year's results are in the words of: the campaign's, else the nearest that was in force.

    Raises ValidationError where there is none.
    """
    campaign = campaign_of_year(committee, year)
    found = campaign.rule_set if campaign else RuleSet.objects.in_force(year).for_unit(committee).first()
    if found is None:
        raise ValidationError(NO_RULE_SET, "no_rule_set", {"year": year})
    return found


def years_to_take_over(committee: Unit, today: datetime.date) -> list[int]:
    """Return the years gone by that have a rule set and are not reviewed here, newest first; two queries."""
    rules = RuleSet.objects.for_unit(committee).exclude(state=RuleSetState.DRAFT).values_list("first_year", "last_year")
    past = today.year - 1
    years = {year for first, last in rules for year in range(first, min(last or past, past) + 1)}
    reviewed = Campaign.objects.filter(year__unit=committee, from_paper=False).values_list("year__number", flat=True)
    return sorted(years - set(reviewed), reverse=True)


def words_of(rule_set: RuleSet) -> Words:
    """Return the words in which results under the rule set are written."""
    if rule_set.has_points:
        return Words.of(rule_set.levels)
    codes = {leaf.code for leaves in rule_set.criteria_by_subject.values() for leaf in leaves}
    return Words.of(rule_set.levels, rule_set.grades, codes)


def results_of(reader: Any, member: int) -> list[YearResult]:
    """Return what was decided on the member, newest year first, as far as the reader sees it; one query."""
    return [_result(decision) for decision in decisions_for(reader).filter(assessment__member=member)]


def decisions_for(reader: Any) -> QuerySet[Decision]:
    """Return the decisions that hold, of the assessments the reader may open, newest year first."""
    found = Decision.objects.current().filter(assessment__in=Assessment.objects.visible_to(reader).values("pk"))
    related = ("rule_set", "assessment__campaign__year", "assessment__unit", "assessment__member")
    return found.select_related(*related).order_by("-assessment__campaign__year__number", "pk")


def level_name_of(decision: Decision) -> str:
    """Return the decided level in the words of the rule set it was decided by."""
    return dict(decision.rule_set.levels)[decision.level]


def _result(decision: Decision) -> YearResult:
    assessment = decision.assessment
    return YearResult(
        assessment_id=assessment.pk,
        year=assessment.campaign.year.number,
        level=decision.level,
        level_name=level_name_of(decision),
        number=decision.number,
        signed_on=decision.signed_on,
        rule_set=decision.rule_set.name,
        rule_set_code=decision.rule_set.code,
        cell=assessment.unit.name,
        is_rerating=decision.is_rerating,
        from_paper=assessment.campaign.from_paper,
    )
