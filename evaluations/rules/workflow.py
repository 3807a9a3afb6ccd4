"""The workflow as one table: state × act × actor × guard, from the draft to the decision (QĐ 366-QĐ/TW Art. 12).

`docs/workflow.md` is drawn from it (`make docs`); `tests/evaluations/test_workflow_cells.py` holds it against the
services, cell by cell. Who stands here is who holds the permission in `emulation/roles.py`: a test compares them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from emulation.rules import Step, WrongState, next_state

__all__ = ["CELL_STEPS", "STEPS", "AssessmentState", "Step", "WrongState", "next_state"]


class AssessmentState(IntEnum):
    """States in their order; a later one never has a smaller number."""

    DRAFT = 10
    RETURNED = 15
    SUBMITTED = 20
    PROPOSED = 30
    VERIFIED = 40
    DECIDED = 50


class Actor(StrEnum):
    """Who acts: whose record it is, or a role held at the record's unit or above it."""

    OWN = "OWN"
    MEMBER = "MEMBER"
    SECRETARY = "SECRETARY"
    DEPUTY = "DEPUTY"
    OFFICER = "OFFICER"
    LEADER = "LEADER"
    VIEWER = "VIEWER"
    ADMIN = "ADMIN"


class Guard(StrEnum):
    """What must hold besides the state and the actor; `GUARDED_BY` tells which function says so."""

    NOT_OWN = "never one's own"
    RATED = "rated here this year"
    PRIVATE = "not a draft the member has begun, but by the member"
    UNCHANGED = "nobody has saved since it was read"
    COMPLETE = "nothing is missing"
    REASON = "with a reason"
    RECONCILES = "the meeting's counts reconcile"
    HANDED_IN = "everybody has handed in, each departure is explained"
    AWAITED = "obligatory comments and explanations are there"
    WHOLE_CELL = "the whole cell has proposed"
    MEMBERS_FIRST = "the members come before their cell"
    WHOLE_WARD = "every cell is verified"
    CHECKED = "no check awaits its outcome"
    ANSWERED = "no question is open"
    HEAD_LIMIT = "the head is not above the cell"
    CAP = "within the cap of each group"
    CHOICE_EXPLAINED = "the choice among equals is explained"
    SIGNED = "number and date of signing stand"
    TOLD = "the result has been told"
    NOT_OVERTAKEN = "the decision that was read still holds"
    NO_COMPLAINT = "no complaint is open but the one it answers"


GUARDED_BY: Final[Mapping[Guard, str]] = {
    Guard.NOT_OWN: "evaluations.permissions.send_back_to_member",
    Guard.RATED: "evaluations.models.Assessment.is_required",
    Guard.PRIVATE: "evaluations.visibility.refuse_private",
    Guard.UNCHANGED: "emulation.acts.expect_version",
    Guard.COMPLETE: "evaluations.completeness.missing_in",
    Guard.REASON: "emulation.text.clean_lines",
    Guard.RECONCILES: "evaluations.gaps.meeting_conflicts",
    Guard.HANDED_IN: "evaluations.gaps.proposal_gaps",
    Guard.AWAITED: "evaluations.awaited.awaited_clauses",
    Guard.WHOLE_CELL: "evaluations.gaps.not_submitted",
    Guard.MEMBERS_FIRST: "evaluations.cell_members.members_first",
    Guard.WHOLE_WARD: "evaluations.decision_gaps.missing_sentences",
    Guard.CHECKED: "evaluations.decision_gaps.check_sentences",
    Guard.ANSWERED: "evaluations.decision_gaps.open_questions",
    Guard.HEAD_LIMIT: "evaluations.head_limit.heads_refused",
    Guard.CAP: "evaluations.decision_gaps.cap_breaches",
    Guard.CHOICE_EXPLAINED: "evaluations.decision_gaps.unexplained_choices",
    Guard.SIGNED: "evaluations.decision_gaps.signature_gaps",
    Guard.TOLD: "evaluations.services.notices.hand_over_result",
    Guard.NOT_OVERTAKEN: "evaluations.services.rerating.rerate",
    Guard.NO_COMPLAINT: "evaluations.appeal_gaps.refuse_open",
}


@dataclass(frozen=True)
class Act(Step):
    """A step with the permission it asks for, the actors who hold it, and its guards in the order they are asked."""

    permission: str
    actors: frozenset[Actor]
    guards: tuple[Guard, ...] = ()


class Answer(StrEnum):
    """What the table says to one cell: done as far as the guards allow, not now, not you."""

    DONE = "yes"
    NOT_NOW = "wait"
    NOT_YOU = "–"


_S, _A, _G = AssessmentState, Actor, Guard
_OPEN: Final = frozenset({_S.DRAFT, _S.RETURNED})
_SENT: Final = frozenset({_S.SUBMITTED})
_PROPOSED: Final = frozenset({_S.PROPOSED})
_VERIFIED: Final = frozenset({_S.VERIFIED})
_DECIDED: Final = frozenset({_S.DECIDED})
_CELL: Final = frozenset({_A.SECRETARY, _A.DEPUTY})
_OWN_OR_CELL: Final = _CELL | {_A.OWN}
_OFFICER: Final = frozenset({_A.OFFICER})
_LEADER: Final = frozenset({_A.LEADER})
_COMMITTEE: Final = _OFFICER | _LEADER
_RECORDING: Final = _CELL | _OFFICER
_EVERY_OFFICE: Final = _CELL | _COMMITTEE
_BEFORE_PROPOSAL: Final = _OPEN | _SENT
_BEFORE_DECISION: Final = _BEFORE_PROPOSAL | _PROPOSED | _VERIFIED
_DECIDING: Final = (_G.ANSWERED, _G.HEAD_LIMIT, _G.CAP, _G.CHOICE_EXPLAINED, _G.SIGNED)


def _table(*steps: Act) -> Mapping[str, Act]:
    return {step.act: step for step in steps}


STEPS: Final = _table(
    # the member
    Act("save", _OPEN, None, "assessment.write", _OWN_OR_CELL, (_G.RATED, _G.UNCHANGED, _G.PRIVATE)),
    Act("note_fault", _OPEN, None, "assessment.write", _OWN_OR_CELL, (_G.RATED,)),
    Act(
        "submit", _OPEN, _S.SUBMITTED, "assessment.write", _OWN_OR_CELL,
        (_G.RATED, _G.UNCHANGED, _G.PRIVATE, _G.COMPLETE),
    ),
    # what others write about the member, and the member about it
    Act("comment", _BEFORE_DECISION, None, "comment.record", _RECORDING, (_G.NOT_OWN,)),
    Act("waive_comment", _BEFORE_DECISION, None, "comment.waive", _EVERY_OFFICE, (_G.NOT_OWN, _G.REASON)),
    Act("withdraw_comment", _BEFORE_PROPOSAL, None, "comment.record", _RECORDING, (_G.NOT_OWN, _G.REASON)),
    Act("suggest_issue", _BEFORE_PROPOSAL, None, "issue.suggest", _COMMITTEE, (_G.NOT_OWN,)),
    Act("withdraw_issue", _BEFORE_PROPOSAL, None, "issue.suggest", _COMMITTEE, (_G.NOT_OWN, _G.REASON)),
    Act("explain_issue", _BEFORE_PROPOSAL, None, "issue.explain", _OWN_OR_CELL, (_G.UNCHANGED,)),
    # the cell
    Act("return", _SENT, _S.RETURNED, "assessment.return", _CELL, (_G.NOT_OWN, _G.REASON)),
    Act("review", _SENT, None, "assessment.review", _CELL, (_G.UNCHANGED, _G.RECONCILES)),
    Act("propose", _SENT, _S.PROPOSED, "assessment.propose", _CELL, (_G.HANDED_IN, _G.RECONCILES, _G.AWAITED)),
    # the committee
    Act("send_back", _PROPOSED | _VERIFIED, _S.SUBMITTED, "assessment.send_back", _COMMITTEE, (_G.REASON,)),
    Act("verify", _PROPOSED, _S.VERIFIED, "assessment.verify", _OFFICER, (_G.WHOLE_CELL,)),
    Act("choose", _VERIFIED, None, "assessment.choose", _LEADER, (_G.UNCHANGED, _G.REASON)),
    Act("decide", _VERIFIED, _S.DECIDED, "assessment.decide", _LEADER, (_G.WHOLE_WARD, _G.CHECKED, *_DECIDING)),
    Act(
        "rerate", _DECIDED, None, "assessment.rerate", _LEADER,
        (_G.NOT_OVERTAKEN, _G.NO_COMPLAINT, _G.SIGNED, _G.REASON, _G.HEAD_LIMIT),
    ),
    # after the decision
    Act("notify", _DECIDED, None, "result.notify", _COMMITTEE),
    Act("notify_manager", _DECIDED, None, "result.notify", _COMMITTEE),
    Act("hand_over", _DECIDED, None, "result.hand_over", _RECORDING, (_G.NOT_OWN, _G.TOLD)),
    Act("publish", _DECIDED, None, "result.publish", _COMMITTEE),
    Act("withdraw_publication", _DECIDED, None, "result.publish", _COMMITTEE, (_G.REASON,)),
)  # fmt: skip

# The cell rated as a collective: it assesses itself and proposes in one, so nothing is submitted to anybody first.
CELL_STEPS: Final = _table(
    # the cell
    Act("save", _OPEN, None, "rating.write", _CELL, (_G.RATED, _G.UNCHANGED)),
    Act("propose", _OPEN, _S.PROPOSED, "rating.write", _CELL, (_G.UNCHANGED, _G.MEMBERS_FIRST, _G.COMPLETE)),
    # what others write about the cell, and the cell about it
    Act("comment", _OPEN | _PROPOSED | _VERIFIED, None, "comment.record", _RECORDING),
    Act("waive_comment", _OPEN | _PROPOSED | _VERIFIED, None, "comment.waive", _EVERY_OFFICE, (_G.REASON,)),
    Act("withdraw_comment", _OPEN, None, "comment.record", _RECORDING, (_G.REASON,)),
    Act("suggest_issue", _OPEN, None, "issue.suggest", _COMMITTEE),
    Act("withdraw_issue", _OPEN, None, "issue.suggest", _COMMITTEE, (_G.REASON,)),
    Act("explain_issue", _OPEN, None, "issue.explain", _CELL, (_G.UNCHANGED,)),
    # the committee
    Act("send_back", _PROPOSED | _VERIFIED, _S.RETURNED, "rating.send_back", _COMMITTEE, (_G.REASON,)),
    Act("verify", _PROPOSED, _S.VERIFIED, "rating.verify", _OFFICER),
    Act("choose", _VERIFIED, None, "rating.choose", _LEADER, (_G.UNCHANGED, _G.REASON)),
    Act("decide", _VERIFIED, _S.DECIDED, "rating.decide", _LEADER, (_G.MEMBERS_FIRST, *_DECIDING)),
)

CELL_STATES: Final = tuple(state for state in AssessmentState if state is not _S.SUBMITTED)


def answer(steps: Mapping[str, Act], act: str, state: int, actor: Actor) -> Answer:
    """What the table says when the actor does the act in the state; one who may not is never told "not now"."""
    step = steps[act]
    if actor not in step.actors:
        return Answer.NOT_YOU
    return Answer.DONE if state in step.sources else Answer.NOT_NOW
