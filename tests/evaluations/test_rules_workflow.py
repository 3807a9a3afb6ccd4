"""The steps of an assessment; the whole table stands in docs/rules.md and is run there."""

import pytest

from evaluations.rules.workflow import CELL_STEPS, STEPS, AssessmentState, WrongState, next_state


def test_the_year_runs_from_draft_to_decided():
    state = AssessmentState.DRAFT
    for act in ("save", "submit", "return", "save", "submit", "review", "propose", "verify", "choose", "decide"):
        state = next_state(STEPS, act, state)
    assert state == AssessmentState.DECIDED


def test_a_cell_runs_from_draft_to_decided_and_may_come_back():
    state = AssessmentState.DRAFT
    for act in ("save", "propose", "send_back", "save", "propose", "verify", "choose", "decide"):
        state = next_state(CELL_STEPS, act, state)
    assert state == AssessmentState.DECIDED


def test_after_the_decision_a_member_may_only_be_rated_again():
    assert next_state(STEPS, "rerate", AssessmentState.DECIDED) == AssessmentState.DECIDED


AFTER = {"rerate", "notify", "notify_manager", "hand_over", "publish", "withdraw_publication"}
BEFORE = [(steps, act) for steps in (STEPS, CELL_STEPS) for act in steps if act not in AFTER]


@pytest.mark.parametrize(("steps", "act"), BEFORE)
def test_nothing_else_moves_after_the_decision(steps, act):
    with pytest.raises(WrongState) as refusal:
        next_state(steps, act, AssessmentState.DECIDED)
    assert (refusal.value.act, refusal.value.state) == (act, AssessmentState.DECIDED)


def test_an_unknown_act_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        next_state(STEPS, "skip", AssessmentState.DRAFT)


def test_states_are_ordered():
    assert list(AssessmentState) == sorted(AssessmentState)
