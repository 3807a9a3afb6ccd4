"""The life of a job drawn from its table of steps, as `docs/jobs.md` shows it: a diagram and the cells."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from emulation.rules import Step
from evaluations.workflow_drawing import markdown

from .rules import JOB_STEPS, JobState

DOCUMENT: Final = Path(__file__).resolve().parent.parent / "docs" / "jobs.md"
SECTION: Final = re.compile(r"<!-- drawn: (diagram|table) -->\n.*?<!-- end -->", re.DOTALL)


def renewed(text: str) -> str:
    """Return the document with both parts drawn anew."""
    parts = {"diagram": diagram(), "table": table()}
    return SECTION.sub(lambda found: f"<!-- drawn: {found[1]} -->\n\n{parts[found[1]]}\n\n<!-- end -->", text)


def diagram() -> str:
    """Return the steps as a mermaid diagram."""
    arrows = sorted(
        (source, step.target, step.act) for step in JOB_STEPS.values() for source in step.sources if step.target
    )
    lines = [f"    {JobState(source).name} --> {JobState(target).name}: {act}" for source, target, act in arrows]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> QUEUED", *lines, "    DONE --> [*]", "```"])


def table() -> str:
    """Return one row an act: where it leads from each state."""
    return markdown(["act", *(state.name for state in JobState)], (_row(step) for step in JOB_STEPS.values()))


def _row(step: Step) -> Iterator[str]:
    yield step.act
    for state in JobState:
        yield "–" if state not in step.sources else "stays" if step.target is None else JobState(step.target).name
