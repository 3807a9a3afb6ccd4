"""The committee's choice of levels and the leader's decision within the cap (QĐ 366-QĐ/TW Art. 11.1.5 and 12.1)."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.access import ensure
from emulation.acts import WRONG_STATE, locked, take_step
from emulation.changes import Change, facts_of
from emulation.journal import record
from emulation.models import Account
from emulation.text import clean, clean_lines

from ..closed import refuse_closed
from ..decision_gaps import (
    cap_breaches,
    check_sentences,
    missing_sentences,
    needs_own_reason,
    open_questions,
    refusal_of,
    signature_gaps,
    unexplained_choices,
)
from ..from_paper import refuse_from_paper
from ..gaps import by_name, refuse
from ..grouping import grouping_of
from ..head_limit import heads_refused
from ..levels import Rating, groups_of, rated, ratings_of
from ..models import Assessment, Campaign, CapRecord, Decision, LevelChoice, State
from ..own import own_among
from ..rules.workflow import STEPS
from ..rulings import cap_record, frozen
from ..tally import GroupWorking, choice_reasons

Choice = tuple[str, str]  # level and reason; an empty level takes an earlier choice back


def choose_levels(
    *, campaign: Campaign, choices: Mapping[int, Choice], by: Account, versions: Mapping[int, int] | None = None
) -> int:
    """Keep the committee's working choices by assessment; return how many changed.

    A reason is needed for a level that departs from the proposal or from the derived one. `versions` are those the
    caller has read; a row that somebody else has changed since is refused.
    """
    ensure(by, "assessment.choose", campaign)
    refuse_from_paper(campaign)
    with transaction.atomic():
        ratings = _ratings(campaign, choices)
        refuse_closed(campaign)
        _refuse_changed(ratings, versions or {})
        before = _as_chosen(rating.assessment for rating in ratings.values())
        changed = _apply_choices(ratings, choices)
        Assessment.objects.bulk_update(changed, ["committee_level", "committee_reason", "version"])
        if changed:
            data = {str(a.pk): [a.committee_level, a.committee_reason] for a in changed}
            after, members = _as_chosen(changed), [a.member_id for a in changed]
            change = Change({key: before[key] for key in after}, after)
            said = {"choices": data, "own": own_among(by, changed)}
            record(by, "levels.chosen", campaign, unit=campaign.unit, data=said, change=change, members=members)
    return len(changed)


def _as_chosen(assessments: Iterable[Assessment]) -> dict[str, Any]:
    """Return the committee's choices by member, as the journal keeps them."""
    return {str(row.member_id): facts_of(row, ["committee_level", "committee_reason"]) for row in assessments}


def _ratings(campaign: Campaign, only: Iterable[int] | None = None) -> dict[int, Rating]:
    """Read and lock those to be rated, with their names."""
    found = rated(campaign).select_related("proposal", "member").locked()
    rows = found if only is None else found.filter(pk__in=only)
    return {rating.assessment.pk: rating for rating in ratings_of(campaign, rows)}


def _refuse_changed(ratings: Mapping[int, Rating], versions: Mapping[int, int]) -> None:
    """Refuse all when somebody else has chosen meanwhile, keyed as in `_apply_choices`."""
    rows = [rating.assessment for rating in ratings.values()]
    changed = [row for row in rows if versions.get(row.pk, row.version) != row.version]
    clause = _("somebody else has changed this level since you opened the page; look at it and save again")
    if changed:
        raise ValidationError({f"r{row.pk}-reason": by_name(row, [clause]) for row in changed})


def _apply_choices(ratings: Mapping[int, Rating], choices: Mapping[int, Choice]) -> list[Assessment]:
    """Set each choice on its row; refuses all when one cannot stand, keyed by "r<assessment>-reason"."""
    changed, errors = [], {}
    for pk, (level, typed) in choices.items():
        if pk not in ratings:
            raise ValidationError(_("Record %(id)s is not among those this committee rates.") % {"id": pk})
        assessment, reason = ratings[pk].assessment, clean_lines(typed) if level else ""
        take_step(STEPS, "choose", assessment)
        fault = _choice_fault(ratings[pk], level, reason)
        if fault:
            errors[f"r{pk}-reason"] = by_name(assessment, [fault])
        elif (assessment.committee_level, assessment.committee_reason) != (level, reason):
            _set_choice(assessment, level, reason)
            changed.append(assessment)
    if errors:
        raise ValidationError(errors)
    return changed


def _choice_fault(rating: Rating, level: str, reason: str) -> str:
    """Return why the choice cannot stand, empty when it can."""
    if level and level not in LevelChoice.values:
        return _("choose one of the four levels")
    if level and not reason and needs_own_reason(rating.derivation, rating.proposed, level):
        return _("give the committee's reason: the level differs from the cell's proposal or from the regulation")
    return refusal_of(rating, level)


def _set_choice(assessment: Assessment, level: str, reason: str) -> None:
    assessment.committee_level, assessment.committee_reason = level, reason
    assessment.version += 1


def decide_campaign(*, campaign: Campaign, number: str, signed_on: datetime.date, by: Account) -> list[Decision]:
    """Decide the whole campaign under one number; refuses while a cell, a reason or the cap stands against it.

    Each row is frozen with its inputs, conditions and rule set, and the cap of each group as it was.
    """
    ensure(by, "assessment.decide", campaign)
    refuse_from_paper(campaign)
    with transaction.atomic():
        campaign = locked(campaign)
        refuse_closed(campaign)
        number = _signature(campaign, number, signed_on)
        ratings = list(_ratings(campaign).values())
        groups = groups_of(ratings, grouping_of(campaign), choice_reasons(campaign))
        state = _guard(campaign, ratings, groups)
        decisions = _decisions(campaign, ratings, {"number": number, "signed_on": signed_on, "by": by})
        Decision.objects.bulk_create(decisions)
        CapRecord.objects.bulk_create(cap_record(campaign, group) for group in groups)
        campaign.assessments.to_rate().order_by().update(state=state, version=F("version") + 1)
        members = [rating.assessment.member_id for rating in ratings]
        record(by, "campaign.decided", campaign, unit=campaign.unit, data=_as_data(decisions, groups), members=members)
    return decisions


def _signature(campaign: Campaign, number: str, signed_on: datetime.date) -> str:
    """Return the number as it is kept; refuses a number or a date that cannot stand, and a second decision."""
    if campaign.assessments.filter(state=State.DECIDED).exists():
        raise ValidationError(WRONG_STATE, "wrong_state", {"state": State.DECIDED.label})
    faults = signature_gaps(campaign, clean(number), signed_on)
    if faults:
        raise ValidationError(faults)
    return clean(number)


def _guard(campaign: Campaign, ratings: list[Rating], groups: Iterable[GroupWorking]) -> int:
    """Return the state that deciding leads to, or refuse with everything that stands against it."""
    if not ratings:
        raise ValidationError(_("Nobody in this campaign is to be rated, so there is nothing to decide."), "incomplete")
    refuse(missing_sentences(campaign))
    refuse(check_sentences(campaign), "check_pending")
    refuse(open_questions(ratings))
    refuse(heads_refused(campaign, {rating.assessment.pk: rating.level for rating in ratings}), "head_limit")
    refuse(cap_breaches(groups), "cap_exceeded")
    refuse(unexplained_choices(groups), "choice_unexplained")
    return {take_step(STEPS, "decide", rating.assessment) for rating in ratings}.pop()


def _decisions(campaign: Campaign, ratings: list[Rating], signature: Mapping[str, Any]) -> list[Decision]:
    """Return the frozen rows, not yet saved."""
    now = timezone.now()
    return [
        Decision(
            assessment=rating.assessment,
            reason=rating.assessment.committee_reason or rating.assessment.cell_explanation,
            rule_set=campaign.rule_set,
            at=now,
            **frozen(rating),
            **signature,
        )
        for rating in ratings
    ]


def _as_data(decisions: list[Decision], groups: Iterable[GroupWorking]) -> dict[str, Any]:
    """Return what the journal keeps of the decision."""
    return {
        "number": decisions[0].number,
        "signed_on": decisions[0].signed_on.isoformat(),
        "members": len(decisions),
        "caps": {group.group: [group.base, group.maximum, group.proposed, group.chosen] for group in groups},
    }
