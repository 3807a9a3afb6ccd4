"""What the pledge's results propose for the form: the words of item I.3, and lines of the table of tasks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from pledges.models import Group, Outcome, PledgeItem
from pledges.selectors import ItemProposal

from .content import LONGEST_SECTION, TaskLine
from .models import TaskResult

RESULT_OF: Final = {Outcome.KEPT: TaskResult.ON_TIME, Outcome.NOT_KEPT: TaskResult.NOT_DONE}  # in part: a person says


@dataclass(frozen=True)
class ItemResult:
    """An item with what came of it: as a person has said, else as the figures propose."""

    item: PledgeItem
    outcome: str
    evidence: str


def results_of(items: Iterable[PledgeItem], told: Mapping[int, ItemProposal]) -> tuple[ItemResult, ...]:
    """Return each item with its result, empty where nothing is known yet."""
    nothing = ItemProposal("", "", "")
    pairs = [(item, told.get(item.pk, nothing)) for item in items]
    return tuple(ItemResult(one, one.outcome or said.outcome, one.evidence or said.evidence) for one, said in pairs)


def pledge_in_words(results: Sequence[ItemResult]) -> str:
    """Return what item I.3 of the form may say; empty while no result is known."""
    if not any(one.outcome for one in results):
        return ""
    lines = [_counted(results), *(_told(number, one) for number, one in enumerate(results, start=1))]
    return "\n".join(lines)[:LONGEST_SECTION]


def pledge_as_tasks(results: Iterable[ItemResult]) -> tuple[TaskLine, ...]:
    """Return the items on duties as tasks, to begin the table with."""
    duties = [one for one in results if one.item.group == Group.STYLE and one.item.deed]
    return tuple(
        TaskLine(one.item.deed[:400], one.item.measure[:300], one.item.due_on, str(RESULT_OF.get(one.outcome, "")))
        for one in duties
    )


def _counted(results: Sequence[ItemResult]) -> str:
    times = Counter(one.outcome for one in results)
    said = [f"{Outcome(code).label.lower()}: {times[code]}" for code in Outcome.values if times[code]]
    values = {"count": len(results), "said": "; ".join(said)}
    return _("Items pledged: %(count)s; %(said)s.") % values


def _told(number: int, one: ItemResult) -> str:
    label = Outcome(one.outcome).label.lower() if one.outcome else _("no result yet")
    evidence = " ".join(one.evidence.split())
    return f"{number}. {one.item.deed.rstrip('.')} – {label}" + (f": {evidence}" if evidence else ".")
