"""Reporting what came of the items of a confirmed pledge."""

from collections.abc import Iterable, Mapping

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
from ..signals import reporting
from .pledges import record_typing

UNKNOWN_ITEM = _("A result was sent for an item that does not belong to this pledge. Reload the page.")
UNKNOWN_OUTCOME = _("The result must be one of: kept, kept in part, not kept.")


def report_pledge(
    *, pledge: Pledge, results: Mapping[int, tuple[str, str]], by: Account, version: int | None = None
) -> Pledge:
    """Save results as {item id: (outcome or "", evidence)}; only once confirmed; items left out stay as they are."""
    ensure(by, "pledge.report", pledge)
    with transaction.atomic():
        pledge = locked(pledge)
        take_step(STEPS, "report", pledge)
        expect_version(pledge, version)
        reporting.send(Pledge, pledge=pledge)
        before = _results(pledge.items.all())
        changed = _changed(pledge, results)
        if changed:
            PledgeItem.objects.bulk_update(changed, ["outcome", "evidence", "reported_at"])
            pledge.version += 1
            pledge.save(update_fields=["version", "updated_at"])
            after = _results(changed)
            record_typing(by, "pledge.reported", pledge, Change({key: before[key] for key in after}, after))
    return pledge


def _results(items: Iterable[PledgeItem]) -> dict[str, dict]:
    """Return the result of each item by its place, as the journal keeps it."""
    return {str(item.position): facts_of(item, ["outcome", "evidence"]) for item in items}


def _changed(pledge: Pledge, results: Mapping[int, tuple[str, str]]) -> list[PledgeItem]:
    items = {item.pk: item for item in pledge.items.all()}
    if not results.keys() <= items.keys():
        raise ValidationError(UNKNOWN_ITEM, "unknown_item")
    changed = []
    for pk, (outcome, evidence) in results.items():
        if outcome not in ("", *Outcome.values):
            raise ValidationError(UNKNOWN_OUTCOME, "unknown_outcome")
        if _set_result(items[pk], outcome, clean_lines(evidence)):
            changed.append(items[pk])
    return changed


def _set_result(item: PledgeItem, outcome: str, evidence: str) -> bool:
    if (item.outcome, item.evidence) == (outcome, evidence):
        return False
    item.outcome, item.evidence, item.reported_at = outcome, evidence, timezone.now()
    return True
