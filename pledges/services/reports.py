"""Reporting what came of the items of a confirmed pledge."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked, take_step
from emulation.changes import Change, facts_of
from emulation.models import Account
from emulation.text import clean_lines

from ..models import Outcome, Pledge, PledgeItem
from ..rules import STEPS
from ..selectors.proposals import proposals_of
from ..signals import reporting
from .pledges import record_typing

UNKNOWN_ITEM = _("A result was sent for an item that does not belong to this pledge. Reload the page.")
UNKNOWN_OUTCOME = _("The result must be one of: kept, kept in part, not kept.")
NO_REASON = _("Item %(number)d: the figures say “%(proposed)s”. Say in a few words why it is otherwise.")
RESULT = ("outcome", "evidence", "proposed_outcome", "outcome_reason")


class Result(NamedTuple):
    """What came of an item; `reason` is needed where it is not what the figures say."""

    outcome: str
    evidence: str = ""
    reason: str = ""


def report_pledge(
    *, pledge: Pledge, results: Mapping[int, tuple], by: Account, version: int | None = None, as_typed: bool = False
) -> Pledge:
    """Save results as {item id: Result}; only once confirmed; items left out stay as they are.

    Whoever says otherwise than the figures gives a reason, which `as_typed` may still be missing: it is asked for when
    the self-assessment is handed in.
    """
    ensure(by, "pledge.report", pledge)
    with transaction.atomic():
        pledge = locked(pledge)
        take_step(STEPS, "report", pledge)
        expect_version(pledge, version)
        reporting.send(Pledge, pledge=pledge)
        items = {item.pk: item for item in pledge.items.all()}
        before = _facts(items.values())
        changed = _changed(pledge, items, {key: Result(*result) for key, result in results.items()})
        if not as_typed:
            _demand_reasons(changed)
        if changed:
            PledgeItem.objects.bulk_update(changed, [*RESULT, "reported_at"])
            pledge.version += 1
            pledge.save(update_fields=["version", "updated_at"])
            after = _facts(changed)
            record_typing(by, "pledge.reported", pledge, Change({key: before[key] for key in after}, after))
    return pledge


def _facts(items: Iterable[PledgeItem]) -> dict[str, dict]:
    """Return the result of each item by its place, as the journal keeps it."""
    return {str(item.position): facts_of(item, RESULT) for item in items}


def _changed(pledge: Pledge, items: Mapping[int, PledgeItem], results: Mapping[int, Result]) -> list[PledgeItem]:
    if not results.keys() <= items.keys():
        raise ValidationError(UNKNOWN_ITEM, "unknown_item")
    if not {result.outcome for result in results.values()} <= {"", *Outcome.values}:
        raise ValidationError(UNKNOWN_OUTCOME, "unknown_outcome")
    told = proposals_of(pledge, [items[key] for key in results], pledge.year)
    proposed = {key: told[key].outcome if key in told else "" for key in results}
    return [items[key] for key, result in results.items() if _set_result(items[key], result, proposed[key])]


def _set_result(item: PledgeItem, result: Result, proposed: str) -> bool:
    """Put the result on the item, beside what the figures say now; return whether anything is different."""
    before = [getattr(item, name) for name in RESULT]
    item.outcome, item.evidence = result.outcome, clean_lines(result.evidence)
    item.proposed_outcome = proposed if result.outcome else ""
    item.outcome_reason = clean_lines(result.reason) if item.says_otherwise else ""
    item.clean_fields(exclude=[field.name for field in item._meta.fields if field.name != "outcome_reason"])
    if before == [getattr(item, name) for name in RESULT]:
        return False
    item.reported_at = timezone.now()
    return True


def _demand_reasons(items: Iterable[PledgeItem]) -> None:
    found = []
    for item in items:
        if item.says_otherwise and not item.outcome_reason:
            values = {"number": item.position, "proposed": item.get_proposed_outcome_display()}
            found.append(ValidationError(NO_REASON, "no_reason", values))
    if found:
        raise ValidationError(found)
