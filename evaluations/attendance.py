"""Who belongs to a cell's meeting on its day, and what the register of attendance says of the meeting's numbers."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.models import Circumstance, Membership, Standing, Stay

from .models import Attendance, CellReview, Part

DERIVED = ("summoned", "present")
NOT_SUMMONED = (Circumstance.Kind.EXEMPT, Circumstance.Kind.SUSPENDED)
FROM_REGISTER = _("This number comes from the register of attendance; correct it there.")


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of the meeting: the name, the part, and what the register says so far."""

    member: int
    name: str
    part: Part
    is_present: bool = True
    reason: str = ""

    @property
    def is_voter(self) -> bool:
        return self.part == Part.VOTER

    @property
    def label(self) -> str:
        return str(self.part.label)


def seats_of(review: CellReview) -> list[Seat]:
    """Return who belongs to the meeting, by given name, with what has been registered; three queries.

    Members exempt from activities or suspended on the day are not summoned and not on the list.
    """
    day = review.held_on or timezone.localdate()
    held = Membership.objects.on(day).filter(unit=review.unit_id).select_related("member")
    left_out = Circumstance.objects.on(day).filter(kind__in=NOT_SUMMONED, member__in=held.values("member_id"))
    gone = set(left_out.values_list("member_id", flat=True))
    known = {row.member_id: row for row in Attendance.objects.filter(review=review)}
    listed = {m.member_id: m for m in held.order_by("-stay", "pk") if m.member_id not in gone}
    rows = sorted(listed.values(), key=lambda m: (m.member.sort_key, m.member_id))
    return [_seat(membership, known.get(membership.member_id), day) for membership in rows]


def _seat(membership: Membership, row: Attendance | None, day: datetime.date) -> Seat:
    said = {"is_present": row.is_present, "reason": row.reason} if row else {}
    return Seat(membership.member_id, membership.member.full_name, _part(membership, day), **said)


def _part(membership: Membership, day: datetime.date) -> Part:
    if membership.stay == Stay.TEMPORARY:
        return Part.TEMPORARY
    provisional = membership.member.standing_on(day) == Standing.PROVISIONAL
    return Part.PROVISIONAL if provisional else Part.VOTER


def register_exists() -> Exists:
    """Return whether a review has a register, to annotate reviews with."""
    return Exists(Attendance.objects.filter(review=OuterRef("pk")))


def numbers_of(review: CellReview) -> dict[str, int]:
    """Return how many official members were summoned and present by the register; nothing where it is not used."""
    found = Attendance.objects.filter(review=review).aggregate(
        rows=Count("pk"),
        summoned=Count("pk", filter=Q(part=Part.VOTER)),
        present=Count("pk", filter=Q(part=Part.VOTER, is_present=True)),
    )
    return {name: found[name] for name in DERIVED} if found["rows"] else {}


def refuse_other_numbers(review: CellReview, given: dict[str, object]) -> None:
    """Refuse to type other numbers than those of the register, where it is used."""
    counted = numbers_of(review) if set(DERIVED) & set(given) else {}
    wrong = {name: FROM_REGISTER for name, count in counted.items() if given.get(name, count) != count}
    if wrong:
        raise ValidationError(wrong)
