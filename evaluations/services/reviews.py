"""The cell's review: its meeting's scores and votes, the proposal, the officer's verification, sending back."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.access import ensure
from emulation.acts import WRONG_STATE, expect_version, locked, take_step
from emulation.changes import Change, changed, facts_of
from emulation.journal import record
from emulation.models import Account
from emulation.text import clean, clean_lines

from ..attendance import refuse_other_numbers
from ..bridge import derive_many, findings_by_member, leaves_of, thresholds_of
from ..closed import hold_open
from ..electronic import refuse_typed_counts
from ..explain import number
from ..following import follow, roll_call_of
from ..gaps import (
    VOTE_FIELDS,
    by_name,
    meeting_conflicts,
    not_submitted,
    proposal_gaps,
    refuse,
)
from ..models import Assessment, CellReview, LevelChoice, Proposal, RuleSet, State
from ..own import own_among
from ..rollcall import follows_meetings
from ..rules.classification import Derivation
from ..rules.scoring import COMMON_TOTAL, RESULTS_TOTAL, PointsFault, points_fault, total
from ..rules.workflow import STEPS

MEETING_FIELDS = (
    "held_on",
    "chair",
    "recorder",
    "summoned",
    "present",
    "ballots_issued",
    "ballots_returned",
    "ballots_invalid",
)
REOPENED_FIELDS = (
    "proposed_by",
    "proposed_at",
    "verified_by",
    "verified_at",
    "verification_note",
    "sent_back_reason",
    "version",
)
NAMES = ("chair", "recorder")
CELL_FIELDS = (
    "cell_points",
    "cell_common",
    "cell_results",
    "cell_total",
    "cell_level",
    "cell_explanation",
    *VOTE_FIELDS,
)


@dataclass(frozen=True, slots=True)
class CellRow:
    """What the meeting gave one member: totals, or points by criterion that are then added up. None: not yet."""

    common: Decimal | None = None
    results: Decimal | None = None
    points: Mapping[str, Decimal] | None = None
    votes: tuple[int | None, ...] = (None, None, None, None)
    level: str = ""
    explanation: str = ""


def save_review(
    *, review: CellReview, meeting: Mapping[str, Any], rows: Mapping[int, CellRow], version: int | None, by: Account
) -> CellReview:
    """Save the meeting's facts and rows as far as they have come; refuses stale, proposed or impossible values.

    Errors are keyed by field of the meeting, or by "r<assessment>-<field>" for a row.
    """
    ensure(by, "assessment.review", review)
    with transaction.atomic():
        review = locked(review)
        hold_open(review)
        expect_version(review, version)
        _refuse_proposed(review)
        before = facts_of(review, MEETING_FIELDS)
        facts = _set_meeting(review, meeting)
        changes = _set_rows(review, rows)
        refuse_typed_counts(review, facts, changes.values(), VOTE_FIELDS)
        if facts or changes:
            _save_all(review, changes)
            data = {"meeting": sorted(facts), "rows": {str(row.pk): list(was) for row, was in changes.items()}}
            data |= _follow_meeting(review) if "held_on" in facts and follows_meetings(review.campaign) else {}
            members = [row.member_id for row in changes]
            change = _change(changed(before, review), changes)
            record(by, "review.saved", review, unit=review.unit, data=data, change=change, members=members)
    return review


def _follow_meeting(review: CellReview) -> dict[str, int]:
    """Look at who is rated on the day of the meeting (A-15); return how many rows changed, for the journal."""
    rows = list(review.campaign.assessments.filter(unit=review.unit_id).locked())
    return {"followed": follow(rows, roll_call_of(review.campaign, rows))}


def _change(meeting: Change, changes: Mapping[Assessment, dict[str, Any]]) -> Change:
    """Return what was saved as the journal keeps it: the meeting's facts, and under each member's key that row's."""
    after = {row: facts_of(row, was) for row, was in changes.items()}
    return Change(
        meeting.before | {str(row.member_id): was for row, was in changes.items()},
        meeting.after | {str(row.member_id): now for row, now in after.items()},
    )


def _refuse_proposed(review: CellReview) -> None:
    if review.is_proposed:
        raise ValidationError(WRONG_STATE, "wrong_state", {"state": State.PROPOSED.label})


def _set_meeting(review: CellReview, meeting: Mapping[str, Any]) -> set[str]:
    """Set the facts that differ and return their names."""
    given = {name: meeting[name] for name in MEETING_FIELDS if name in meeting}
    given |= {name: clean(given[name]) for name in NAMES if name in given}
    refuse_other_numbers(review, given)
    changed = {name for name, value in given.items() if getattr(review, name) != value}
    for name in changed:
        setattr(review, name, given[name])
    conflicts = meeting_conflicts(review)
    if review.held_on and review.held_on > timezone.localdate():
        conflicts["held_on"] = _("The meeting cannot have been held after today. Correct the date.")
    if conflicts:
        raise ValidationError(conflicts)
    return changed


def _set_rows(review: CellReview, rows: Mapping[int, CellRow]) -> dict[Assessment, dict[str, Any]]:
    """Set what differs in each member's row; return the changed fields by assessment, as they were."""
    found = {row.pk: row for row in _to_review(review).filter(pk__in=rows).locked()}
    changes, errors = {}, {}
    for pk, row in rows.items():
        if pk not in found:
            raise ValidationError(_("Record %(id)s is not among those to be reviewed by this cell.") % {"id": pk})
        take_step(STEPS, "review", found[pk])
        try:
            was = _set_row(found[pk], row, review.campaign.rule_set)
        except ValidationError as refused:
            errors |= refused.error_dict
        else:
            changes |= {found[pk]: was} if was else {}
    if errors:
        raise ValidationError(errors)
    return changes


def _to_review(review: CellReview):
    """Return those of the cell to be rated, by given name."""
    return (
        Assessment.objects.to_rate()
        .filter(campaign_id=review.campaign_id, unit_id=review.unit_id)
        .select_related("member")
        .order_by("member__sort_key", "pk")
    )


def _set_row(assessment: Assessment, row: CellRow, rule_set: RuleSet) -> dict[str, Any]:
    """Set one row; return the fields that changed, as they were."""
    values = _scores(assessment, row, rule_set)
    values |= dict(zip(VOTE_FIELDS, row.votes, strict=True))
    values |= {"cell_level": row.level, "cell_explanation": clean_lines(row.explanation)}
    _check_row(assessment, row)
    names = [name for name in CELL_FIELDS if getattr(assessment, name) != values[name]]
    was = facts_of(assessment, names)
    for name in names:
        setattr(assessment, name, values[name])
    return was


def _check_row(assessment: Assessment, row: CellRow) -> None:
    """Refuse an unknown level and votes below zero."""
    if row.level and row.level not in LevelChoice.values:
        raise _row_error(assessment, "level", _("choose one of the four levels"))
    for name, votes in zip(VOTE_FIELDS, row.votes, strict=True):
        if votes is not None and votes < 0:
            raise _row_error(assessment, name, _("a count of votes is a whole number from 0"))


def _scores(assessment: Assessment, row: CellRow, rule_set: RuleSet) -> dict[str, Any]:
    """Return the fields of the cell's points; points by criterion stay when the totals typed are theirs."""
    if row.points is not None:
        return _scores_by_leaf(assessment, row.points, rule_set)
    for field, points, most in (("common", row.common, COMMON_TOTAL), ("results", row.results, RESULTS_TOTAL)):
        if points is not None and not _is_possible(points, most):
            raise _row_error(assessment, field, _points_text(most))
    both = row.common is not None and row.results is not None
    same = (row.common, row.results) == (assessment.cell_common, assessment.cell_results)
    return {
        "cell_points": assessment.cell_points if same else {},
        "cell_common": row.common,
        "cell_results": row.results,
        "cell_total": row.common + row.results if both else None,
    }


def _is_possible(points: Decimal, most: Decimal) -> bool:
    return points.is_finite() and 0 <= points <= most and points == points.quantize(Decimal("0.01"))


def _scores_by_leaf(assessment: Assessment, points: Mapping[str, Decimal], rule_set: RuleSet) -> dict[str, Any]:
    """Add up points by criterion; refuses a criterion's points that cannot stand, naming its maximum."""
    leaves = leaves_of(rule_set, assessment.subject_type)
    for leaf in leaves:
        fault = points_fault(leaf, points[leaf.code]) if leaf.code in points else None
        if fault:
            raise _row_error(assessment, leaf.code, f"{leaf.code}: {_fault_text(fault, leaf.maximum)}")
    if set(points) - {leaf.code for leaf in leaves}:
        raise _row_error(assessment, "points", _("a criterion is not in the member's set"))
    score = total(leaves, points)
    some = bool(points)
    return {
        "cell_points": {code: str(value) for code, value in points.items()},
        "cell_common": score.common if some else None,
        "cell_results": score.results if some else None,
        "cell_total": score.total if some else None,
    }


def _fault_text(fault: PointsFault, most: Decimal) -> str:
    if fault == PointsFault.NOT_A_GRADE:
        return _("only 100, 70, 50 or 0 %% of %(most)s points are possible") % {"most": number(most)}
    if fault == PointsFault.NOT_ALL_OR_NOTHING:
        return _("only 0 or %(most)s points are possible") % {"most": number(most)}
    return _points_text(most)


def _points_text(most: Decimal) -> str:
    return _("points go from 0 to %(most)s, with at most two decimals") % {"most": number(most)}


def _row_error(assessment: Assessment, field: str, clause: str) -> ValidationError:
    return ValidationError({f"r{assessment.pk}-{field}": by_name(assessment, [clause])})


def _save_all(review: CellReview, changes: Mapping[Assessment, Iterable[str]]) -> None:
    """Write the meeting and the changed rows; every write makes a new version."""
    review.version += 1
    review.save(update_fields=[*MEETING_FIELDS, "version"])
    for assessment in changes:
        assessment.version += 1
    names = sorted({name for changed in changes.values() for name in changed})
    Assessment.objects.bulk_update(changes, [*names, "version"])


def propose_cell(*, review: CellReview, by: Account) -> CellReview:
    """Make the whole cell's proposal; refuses while anything is missing, with one sentence for each member."""
    ensure(by, "assessment.propose", review)
    with transaction.atomic():
        review = locked(review)
        hold_open(review)
        _refuse_proposed(review)
        assessments = list(_to_review(review).locked())
        derivations = _derivations(review, assessments)
        refuse(proposal_gaps(review, assessments, derivations))
        state = {take_step(STEPS, "propose", assessment) for assessment in assessments}.pop()
        review.proposed_by, review.proposed_at = by, timezone.now()
        review.sent_back_reason = ""
        review.version += 1
        review.save(update_fields=["proposed_by", "proposed_at", "sent_back_reason", "version"])
        _propose_all(assessments, derivations, review, state)
        data = {"members": len(assessments), "own": own_among(by, assessments)}
        members = [assessment.member_id for assessment in assessments]
        record(by, "review.proposed", review, unit=review.unit, data=data, members=members)
    return review


def _derivations(review: CellReview, assessments: list[Assessment]) -> dict[int, Derivation]:
    """Derive the levels with the cell's points."""
    findings = findings_by_member(review.campaign.year.number, [a.member_id for a in assessments])
    return derive_many(assessments, thresholds_of(review.campaign.rule_set), findings)


def _propose_all(assessments, derivations: Mapping[int, Derivation], review: CellReview, state: int) -> None:
    """Write a proposal for each and move all on."""
    Proposal.objects.bulk_create(
        Proposal(
            assessment=a,
            level=a.cell_level,
            derived=derivations[a.pk].outcome.value,
            explanation=a.cell_explanation,
            by=review.proposed_by,
            at=review.proposed_at,
        )
        for a in assessments
    )
    _to_review(review).order_by().update(state=state, version=F("version") + 1)


def verify_cell(*, review: CellReview, note: str, by: Account) -> CellReview:
    """Verify a cell's proposal as the committee's officer (QĐ 366-QĐ/TW Art. 12.1 step 2)."""
    ensure(by, "assessment.verify", review)
    with transaction.atomic():
        review = locked(review)
        hold_open(review)
        assessments = list(_to_review(review).locked())
        refuse(not_submitted(assessments), "wrong_state")
        state = _step_of_all(review, "verify", assessments)
        review.verified_by, review.verified_at = by, timezone.now()
        review.verification_note = clean_lines(note)
        review.version += 1
        review.save(update_fields=["verified_by", "verified_at", "verification_note", "version"])
        _to_review(review).order_by().update(state=state, version=F("version") + 1)
        own = own_among(by, assessments)
        data = {"members": len(assessments), "note": review.verification_note, "own": own}
        members = [assessment.member_id for assessment in assessments]
        record(by, "review.verified", review, unit=review.unit, data=data, members=members)
    return review


def _step_of_all(review: CellReview, act: str, assessments: list[Assessment]) -> int:
    """Return the state the act leads to, the same for everybody; refuses a cell that has proposed nothing."""
    states = {take_step(STEPS, act, assessment) for assessment in assessments}
    if not states or not review.is_proposed:
        raise ValidationError(_("This cell has not proposed yet. Wait for its proposal."), "wrong_state")
    return states.pop()


def send_back_cell(*, review: CellReview, reason: str, by: Account) -> CellReview:
    """Send a proposal back to the cell; what was proposed stays in the journal, the rows make place for new ones."""
    ensure(by, "assessment.send_back", review)
    if not clean(reason):
        raise ValidationError({"reason": _("Say why the proposal goes back, so that the cell knows what to do.")})
    with transaction.atomic():
        review = locked(review)
        hold_open(review)
        proposed = _to_review(review).filter(state__gte=State.PROPOSED)
        assessments = list(proposed.locked())
        state = _step_of_all(review, "send_back", assessments)
        proposals = Proposal.objects.filter(assessment__campaign=review.campaign_id, assessment__unit=review.unit_id)
        data = {"reason": clean_lines(reason), "proposals": [_kept(proposal) for proposal in proposals]}
        proposals.delete()
        proposed.order_by().update(state=state, version=F("version") + 1, committee_level="", committee_reason="")
        _reopen(review, clean_lines(reason))
        members = [assessment.member_id for assessment in assessments]
        record(by, "review.sent_back", review, unit=review.unit, data=data, members=members)
    return review


def _kept(proposal: Proposal) -> dict[str, Any]:
    """Return what the journal keeps of a proposal that is taken away."""
    return {
        "assessment": proposal.assessment_id,
        "level": proposal.level,
        "derived": proposal.derived,
        "explanation": proposal.explanation,
        "by": proposal.by_id,
        "at": proposal.at.astimezone(datetime.UTC).isoformat(),
    }


def _reopen(review: CellReview, reason: str) -> None:
    """Make the review editable again."""
    review.proposed_by = review.proposed_at = review.verified_by = review.verified_at = None
    review.verification_note, review.sent_back_reason = "", reason
    review.version += 1
    review.save(update_fields=REOPENED_FIELDS)
