"""What the tests of rule sets share: a draft of the ward, and small changes to it."""

from decimal import Decimal

from emulation.models import Unit
from evaluations.models import RuleSet
from evaluations.ruleset_criteria import CriterionLine
from evaluations.services.rulesets import copy_rule_set, edit_rule_set, publish_rule_set

from .year import SYSTEM, make_rule_set


def make_draft(
    unit: Unit, code: str = "RIENG", first_year: int = 2026, *, changes: dict | None = None, **about
) -> RuleSet:
    """Begin a draft of the unit that adapts QĐ 366, with some fields changed."""
    values = {"name": f"Bộ tiêu chí {code}", "first_year": first_year} | about
    source = values.pop("source", None) or make_rule_set()
    draft = copy_rule_set(source=source, unit=unit, code=code, by=SYSTEM, **values)
    return edit_rule_set(rule_set=draft, values=changes, by=SYSTEM) if changes else draft


def make_published(unit: Unit, code: str = "RIENG", first_year: int = 2026, **values) -> RuleSet:
    """Publish such a draft."""
    return publish_rule_set(rule_set=make_draft(unit, code, first_year, **values), by=SYSTEM)


def line(code: str = "1", maximum: object = "30", group: str = "COMMON", **values) -> CriterionLine:
    """Return one criterion to be."""
    points = None if maximum is None else Decimal(str(maximum))
    return CriterionLine(group, values.pop("heading", "Mục"), code, values.pop("label", "Tiêu chí"), points, **values)


def sound(pledge: str = "") -> list[CriterionLine]:
    """Return the smallest table that adds up."""
    return [line(), line("2", "70", "RESULTS", is_pledge=pledge == "2")]
