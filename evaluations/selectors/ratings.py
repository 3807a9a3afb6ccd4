"""Reads of the ratings of cells themselves: form 01 of one cell, and all the cells of a committee."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from emulation.access import can
from emulation.models import Account

from ..cell_levels import CellStanding, basis_of, rating_of, standing_of, standings_of
from ..cell_members import NOBODY, MembersRated
from ..completeness import Gap
from ..criteria import Group, groups_of
from ..explain import summary
from ..explained import Told, told, told_decision
from ..models import Campaign, CellDecision, CellRating, CellReview, Finding, State
from ..rating_gaps import COLLECTIVE, criteria_of, rating_gaps, rating_reasons
from ..sections import Section, sections_of
from ..wording import OUTCOMES
from .assessments import Fact
from .reviews import Progress, committee_progress, reviews_of

LONG_TEXTS = ("sections", "points")
COUNTED = ("criteria", "tasks")  # parts of the form without which no level is derived


@dataclass(frozen=True)
class RatingSheet:
    """Form 01 of one cell with all it rests on; `is_shown` guards what the cell has not proposed yet."""

    review: CellReview
    rating: CellRating
    standing: CellStanding
    texts: tuple[tuple[Section, str], ...]
    groups: tuple[Group, ...]
    gaps: list[Gap]
    reasons: list[str]
    decision: CellDecision | None
    is_shown: bool

    @property
    def members(self) -> MembersRated:
        return self.standing.members

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.standing.findings

    @property
    def is_rated(self) -> bool:
        """Whether the cell is rated here: it has somebody to rate, and the rule set gives points."""
        campaign = self.review.campaign
        return campaign.rule_set.has_points and not campaign.from_paper and self.members.to_rate > 0

    @property
    def derived(self) -> Told | None:
        """The level as it was decided; before that what follows now, once all points and counts are there."""
        if self.decision:
            return told_decision(self.decision)
        is_counted = not any(gap.part in COUNTED for gap in self.gaps)
        return told(self.standing.derivation) if is_counted else None


def ratings_for(reader: Account) -> QuerySet[CellRating]:
    """Return the ratings the reader may see, each with the number of its cell's review, by which it goes."""
    review = CellReview.objects.filter(campaign=OuterRef("campaign"), unit=OuterRef("unit"))
    found = CellRating.objects.visible_to(reader).select_related("unit", "campaign__year")
    return found.annotate(review_id=Subquery(review.values("pk"))).defer(*LONG_TEXTS)


def rating_sheet(reader: Account, review: CellReview) -> RatingSheet:
    """Read one cell's form whole, in a fixed number of queries; the review comes through the reader's lens."""
    found = CellRating.objects.filter(campaign=review.campaign_id, unit=review.unit_id)
    rating = found.select_related("recorded_by", "proposed_by", "verified_by").first() or rating_of(review)
    rating.unit, rating.campaign = review.unit, review.campaign
    standing, sums = standing_of(rating), (rating.common, rating.results)
    return RatingSheet(
        review=review,
        rating=rating,
        standing=standing,
        texts=tuple((section, rating.sections.get(section.code, "")) for section in sections_of(COLLECTIVE)),
        groups=groups_of(criteria_of(review.campaign.rule_set), rating.points, sums),
        gaps=rating_gaps(rating, standing.derivation) if rating.is_open else [],
        reasons=rating_reasons(rating, standing.derivation),
        decision=rating.decisions.current().select_related("by").first() if rating.is_decided else None,
        is_shown=rating.state >= State.PROPOSED or bool(can(reader, "rating.write", review)),
    )


def cell_findings(review: CellReview) -> QuerySet[Finding]:
    """Return what stands against the cell itself in the year."""
    return Finding.objects.on_cell(review.unit, review.campaign.year.number)


def is_cell_decided(review: CellReview) -> bool:
    """Say whether the committee has decided the cell."""
    return CellRating.objects.filter(campaign=review.campaign_id, unit=review.unit_id, state=State.DECIDED).exists()


def rating_timeline(sheet: RatingSheet) -> list[Fact]:
    """Who proposed, verified and decided, in this order."""
    rating, facts = sheet.rating, []
    if rating.proposed_at:
        what = _("proposed the cell's own level: %(level)s") % {"level": rating.get_level_display()}
        facts.append(Fact(rating.proposed_at, str(rating.proposed_by), what, rating.explanation))
    if rating.verified_at:
        facts.append(Fact(rating.verified_at, str(rating.verified_by), _("verified the proposal")))
    if sheet.decision:
        facts.append(_decided(sheet.decision))
    return facts


def _decided(decision: CellDecision) -> Fact:
    values = {
        "level": decision.get_level_display(),
        "number": decision.number,
        "day": decision.signed_on.strftime("%d/%m/%Y"),
    }
    what = _("recorded decision %(number)s of %(day)s: %(level)s") % values
    return Fact(decision.at, str(decision.by), what, decision.reason)


@dataclass(frozen=True, slots=True)
class CellLine:
    """One cell on the committee's page; `standing` is empty until the cell has proposed."""

    review: CellReview
    state: State | None
    standing: CellStanding | None
    members: MembersRated
    findings: int

    @property
    def total(self) -> Decimal | None:
        """The cell's points, once it has proposed."""
        return self.standing.rating.total if self.standing else None

    @property
    def state_code(self) -> str:
        return self.state.name if self.state else ""

    @property
    def state_label(self) -> str | Promise:
        return self.state.label if self.state else _("Not begun")

    @property
    def derived(self) -> str:
        return str(self.standing.derivation.outcome) if self.standing else ""

    @property
    def derived_label(self) -> str | Promise:
        return OUTCOMES[self.standing.derivation.outcome] if self.standing else ""

    @property
    def is_by_people(self) -> bool:
        """Whether the regulation leaves the level to people."""
        return self.standing is not None and self.standing.derivation.level is None

    @property
    def summary(self) -> str:
        return summary(self.standing.derivation) if self.standing else ""

    @property
    def is_awaiting(self) -> bool:
        """Whether the cell waits for the officer."""
        return self.state == State.PROPOSED


def cell_lines(reader: Account, campaign: Campaign) -> tuple[CellLine, ...]:
    """Return the cells that are to be rated, in the order of the tree; five queries, whatever their number."""
    at = reader.scope.units_q("rating.view", "unit__path")
    states = dict(CellRating.objects.filter(at, campaign=campaign).order_by().values_list("unit", "state"))
    basis = basis_of(campaign)
    standings = {
        found.rating.unit_id: found for found in standings_of(campaign, proposed_ratings(reader, campaign), basis)
    }
    return tuple(
        CellLine(
            review=review,
            state=State(states[review.unit_id]) if review.unit_id in states else None,
            standing=standings.get(review.unit_id),
            members=basis.members.get(review.unit_id, NOBODY),
            findings=len(basis.findings.get(review.unit_id, ())),
        )
        for review in reviews_of(reader, campaign)
        if review.unit_id in basis.members
    )


def proposed_ratings(reader: Account, campaign: Campaign) -> QuerySet[CellRating]:
    """Return the ratings the reader may know, of cells that have proposed, without the long texts."""
    rated = campaign.assessments.to_rate().order_by().values("unit")
    found = CellRating.objects.visible_to(reader).filter(campaign=campaign, state__gte=State.PROPOSED, unit__in=rated)
    return found.select_related("unit").defer(*LONG_TEXTS)


@dataclass(frozen=True, slots=True)
class RatingProgress:
    """How far one cell to be rated is with its own rating; no state while nothing is written."""

    review: CellReview
    state: State | None
    return_reason: str

    @property
    def is_open(self) -> bool:
        """Whether the cell still has to propose."""
        return self.state in (None, State.DRAFT, State.RETURNED)


def progress_with_ratings(reader: Account, campaign: Campaign) -> Progress:
    """Return how far each cell is with its members, its own rating read with the row of the review; two queries."""
    at = reader.scope.units_q("rating.view", "unit__path")
    own = CellRating.objects.filter(at, campaign=OuterRef("campaign"), unit=OuterRef("unit")).order_by()
    reviews = reviews_of(reader, campaign).annotate(
        rating_state=Subquery(own.values("state")[:1]), rating_reason=Subquery(own.values("return_reason")[:1])
    )
    return committee_progress(reader, campaign, reviews)


def ratings_in(campaign: Campaign, progress: Progress) -> tuple[RatingProgress, ...]:
    """Return how far the cells to be rated are with their own ratings; nothing where no cell is rated."""
    if not campaign.rule_set.has_points or campaign.from_paper:
        return ()
    reviews = (cell.review for cell in progress.to_rate)
    return tuple(
        RatingProgress(one, None if one.rating_state is None else State(one.rating_state), one.rating_reason or "")
        for one in reviews
    )
