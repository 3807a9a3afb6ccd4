"""The register of attendance of a cell's meeting; from it come the numbers of those summoned and present."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from emulation.access import ensure
from emulation.acts import WRONG_STATE, expect_version, locked
from emulation.changes import changed, facts_of
from emulation.journal import record
from emulation.models import Account
from emulation.text import clean

from ..attendance import DERIVED, Seat, numbers_of, seats_of
from ..closed import refuse_closed
from ..electronic import refuse_other_register
from ..models import Attendance, CellReview, State

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """What is written about one member."""

    is_present: bool
    reason: str = ""


def save_attendance(
    *, review: CellReview, marks: Mapping[int, Mark], version: int | None = None, by: Account
) -> CellReview:
    """Write the whole register, everybody of the cell on the day of the meeting; refusals are keyed m<member>."""
    ensure(by, "assessment.review", review)
    with transaction.atomic():
        review = locked(review)
        refuse_closed(review.campaign)
        expect_version(review, version)
        if review.is_proposed:
            raise ValidationError(WRONG_STATE, "wrong_state", {"state": State.PROPOSED.label})
        refuse_other_register(review)
        seats = seats_of(review)
        rows = _rows(review, seats, marks)
        before = facts_of(review, DERIVED)
        Attendance.objects.filter(review=review).delete()
        Attendance.objects.bulk_create(rows)
        _set_numbers(review)
        data = {"absent": sum(not row.is_present for row in rows), "listed": len(rows)}
        change, members = changed(before, review), [row.member_id for row in rows]
        record(by, "attendance.saved", review, unit=review.unit, data=data, change=change, members=members)
    return review


def _rows(review: CellReview, seats: list[Seat], marks: Mapping[int, Mark]) -> list[Attendance]:
    """Return the rows in the order of the list; refuses strangers, gaps, and absence without a reason."""
    if set(marks) - {seat.member for seat in seats}:
        raise ValidationError(_("Somebody on the page does not belong to this meeting. Reload the page."), "not_listed")
    missing = [seat.name for seat in seats if seat.member not in marks]
    if missing or not seats:
        names = {"names": ", ".join(missing) or "–"}
        raise ValidationError(
            _("Say of everybody whether they were present; missing: %(names)s.") % names, "incomplete"
        )
    wrong = {f"m{seat.member}": text for seat in seats if (text := _fault(seat, marks[seat.member]))}
    if wrong:
        raise ValidationError(wrong)
    return [_row(review, seat, marks[seat.member]) for seat in seats]


def _fault(seat: Seat, mark: Mark) -> str:
    reason = clean(mark.reason)
    if not mark.is_present and not reason:
        return _("%(name)s was absent: write the reason, for example ill, on a journey, or without a reason given.") % {
            "name": seat.name
        }
    if len(reason) > LONGEST_REASON:
        return _("%(name)s: the reason is longer than 200 characters; shorten it.") % {"name": seat.name}
    return ""


def _row(review: CellReview, seat: Seat, mark: Mark) -> Attendance:
    reason = "" if mark.is_present else clean(mark.reason)
    return Attendance(review=review, member_id=seat.member, part=seat.part, is_present=mark.is_present, reason=reason)


def _set_numbers(review: CellReview) -> None:
    """Let the meeting's numbers follow; refuses fewer present than ballots were issued."""
    for name, count in numbers_of(review).items():
        setattr(review, name, count)
    if review.ballots_issued > review.present:
        values = {"issued": review.ballots_issued, "present": review.present}
        text = _("%(issued)s ballots were issued, but by this register only %(present)s official members were present.")
        raise ValidationError(text % values, "counts")
    review.version += 1
    review.save(update_fields=[*DERIVED, "version"])
