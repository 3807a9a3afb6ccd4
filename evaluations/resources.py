"""Decisions taken over from paper, imported through django-import-export: many in few statements."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from import_export.resources import ModelResource

from emulation.resources import as_read

from .models import Decision, RuleSet

DECISION_FIELDS = ("assessment", "level", "number", "signed_on", "reason")


class DecisionResource(ModelResource):
    """Decisions as read from a list, all of them new: what would change a stored one was rejected before."""

    assessment = as_read("assessment")
    level = as_read("level")
    number = as_read("number")
    signed_on = as_read("signed_on")
    reason = as_read("reason")

    class Meta:
        model = Decision
        fields = DECISION_FIELDS
        force_init_instance = True
        use_bulk = True
        batch_size = 1000
        use_transactions = False  # the service's transaction holds the whole list
        skip_diff = True

    def __init__(self, rule_set: RuleSet, by: Any) -> None:
        super().__init__()
        self.rule_set, self.by, self.at = rule_set, by, timezone.now()

    def before_save_instance(self, instance: Decision, row: Mapping[str, Any], **kwargs: object) -> None:
        """Set what every decision of the list shares."""
        instance.rule_set, instance.by_id, instance.at = self.rule_set, self.by.pk, self.at
