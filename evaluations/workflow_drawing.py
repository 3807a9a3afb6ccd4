"""The workflow drawn from its table, as `docs/workflow.md` shows it: a diagram, the cells, the guards."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from .rules.workflow import CELL_STATES, CELL_STEPS, GUARDED_BY, STEPS, Act, Actor, AssessmentState, Guard

DOCUMENT: Final = Path(__file__).resolve().parent.parent / "docs" / "workflow.md"
SECTION: Final = re.compile(r"<!-- drawn: ([a-z ]+) -->\n.*?<!-- end -->", re.DOTALL)


def drawn() -> dict[str, str]:
    """Return every drawn part of the document by its name."""
    members = tuple(AssessmentState)
    return {
        "diagram of a member": diagram(STEPS),
        "table of a member": table(STEPS, members),
        "diagram of a cell": diagram(CELL_STEPS),
        "table of a cell": table(CELL_STEPS, CELL_STATES),
        "guards": guards(),
    }


def renewed(text: str) -> str:
    """Return the document with each part drawn anew; a name that is not drawn is a KeyError."""
    parts = drawn()
    return SECTION.sub(lambda found: f"<!-- drawn: {found[1]} -->\n\n{parts[found[1]]}\n\n<!-- end -->", text)


def diagram(steps: Mapping[str, Act]) -> str:
    """Return the steps that lead from one state to another, as a mermaid diagram."""
    arrows = sorted(
        (source, target, act.act)
        for act in steps.values()
        for source in act.sources
        for target in [act.target]
        if target is not None
    )
    lines = [f"    {_name(source)} --> {_name(target)}: {act}" for source, target, act in arrows]
    first = f"    [*] --> {AssessmentState.DRAFT.name}"
    last = f"    {AssessmentState.DECIDED.name} --> [*]"
    return "\n".join(["```mermaid", "stateDiagram-v2", first, *lines, last, "```"])


def _name(state: int) -> str:
    return AssessmentState(state).name


def table(steps: Mapping[str, Act], states: Sequence[AssessmentState]) -> str:
    """Return one row an act: who does it, from which state to which, under which guards, by which permission."""
    head = ["act", "who", *(state.name for state in states), "guards", "permission"]
    return markdown(head, (_row(act, states) for act in steps.values()))


def _row(act: Act, states: Iterable[AssessmentState]) -> Iterator[str]:
    yield act.act
    yield ", ".join(actor.name for actor in Actor if actor in act.actors)
    yield from (_led_to(act, state) for state in states)
    yield "; ".join(guard.value for guard in act.guards) or "–"
    yield f"`{act.permission}`"


def _led_to(act: Act, state: AssessmentState) -> str:
    if state not in act.sources:
        return "–"
    return "stays" if act.target is None else _name(act.target)


def guards() -> str:
    """Return one row a guard: what it asks, and the function that says so."""
    return markdown(["guard", "asked by"], ([guard.value, f"`{GUARDED_BY[guard]}`"] for guard in Guard))


def markdown(head: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
