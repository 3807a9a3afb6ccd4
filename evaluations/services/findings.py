"""Findings K1–K12: what a competent body has concluded about a member, entered by the committee alone (Art. 11)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account

from ..models import Assessment, Finding
from ..rulebook import finding_codes

FROZEN = _("The level of this member has been decided; a later finding needs a new rating.")
OTHER_SUBJECT = _("This finding does not apply to the member's subject type.")


def record_finding(*, assessment: Assessment, values: dict, by: Account) -> Finding:
    """Record one finding for the assessment's year; refused once the level is decided."""
    ensure(by, "finding.record", assessment)
    if values["code"] not in finding_codes(assessment.campaign.rule_set, assessment.subject_type):
        raise ValidationError(OTHER_SUBJECT, "other_subject")
    year = assessment.campaign.year.number
    finding = Finding(member=assessment.member, unit=assessment.unit, year=year, recorded_by=by, **values)
    finding.full_clean()
    with transaction.atomic():
        _refuse_decided(assessment)
        finding.save()
        record(by, "finding.recorded", finding, unit=assessment.unit, data=_as_data(finding))
    return finding


def withdraw_finding(*, assessment: Assessment, finding: Finding, by: Account) -> None:
    """Take back a finding entered by mistake; the journal keeps what it said."""
    ensure(by, "finding.record", assessment)
    with transaction.atomic():
        _refuse_decided(assessment)
        record(by, "finding.withdrawn", finding, unit=assessment.unit, data=_as_data(finding))
        finding.delete()


def _refuse_decided(assessment: Assessment) -> None:
    """Hold the row, so that no decision is taken on findings that change meanwhile; refuse a decided one."""
    if locked(assessment).is_decided:
        raise ValidationError(FROZEN, "frozen")


def _as_data(finding: Finding) -> dict:
    return {
        "code": finding.code,
        "member": finding.member_id,
        "document": finding.document_number,
        "date": finding.document_date.isoformat(),
        "issuer": finding.issuer,
        "escape": finding.escape,
    }
