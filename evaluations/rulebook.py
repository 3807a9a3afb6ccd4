"""What a rule set says, in the rules' own terms: which findings may stand against whom."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise

from .bridge import LEADERSHIP, OTHER_DISCIPLINE, SUBORDINATES
from .models import RuleSet
from .rules.levels import Subject
from .ruleset_fields import SUBJECTS
from .wording import CONCLUDED

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


@dataclass(frozen=True)
class FindingRow:
    """One finding with what it does to each kind of subject: True may be weighed, False forces, None does not apply."""

    code: str
    label: str | Promise
    cells: tuple[tuple[str | Promise, bool | None], ...]


def findings_table(rule_set: RuleSet) -> tuple[FindingRow, ...]:
    """Return the findings that stand in the rule set, against whom each, in the order of the subjects."""
    codes = {code for subject in Subject for code in rule_set.findings.get(subject, {})}
    return tuple(_row(code, rule_set) for code in sorted(codes, key=lambda code: int(code[1:])))


def _row(code: str, rule_set: RuleSet) -> FindingRow:
    cells = tuple((label, rule_set.findings.get(subject, {}).get(code)) for subject, label in SUBJECTS.items())
    return FindingRow(code, CONCLUDED[code], cells)
