"""The rating of a cell itself: form 01 saved as typed, proposed once complete, verified or sent back (Art. 12.1)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked, take_step
from emulation.journal import record
from emulation.models import Account
from emulation.text import clean_lines

from ..bridge import leaves_of
from ..cell_levels import rating_of, standing_of
from ..cell_members import members_first
from ..closed import refuse_closed
from ..content import (
    Checked,
    check_cell_facts,
    check_cell_pairs,
    check_level,
    check_points,
    check_sections,
    check_text,
)
from ..from_paper import refuse_from_paper
from ..gaps import refuse
from ..models import CellRating, CellReview, State
from ..rating_gaps import COLLECTIVE, criteria_of, rating_gaps
from ..rules.scoring import total
from ..rules.workflow import CELL_STEPS

NOBODY = _("Nobody in this cell is to be rated this year, so the cell is not rated either.")
NO_POINTS = _("The rule set of this year has no points; cells are not rated by it here.")
REASON_NEEDED = _("Say why the proposal goes back, so that the cell knows what to do.")
SITTING: Final = timedelta(minutes=10)  # one line in the journal for all the saves of a sitting


def save_rating(
    *,
    review: CellReview,
    sections: Mapping[str, str] | None = None,
    points: Mapping[str, object] | None = None,
    facts: Mapping[str, object] | None = None,
    level: str | None = None,
    explanation: str | None = None,
    version: int | None = None,
    by: Account,
) -> CellRating:
    """Save the form of the meeting's cell as typed, complete or not; None leaves a part as it is. Refuses by field."""
    ensure(by, "rating.write", review)
    with transaction.atomic():
        row = _row(review)
        take_step(CELL_STEPS, "save", row)
        expect_version(row, version)
        is_new_sitting = _is_new_sitting(row, by)
        checked = Checked()
        _write(row, checked, sections, points, facts)
        _conclude(row, checked, level, explanation)
        if checked.errors:
            raise ValidationError(checked.errors)
        row.recorded_by_id = by.pk
        row.version += 1
        row.save()
        if is_new_sitting:
            record(by, "rating.saved", row, unit=row.unit)
    return row


def _row(review: CellReview) -> CellRating:
    """Return the cell's row under a lock, or a new one: the first save makes it, looking makes nothing.

    The meeting is locked before it, so that two first saves queue, and no member is sent back meanwhile.
    """
    review = locked(review)
    refuse_closed(review.campaign)
    refuse_from_paper(review.campaign)
    if not review.campaign.rule_set.has_points:
        raise ValidationError(NO_POINTS, "wrong_state")
    rows = CellRating.objects.select_related("unit", "campaign__rule_set").locked()
    if not review.campaign.assessments.to_rate().filter(unit=review.unit_id).exists():
        raise ValidationError(NOBODY, "wrong_state")
    return rows.filter(campaign=review.campaign_id, unit=review.unit_id).first() or rating_of(review)


def _is_new_sitting(row: CellRating, by: Account) -> bool:
    return row.pk is None or row.recorded_by_id != by.pk or timezone.now() - row.updated_at > SITTING


def _write(
    row: CellRating,
    checked: Checked,
    sections: Mapping[str, str] | None,
    points: Mapping[str, object] | None,
    facts: Mapping[str, object] | None,
) -> None:
    """Check texts, points and counts, and put them on the row."""
    if sections is not None:
        row.sections = row.sections | check_sections(sections, COLLECTIVE, checked)
    if points is not None:
        kept = check_points(points, criteria_of(row.campaign.rule_set), checked)
        score = total(leaves_of(row.campaign.rule_set, COLLECTIVE), kept)
        row.points = {code: f"{value.normalize():f}" for code, value in kept.items()}
        sums = (score.common, score.results, score.total) if kept else (None, None, None)
        row.common, row.results, row.total = sums
    if facts is not None:
        for name, value in check_cell_facts(facts, checked).items():
            setattr(row, name, value)
        check_cell_pairs(row, checked)


def _conclude(row: CellRating, checked: Checked, level: str | None, explanation: str | None) -> None:
    """Check the level with its explanation, and put them on the row."""
    if level is not None:
        row.level = check_level(level, checked, "level")
    if explanation is not None:
        row.explanation = check_text("explanation", explanation, checked)


def propose_rating(*, review: CellReview, version: int | None = None, by: Account) -> CellRating:
    """Propose the cell's level to the committee; refuses while a member or anything of the form is open."""
    ensure(by, "rating.write", review)
    with transaction.atomic():
        row = _row(review)
        state = take_step(CELL_STEPS, "propose", row)
        expect_version(row, version)
        refuse(members_first(row.campaign, State.PROPOSED, row.unit), "out_of_order")
        standing = standing_of(row)
        refuse(map(str, rating_gaps(row, standing.derivation)))
        row.state, row.return_reason, row.cell_type = state, "", row.unit.cell_type
        row.proposed_by_id, row.proposed_at = by.pk, timezone.now()
        row.version += 1
        row.save()
        data = {"level": row.level, "derived": standing.derivation.outcome.value, "total": str(row.total)}
        record(by, "rating.proposed", row, unit=row.unit, data=data)
    return row


def verify_rating(*, review: CellReview, by: Account) -> CellRating:
    """Verify the cell's proposal for itself as the committee's officer (QĐ 366-QĐ/TW Art. 12.1 step 2)."""
    ensure(by, "rating.verify", review)
    with transaction.atomic():
        row = _row(review)
        row.state = take_step(CELL_STEPS, "verify", row)
        row.verified_by_id, row.verified_at = by.pk, timezone.now()
        row.version += 1
        row.save(update_fields=["state", "verified_by", "verified_at", "version", "updated_at"])
        record(by, "rating.verified", row, unit=row.unit, data={"level": row.level})
    return row


def send_back_rating(*, review: CellReview, reason: str, by: Account) -> CellRating:
    """Send the proposal back to the cell; what it proposed stays in the journal."""
    ensure(by, "rating.send_back", review)
    reason = clean_lines(reason)
    if not reason:
        raise ValidationError({"reason": [REASON_NEEDED]})
    with transaction.atomic():
        row = _row(review)
        row.state = take_step(CELL_STEPS, "send_back", row)
        data = {"reason": reason, "level": row.level, "total": str(row.total), "explanation": row.explanation}
        _reopen(row, reason)
        record(by, "rating.sent_back", row, unit=row.unit, data=data)
    return row


def _reopen(row: CellRating, reason: str) -> None:
    """Make the form editable again; the committee's choice falls with the proposal it was about."""
    row.return_reason = reason
    row.proposed_by = row.proposed_at = row.verified_by = row.verified_at = None
    row.committee_level = row.committee_reason = ""
    row.version += 1
    row.save()
