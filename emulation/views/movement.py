"""The page of form 1-BTCTW: how the roster of a unit moved in a year."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ..access import can
from ..movement_table import movement_table
from ..movement_workbook import made_official, verdict
from ..services.movement import export_movement
from ..web import download_workbook
from .units import unit_to_act_on

YEARS = range(2016, 2101)


@require_GET
def movement_newest(request, pk: int):
    """Lead to this year's table."""
    unit_to_act_on(request, pk, "movement.view")
    return redirect("emulation:movement", pk, timezone.localdate().year)


@require_GET
def movement_table_page(request, pk: int, number: int):
    """The table of the unit and year, its cells, and the rows to correct."""
    unit, number = unit_to_act_on(request, pk, "movement.view"), _year(number)
    table = movement_table(unit, number)
    return render(
        request,
        "emulation/movement.html",
        {
            "unit": unit,
            "table": table,
            "verdict": verdict(table),
            "made_official": made_official(table),
            "shows_names": can(request.user, "member.edit", unit),
            "before": number - 1 if number - 1 in YEARS else None,
            "after": number + 1 if number < timezone.localdate().year else None,
        },
    )


@require_GET
def movement_xlsx(request, pk: int, number: int):
    """The same as a workbook."""
    unit, number = unit_to_act_on(request, pk, "movement.view"), _year(number)
    content = export_movement(unit=unit, year=number, by=request.user)
    return download_workbook(content, f"bien-dong-dang-vien-{unit.code}-{number}.xlsx")


def _year(number: int) -> int:
    """Return the nearest year of ours."""
    return min(max(number, YEARS.start), YEARS.stop - 1)
