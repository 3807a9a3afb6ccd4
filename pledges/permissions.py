"""Who may do what to a pledge (a membership where there is none yet, a whole unit's), and to what units register."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from emulation.access import Allowed, Answer, Denied, held_at, permission
from emulation.scope import STEP

ABOVE_DECIDES = Denied(_("This is the cell secretary's own pledge; the committee above returns or confirms it."))


@dataclass(frozen=True)
class UnitPledges:
    """The pledges of a unit together, for acts on many at once: nobody's own."""

    unit: Any
    member_id: None = None
    is_of_secretary: bool = False


def _is_own(person, obj) -> bool:
    return person.member_id is not None and obj.member_id == person.member_id


def _judge(person, name: str, pledge) -> Answer:
    """By role at the cell; for the pledge of the cell's secretary by a role above the cell (A-22)."""
    answer = held_at(person, name, pledge.unit.path)
    if answer and pledge.is_of_secretary and not person.scope.reaches(name, pledge.unit.path[:-STEP]):
        return ABOVE_DECIDES
    return answer


@permission("pledge.view")
def view(person, pledge) -> Answer:
    """Own, or by role at the cell."""
    return Allowed() if _is_own(person, pledge) else held_at(person, "pledge.view", pledge.unit.path)


@permission("pledge.write")
def write(person, pledge) -> Answer:
    """Own; or the secretary on the member's behalf."""
    return Allowed() if _is_own(person, pledge) else held_at(person, "pledge.write", pledge.unit.path)


@permission("pledge.return")
def send_back(person, pledge) -> Answer:
    """By role, never one's own."""
    if _is_own(person, pledge):
        return Denied(_("You cannot return your own pledge; whoever confirms it does that."))
    return _judge(person, "pledge.return", pledge)


@permission("pledge.confirm")
def confirm(person, pledge) -> Answer:
    """By role, never one's own: a secretary's pledge is confirmed by the committee above (A-22)."""
    if _is_own(person, pledge):
        return Denied(
            _("You cannot confirm your own pledge. The cell secretary confirms it; a secretary's, the committee above.")
        )
    return _judge(person, "pledge.confirm", pledge)


@permission("pledge.change")
def change(person, pledge) -> Answer:
    """Own; or the secretary on the member's behalf. It is agreed by whoever confirms the pledge."""
    return Allowed() if _is_own(person, pledge) else held_at(person, "pledge.change", pledge.unit.path)


@permission("pledge.report")
def report(person, pledge) -> Answer:
    """Own; or the secretary on the member's behalf."""
    return Allowed() if _is_own(person, pledge) else held_at(person, "pledge.report", pledge.unit.path)


@permission("pledge.check_in")
def check_in(person, pledge) -> Answer:
    """Own; or the secretary on the member's behalf."""
    return Allowed() if _is_own(person, pledge) else held_at(person, "pledge.check_in", pledge.unit.path)


@permission("pledge.comment")
def comment(person, pledge) -> Answer:
    """By role, never on one's own: the secretary's progress is looked at from above."""
    if _is_own(person, pledge):
        return Denied(_("You cannot comment on your own progress report; whoever confirms the pledge does that."))
    return _judge(person, "pledge.comment", pledge)


@permission("supervision.view")
def view_supervision(person, note) -> Answer:
    """Notes on one's own pledge, or by role at the cell."""
    return Allowed() if _is_own(person, note) else held_at(person, "supervision.view", note.unit.path)


@permission("supervision.record")
def record_supervision(person, obj) -> Answer:
    """By role, never on one's own pledge: the secretary's is supervised from above."""
    if _is_own(person, obj):
        return Denied(_("You cannot record the supervision of your own pledge; whoever confirms the pledge does that."))
    return held_at(person, "supervision.record", obj.unit.path)


@permission("template.manage")
def manage_template(person, unit) -> Answer:
    """Secretaries for their cell, officers for the committee."""
    return held_at(person, "template.manage", unit.path)


@permission("initiative.view")
def view_initiative(person, unit) -> Answer:
    """Everybody of the unit, and whoever holds a role above it: what a unit registers is meant to be seen."""
    return held_at(person, "initiative.view", unit.path)


@permission("initiative.write")
def write_initiative(person, unit) -> Answer:
    """Secretaries for their cell, officers for the committee and its cells."""
    return held_at(person, "initiative.write", unit.path)


@permission("initiative.confirm")
def confirm_initiative(person, initiative) -> Answer:
    """For the committee, by somebody else than who has registered it."""
    answer = held_at(person, "initiative.confirm", initiative.unit.path)
    if answer and initiative.registered_by_id == person.pk:
        return Denied(_("You have registered this model yourself; somebody else of the committee confirms it."))
    return answer


@permission("pair.write")
def write_pairs(person, unit) -> Answer:
    """Secretaries for their cell, officers for the committee and its cells."""
    return held_at(person, "pair.write", unit.path)


@permission("drive.write")
def write_drive(person, unit) -> Answer:
    """Secretaries for their cell, officers for the committee and its cells."""
    return held_at(person, "drive.write", unit.path)
