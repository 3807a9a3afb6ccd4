"""What a kind of position is called, and which form it fills in, under a rule set.

HD 43-HD/BTCTW (2025) has the forms 2A, 2B and 2C. HD 25-HD/BTCTW (2023) had two, the other way round: 02A without a
leading post, 02B for leaders; members outside the political system had no form of their own.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.models import SubjectType

from .models import RuleSet, ScoringMethod

Text = str | Promise

FORMS: Final[dict[str, dict[str, str]]] = {
    ScoringMethod.POINTS: {"LEADER": "2A", "NONLEAD": "2B", "OUTSIDE": "2C"},
    ScoringMethod.GRADES: {"LEADER": "02B", "NONLEAD": "02A", "OUTSIDE": "02A"},
}
GUIDANCE: Final = {ScoringMethod.POINTS: "43", ScoringMethod.GRADES: "25"}
OLD_NAMES: Final[dict[str, Text]] = {
    "LEADER": _("Leader or manager (form 02B)"),
    "NONLEAD": _("No leading post (form 02A)"),
    "OUTSIDE": _("Outside the political system (form 02A)"),
}


def subject_names(rule_set: RuleSet) -> dict[str, Text]:
    """Return the kinds of position by code, each with its form."""
    return dict(SubjectType.choices) if rule_set.has_points else OLD_NAMES


def form_of(rule_set: RuleSet, subject_type: str) -> str:
    """Return the form that applies."""
    return FORMS[rule_set.method][subject_type]


def guidance_of(rule_set: RuleSet) -> str:
    """Return the number of the guidance the forms belong to: HD 43, HD 25."""
    return GUIDANCE[rule_set.method]
