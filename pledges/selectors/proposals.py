"""What the year's reports propose as the result of each item; a person decides."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from emulation.models import Year
from emulation.text import figure

from ..models import CheckInLine, Outcome, Pledge, PledgeItem
from ..rules import Proposed, proposed_outcome
from .check_ins import period_name


@dataclass(frozen=True)
class ItemProposal:
    """What came of an item by its reports: the outcome that figures show (or none), why, and what was told."""

    outcome: str
    reason: str
    evidence: str


def proposals_of(pledge: Pledge, items: Iterable[PledgeItem], year: Year) -> dict[int, ItemProposal]:
    """Return by item what its reports of the year propose, in one query; items never reported on are left out."""
    lines = CheckInLine.objects.filter(check_in__pledge=pledge).select_related("check_in")
    told: dict[int, list[CheckInLine]] = {}
    for line in lines.order_by("check_in__month"):
        told.setdefault(line.item_id, []).append(line)
    return {item.pk: _proposal(item, told[item.pk], year) for item in items if item.pk in told}


def _proposal(item: PledgeItem, lines: list[CheckInLine], year: Year) -> ItemProposal:
    values = [line.value for line in lines if line.value is not None]
    found = proposed_outcome(item.draft, values[-1] if values else None)
    evidence = "\n".join(_told(lines, year))
    return ItemProposal(found.outcome if found else "", _reason(item, found) if found else "", evidence)


def _reason(item: PledgeItem, found: Proposed) -> str:
    label = Outcome(found.outcome).label
    if item.is_yes_no:
        return _("By the last report: %(outcome)s.") % {"outcome": label}
    values = {"value": figure(found.value), "target": figure(item.target), "unit": _unit(item), "outcome": label}
    return (_("By the last report %(value)s of %(target)s %(unit)s: %(outcome)s.") % values).replace(" :", ":")


def _unit(item: PledgeItem) -> str:
    return "%" if item.measure_kind == "PERCENT" else item.counted_in


def _told(lines: Iterable[CheckInLine], year: Year) -> list[str]:
    """Return one line of text for each period in which something was told."""
    return [f"{period_name(year, line.check_in.month)}: {line.done}" for line in lines if line.done]
