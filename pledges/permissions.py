"""Who may do what to a pledge (a membership where there is none yet, a whole unit's), and to what units register."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from emulation.access import NO_ROLE, Allowed, Answer, Denied, held_at, permission
from emulation.scope import STEP

from .rules import BoardAudience

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


# ── what units register ──


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


# ── the public board ──


@permission("board.set")
def set_board(person, unit) -> Answer:
    """Say who reads the board, and whose pledges stand on it: the committee."""
    return held_at(person, "board.set", unit.path)


@permission("board.view")
def view_board(person, posting) -> Answer:
    """Whoever the committee has opened it for; own always."""
    year = posting.pledge.year
    audience, roots = year.public_board.audience, person.scope.paths("board.view")
    near = any(root.startswith(year.unit.path) or year.unit.path.startswith(root) for root in roots)
    reached = {BoardAudience.CELL: person.scope.reaches("board.view", posting.unit.path), BoardAudience.WARD: near}
    is_reader = audience > BoardAudience.WARD or reached.get(audience, False)
    return Allowed() if _is_own(person, posting) or is_reader else NO_ROLE


@permission("posting.consent")
def consent(person, pledge) -> Answer:
    """Own; or the secretary, who records a consent or a withdrawal on paper."""
    return Allowed() if _is_own(person, pledge) else held_at(person, "posting.consent", pledge.unit.path)


@permission("posting.comment")
def comment_posting(person, posting) -> Answer:
    """Members who read the board, never on one's own pledge."""
    if _is_own(person, posting):
        return Denied(_("This is your own pledge; answer what others say of it."))
    if person.member_id is None:
        return Denied(_("Only members comment on a posted pledge."))
    return view_board(person, posting)


@permission("posting.answer")
def answer_comment(person, comment) -> Answer:
    """The owner alone."""
    return Allowed() if _is_own(person, comment) else Denied(_("Only the owner of the pledge answers."))


@permission("posting.hide")
def hide_comment(person, comment) -> Answer:
    """By role, never on one's own pledge: what is said of a secretary is hidden by the committee above."""
    if _is_own(person, comment):
        return Denied(_("You cannot hide what is said of your own pledge; whoever confirms the pledge does that."))
    return held_at(person, "posting.hide", comment.unit.path)


@permission("poster.export")
def export_poster(person, unit) -> Answer:
    """Print the board, or one pledge of it, for the wall: secretaries, officers, leaders."""
    return held_at(person, "poster.export", unit.path)


# ── surveys ──


@permission("survey.view")
def view_survey(person, survey) -> Answer:
    """By role at the unit."""
    return held_at(person, "survey.view", survey.unit.path)


@permission("survey.manage")
def manage_survey(person, unit) -> Answer:
    """The unit's secretary, the committee's officer."""
    return held_at(person, "survey.manage", unit.path)


@permission("survey.answer")
def answer_survey(person, survey) -> Answer:
    """Whoever holds the code of the open page, and no account; the page makes the visitor."""
    if getattr(person, "answers_survey", None) != survey.pk:
        return Denied(_("A survey is answered on its open page."))
    return Allowed()
