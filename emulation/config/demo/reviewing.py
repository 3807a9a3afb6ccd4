"""The cells' meetings, their proposals, the officer's verification, the leader's decision."""

import datetime
from collections.abc import Iterable
from random import Random
from typing import Final

from evaluations.bridge import derivation_of, findings_by_member, thresholds_of
from evaluations.decision_gaps import is_open
from evaluations.gaps import VOTE_FIELDS, explanation_reasons
from evaluations.grouping import grouping_of
from evaluations.levels import groups_of, rated, ratings_of
from evaluations.models import Assessment, Campaign, CellReview, Proposal, State
from evaluations.rules.levels import Level
from evaluations.services.caps import explain_choice
from evaluations.services.decisions import choose_levels, decide_campaign

from .accounts import Staff
from .assessing import Entry
from .bank import words
from .people import BATCH, Ward
from .plan import Times

MEETING: Final = ["held_on", "chair", "recorder", "summoned", "present", "ballots_issued", "ballots_returned"]
MEETING += ["ballots_invalid", "version"]
PROPOSED: Final = ["proposed_by", "proposed_at"]
VERIFIED: Final = ["verified_by", "verified_at", "verification_note"]
DECISION: Final = "{number}-QĐ/ĐU"


class Reviewing:
    """Holds the meetings of one ward's cells over entries that are scored but not saved yet."""

    def __init__(self, ward: Ward, staff: Staff, campaign: Campaign, times: Times) -> None:
        self.ward, self.staff, self.campaign, self.times = ward, staff, campaign, times
        self.rng: Random = ward.rng
        self.reviews = {review.unit_id: review for review in campaign.reviews.all()}
        self.thresholds = thresholds_of(campaign.rule_set)
        self.findings = findings_by_member(campaign.year.number, [person.member.pk for person in ward.people])
        self.proposals: list[Proposal] = []

    def meet(self, entries: list[Entry]) -> None:
        """Fill in the meeting of every cell, the votes on everybody, and the explanations that are owed."""
        for cell, found in _by_cell(entries).items():
            review = self.reviews[cell]
            self._attend(review, found)
            for entry in found:
                self._vote(entry.assessment, review.ballots_valid)
                self._explain(entry.assessment)

    def _attend(self, review: CellReview, entries: list[Entry]) -> None:
        people = self.ward.of(review.unit)
        official = [p for p in people if p.member.official_on and not p.is_exempt] or people[:1]
        names = [p.member.full_name for p in people if p.posts] or [official[0].member.full_name]
        review.held_on = self.times.ago(self.rng, 4, 7).date()
        review.chair, review.recorder = names[0], names[-1]
        review.summoned = len(official)
        review.present = max(1, review.summoned - self.rng.randrange(1 + review.summoned // 12))
        review.ballots_issued = review.ballots_returned = review.present
        review.ballots_invalid = int(review.present > 15 and self.rng.randrange(4) == 0)
        review.version += 1

    def _vote(self, row: Assessment, valid: int) -> None:
        """Most vote as the cell proposes, the others one step beside it."""
        levels = list(Level)
        place = levels.index(Level(row.cell_level))
        beside = place - 1 if place else 1
        counts = [0] * len(levels)
        counts[beside] = self.rng.randrange(1 + valid // 6)
        counts[place] += valid - counts[beside]
        for name, count in zip(VOTE_FIELDS, counts, strict=True):
            setattr(row, name, count)

    def _explain(self, row: Assessment) -> None:
        found = derivation_of(row, self.thresholds, "cell", self.findings.get(row.member_id, ()))
        if not explanation_reasons(row, found, self.campaign.rule_set.explain_from):
            return
        bank = words("texts")["explanations"]
        if row.cell_level == Level.FAILED:
            kind = "FAILED"
        elif row.cell_total == row.self_total:
            kind = "LEVEL"
        else:
            kind = "HIGHER" if row.cell_total > row.self_total else "LOWER"
        row.cell_explanation = self.rng.choice(bank[kind])

    def propose(self, entries: list[Entry]) -> None:
        """Propose the cells of these entries; the rows go on to the committee."""
        for cell, found in _by_cell(entries).items():
            review = self.reviews[cell]
            review.proposed_by, review.proposed_at = self.staff.secretaries[cell], self.times.ago(self.rng, 3, 5)
            for entry in found:
                entry.assessment.state = State.PROPOSED
                entry.assessment.version += 1
                self.proposals.append(self._proposal(entry.assessment, review))

    def _proposal(self, row: Assessment, review: CellReview) -> Proposal:
        found = derivation_of(row, self.thresholds, "cell", self.findings.get(row.member_id, ()))
        return Proposal(
            assessment=row,
            level=row.cell_level,
            derived=found.outcome,
            explanation=row.cell_explanation,
            by=review.proposed_by,
            at=review.proposed_at,
        )

    def verify(self, entries: list[Entry]) -> None:
        """Verify the cells of these entries."""
        for cell, found in _by_cell(entries).items():
            review = self.reviews[cell]
            review.verified_by, review.verified_at = self.staff.officer, self.times.ago(self.rng, 1, 2)
            review.verification_note = words("texts")["verification"]
            for entry in found:
                entry.assessment.state = State.VERIFIED
                entry.assessment.version += 1

    def save(self) -> None:
        """Write the meetings and the proposals; the assessments are saved before."""
        CellReview.objects.bulk_create(
            self.reviews.values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*MEETING, *PROPOSED, *VERIFIED],
            batch_size=BATCH,
        )
        Proposal.objects.bulk_create(self.proposals, batch_size=BATCH)


def _by_cell(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.is_rated:
            found.setdefault(entry.person.cell.pk, []).append(entry)
    return found


def decide(campaign: Campaign, staff: Staff, times: Times) -> None:
    """Choose within the cap, answer what the rules leave open, and decide, all by the services."""
    choices = _choices(campaign)
    if choices:
        choose_levels(campaign=campaign, choices=choices, by=staff.leader)
    _explain(campaign, staff)
    number = DECISION.format(number=120 + campaign.pk)
    signed_on = min(times.today, datetime.date(times.year + 1, 1, 10))
    decide_campaign(campaign=campaign, number=number, signed_on=signed_on, by=staff.leader)


def _explain(campaign: Campaign, staff: Staff) -> None:
    """Write the reason of the choice wherever somebody equal or better is left out."""
    ratings = ratings_of(campaign, rated(campaign).select_related("member"))
    for group in groups_of(ratings, grouping_of(campaign)):
        if group.lacks_reason:
            reason = words("texts")["choice_reason"]
            explain_choice(campaign=campaign, group=group.group, reason=reason, by=staff.leader)


def _choices(campaign: Campaign) -> dict[int, tuple[str, str]]:
    """Those over the cap, lowest points first, come down to good; what is left to people follows the cell."""
    ratings, grouping = list(ratings_of(campaign, rated(campaign))), grouping_of(campaign)
    reasons = words("texts")
    choices = {r.assessment.pk: (r.level, reasons["explanations"]["LEVEL"][1]) for r in ratings if is_open(r)}
    for group in groups_of(ratings, grouping):
        best = [r for r in ratings if grouping.of(r.assessment).code == group.group and r.level == Level.EXCELLENT]
        best.sort(key=lambda rating: (rating.assessment.cell_total, rating.assessment.pk))
        choices |= {rating.assessment.pk: (Level.GOOD, reasons["cap_reason"]) for rating in best[: group.over]}
    return choices
