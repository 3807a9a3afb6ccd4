"""Objecting to a decision (A-18): until which day, to whom, and until when an answer is due."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from .models import Decision
from .rules.working_days import add_working_days


@dataclass(frozen=True)
class AppealPeriod:
    """How long one may object; `to` is the committee that decided."""

    to: str
    until: datetime.date
    days: int
    answer_days: int


def appeal_of(decision: Decision) -> AppealPeriod | None:
    """Return how long one may object: from the day it was signed or recorded, the later.

    None where no days are set, and for results taken over from paper, which were recorded long after.
    """
    rules = decision.rule_set
    if not rules.appeal_days or decision.assessment.campaign.from_paper:
        return None
    known = max(decision.signed_on, timezone.localdate(decision.at))
    until = add_working_days(known, rules.appeal_days)
    return AppealPeriod(str(decision.assessment.campaign.unit), until, rules.appeal_days, rules.answer_days)
