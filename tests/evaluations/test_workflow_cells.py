"""The workflow's table, cell by cell: against what the services do, against the roles, against its own drawing.

What the services do is what `tests/test_permission_table.py` executes, every act by every role in every state; here
its cells are held against the table's, and counted.
"""

import ast
from importlib import import_module

import pytest

from emulation.access import can
from emulation.roles import GRANTS
from evaluations.models import CellReview
from evaluations.rules.workflow import CELL_STATES, CELL_STEPS, GUARDED_BY, STEPS, Actor, AssessmentState, Guard, answer
from evaluations.workflow_drawing import DOCUMENT, drawn, renewed
from tests.architecture.source import modules
from tests.test_permission_table import NO, expected

from .year import assessment_of, make_campaign

NAMES = {"note_fault": "note last year's fault", "review": "score a member", "rerate": "rate again"}
TABLES = {
    "A member's review of the year": (STEPS, tuple(AssessmentState)),
    "A cell's own rating": (CELL_STEPS, CELL_STATES),
}
COLUMNS = {
    "self": Actor.OWN,
    "colleague": Actor.MEMBER,
    "secretary": Actor.SECRETARY,
    "officer": Actor.OFFICER,
    "leader": Actor.LEADER,
    "viewer": Actor.VIEWER,
    "admin": Actor.ADMIN,
}
CELLS = [
    (section, act, state) for section, (steps, states) in TABLES.items() for act in steps for state in states
]  # fmt: skip


def executed(section: str, act: str, state: AssessmentState) -> dict[str, str]:
    """Return what the services answer to each person, as the permission table has it."""
    return expected()[section, NAMES.get(act, act.replace("_", " ")), state.name.lower()]


def test_every_cell_is_what_the_services_do():
    checked = 0
    for section, act, state in CELLS:
        steps, _states = TABLES[section]
        found = executed(section, act, state)
        for column, actor in COLUMNS.items():
            assert found[column] == answer(steps, act, state, actor), (section, act, state.name, column)
            checked += 1
    assert checked == (22 * 6 + 12 * 5) * 7 == 1344


@pytest.mark.parametrize("elsewhere", ["neighbour", "stranger"])
def test_a_role_held_elsewhere_is_no_role_here(elsewhere):
    answers = [executed(*cell)[elsewhere] for cell in CELLS]
    assert set(answers) == {NO}
    assert len(answers) == 192


@pytest.mark.parametrize("steps", [STEPS, CELL_STEPS])
def test_the_roles_of_each_act_are_those_that_hold_its_permission(steps):
    for step in steps.values():
        granted = {role for role, permissions in GRANTS.items() if step.permission in permissions}
        assert granted == {actor.value for actor in step.actors - {Actor.OWN}}, step.act


def test_whose_record_it_is_may_do_what_the_table_says(cast):
    campaign = make_campaign(cast)
    own, cell = assessment_of(campaign, cast.member), CellReview.objects.get(campaign=campaign, unit=cast.cell)
    for steps, record in ((STEPS, own), (CELL_STEPS, cell)):
        for step in steps.values():
            obj = campaign if step.act in ("choose", "decide", "notify", "publish", "withdraw_publication") else record
            assert bool(can(cast.member, step.permission, obj)) == (Actor.OWN in step.actors), step.act


def test_a_secretary_with_an_own_record_is_refused_what_is_never_done_to_ones_own(cast):
    own = assessment_of(make_campaign(cast), cast.secretary)
    for step in STEPS.values():
        if step.permission == "assessment.return":
            assert Guard.NOT_OWN in step.guards
            assert not can(cast.secretary, step.permission, own)


def test_every_guard_is_a_function_that_an_act_of_the_table_asks():
    used = {guard for steps in (STEPS, CELL_STEPS) for step in steps.values() for guard in step.guards}
    assert used == set(Guard) == set(GUARDED_BY)
    called = {node.id for tree in modules().values() for node in ast.walk(tree) if isinstance(node, ast.Name)}
    called |= {node.attr for tree in modules().values() for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for place in GUARDED_BY.values():
        assert find(place) is not None, place
        assert {place.rsplit(".", 1)[1]} & (called | {"send_back_to_member"}), place  # predicates go by their name


def find(place: str):
    """Return what stands at a dotted place, which may be inside a class."""
    module, name = place.rsplit(".", 1)
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError:
        outer, inner = module.rsplit(".", 1)
        return getattr(getattr(import_module(outer), inner), name)


def test_every_step_that_a_service_takes_is_in_a_table_and_every_act_is_taken():
    taken = {
        (call.args[0].id, call.args[1].value)
        for name, tree in modules().items()
        if name.startswith("evaluations.services")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "take_step"
        if isinstance(call.args[1], ast.Constant)
    }
    both = {
        call.args[1].value
        for name, tree in modules().items()
        if name.startswith("evaluations.services")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "step_of"
    }
    after = {"notify", "notify_manager", "hand_over", "publish", "withdraw_publication"}  # by `_hold` and `_decided`
    taken |= {(table, act) for table in ("STEPS", "CELL_STEPS") for act in both}
    tables = {"STEPS": set(STEPS), "CELL_STEPS": set(CELL_STEPS)}
    assert {(table, act) for table, act in taken if act not in tables.get(table, {act})} == set()
    through_all = {("STEPS", act) for act in ("verify", "send_back", *after)}  # for many at once
    assert {(table, act) for table, acts in tables.items() for act in acts} - taken == through_all


def test_the_document_shows_the_table_as_it_is():
    text = DOCUMENT.read_text(encoding="utf8")
    assert renewed(text) == text, "run: make docs"
    assert [name for name in drawn() if f"<!-- drawn: {name} -->" not in text] == []
