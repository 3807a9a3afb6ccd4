"""Reads about re-ratings: for whom one is needed, what was decided again, how the cap stands now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.utils.functional import Promise

from emulation.models import Account

from ..explained import Explained, explained
from ..levels import rated, ratings_of
from ..models import Assessment, Campaign, Decision, Finding, LevelChoice, State
from ..recheck import CapNow, Recheck
from ..rules.classification import Derivation
from ..wording import OUTCOMES
from .reviews import committee_campaigns


@dataclass(frozen=True, slots=True)
class Waiting:
    """A member with a finding recorded since the decision that would change what follows from the regulation."""

    decision: Decision
    derivation: Derivation

    @property
    def assessment(self) -> Assessment:
        return self.decision.assessment

    @property
    def derived_label(self) -> str | Promise:
        return OUTCOMES[self.derivation.outcome]


@dataclass(frozen=True, slots=True)
class AfterDecision:
    """What has come since the decision: re-ratings, members who wait for one, the cap as it stands now."""

    reratings: tuple[Decision, ...]
    waiting: tuple[Waiting, ...]
    caps: tuple[CapNow, ...]

    @property
    def broken(self) -> tuple[CapNow, ...]:
        """The groups whose share no longer holds: for people to decide on."""
        return tuple(cap for cap in self.caps if cap.is_broken)

    @property
    def asks(self) -> int:
        """How many things wait for the leader."""
        return len(self.waiting) + len(self.broken)


@dataclass(frozen=True, slots=True)
class LevelEffect:
    """What the cap of the member's group would be at one level."""

    code: str
    label: str | Promise
    cap: CapNow


@dataclass(frozen=True, slots=True)
class RerateSheet:
    """One decided member on the page where they are rated again."""

    assessment: Assessment
    held: Decision
    history: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    derived: Explained
    effects: tuple[LevelEffect, ...]

    @property
    def group(self) -> str | Promise:
        """The group whose cap the member's level moves."""
        return self.effects[0].cap.label


def after_decision(reader: Account, campaign: Campaign) -> AfterDecision:
    """Return what has come since the decision, in a fixed number of queries; nothing before it."""
    reratings = tuple(reratings_of(reader, campaign))
    caps = Recheck(campaign).now() if reratings else ()
    return AfterDecision(reratings, tuple(_waiting(reader, campaign)), caps)


def reratings_of(reader: Account, campaign: Campaign) -> QuerySet[Decision]:
    """Return the re-ratings the reader may see, each with what it replaces, oldest first."""
    found = Decision.objects.filter(assessment__campaign=campaign, replaces__isnull=False)
    seen = found.filter(assessment__in=Assessment.objects.visible_to(reader))
    return seen.select_related("assessment__member", "assessment__unit", "replaces", "by").order_by("at", "pk")


def has_news() -> Case:
    """Return whether, in a campaign, somebody was rated again or a finding came later; to annotate campaigns."""
    again = Decision.objects.filter(replaces__isnull=False)
    since = {_FINDING_YEAR: F("assessment__campaign__year__number"), _FINDING_AT: F("at")}
    later = Decision.objects.current().filter(**since)
    asked = Q(pk__in=again.values("assessment__campaign")) | Q(pk__in=later.values("assessment__campaign"))
    return Case(When(asked, then=Value(True)), default=Value(False), output_field=BooleanField())


_FINDING_YEAR: Final = "assessment__member__findings__year"
_AS_LISTED: Final = ("assessment__unit__path", "assessment__member__sort_key")
_FINDING_AT: Final = "assessment__member__findings__recorded_at__gt"


def _waiting(reader: Account, campaign: Campaign) -> Iterable[Waiting]:
    """Yield those whose findings recorded since the decision change what follows; two queries, three with somebody."""
    since = {_FINDING_YEAR: campaign.year.number, _FINDING_AT: F("at")}
    later = Decision.objects.current().filter(assessment__campaign=campaign, **since)
    rows = Decision.objects.filter(pk__in=later.values("pk"), assessment__in=Assessment.objects.visible_to(reader))
    rows = rows.select_related("assessment__member", "assessment__unit")
    decisions = {row.assessment_id: row for row in rows.order_by(*_AS_LISTED)}
    if not decisions:
        return
    derived = {r.assessment.pk: r.derivation for r in ratings_of(campaign, rated(campaign).filter(pk__in=decisions))}
    for pk, decision in decisions.items():
        if derived[pk].outcome.value != decision.derived:
            yield Waiting(decision, derived[pk])


def needs_rerating(reader: Account, assessment: Assessment) -> bool:
    """Say whether the member waits to be rated again."""
    if not assessment.is_decided:
        return False
    return any(one.assessment.pk == assessment.pk for one in _waiting(reader, assessment.campaign))


def history_of(assessment: Assessment) -> tuple[Decision, ...]:
    """Return every decision on the member, the first one first."""
    return tuple(assessment.decisions.select_related("by", "rule_set", "replaces").order_by("at", "pk"))


def decided_members(reader: Account) -> QuerySet[Assessment]:
    """Return the decided members of the committees whose work the reader's roles reach; those on paper stay there."""
    found = Assessment.objects.visible_to(reader).filter(state=State.DECIDED, campaign__in=committee_campaigns(reader))
    return found.select_related("member", "unit", "campaign__year__unit", "campaign__rule_set")


def rerate_sheet(assessment: Assessment) -> RerateSheet:
    """Return what the leader looks at before rating a member again; the assessment came through the reader's lens."""
    history = history_of(assessment)
    held = next(decision for decision in history if decision.is_current)
    (rating,) = ratings_of(assessment.campaign, rated(assessment.campaign).filter(pk=assessment.pk))
    recheck, where = Recheck(assessment.campaign), (assessment.unit_id, assessment.subject_type)
    effects = [LevelEffect(code, label, recheck.moved(*where, held.level, code)) for code, label in LevelChoice.choices]
    return RerateSheet(
        assessment=assessment,
        held=held,
        history=history,
        findings=tuple(assessment.findings.filter(recorded_at__gt=held.at).select_related("unit", "recorded_by")),
        derived=explained(rating.derivation),
        effects=tuple(effects),
    )
