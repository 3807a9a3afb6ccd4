"""What a cell's review lacks before it can propose, as sentences; pages show them, the service insists on them."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .awaited import awaited_clauses
from .bridge import leaves_of
from .explain import number
from .limits import employee_refusal
from .models import Assessment, CellReview, RuleSet, State
from .rules.classification import Derivation
from .rules.scoring import explanation_required

VOTE_FIELDS = ("votes_excellent", "votes_good", "votes_completed", "votes_failed")


def meeting_conflicts(review: CellReview) -> dict[str, str]:
    """Return a sentence for every count of the meeting that is larger than the one it is a part of, by field."""
    parts = (
        (
            "present",
            review.present,
            review.summoned,
            _("%(part)s official members present, but only %(whole)s summoned. Correct one of the two numbers."),
        ),
        (
            "ballots_issued",
            review.ballots_issued,
            review.present,
            _("%(part)s ballots issued, but only %(whole)s official members present. Correct one of the two numbers."),
        ),
        (
            "ballots_returned",
            review.ballots_returned,
            review.ballots_issued,
            _("%(part)s ballots returned, but only %(whole)s issued. Correct one of the two numbers."),
        ),
        (
            "ballots_invalid",
            review.ballots_invalid,
            review.ballots_returned,
            _("%(part)s invalid ballots, but only %(whole)s returned. Correct one of the two numbers."),
        ),
    )
    return {name: text % {"part": part, "whole": whole} for name, part, whole, text in parts if part > whole}


def meeting_gaps(review: CellReview) -> list[str]:
    """Return what the facts of the meeting still lack."""
    wanted = (
        (review.held_on, _("Write down the date of the meeting.")),
        (review.chair, _("Write down who chaired the meeting.")),
        (review.recorder, _("Write down who kept the record of the meeting.")),
        (review.summoned, _("Write down how many official members were summoned.")),
        (review.present, _("Write down how many official members were present.")),
        (review.ballots_valid > 0, _("Write down the ballots issued, returned, invalid; one or more must be valid.")),
    )
    return [*meeting_conflicts(review).values(), *(text for fact, text in wanted if not fact)]


def votes_of(assessment: Assessment) -> tuple[int | None, ...]:
    """Return the four counts, best level first."""
    return tuple(getattr(assessment, name) for name in VOTE_FIELDS)


def explanation_reasons(assessment: Assessment, derivation: Derivation, explain_from: Decimal) -> list[str]:
    """Return why the cell owes an explanation for its scores and level; nothing while it has given none."""
    own, cell = assessment.self_total, assessment.cell_total
    reasons = []
    if None not in (own, cell) and explanation_required(own, cell, None, None, explain_from):
        reasons.append(
            _("the cell's total differs from the member's own by %(points)s points (from %(limit)s points on)")
            % {"points": number(abs(own - cell)), "limit": number(explain_from)}
        )
    if assessment.cell_level and assessment.self_level and assessment.cell_level != assessment.self_level:
        reasons.append(_("the proposed level differs from the member's own"))
    if assessment.cell_level and derivation.level is None:
        reasons.append(_("the regulation leaves this level to people, who say why"))
    elif assessment.cell_level and assessment.cell_level != derivation.level:
        reasons.append(_("the proposed level differs from the one derived by the regulation"))
    return reasons


def row_gaps(assessment: Assessment, derivation: Derivation, review: CellReview, rule_set: RuleSet) -> list[str]:
    """Return what one member's row still lacks, as clauses without the name."""
    if assessment.awaits_comment:
        return [_("the comment of the temporary cell is awaited; note that it has come, or waive it with a reason")]
    gaps = [*_score_gaps(assessment, rule_set), *_vote_gaps(assessment, review.ballots_valid)]
    if not assessment.cell_level:
        gaps.append(_("the proposed level is missing"))
    if refusal := employee_refusal(assessment, assessment.cell_level, rule_set):
        gaps.append(refusal)
    if not assessment.cell_explanation.strip():
        reasons = explanation_reasons(assessment, derivation, rule_set.explain_from)
        gaps += [_("an explanation is missing: %(reason)s") % {"reason": reason} for reason in reasons]
    return gaps


def _score_gaps(assessment: Assessment, rule_set: RuleSet) -> list[str]:
    """Both totals are there, and every criterion where the cell has scored by criterion."""
    if assessment.cell_common is None or assessment.cell_results is None:
        return [_("the cell's points are missing")]
    leaves = leaves_of(rule_set, assessment.subject_type) if assessment.cell_points else ()
    missing = [leaf.code for leaf in leaves if leaf.code not in assessment.cell_points]
    return [_("criteria without the cell's points: %(codes)s") % {"codes": ", ".join(missing)}] if missing else []


def _vote_gaps(assessment: Assessment, valid: int) -> list[str]:
    """The four counts add up to the valid ballots."""
    votes = votes_of(assessment)
    if None in votes:
        return [_("the count of votes is missing; write 0 where a level got none")]
    if sum(votes) != valid:
        return [_("the votes add up to %(sum)s, but %(valid)s ballots are valid") % {"sum": sum(votes), "valid": valid}]
    return []


def proposal_gaps(
    review: CellReview, assessments: Collection[Assessment], derivations: Mapping[int, Derivation]
) -> list[str]:
    """Return all that stands between the cell and its proposal."""
    if not assessments:
        return [_("Nobody in this cell is to be rated, so there is nothing to propose.")]
    found, awaited = [*meeting_gaps(review), *not_submitted(assessments)], awaited_clauses(review, assessments)
    for assessment in assessments:
        if assessment.state >= State.SUBMITTED:
            gaps = row_gaps(assessment, derivations[assessment.pk], review, review.campaign.rule_set)
            gaps = [*awaited.get(assessment.pk, ()), *gaps]
            found += [by_name(assessment, gaps)] if gaps else []
    return found


def by_name(assessment: Assessment, clauses: Iterable[str]) -> str:
    """Return one sentence on one member."""
    return _("%(name)s: %(clauses)s.") % {"name": assessment.member.full_name, "clauses": "; ".join(clauses)}


def not_submitted(assessments: Iterable[Assessment]) -> list[str]:
    """Return one sentence naming the members whose self-assessment has not come in; nothing when all have."""
    names = [a.member.full_name for a in assessments if a.state < State.SUBMITTED]
    if not names:
        return []
    return [
        _("Self-assessments not submitted yet: %(names)s. Ask for them, or record them on the members' behalf.")
        % {"names": ", ".join(names)}
    ]


def refuse(sentences: Iterable[str], code: str = "incomplete") -> None:
    """Raise ValidationError with every sentence, if there is any."""
    found = [ValidationError(sentence, code) for sentence in sentences]
    if found:
        raise ValidationError(found)
