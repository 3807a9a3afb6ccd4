"""Who sees what, drawn from the table of visibility and the table of roles, as `docs/access.md` shows it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from emulation.roles import GRANTS

from .rules.visibility import ALL, NEVER, PARTS, SEERS, Part, Seer, states_of
from .rules.workflow import AssessmentState
from .workflow_drawing import SECTION, markdown

DOCUMENT: Final = Path(__file__).resolve().parent.parent / "docs" / "access.md"


def drawn() -> dict[str, str]:
    """Return every drawn part of the document by its name."""
    return {"visibility": visibility(), "seers": seers(), "roles": roles()}


def renewed(text: str) -> str:
    """Return the document with each part drawn anew; a name that is not drawn is a KeyError."""
    parts = drawn()
    return SECTION.sub(lambda found: f"<!-- drawn: {found[1]} -->\n\n{parts[found[1]]}\n\n<!-- end -->", text)


def visibility() -> str:
    """Return one row a part: in which states each sees it."""
    head = ["part", *(seer.name for seer in Seer)]
    return markdown(head, ([PARTS[part], *(_states(states_of(part, seer)) for seer in Seer)] for part in Part))


def _states(states: Iterable[AssessmentState]) -> str:
    if states == NEVER:
        return "–"
    if states == ALL:
        return "always"
    first, last = min(states), max(states)
    return f"from {first.name}" if first != last else first.name


def seers() -> str:
    """Return one row for every way to stand to a record."""
    return markdown(["who", "is"], ([seer.name, SEERS[seer]] for seer in Seer))


def roles() -> str:
    """Return one row a permission with the roles that hold it."""
    names = sorted(set().union(*GRANTS.values()))
    rows = ([f"`{name}`", *("yes" if name in granted else "–" for granted in GRANTS.values())] for name in names)
    return markdown(["permission", *GRANTS], rows)
