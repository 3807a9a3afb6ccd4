"""What came of the pledges: by theme, or by unit down the tree."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from emulation.models import Unit
from emulation.web import paginate

from ..selectors import countable_units
from ..selectors.rollup import RollUp, ThemeRow
from ..selectors.rollup import roll_up as rolled_up

BY_UNIT, BY_THEME = "unit", "theme"


@require_GET
def roll_up(request, pk: int, number: int):
    """Members and items of a year's pledges under a unit, kept or not, and how they stand."""
    unit = get_object_or_404(countable_units(request.user), pk=pk)
    found = rolled_up(request.user, unit, number)
    by = BY_THEME if request.GET.get("by") == BY_THEME else BY_UNIT
    rows = _near(found) if by == BY_THEME else found.units
    context = {
        "roll": found,
        "page_obj": paginate(request, list(rows)),
        "tabs": _tabs(unit, number, by),
        "is_by_theme": by == BY_THEME,
        "parent": countable_units(request.user).filter(pk=_parent(unit)).first(),
    }
    return render(request, "pledges/roll_up.html", context)


def _near(found: RollUp) -> list[ThemeRow]:
    """Return the themes of the unit, of those above and right below it; what lies deeper is counted in these."""
    deepest = found.unit.depth + 1
    return [row for row in found.themes if row.theme is None or row.theme.unit.depth <= deepest]


def _tabs(unit: Unit, number: int, by: str) -> list[dict]:
    address = reverse("pledges:roll-up", args=[unit.pk, number])
    named = ((BY_UNIT, _("By unit")), (BY_THEME, _("By theme")))
    return [
        {"url": f"{address}?by={code}", "label": label, "is_current": code == by, "count": None}
        for code, label in named
    ]


def _parent(unit: Unit) -> int | None:
    parent = Unit.objects.get_parent(unit)
    return parent.pk if parent else None
