"""What stands against filing a complaint, as sentences by field (QĐ 366-QĐ/TW Art. 15, 17; A-18)."""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .appeals import AppealPeriod
from .models import Appeal, AppealKind, AppealStep, Decision

NO_PERIOD = gettext_lazy("The rules this year was rated by set no days to object. Bring it to the committee on paper.")


def filing_gaps(decision: Decision, kind: str, text: str, filed_on: datetime.date) -> dict[str, str]:
    """Return what is missing or cannot be."""
    found = {}
    if kind not in AppealKind.values:
        found["kind"] = _("Choose a complaint or a request.")
    if not text:
        found["text"] = _("Write what you object to and why.")
    if filed_on > timezone.localdate():
        found["filed_on"] = _("It cannot have been filed after today. Correct the date.")
    elif filed_on < decision.signed_on:
        day = {"day": f"{decision.signed_on:%d/%m/%Y}"}
        found["filed_on"] = _("It cannot have been filed before the decision of %(day)s. Correct the date.") % day
    return found


def refuse_late(period: AppealPeriod, filed_on: datetime.date, late_reason: str) -> None:
    """Refuse what comes after the last day, with the day, unless the committee accepts it for a reason."""
    if filed_on > period.until and not late_reason:
        text = _(
            "The time to object ended on %(day)s. The committee may still accept it: it then records it with the "
            "reason why it is late."
        )
        raise ValidationError(text, "too_late", {"day": f"{period.until:%d/%m/%Y}"})


def refuse_second(decision: Decision) -> None:
    """Refuse a second complaint while one is open."""
    if Appeal.objects.filter(decision=decision, state__lt=AppealStep.UPHELD).exists():
        raise ValidationError(_("A complaint about this decision is already being considered."), "open_already")


def refuse_open(decision: Decision, answers: Appeal | None) -> None:
    """Refuse to rate again beside an open complaint: it is ended with the answer to it."""
    for appeal in decision.appeals.open():
        if answers is None or appeal.pk != answers.pk:
            text = _(
                "A complaint about the decision that holds has been filed on %(day)s. The level is changed, or kept, "
                "by answering it."
            )
            raise ValidationError(text, "appeal_open", {"day": f"{appeal.filed_on:%d/%m/%Y}"})
