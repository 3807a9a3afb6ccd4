"""Criteria as they are typed or read from a workbook, and what is wrong with a line before it is saved."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.text import clean

from .models import Criterion, CriterionGroup, RuleSet, ScoringMode
from .rules.scoring import CENT, COMMON_TOTAL, RESULTS_TOTAL, Group, Leaf, Maxima, Mode, check_maxima

CODE: Final = re.compile(r"[\w.-]{1,12}")
LONGEST: Final = {"heading": 200, "label": 300}
MOST_LINES: Final = 150  # a subject type; a table with more is a mistake in the file
TOTALS: Final = {CriterionGroup.COMMON: COMMON_TOTAL, CriterionGroup.RESULTS: RESULTS_TOTAL}
EMPTY: Final = gettext_lazy("This field is required.")
WORDS: Final = {
    "code": gettext_lazy("The code has at most 12 letters, digits, dots or hyphens, without spaces."),
    "twice": gettext_lazy("This code stands twice; every criterion of a subject type has a code of its own."),
    "long": gettext_lazy("This text is too long."),
    "group": gettext_lazy("Choose the common criteria (30) or the results (70)."),
    "mode": gettext_lazy("Choose how points are given."),
    "maximum": gettext_lazy("Type the maximum in points, above 0 and at most 70, with at most two decimals."),
    "no_maximum": gettext_lazy("Under this rule set criteria get grades, so there is no maximum: leave it empty."),
    "pledge": gettext_lazy("Only one criterion of a subject type gives the points for the pledge."),
}


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion to be; texts as typed, the maximum a Decimal, None where there is none or no number."""

    group: str
    heading: str
    code: str
    label: str
    maximum: Decimal | None = None
    mode: str = ScoringMode.FREE.value
    is_pledge: bool = False

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "CriterionLine":
        """Return the line of a mapping, its texts cleaned."""
        texts = {name: clean(values.get(name) or "") for name in ("group", "heading", "code", "label")}
        mode = values.get("mode") or ScoringMode.FREE.value
        return cls(**texts, maximum=values.get("maximum"), mode=mode, is_pledge=bool(values.get("is_pledge")))

    def leaf(self) -> Leaf:
        """Return the line as the rules add it; one without a maximum counts as nothing."""
        return Leaf(self.code, self.maximum or Decimal(0), Group(self.group), Mode(self.mode))


def line_of(criterion: Criterion) -> CriterionLine:
    """Return a stored criterion as a line."""
    return CriterionLine(**{name: getattr(criterion, name) for name in CriterionLine.__slots__})


def faults_of(lines: Sequence[CriterionLine], rule_set: RuleSet) -> dict[tuple[int, str], str | Promise]:
    """Return what is wrong, by the line's place from 0 and the field; sums are looked at when publishing."""
    found: dict[tuple[int, str], str | Promise] = {}
    times = Counter(line.code for line in lines)
    pledges = sum(line.is_pledge for line in lines)
    for place, line in enumerate(lines):
        faults = _texts(line) | _choices(line) | _maximum(line, rule_set)
        if times[line.code] > 1:
            faults.setdefault("code", WORDS["twice"])
        if line.is_pledge and pledges > 1:
            faults["is_pledge"] = WORDS["pledge"]
        found |= {(place, name): fault for name, fault in faults.items()}
    return found


def _texts(line: CriterionLine) -> dict[str, str | Promise]:
    faults = {name: EMPTY for name in ("heading", "code", "label") if not getattr(line, name)}
    faults |= {name: WORDS["long"] for name, most in LONGEST.items() if len(getattr(line, name)) > most}
    if line.code and not CODE.fullmatch(line.code):
        faults["code"] = WORDS["code"]
    return faults


def _choices(line: CriterionLine) -> dict[str, str | Promise]:
    faults = {} if line.group in CriterionGroup.values else {"group": WORDS["group"]}
    return faults if line.mode in ScoringMode.values else faults | {"mode": WORDS["mode"]}


def _maximum(line: CriterionLine, rule_set: RuleSet) -> dict[str, str | Promise]:
    if not rule_set.has_points:
        return {} if line.maximum is None else {"maximum": WORDS["no_maximum"]}
    points = line.maximum
    if points is None or not points.is_finite() or not 0 < points <= RESULTS_TOTAL or points != points.quantize(CENT):
        return {"maximum": WORDS["maximum"]}
    return {}


def maxima(lines: Iterable[CriterionLine | Criterion]) -> Maxima:
    """Return the sums of the maxima, to be exactly 30 and 70."""
    found = [line if isinstance(line, CriterionLine) else line_of(line) for line in lines]
    return check_maxima(line.leaf() for line in found)


def place_name(place: int) -> str:
    """Name a line by its place, as people count."""
    return _("line %(number)s") % {"number": place + 1}
