"""Findings: what a competent body has concluded about a member or a cell, entered by the committee alone (Art. 11)."""

from collections.abc import Callable, Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account

from ..models import Assessment, CellRating, CellReview, Finding
from ..rulebook import finding_codes

FROZEN = _("The level of this member has been decided; a later finding needs a new rating.")
CELL_FROZEN = _("The level of this cell has been decided; a later finding needs a new rating.")
OTHER_SUBJECT = _("This finding does not apply to the member's subject type.")
NOT_ON_CELLS = _("This finding cannot stand against a cell.")
COLLECTIVE = "COLLECTIVE"


def record_finding(*, assessment: Assessment, values: dict, by: Account) -> Finding:
    """Record one finding on the member for the assessment's year; refused once the level is decided."""
    ensure(by, "finding.record", assessment)
    campaign = assessment.campaign
    _refuse_other(values, finding_codes(campaign.rule_set, assessment.subject_type), OTHER_SUBJECT)
    year = campaign.year.number
    finding = Finding(member=assessment.member, unit=assessment.unit, year=year, recorded_by=by, **values)
    return _keep(finding, lambda: _refuse_decided(assessment), by)


def record_cell_finding(*, review: CellReview, values: dict, by: Account) -> Finding:
    """Record one finding on the meeting's cell itself; refused once the cell's level is decided."""
    ensure(by, "finding.record", review)
    campaign = review.campaign
    _refuse_other(values, finding_codes(campaign.rule_set, COLLECTIVE), NOT_ON_CELLS)
    finding = Finding(unit=review.unit, year=campaign.year.number, recorded_by=by, **values)
    return _keep(finding, lambda: _refuse_decided_cell(review), by)


def withdraw_finding(*, assessment: Assessment, finding: Finding, by: Account) -> None:
    """Take back a finding entered by mistake; the journal keeps what it said."""
    ensure(by, "finding.record", assessment)
    _drop(finding, lambda: _refuse_decided(assessment), by)


def withdraw_cell_finding(*, review: CellReview, finding: Finding, by: Account) -> None:
    """Take back a finding on a cell; the journal keeps what it said."""
    ensure(by, "finding.record", review)
    _drop(finding, lambda: _refuse_decided_cell(review), by)


def _refuse_other(values: dict, codes: Collection[str], sentence: object) -> None:
    if values["code"] not in codes:
        raise ValidationError(sentence, "other_subject")


def _keep(finding: Finding, guard: Callable[[], None], by: Account) -> Finding:
    """Save and note the finding unless the guard refuses."""
    finding.full_clean()
    with transaction.atomic():
        guard()
        finding.save()
        record(by, "finding.recorded", finding, unit=finding.unit, data=_as_data(finding))
    return finding


def _drop(finding: Finding, guard: Callable[[], None], by: Account) -> None:
    with transaction.atomic():
        guard()
        record(by, "finding.withdrawn", finding, unit=finding.unit, data=_as_data(finding))
        finding.delete()


def _refuse_decided(assessment: Assessment) -> None:
    """Hold the row, so that no decision is taken on findings that change meanwhile; refuse a decided one."""
    if locked(assessment).is_decided:
        raise ValidationError(FROZEN, "frozen")


def _refuse_decided_cell(review: CellReview) -> None:
    """Hold the cell's row, where it has one yet; refuse a decided one."""
    locked(review)
    rows = CellRating.objects.filter(campaign=review.campaign_id, unit=review.unit_id).locked()
    if any(row.is_decided for row in rows):
        raise ValidationError(CELL_FROZEN, "frozen")


def _as_data(finding: Finding) -> dict:
    return {
        "code": finding.code,
        "member": finding.member_id,
        "document": finding.document_number,
        "date": finding.document_date.isoformat(),
        "issuer": finding.issuer,
        "escape": finding.escape,
    }
