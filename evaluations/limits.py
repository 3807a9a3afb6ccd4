"""What a member's level is held against: the rating as an employee (A-13) and the votes of the meeting (A-17)."""

from django.utils.translation import gettext as _

from .electronic import agreed_of
from .models import Assessment, CellReview, Limit, RuleSet
from .rules.levels import Level
from .rules.voting import Threshold, has_the_votes, votes_needed


def is_above_employee(assessment: Assessment, level: str) -> bool:
    """Say whether the level is better than the member's rating as an employee, where there is one."""
    if not level or not assessment.employee_level:
        return False
    return Level(level).is_above(Level(assessment.employee_level))


def employee_warning(assessment: Assessment, level: str, rule_set: RuleSet) -> str:
    """Return that the level is above the rating as an employee, in a sentence; empty where it is not, or unminded."""
    if rule_set.employee_limit == Limit.OFF or not is_above_employee(assessment, level):
        return ""
    return _("The level is above the rating as an employee (%(rating)s).") % {"rating": employee_rating(assessment)}


def employee_refusal(assessment: Assessment, level: str, rule_set: RuleSet) -> str:
    """Return why the level cannot be given, as a clause; empty where it can."""
    if rule_set.employee_limit != Limit.BLOCK or not is_above_employee(assessment, level):
        return ""
    text = _(
        "the rule set allows no level above the rating as an employee (%(rating)s); choose that level or a lower one"
    )
    return text % {"rating": employee_rating(assessment)}


def employee_rating(assessment: Assessment) -> str:
    """Return the rating as an employee with its day and issuer."""
    day = assessment.employee_rated_on.strftime("%d/%m/%Y") if assessment.employee_rated_on else ""
    parts = (assessment.get_employee_level_display(), day, assessment.employee_issuer)
    return ", ".join(str(part) for part in parts if part)


def votes_warning(assessment: Assessment, review: CellReview, rule_set: RuleSet) -> str:
    """Return that the proposed level has too few votes, with the counts, in a sentence; empty before they are there."""
    given, threshold = _votes_for(assessment, review), Threshold(rule_set.vote_threshold)
    if given is None or not review.present or has_the_votes(given, review.present, threshold):
        return ""
    values = {"votes": given, "present": review.present, "needed": votes_needed(review.present, threshold)}
    text = _("Too few votes (%(votes)s/%(present)s, %(needed)s or more needed): report the counts to the level above.")
    return text % values


def _votes_for(assessment: Assessment, review: CellReview) -> int | None:
    """Return the votes for the level the cell proposes; None where there is no level or no count."""
    agreed = agreed_of(review).get(assessment.pk)
    if agreed and assessment.cell_level == Level.EXCELLENT:
        return agreed[0]
    return {
        Level.EXCELLENT: assessment.votes_excellent,
        Level.GOOD: assessment.votes_good,
        Level.COMPLETED: assessment.votes_completed,
        Level.FAILED: assessment.votes_failed,
    }.get(assessment.cell_level)
