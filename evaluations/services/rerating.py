"""Rating a member again after the decision: a later decision that names the one it replaces (form 03, Art. 13)."""

import datetime
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked, take_step
from emulation.journal import record
from emulation.models import Account
from emulation.text import clean, clean_lines

from ..appeal_gaps import refuse_open
from ..closed import refuse_closed
from ..from_paper import refuse_from_paper
from ..gaps import refuse
from ..levels import Rating, rated, ratings_of
from ..models import Appeal, Assessment, Decision
from ..rerating_gaps import limits_passed, rerating_gaps
from ..rules.workflow import STEPS
from ..rulings import frozen
from .notices import renew_notices

OVERTAKEN = _(
    "Somebody else has just rated this member again, by decision %(number)s of %(day)s. Look at it before you go on."
)


def rerate(
    *,
    assessment: Assessment,
    replaces: int,
    level: str,
    number: str,
    signed_on: datetime.date,
    reason: str,
    by: Account,
    answers: Appeal | None = None,
) -> Decision:
    """Rate a decided member again with the findings of today; the decision that held is kept and named.

    `replaces` is the decision the caller has read: where another holds meanwhile, the act is refused. The cap is
    then counted again from the decisions that hold, and flagged where it is passed; nobody else's level changes.
    While a complaint about the decision is open, only the act that answers it rates again.
    """
    ensure(by, "assessment.rerate", assessment)
    number, reason = clean(number), clean_lines(reason)
    with transaction.atomic():
        held = _held(assessment, replaces)
        refuse_open(held, answers)
        faults = rerating_gaps(assessment.campaign, held, level, number, signed_on, reason)
        if faults:
            raise ValidationError(faults)
        rating = _rating(assessment, level)
        refuse(limits_passed(assessment.campaign, rating, held.level, level), "not_allowed")
        signature = {"number": number, "signed_on": signed_on, "reason": reason, "by_id": by.pk}
        decision = _replace(held, rating, signature)
        renew_notices(held=held, decision=decision, by=by)
        record(by, "assessment.rerated", assessment, unit=assessment.unit, data=_as_data(held, decision))
    return decision


def _held(assessment: Assessment, replaces: int) -> Decision:
    """Lock the row and return the decision that holds; refuse before the decision, and behind another's back."""
    refuse_from_paper(assessment.campaign)
    row = locked(assessment)
    refuse_closed(assessment.campaign)
    take_step(STEPS, "rerate", row)
    held = assessment.decisions.current().get()
    if held.pk != replaces:
        values = {"number": held.number, "day": held.signed_on.strftime("%d/%m/%Y")}
        raise ValidationError(OVERTAKEN, "stale", values)
    return held


def _rating(assessment: Assessment, level: str) -> Rating:
    """Derive the member anew, with the level to be decided."""
    rows = rated(assessment.campaign).filter(pk=assessment.pk).select_related("member", "proposal")
    (rating,) = ratings_of(assessment.campaign, rows)
    return replace(rating, level=level)


def _replace(held: Decision, rating: Rating, signature: dict) -> Decision:
    """Keep the decision that held, and write the one that holds from now on."""
    Decision.objects.filter(pk=held.pk).update(is_current=False)
    return Decision.objects.create(
        assessment_id=held.assessment_id,
        replaces=held,
        rule_set_id=held.rule_set_id,
        at=timezone.now(),
        **_frozen(rating),
        **signature,
    )


def _frozen(rating: Rating) -> dict:
    """What the decision keeps; nobody is left out by the cap here, so only the derived level's own remarks hold."""
    same = rating.level == rating.derivation.level
    return frozen(rating) | {"tags": [tag.value for tag in rating.derivation.tags] if same else []}


def _as_data(held: Decision, decision: Decision) -> dict:
    return {
        "from": held.level,
        "to": decision.level,
        "replaces": held.number,
        "number": decision.number,
        "signed_on": decision.signed_on.isoformat(),
        "derived": decision.derived,
        "reason": decision.reason,
    }
