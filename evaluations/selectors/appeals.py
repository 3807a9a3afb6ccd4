"""Reads of complaints and of checks before the decision: lists, one with who may judge it, what stands open."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from emulation.access import Answer, can
from emulation.models import Account

from ..appeals import AppealPeriod, appeal_of
from ..conflicts import Parts, parts_in, parts_of
from ..handlers import Handlers, handlers_of, leaders_of
from ..models import Appeal, Assessment, Campaign, Decision, PendingCheck
from ..recheck import CapNow, Recheck
from .rerating import RerateSheet, rerate_sheet

RELATED = (
    "decision__assessment__member",
    "decision__assessment__unit",
    "decision__assessment__campaign__year__unit",
    "decision__assessment__campaign__rule_set",
    "decision__rule_set",
    "decision__by",
    "filed_by",
    "against",
    "taken_by",
    "ended_by",
    "outcome",
)


@dataclass(frozen=True, slots=True)
class AppealSheet:
    """One complaint on its page: who may judge it, what the reader may do, what another level would do to the cap."""

    appeal: Appeal
    handlers: Handlers | None
    can_handle: Answer
    can_withdraw: Answer
    works_on_it: bool
    rerating: RerateSheet | None
    broken: tuple[CapNow, ...]
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class OwnAppeals:
    """What stands on a decided member's page: the days, the complaints so far, whether the reader may file one."""

    period: AppealPeriod | None
    rows: tuple[Appeal, ...]
    can_file: Answer
    is_open: bool
    is_over: bool


def appeals_for(reader: Account) -> QuerySet[Appeal]:
    """Return the complaints the reader may see, those to be answered first on top."""
    return Appeal.objects.visible_to(reader).select_related(*RELATED)


def appeal_sheet(reader: Account, appeal: Appeal) -> AppealSheet:
    """Return one complaint; it came through the reader's lens."""
    works = reader.scope.reaches("appeal.view", appeal.committee.path) and not _is_own(reader, appeal)
    may = can(reader, "appeal.handle", appeal)
    parts: Parts = parts_of([appeal])[appeal.pk] if works else {}
    changes = bool(may) and appeal.is_taken
    return AppealSheet(
        appeal=appeal,
        handlers=handlers_of(appeal, parts) if works and appeal.is_open else None,
        can_handle=may,
        can_withdraw=can(reader, "appeal.withdraw", appeal),
        works_on_it=works,
        rerating=rerate_sheet(appeal.assessment) if changes else None,
        broken=_broken(appeal) if works and appeal.outcome_id else (),
        is_overdue=appeal.is_overdue_on(timezone.localdate()),
    )


def _is_own(reader: Account, appeal: Appeal) -> bool:
    return reader.member_id is not None and reader.member_id == appeal.assessment.member_id


def _broken(appeal: Appeal) -> tuple[CapNow, ...]:
    """Return the groups whose share no longer holds since a level has been changed."""
    return tuple(cap for cap in Recheck(appeal.assessment.campaign).now() if cap.is_broken)


def own_appeals(reader: Account, assessment: Assessment, decision: Decision) -> OwnAppeals:
    """Return what the member's page shows beside the decision."""
    rows = tuple(appeals_for(reader).filter(decision__assessment=assessment).order_by("filed_at", "pk"))
    period = appeal_of(decision)
    return OwnAppeals(
        period=period,
        rows=rows,
        can_file=can(reader, "appeal.file", assessment),
        is_open=any(row.is_open and row.decision_id == decision.pk for row in rows),
        is_over=period is not None and timezone.localdate() > period.until,
    )


def could_be_against(assessment: Assessment) -> QuerySet[Account]:
    """Return whom a complaint may name: who took a part in the level, or might judge it; the member left out."""
    leaders = [account.pk for account, _at in leaders_of(assessment.campaign.unit)]
    found = Account.objects.filter(pk__in=[*parts_in([assessment])[assessment.pk], *leaders]).order_by("display_name")
    return found.exclude(member_id=assessment.member_id)


def suspended(campaign: Campaign) -> set[int]:
    """Return the assessments whose decision waits for the answer to a complaint; one query."""
    found = Appeal.objects.open().filter(suspends=True, decision__is_current=True)
    rows = found.filter(decision__assessment__campaign=campaign)
    return set(rows.order_by().values_list("decision__assessment", flat=True))


def handled_by(reader: Account, appeals: Iterable[Appeal]) -> list[Appeal]:
    """Keep the open complaints the reader may judge; a fixed number of queries."""
    at = [one for one in appeals if one.is_open and reader.scope.reaches("appeal.handle", one.committee.path)]
    if not at:
        return []
    parts = parts_of(at)
    return [appeal for appeal in at if not _acting(reader, appeal) & parts[appeal.pk].keys()]


def _acting(reader: Account, appeal: Appeal) -> set[int]:
    """Return the reader and those for whom the reader would act."""
    return {reader.pk, *(key for key, _name in reader.scope.lenders("appeal.handle", appeal.committee.path))}


def checks_for(reader: Account) -> QuerySet[PendingCheck]:
    """Return the checks the reader may see."""
    campaign = ("assessment__campaign__year__unit", "assessment__campaign__rule_set")
    related = ("assessment__member", "assessment__unit", *campaign, "recorded_by", "concluded_by")
    return PendingCheck.objects.visible_to(reader).select_related(*related)


def checkable(reader: Account) -> QuerySet[Assessment]:
    """Return the members of the committees whose checks the reader sees, oneself left out; in any state.

    No word of theirs is read with it.
    """
    at = reader.scope.units_q("check.view", "campaign__year__unit__path")
    found = Assessment.objects.to_rate().filter(at, campaign__from_paper=False)
    found = found.exclude(member_id=reader.member_id) if reader.member_id else found
    related = ("member", "unit", "campaign__year__unit", "campaign__rule_set")
    return found.select_related(*related).defer("sections", "self_points", "cell_points")
