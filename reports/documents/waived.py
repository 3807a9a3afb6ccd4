"""The report's part on orders of rating that the committee's leader waived (QĐ 366-QĐ/TW Art. 12.2)."""

from django.utils import timezone

from emulation.models import Unit
from evaluations.models import Campaign, OrderWaiver

from .shapes import Waived


def waived_orders(unit: Unit, campaign: Campaign) -> tuple[Waived, ...]:
    """Return the waivers that concern the unit: its own, and the committee's for all cells; one query."""
    rows = OrderWaiver.objects.filter(campaign=campaign).select_related("unit", "waived_by")
    found = rows.filter(unit__in={unit.pk, campaign.unit.pk}) if unit.is_cell else rows
    return tuple(
        Waived(
            unit=row.unit.name,
            step=row.get_step_display(),
            open_members=row.open_members,
            reason=row.reason,
            waived=f"{row.waived_by}, {timezone.localdate(row.waived_at):%d/%m/%Y}",
        )
        for row in found
    )
