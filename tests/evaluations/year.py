"""What the tests of the yearly review share: the rule set, a campaign, a filled-in self-assessment."""

import datetime
from decimal import Decimal

from emulation.access import SystemActor
from evaluations.content import TaskLine
from evaluations.models import Assessment, Campaign, Criterion, RuleSet
from evaluations.sections import sections_of
from evaluations.services.assessments import save_assessment, submit_assessment
from evaluations.services.campaigns import open_campaign
from evaluations.services.rulesets import install_rule_set

from ..factories import make_ready

RESULTS = ("ON_TIME", "BEYOND", "ON_TIME", "BEYOND")
SYSTEM = SystemActor("the test")


def make_rule_set():
    """Install QĐ 366."""
    return install_rule_set(code="QD366", by=SYSTEM)


def make_campaign(cast) -> Campaign:
    """Open the review of the cast's year, as its officer does."""
    number = cast.year.number
    make_ready(cast.committee)
    return open_campaign(
        year=cast.year,
        rule_set=make_rule_set(),
        cut_off=datetime.date(number, 12, 31),
        assessments_due=datetime.date(number, 11, 30),
        reviews_due=datetime.date(number, 12, 10),
        decisions_due=datetime.date(number, 12, 25),
        by=cast.officer,
    )


def assessment_of(campaign: Campaign, account) -> Assessment:
    """Return the account's own assessment in the campaign."""
    return Assessment.objects.get(campaign=campaign, member=account.member)


def full_points(assessment: Assessment, off: str = "0") -> dict[str, Decimal]:
    """Return full points for every criterion, `off` points less on the largest one."""
    criteria = assessment.campaign.rule_set.criteria_by_subject[assessment.subject_type]
    points = {criterion.code: criterion.maximum for criterion in criteria}
    largest = max(criteria, key=lambda criterion: criterion.maximum).code
    points[largest] -= Decimal(off)
    return points


def fill_in(assessment: Assessment, by, off: str = "0", level: str = "HTTNV", **changes) -> Assessment:
    """Save a complete self-assessment: four tasks on time, two of them beyond requirement."""
    content = {
        "sections": {section.code: "Đã làm tốt." for section in sections_of(assessment.subject_type)},
        "self_points": full_points(assessment, off),
        "tasks": [TaskLine(f"Việc {number}", "Một sản phẩm", None, result) for number, result in enumerate(RESULTS)],
        "self_level": level,
    }
    return save_assessment(assessment=assessment, **(content | changes), by=by)


def submitted(assessment: Assessment, by, **changes) -> Assessment:
    """Fill in and submit."""
    return submit_assessment(assessment=fill_in(assessment, by, **changes), by=by)


def adapted(campaign: Campaign, **choices) -> Campaign:
    """Bind the campaign to a copy of its rule set with other choices; a published one never changes."""
    rules, leaves = campaign.rule_set, list(campaign.rule_set.criteria.all())
    copy = RuleSet.objects.get(pk=rules.pk)
    copy.pk, copy.code, copy.state, copy.base = None, f"{rules.code}-{rules.adaptations.count()}", 10, rules
    for name, value in choices.items():
        setattr(copy, name, value)
    copy.save()
    for leaf in leaves:
        leaf.pk, leaf.rule_set = None, copy
    Criterion.objects.bulk_create(leaves)
    Campaign.objects.filter(pk=campaign.pk).update(rule_set=copy)
    return Campaign.objects.select_related("year__unit", "rule_set").get(pk=campaign.pk)
