"""Reads of the cell's review: the whole cell on one sheet, one member's page, how far the cells of a committee are."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.utils.functional import Promise

from emulation.models import Account, Standing, Unit

from ..attendance import register_exists
from ..bridge import derivation_of, findings_by_member, thresholds_of
from ..electronic import agreed_of, ballot_exists
from ..explain import number, summary
from ..explained import Explained, explained
from ..gaps import explanation_reasons, proposal_gaps, row_gaps, votes_of
from ..limits import employee_warning, votes_warning
from ..models import Assessment, BallotState, Campaign, CellReview, Finding, LevelChoice, RuleSet, Stage, State
from ..rules.classification import Derivation, Outcome
from ..rules.thresholds import Thresholds
from ..tally import GroupWorking
from ..visibility import seen_by
from ..wording import OUTCOMES
from .assessments import Sheet, assessment_sheet

FEW = 12


@dataclass(frozen=True, slots=True)
class Vote:
    """The votes for one level with their share of all votes, one decimal."""

    code: str
    label: str | Promise
    count: int
    percent: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One member on the cell's sheet; `derivation` is empty while nobody has given points."""

    assessment: Assessment
    derivation: Derivation | None
    reasons: tuple[str, ...]  # why an explanation is owed
    gaps: tuple[str, ...]  # what is missing before the cell can propose
    warnings: tuple[str, ...]  # what the level is held against, without standing in the way
    is_own: bool
    is_provisional: bool
    agreed: tuple[int, int] | None = None  # to the highest level in a second ballot, and not

    @property
    def derived(self) -> str:
        """The outcome's code, empty while there is none."""
        return str(self.derivation.outcome) if self.derivation else ""

    @property
    def derived_label(self) -> str | Promise:
        return OUTCOMES[self.derivation.outcome] if self.derivation else ""

    @property
    def summary(self) -> str:
        return summary(self.derivation) if self.derivation else ""

    @property
    def is_by_people(self) -> bool:
        """Whether the regulation leaves the level to people."""
        return self.derived in (Outcome.NEEDS_DECISION, Outcome.NEEDS_INPUT)

    @property
    def differs_from_derived(self) -> bool:
        """Whether the cell proposes another level than the derived one."""
        return bool(self.assessment.cell_level) and self.assessment.cell_level != self.derived

    @property
    def state_code(self) -> str:
        return State(self.assessment.state).name

    @property
    def tally(self) -> tuple[Vote, ...]:
        """The four counts, best level first; empty before they are all there."""
        votes = votes_of(self.assessment)
        if None in votes:
            return ()
        return tuple(
            Vote(level.value, level.label, count, _share(count, sum(votes)))
            for level, count in zip(LevelChoice, votes, strict=True)
        )

    @property
    def needs_explanation(self) -> bool:
        return bool(self.reasons)

    @property
    def lacks_explanation(self) -> bool:
        return self.needs_explanation and not self.assessment.cell_explanation.strip()


def tenths(part: int, whole: int) -> Decimal | None:
    """Return a share in per cent, rounded half up to one decimal; None where there is no base."""
    return Decimal((2000 * part + whole) // (2 * whole)).scaleb(-1) if whole else None


def _share(part: int, whole: int) -> str:
    share = tenths(part, whole)
    return "" if share is None else f"{number(share)} %"


@dataclass(frozen=True, slots=True)
class CellSheet:
    """The whole cell: those to be rated, those who are not with the reason, and what the proposal still lacks."""

    review: CellReview
    rows: tuple[SheetRow, ...]
    unrated: tuple[Assessment, ...]
    gaps: tuple[str, ...]

    @property
    def submitted(self) -> int:
        return sum(row.assessment.state >= State.SUBMITTED for row in self.rows)

    @property
    def complete(self) -> int:
        return sum(not row.gaps for row in self.rows)

    @property
    def lacks_little(self) -> bool:
        """Whether the list of what is missing is short enough to be shown at once."""
        return len(self.gaps) <= FEW

    @property
    def waiting(self) -> tuple[SheetRow, ...]:
        """Those whose self-assessment has not come in."""
        return tuple(row for row in self.rows if row.assessment.is_open)

    @property
    def editable(self) -> tuple[SheetRow, ...]:
        """The rows the cell may score now."""
        return tuple(row for row in self.rows if row.assessment.is_submitted)


@dataclass(frozen=True, slots=True)
class CellProgress:
    """How far one cell is; the state is that of the member who is furthest behind."""

    review: CellReview
    members: int
    submitted: int
    proposed: int
    verified: int
    decided: int
    state: State | None
    hint: GroupWorking | None = None

    @property
    def is_awaiting_verification(self) -> bool:
        return self.state == State.PROPOSED

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands between this cell and the decision."""
        return self.verified == self.members

    @property
    def state_code(self) -> str:
        return self.state.name if self.state else ""

    @property
    def state_label(self) -> str | Promise:
        return self.state.label if self.state else ""


@dataclass(frozen=True, slots=True)
class Progress:
    """The cells of a committee with their sums."""

    cells: tuple[CellProgress, ...]
    members: int
    submitted: int
    proposed: int
    verified: int
    decided: int

    @property
    def to_rate(self) -> tuple[CellProgress, ...]:
        """The cells with somebody to be rated."""
        return tuple(cell for cell in self.cells if cell.members)

    @property
    def awaiting(self) -> tuple[CellProgress, ...]:
        """The cells that await the officer."""
        return tuple(cell for cell in self.cells if cell.is_awaiting_verification)

    @property
    def ready(self) -> int:
        """How many cells are verified."""
        return sum(cell.is_ready for cell in self.to_rate)

    @property
    def is_ready(self) -> bool:
        return bool(self.to_rate) and self.ready == len(self.to_rate)


def reviews_of(reader: Account, campaign: Campaign) -> QuerySet[CellReview]:
    """Return the reviews the reader sees, in the order of the tree."""
    return CellReview.objects.visible_to(reader).filter(campaign=campaign).select_related("unit")


def cell_sheet(reader: Account, review: CellReview) -> CellSheet:
    """Return the cell's sheet; page and API take this object. At most three queries, whatever the rows."""
    found = (
        Assessment.objects.visible_to(reader)
        .filter(campaign=review.campaign_id, unit=review.unit_id)
        .select_related("member")
        .defer("sections", "self_points")
        .order_by("member__sort_key", "pk")
    )
    assessments = [seen_by(reader, _with_cell(assessment, review)) for assessment in found]
    rated = [assessment for assessment in assessments if assessment.is_required]
    derivations = _derivations(review.campaign, rated)
    return CellSheet(
        review=review,
        rows=tuple(_row(reader, review, assessment, derivations.get(assessment.pk)) for assessment in rated),
        unrated=tuple(assessment for assessment in assessments if not assessment.is_required),
        gaps=tuple(proposal_gaps(review, rated, derivations)) if rated and not review.is_proposed else (),
    )


def _with_cell(assessment: Assessment, review: CellReview) -> Assessment:
    """Give the row the cell and campaign already read."""
    assessment.unit, assessment.campaign = review.unit, review.campaign
    return assessment


def _derivations(campaign: Campaign, assessments: Iterable[Assessment]) -> dict[int, Derivation]:
    """Derive with the cell's points where there are any, else with the member's own; nothing before there are any."""
    findings = findings_by_member(campaign.year.number, [a.member_id for a in assessments])
    thresholds = thresholds_of(campaign.rule_set)
    return {
        a.pk: _derivation(a, thresholds, findings.get(a.member_id, ()))
        for a in assessments
        if a.state >= State.SUBMITTED or a.self_total is not None
    }


def _derivation(assessment: Assessment, thresholds: Thresholds, findings: Iterable[Finding]) -> Derivation:
    return derivation_of(assessment, thresholds, "self" if assessment.cell_total is None else "cell", findings)


def _row(reader: Account, review: CellReview, assessment: Assessment, derivation: Derivation | None) -> SheetRow:
    """Return one row with what is owed and missing; a decided or proposed row lacks nothing."""
    rule_set = review.campaign.rule_set
    is_open = assessment.is_submitted and derivation is not None
    return SheetRow(
        assessment=assessment,
        derivation=derivation,
        reasons=tuple(explanation_reasons(assessment, derivation, rule_set.explain_from)) if derivation else (),
        gaps=tuple(row_gaps(assessment, derivation, review, rule_set)) if is_open else (),
        warnings=_warnings(assessment, review, rule_set),
        is_own=reader.member_id is not None and assessment.member_id == reader.member_id,
        is_provisional=assessment.member.standing_on(review.campaign.cut_off) == Standing.PROVISIONAL,
        agreed=agreed_of(review).get(assessment.pk),
    )


def _warnings(assessment: Assessment, review: CellReview, rule_set: RuleSet) -> tuple[str, ...]:
    """Return what is remarkable about the level the cell proposes."""
    found = (
        votes_warning(assessment, review, rule_set),
        employee_warning(assessment, assessment.cell_level, rule_set),
    )
    return tuple(filter(None, found))


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """One member's review: the row of the cell's sheet beside the whole self-assessment."""

    row: SheetRow
    own: Sheet

    @property
    def assessment(self) -> Assessment:
        return self.row.assessment

    @property
    def derived(self) -> Explained | None:
        """What follows from the cell's points, or from the member's own before there are any."""
        return explained(self.row.derivation) if self.row.derivation else None


def person_sheet(reader: Account, review: CellReview, assessment: Assessment) -> PersonSheet:
    """Return one member's page; the assessment has been fetched through the reader's lens."""
    _with_cell(assessment, review)
    shown = seen_by(reader, assessment)
    derivation = _derivations(review.campaign, [shown]).get(assessment.pk)
    return PersonSheet(_row(reader, review, shown, derivation), assessment_sheet(reader, assessment))


def reviews_in_full(reader: Account) -> QuerySet[CellReview]:
    """Return the reviews the reader sees with everything a page of one says."""
    found = CellReview.objects.visible_to(reader).annotate(
        has_register=register_exists(),
        has_ballot=ballot_exists(),
        has_second_ballot=ballot_exists(stage=Stage.SECOND, state=BallotState.CLOSED),
    )
    return found.select_related("unit", "campaign__year__unit", "campaign__rule_set", "proposed_by", "verified_by")


def committee_progress(reader: Account, campaign: Campaign, reviews: QuerySet[CellReview] | None = None) -> Progress:
    """Return how far each cell is that the reader's roles reach; two queries. Counts only, no content.

    `reviews` are those of `reviews_of`, where the caller wants more read with them.
    """
    counts: dict[int, Counter] = defaultdict(Counter)
    rows = (
        Assessment.objects.to_rate()
        .filter(reader.scope.units_q("assessment.view", "unit__path"), campaign=campaign)
        .values_list("unit_id", "state")
        .annotate(members=Count("pk"))
        .order_by()
    )
    for unit, state, members in rows:
        counts[unit][state] += members
    found = reviews_of(reader, campaign) if reviews is None else reviews
    cells = tuple(_progress(review, counts[review.unit_id]) for review in found)
    sums = {name: sum(getattr(cell, name) for cell in cells) for name in _COUNTED}
    return Progress(cells, **sums)


_COUNTED = ("members", "submitted", "proposed", "verified", "decided")


def _progress(review: CellReview, states: Counter) -> CellProgress:
    def at_least(state: State) -> int:
        return sum(members for found, members in states.items() if found >= state)

    return CellProgress(
        review=review,
        members=states.total(),
        submitted=at_least(State.SUBMITTED),
        proposed=at_least(State.PROPOSED),
        verified=at_least(State.VERIFIED),
        decided=at_least(State.DECIDED),
        state=State(min(states)) if states else None,
    )


def campaigns_of(reader: Account, unit: Unit | None = None) -> QuerySet[Campaign]:
    """Return the campaigns the reader works in, newest first; of the unit's committee when one is given.

    In a year whose results are from paper there is no work.
    """
    found = Campaign.objects.visible_to(reader).filter(from_paper=False).select_related("year__unit", "rule_set")
    if unit:
        found = found.filter(year__unit__path__in=[unit.path[:end] for end in range(4, len(unit.path) + 1, 4)])
    return found.order_by("-year__number", "year__unit__path")


def committee_campaigns(reader: Account) -> QuerySet[Campaign]:
    """Return the campaigns of the committees whose work the reader's roles reach, those from paper left out."""
    found = Campaign.objects.filter(reader.scope.units_q("assessment.view", "year__unit__path"), from_paper=False)
    return found.select_related("year__unit", "rule_set")
