"""What a rule set says, in the rules' own terms: which findings may stand against whom."""

from typing import Final

from .bridge import LEADERSHIP, OTHER_DISCIPLINE, SUBORDINATES
from .models import RuleSet
from .rules.levels import Subject

# Findings that force no level by themselves.
NOTED: Final = {
    Subject.LEADER: (OTHER_DISCIPLINE,),
    Subject.NONLEAD: (OTHER_DISCIPLINE,),
    Subject.OUTSIDE: (OTHER_DISCIPLINE,),
    Subject.COLLECTIVE: (SUBORDINATES, LEADERSHIP),
}


def finding_codes(rule_set: RuleSet, subject: str) -> tuple[str, ...]:
    """Return the codes of the findings that may stand against a kind of subject, forcing ones first."""
    return (*rule_set.findings[subject], *NOTED[Subject(subject)])
