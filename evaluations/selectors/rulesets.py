"""Rule sets as pages and the API list them: whose they are, who follows them, their criteria with sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils.functional import Promise

from emulation.models import LegalBasis, Unit

from ..models import Assessment, Campaign, Criterion, CriterionGroup, RuleSet, RuleSetState, ScoringMethod, State
from ..ruleset_criteria import TOTALS
from ..ruleset_fields import SUBJECTS
from ..shipped import shipped_rule_sets
from ..subjects import subject_names


@dataclass(frozen=True)
class CriteriaBlock:
    """The criteria of one group of one subject type under their headings; `total` is what the maxima must make."""

    code: str
    group: str
    maximum: Decimal
    total: Decimal
    headings: tuple[tuple[str, tuple[Criterion, ...]], ...]

    @property
    def adds_up(self) -> bool:
        return self.maximum == self.total


@dataclass(frozen=True)
class SubjectCriteria:
    """The criteria of one subject type."""

    code: str
    label: str | Promise
    blocks: tuple[CriteriaBlock, ...]

    @property
    def is_empty(self) -> bool:
        return not any(block.headings for block in self.blocks)


@dataclass(frozen=True)
class Owned:
    """One rule set in the list: whether it is in force, in how many reviews it is used, who below has an own one."""

    rule_set: RuleSet
    is_in_force: bool
    uses: int
    others_below: tuple[Unit, ...]


def rule_sets_for(reader) -> QuerySet[RuleSet]:
    """Every published rule set, and the drafts of one's own; everyone may know the rules they are rated by."""
    return RuleSet.objects.visible_to(reader).select_related("unit", "base", "replaces")


def owned_rule_sets(reader) -> QuerySet[RuleSet]:
    """The same with `uses`, the reviews held under each: by owner from the top, drafts first, newest first."""
    found = rule_sets_for(reader).annotate(uses=Count("campaigns"))
    return found.order_by(F("unit__path").asc(nulls_first=True), "state", "-first_year", "code")


def owned_rows(rule_sets: Iterable[RuleSet], year: int) -> list[Owned]:
    """Say of each whether it is in force in the year, and which units below follow an own one instead."""
    in_force = RuleSet.objects.in_force(year).exclude(unit=None).select_related("unit")
    owners = {rule_set.unit_id: rule_set.unit for rule_set in in_force}
    current = set(RuleSet.objects.in_force(year).values_list("pk", flat=True))
    return [
        Owned(each, each.pk in current, each.uses, tuple(u for u in owners.values() if _is_below(u, each.unit)))
        for each in rule_sets
    ]


def _is_below(unit: Unit, owner: Unit | None) -> bool:
    return owner is None or (unit.pk != owner.pk and owner.covers(unit))


def not_installed(reader) -> list[tuple[str, str]]:
    """Code and name of the rule sets we ship that have no rows yet."""
    known = set(rule_sets_for(reader).values_list("code", flat=True))
    return [(code, data["name"]) for code, data in shipped_rule_sets().items() if code not in known]


def owners_for(reader) -> QuerySet[Unit]:
    """Units at which the reader's own role lets rule sets be adapted."""
    return Unit.objects.filter(pk__in=reader.scope.unit_ids("ruleset.edit")).order_by("path")


def replaceable(rule_set: RuleSet) -> QuerySet[RuleSet]:
    """Published sets of the owner that no other set replaces."""
    taken = RuleSet.objects.exclude(pk=rule_set.pk).exclude(replaces=None).values("replaces")
    own = RuleSet.objects.filter(unit_id=rule_set.unit_id, state=RuleSetState.PUBLISHED)
    return own.exclude(pk=rule_set.pk).exclude(pk__in=taken)


def bases_to_choose() -> QuerySet[LegalBasis]:
    """Every legal basis, newest first."""
    return LegalBasis.objects.all()


def campaigns_to_try(reader, rule_set: RuleSet) -> QuerySet[Campaign]:
    """Reviews with proposals under the owner whose people the reader may see, newest first."""
    proposed = Assessment.objects.filter(campaign=OuterRef("pk"), state__gte=State.PROPOSED)
    reached = reader.scope.units_q("assessment.view", "year__unit__path")
    below = Campaign.objects.filter(Exists(proposed), reached, year__unit__in=Unit.objects.within(rule_set.unit))
    derived = below.filter(from_paper=False, rule_set__method=ScoringMethod.POINTS)
    return derived.select_related("year__unit", "rule_set").order_by("-year__number", "year__unit__path")


def criteria_of(rule_set: RuleSet) -> tuple[SubjectCriteria, ...]:
    """The criteria of every subject type by group, under their headings."""
    return tuple(subject_criteria(rule_set, subject) for subject in SUBJECTS)


def subject_criteria(rule_set: RuleSet, subject: str) -> SubjectCriteria:
    """The criteria of one subject type."""
    criteria = rule_set.criteria_by_subject.get(subject, ())
    label = subject_names(rule_set).get(subject, SUBJECTS[subject])
    return SubjectCriteria(subject, label, tuple(_block(criteria, group) for group in CriterionGroup))


def _block(criteria: tuple[Criterion, ...], group: CriterionGroup) -> CriteriaBlock:
    own = [criterion for criterion in criteria if criterion.group == group]
    headings: dict[str, list[Criterion]] = {}
    for criterion in own:
        headings.setdefault(criterion.heading, []).append(criterion)
    made = sum((criterion.maximum or Decimal(0) for criterion in own), Decimal(0))
    rows = tuple((name, tuple(rows)) for name, rows in headings.items())
    return CriteriaBlock(group.value, str(group.label), made, TOTALS[group], rows)
