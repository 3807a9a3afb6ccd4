"""Findings: what a competent body has concluded about a member or a cell, entered by the committee alone (Art. 11)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account, Unit

from ..closed import refuse_closed
from ..finding_gaps import OTHER_UNIT, Against, against_cell, against_member, complete_values, refuse_finding
from ..models import Assessment, CellRating, CellReview, Finding, State
from ..selectors.findings import attributable_units

RESTED_ON = _("The decision rests on this finding; it can no longer be withdrawn. Rate the member again instead.")
ON_PAPER = _("The results of %(year)s are taken from paper; take over the new decision of that year from paper too.")
CELL_FROZEN = _("The level of this cell has been decided; a later finding needs a new rating.")
FROZEN_THEN = _("The level for %(year)s has been decided; choose another year.")


def record_finding(*, assessment: Assessment, values: dict[str, Any], by: Account) -> Finding:
    """Record one finding on the member, for the assessment's cell and year unless attributed elsewhere.

    `values` are fields of a finding: code, document and issuer; if need be act_on, unit, year, attribution, escape.
    Where the level of the year it counts for is decided, the decision stands until the member is rated again (Art. 13).
    """
    ensure(by, "finding.record", assessment)
    finding = _checked(values, against_member(assessment), list(attributable_units(by, assessment)), by)
    return _keep(finding, assessment.unit, lambda: _hold(assessment, finding.year), by)


def record_cell_finding(*, review: CellReview, values: dict[str, Any], by: Account) -> Finding:
    """Record one finding on the meeting's cell itself; refused once the cell's level of that year is decided."""
    ensure(by, "finding.record", review)
    finding = _checked(values, against_cell(review), [review.unit], by)
    return _keep(finding, review.unit, lambda: _refuse_decided_cell(review, finding.year), by)


def withdraw_finding(*, assessment: Assessment, finding: Finding, by: Account) -> None:
    """Take back a finding entered by mistake and not yet decided on; the journal keeps what it said."""
    ensure(by, "finding.record", assessment)
    _drop(finding, assessment.unit, lambda: _refuse_rested_on(assessment, finding), by)


def withdraw_cell_finding(*, review: CellReview, finding: Finding, by: Account) -> None:
    """Take back a finding on a cell; the journal keeps what it said."""
    ensure(by, "finding.record", review)
    _drop(finding, review.unit, lambda: _refuse_decided_cell(review, finding.year), by)


def _checked(values: dict[str, Any], against: Against, units: list[Unit], by: Account) -> Finding:
    """Return the finding, not yet saved; refuses by field what cannot stand."""
    given = complete_values(values, against)
    if given["unit"] not in units:
        raise ValidationError({"unit": ValidationError(OTHER_UNIT, "other_unit")})
    refuse_finding(given, against)
    finding = Finding(member=against.member, recorded_by=by, **given)
    finding.full_clean()
    return finding


def _keep(finding: Finding, unit: Unit, guard: Callable[[], None], by: Account) -> Finding:
    """Save and note the finding unless the guard refuses."""
    with transaction.atomic():
        guard()
        finding.save()
        record(by, "finding.recorded", finding, unit=unit, data=_as_data(finding))
    return finding


def _drop(finding: Finding, unit: Unit, guard: Callable[[], None], by: Account) -> None:
    with transaction.atomic():
        guard()
        record(by, "finding.withdrawn", finding, unit=unit, data=_as_data(finding))
        finding.delete()


def _hold(assessment: Assessment, year: int) -> list[Assessment]:
    """Hold the member's rows of the year, so that no decision is taken on findings that change meanwhile."""
    then = Q(member=assessment.member_id, campaign__year__number=year)
    rows = list(Assessment.objects.filter(then | Q(pk=assessment.pk)).select_related("campaign__year").locked())
    for row in rows:
        refuse_closed(row.campaign)
    found = [row for row in rows if row.campaign.year.number == year]
    if any(row.campaign.from_paper for row in found):
        raise ValidationError({"year": ValidationError(ON_PAPER, "frozen", {"year": year})})
    return found


def _refuse_rested_on(assessment: Assessment, finding: Finding) -> None:
    """Hold the rows; refuse to take away what the decision that holds was taken on."""
    for row in _hold(assessment, finding.year):
        if row.is_decided and not row.decisions.current().filter(at__lt=finding.recorded_at).exists():
            raise ValidationError(RESTED_ON, "frozen")


def _refuse_decided_cell(review: CellReview, year: int) -> None:
    """Hold the cell's row, where it has one yet; refuse a decided one."""
    locked(review)
    refuse_closed(review.campaign)
    rows = CellRating.objects.filter(campaign=review.campaign_id, unit=review.unit_id).locked()
    if any(row.is_decided for row in rows):
        raise ValidationError(CELL_FROZEN, "frozen")
    then = CellRating.objects.filter(unit=review.unit_id, campaign__year__number=year, state=State.DECIDED)
    if then.exists():
        raise ValidationError({"year": ValidationError(FROZEN_THEN, "frozen", {"year": year})})


def _as_data(finding: Finding) -> dict[str, Any]:
    """Return what the journal keeps of a finding."""
    return {
        "code": finding.code,
        "member": finding.member_id,
        "unit": finding.unit_id,
        "year": finding.year,
        "document": finding.document_number,
        "date": finding.document_date.isoformat(),
        "issuer": finding.issuer,
        "act_on": finding.act_on.isoformat() if finding.act_on else None,
        "attribution": finding.attribution,
        "escape": finding.escape,
        "escape_level": finding.escape_level,
        "escape_decision": finding.escape_decision,
    }
