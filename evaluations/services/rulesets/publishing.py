"""Publishing a draft, after which it never changes; and noting that somebody tried one on a review."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account

from ...models import Campaign, RuleSet, RuleSetState
from ...ruleset_checks import faults_of
from .drafts import open_draft


def publish_rule_set(*, rule_set: RuleSet, by: Account, version: int | None = None) -> RuleSet:
    """Publish a draft in which nothing is wrong; the one it replaces is superseded.

    The owner is locked first: of two that publish at once, the second sees what the first has published.
    """
    ensure(by, "ruleset.publish", rule_set)
    with transaction.atomic():
        locked(rule_set.unit)
        row = open_draft(rule_set, version)
        if faults := faults_of(row):
            raise ValidationError([ValidationError(fault.text, fault.code) for fault in faults])
        _supersede(row.replaces)
        row.state, row.published_at, row.published_by_id = RuleSetState.PUBLISHED, timezone.now(), by.pk
        row.full_clean(exclude=["published_by"])
        row.save(update_fields=["state", "published_at", "published_by"])
        data = {"code": row.code, "first_year": row.first_year, "last_year": row.last_year}
        record(by, "ruleset.published", row, unit=row.unit, data=data)
    return row


def _supersede(replaced: RuleSet | None) -> None:
    if replaced:
        replaced.state = RuleSetState.SUPERSEDED
        replaced.save(update_fields=["state"])


def note_trial(*, rule_set: RuleSet, campaign: Campaign, members: Iterable[int], by: Account) -> None:
    """Note in the journal that somebody saw, by name, how the levels of these members of a review would change."""
    ensure(by, "ruleset.edit", rule_set)
    data = {"year": campaign.year.number}
    record(by, "ruleset.tried", rule_set, unit=campaign.unit, data=data, members=members)
