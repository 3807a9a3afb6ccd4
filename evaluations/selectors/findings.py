"""Findings as pages and the API list them, and what they may be attributed to."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

from emulation.access import can
from emulation.models import Account, Membership, Unit

from ..finding_gaps import Against
from ..models import Assessment, CellReview, Finding
from ..wording import CONCLUDED


@dataclass(frozen=True)
class FindingLine:
    """One finding with its words; `is_elsewhere` when it counts for another unit or year than the review's."""

    finding: Finding
    label: str | Promise
    is_elsewhere: bool


def findings_in_full(reader: Account, assessment: Assessment) -> QuerySet[Finding]:
    """Return what stands against the member this year; for whom records findings those of other years too."""
    found = assessment.member.findings.select_related("unit", "recorded_by").order_by("-year", "code", "pk")
    if can(reader, "finding.record", assessment):
        return found
    return found.filter(year=assessment.campaign.year.number)


def finding_lines(found: Iterable[Finding], against: Against) -> list[FindingLine]:
    """Return findings with their words, those of the review's year first."""
    lines = [FindingLine(row, CONCLUDED[row.code], against.is_elsewhere(row.unit_id, row.year)) for row in found]
    return sorted(lines, key=lambda line: line.finding.year != against.year)


def findings_on_cell(reader: Account, review: CellReview) -> QuerySet[Finding]:
    """Return what stands against the cell itself this year; for whom records findings that of other years too."""
    found = Finding.objects.filter(member=None, unit=review.unit_id).select_related("unit", "recorded_by")
    if not can(reader, "finding.record", review):
        found = found.filter(year=review.campaign.year.number)
    return found.order_by("-year", "code", "pk")


def attributable_units(reader: Account, assessment: Assessment) -> QuerySet[Unit]:
    """Return the assessment's cell and the cells in which the member was listed, where the reader records findings."""
    listed = Q(memberships__member=assessment.member_id) & reader.scope.units_q("finding.record", "path")
    return Unit.objects.filter(listed | Q(pk=assessment.unit_id)).distinct()


def listed_for_findings(reader: Account, review: CellReview) -> QuerySet[Assessment]:
    """Return everybody on the cell's list for whom the reader records findings, by given name, with their count."""
    this_year = Q(member__findings__year=review.campaign.year.number)
    rows = _recordable(reader).filter(campaign=review.campaign_id, unit=review.unit_id).select_related("member")
    counted = rows.annotate(findings_count=Count("member__findings", filter=this_year))
    return counted.order_by("member__sort_key", "pk")


def newest_for_findings(reader: Account, membership: Membership) -> Assessment | None:
    """Return the member's newest record at which the reader records findings."""
    rows = _recordable(reader).filter(member=membership.member_id).select_related("campaign__year")
    return rows.order_by("-campaign__year__number").first()


def _recordable(reader: Account) -> QuerySet[Assessment]:
    return Assessment.objects.filter(reader.scope.units_q("finding.record", "unit__path"))
