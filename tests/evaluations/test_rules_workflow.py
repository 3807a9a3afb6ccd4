"""The steps of an assessment; the whole table stands in docs/rules.md and is run there."""

import pytest

from evaluations.rules.workflow import STEPS, AssessmentState, WrongState, next_state


def test_the_year_runs_from_draft_to_decided():
    state = AssessmentState.DRAFT
    for act in ("save", "submit", "return", "save", "submit", "review", "propose", "verify", "choose", "decide"):
        state = next_state(STEPS, act, state)
    assert state == AssessmentState.DECIDED


@pytest.mark.parametrize("act", STEPS)
def test_nothing_moves_after_the_decision(act):
    with pytest.raises(WrongState) as refusal:
        next_state(STEPS, act, AssessmentState.DECIDED)
    assert (refusal.value.act, refusal.value.state) == (act, AssessmentState.DECIDED)


def test_an_unknown_act_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        next_state(STEPS, "skip", AssessmentState.DRAFT)


def test_states_are_ordered():
    assert list(AssessmentState) == sorted(AssessmentState)
