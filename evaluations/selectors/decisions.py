"""Reads of the committee's decision: the cap's working, the candidates, the rest by level, the frozen list."""

from collections import Counter
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise

from emulation.models import Account

from ..decision_gaps import MissingCell, is_open, missing_cells, pending_checks
from ..explain import cap_sentence, summary
from ..grouping import Grouping, grouping_of
from ..head_limit import Head, heads_by_assessment, is_refused
from ..levels import Rating, groups_of, level_to_decide, rated, ratings_of, shares_of_cells
from ..limits import employee_warning
from ..models import Appeal, Assessment, Campaign, CapRecord, CapScope, Decision, LevelChoice, PendingCheck, State
from ..rules.cap import Reading, Rounding, cap
from ..rules.levels import Level
from ..tally import GroupWorking, choice_reasons

FEW = 50  # candidates shown whom neither the cell nor the committee has named; the others stay in the list by level


@dataclass(frozen=True, slots=True)
class Ranked:
    """One member as the committee sees them."""

    rating: Rating
    group: str
    head_of: Head | None = None

    @property
    def assessment(self) -> Assessment:
        return self.rating.assessment

    @property
    def score(self) -> Decimal:
        return self.rating.inputs.score

    @property
    def beyond(self) -> str:
        """Tasks beyond requirement of those assigned: "2/3", or a dash where none was assigned."""
        inputs = self.rating.inputs
        return f"{inputs.exceeded}/{inputs.assigned}" if inputs.assigned else "–"

    @property
    def summary(self) -> str:
        return summary(self.rating.derivation)

    @property
    def head_warning(self) -> str:
        """That the head of a cell would stand above the cell; empty for everybody else."""
        return self.head_of.warning(self.rating.level) if self.head_of else ""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is remarkable about the level to be decided."""
        rule_set = self.assessment.campaign.rule_set
        employee = employee_warning(self.assessment, self.rating.level, rule_set)
        return tuple(filter(None, [employee, self.head_warning]))

    @property
    def derived(self) -> str:
        return str(self.rating.derivation.outcome)

    @property
    def is_by_people(self) -> bool:
        """Whether the regulation leaves the level to people."""
        return self.rating.derivation.level is None

    @property
    def is_proposed(self) -> bool:
        """Whether the cell proposes the top level."""
        return self.rating.proposed == Level.EXCELLENT

    @property
    def is_named(self) -> bool:
        """Whether the cell or the committee names the member for the top level."""
        return Level.EXCELLENT in (self.rating.level, self.rating.proposed)

    @property
    def is_changed(self) -> bool:
        """Whether the committee departs from the proposal."""
        return self.rating.level != self.rating.proposed

    def matches(self, level: str, words: str) -> bool:
        """Whether the level and every word of the name fit; empty ones always do."""
        text = self.assessment.member.search_text
        return level in ("", self.rating.level) and all(word in text for word in words.split())

    @property
    def is_open(self) -> bool:
        """Whether the committee still owes a choice or a reason."""
        return is_open(self.rating)

    def as_if(self, level: str, reason: str) -> "Ranked":
        """Return the member as a choice would make it, not saved; an unknown level changes nothing."""
        if level not in ("", *LevelChoice.values):
            return self
        rating, assessment = self.rating, copy(self.assessment)
        assessment.committee_level, assessment.committee_reason = level, reason if level else ""
        decided = level_to_decide(assessment, rating.proposed, rating.derivation)
        return replace(self, rating=replace(rating, assessment=assessment, level=decided))


@dataclass(frozen=True, slots=True)
class GroupBoard:
    """One group on the page: open questions of all groups, those named for the top level, the eligible, the others."""

    questions: tuple[Ranked, ...]
    named: tuple[Ranked, ...]
    eligible: tuple[Ranked, ...]
    others: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class DecisionBoard:
    """The committee's page before the decision: groups, and everybody in the order in which they are weighed."""

    campaign: Campaign
    grouping: Grouping
    reasons: Mapping[str, str]
    groups: tuple[GroupWorking, ...]
    people: tuple[Ranked, ...]
    missing: tuple[MissingCell, ...]
    checks: tuple[PendingCheck, ...] = ()

    @property
    def open(self) -> tuple[Ranked, ...]:
        """Those for whom the committee still owes a choice or a reason."""
        return tuple(person for person in self.people if person.is_open)

    @property
    def is_over(self) -> bool:
        return any(group.is_over for group in self.groups)

    @property
    def lacks_reason(self) -> bool:
        return any(group.lacks_reason for group in self.groups)

    @property
    def can_decide_now(self) -> bool:
        """Whether nothing stands against the decision."""
        against = (self.missing, self.checks, self.open, self.is_over, self.lacks_reason, self.refused_heads)
        return bool(self.people) and not any(against)

    @property
    def cells(self) -> tuple[GroupWorking, ...]:
        """Each cell's own working, its maximum a hint; nothing where the share itself is taken inside each cell."""
        arrangement = self.grouping.arrangement
        if arrangement.scope == CapScope.CELL:
            return ()
        return shares_of_cells((person.rating for person in self.people), arrangement)

    def as_if(
        self, choices: Mapping[int, tuple[str, str]], explanation: tuple[str, str] | None = None
    ) -> "DecisionBoard":
        """Return the board as choices, and a group's explanation, would make it; nothing is saved or read."""
        reasons = {**self.reasons, explanation[0]: explanation[1]} if explanation else self.reasons
        people = tuple(
            person.as_if(*choices[person.assessment.pk]) if person.assessment.pk in choices else person
            for person in self.people
        )
        groups = groups_of((person.rating for person in people), self.grouping, reasons)
        return replace(self, people=people, groups=groups)

    @property
    def refused_heads(self) -> tuple[str, ...]:
        """One sentence on each head of a cell above the cell, where the rule set refuses that."""
        if not is_refused(self.campaign):
            return ()
        return tuple(person.head_warning for person in self.people if person.head_warning)

    def of_group(self, group: str, level: str = "", words: str = "") -> "GroupBoard":
        """Return one group's people as the page shows them, each once; level and words narrow the others."""
        questions = self.open[:FEW]
        asked = {person.assessment.pk for person in questions}
        people = [p for p in self.people if p.group == group and p.assessment.pk not in asked]
        named = [person for person in people if person.is_named]
        eligible = [person for person in people if person.rating.is_eligible and not person.is_named]
        shown = {person.assessment.pk for person in (*named, *eligible[:FEW])}
        others = [person for person in people if person.assessment.pk not in shown and person.matches(level, words)]
        others.sort(key=lambda person: (person.assessment.unit.path, person.assessment.member.sort_key))
        return GroupBoard(questions, tuple(named), tuple(eligible[:FEW]), tuple(others))

    @property
    def by_level(self) -> tuple[tuple[str, str | Promise, int], ...]:
        """The four levels with their counts."""
        counts = Counter(person.rating.level for person in self.people)
        return tuple((level.value, level.label, counts[level.value]) for level in LevelChoice)


def decision_board(reader: Account, campaign: Campaign) -> DecisionBoard:
    """Return the committee's working; nine queries at most; empty for who has no view of the committee."""
    found = _visible(reader, campaign)
    grouping, reasons = grouping_of(campaign), choice_reasons(campaign)
    ratings = list(ratings_of(campaign, found))
    heads = heads_by_assessment(campaign)
    people = sorted((_ranked(rating, grouping, heads) for rating in ratings), key=_order)
    return DecisionBoard(
        campaign=campaign,
        grouping=grouping,
        reasons=reasons,
        groups=groups_of(ratings, grouping, reasons),
        people=tuple(people),
        missing=tuple(missing_cells(campaign)),
        checks=tuple(pending_checks(campaign)) if people else (),
    )


def _ranked(rating: Rating, grouping: Grouping, heads: Mapping[int, Head]) -> Ranked:
    assessment = rating.assessment
    return Ranked(rating, grouping.of(assessment).code, heads.get(assessment.pk))


def _visible(reader: Account, campaign: Campaign) -> QuerySet[Assessment]:
    """Return what cells have proposed and the reader's roles reach."""
    return (
        rated(campaign)
        .filter(reader.scope.units_q("assessment.view", "unit__path"), state__gte=State.PROPOSED)
        .select_related("proposal", "member", "unit")
    )


def _order(person: Ranked) -> tuple:
    """Best points first, then the larger share beyond requirement, then by given name."""
    inputs = person.rating.inputs
    share = Fraction(inputs.exceeded, inputs.assigned) if inputs.assigned else Fraction(0)
    return (-person.score, -share, person.assessment.member.sort_key, person.assessment.pk)


def cap_working(reader: Account, campaign: Campaign) -> list[GroupWorking]:
    """Return the cap of every group as it stands, by what cells have proposed and the committee has chosen."""
    ratings = ratings_of(campaign, _visible(reader, campaign))
    return list(groups_of(ratings, grouping_of(campaign), choice_reasons(campaign)))


@dataclass(frozen=True, slots=True)
class DecidedCap:
    """The cap of one group as it was decided."""

    record: CapRecord
    label: str | Promise
    sentence: str


def is_decided(campaign: Campaign) -> bool:
    """Say whether the committee has decided the campaign."""
    return campaign.assessments.filter(state=State.DECIDED).exists()


def decided_caps(campaign: Campaign) -> list[DecidedCap]:
    """Return the frozen workings of the groups with their sentences."""
    return [decided_cap(record) for record in campaign.caps.of_members()]


def decided_cap(record: CapRecord) -> DecidedCap:
    """Rebuild the sentence from the frozen numbers alone."""
    good = record.base - record.chosen
    found = cap(record.chosen, good, record.percent, Reading(record.reading), Rounding(record.rounding))
    return DecidedCap(record, record.label, cap_sentence(found, record.chosen))


def decisions_in_full(reader: Account) -> QuerySet[Decision]:
    """Return the frozen decisions the reader may see, with what pages name, by cell and given name."""
    return (
        Decision.objects.current()
        .annotate(has_suspension=Exists(Appeal.objects.open().filter(suspends=True, decision=OuterRef("pk"))))
        .filter(assessment__in=Assessment.objects.visible_to(reader))
        .select_related("assessment__member", "assessment__unit", "assessment__proposal", "by", "rule_set")
        .order_by("assessment__unit__path", "assessment__member__sort_key", "pk")
    )


def decisions_of(reader: Account, campaign: Campaign, level: str = "") -> QuerySet[Decision]:
    """Return the frozen decisions of a campaign, of one level when one is given."""
    found = decisions_in_full(reader).filter(assessment__campaign=campaign)
    return found.filter(level=level) if level else found


def first_signature(campaign: Campaign) -> Decision | None:
    """Return a row of the decision on the whole campaign, with number, day and who recorded it; not of a re-rating."""
    found = Decision.objects.filter(assessment__campaign=campaign, replaces=None)
    return found.select_related("by").order_by("pk").first()


def decided_levels(decisions: QuerySet[Decision]) -> tuple[tuple[str, str | Promise, int], ...]:
    """Return the four levels with their counts."""
    counts = Counter(decisions.order_by().values_list("level", flat=True))
    return tuple((level.value, level.label, counts[level.value]) for level in LevelChoice)
