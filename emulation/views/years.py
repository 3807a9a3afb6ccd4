"""Pages of the year and its legal bases."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ..access import can, ensure
from ..forms import BasisForm, CheckInsForm, YearForm
from ..models import Theme, Unit, Year
from ..selectors import themes_below, usual_pledges_due
from ..services.years import add_basis, open_year, set_check_ins
from ..web import ActPage, paginate
from .units import unit_to_act_on


@require_GET
def year_list(request):
    """Every year the reader has to do with."""
    years = Year.objects.visible_to(request.user).select_related("unit")
    committees = [u for u in Unit.objects.visible_to(request.user) if u.is_committee and can_open(request.user, u)]
    context = {"page_obj": paginate(request, years), "committees": committees}
    return render(request, "emulation/year_list.html", context)


@require_GET
def year_detail(request, pk: int):
    """One year: its theme and how each unit has adapted it."""
    year = get_object_or_404(Year.objects.visible_to(request.user).select_related("unit"), pk=pk)
    units = paginate(request, themes_below(request.user, year))
    rows = [(unit, unit.year_themes[0] if unit.year_themes else None, can_set(request.user, unit)) for unit in units]
    theme = Theme.objects.visible_to(request.user).filter(year=year, unit=year.unit).select_related("basis").first()
    context = {
        "year": year,
        "page_obj": units,
        "rows": rows,
        "theme": theme,
        "can_set": can_set(request.user, year.unit),
        "can_open": can(request.user, "year.open", year.unit),
    }
    return render(request, "emulation/year_detail.html", context)


@require_http_methods(["GET", "POST"])
def year_new(request, pk: int):
    """Open a committee's year."""
    unit = unit_to_act_on(request, pk, "year.open")
    this_year = timezone.localdate().year
    initial = {"number": this_year, "pledges_due": usual_pledges_due(unit, this_year)}
    form = YearForm(request.POST or None, initial=initial)
    done = _("The year has been opened. Next: set its theme.")
    page = ActPage(_("Open a year"), unit, reverse("emulation:year-list"), done)
    return page.answer(request, form, partial(open_year, unit=unit, by=request.user))


@require_http_methods(["GET", "POST"])
def check_ins(request, pk: int):
    """Say how often members report how far their pledges are."""
    year = get_object_or_404(Year.objects.visible_to(request.user).select_related("unit"), pk=pk)
    ensure(request.user, "year.open", year.unit)
    form = CheckInsForm(request.POST or None, initial={"check_ins": year.check_ins})
    back, done = reverse("emulation:year-detail", args=[pk]), _("Saved. Reports already sent stay.")
    page = ActPage(_("Progress reports"), year.unit, back, done, subject=year)
    return page.answer(request, form, partial(set_check_ins, year=year, by=request.user))


@require_http_methods(["GET", "POST"])
def basis_new(request, pk: int):
    """Add a legal basis to choose from."""
    year = get_object_or_404(Year.objects.visible_to(request.user).select_related("unit"), pk=pk)
    ensure(request.user, "theme.set", year.unit)
    done = _("The legal basis has been added; choose it in the theme.")
    back = reverse("emulation:year-detail", args=[year.pk])
    then = reverse("emulation:theme-edit", args=[year.pk, year.unit_id])
    page = ActPage(_("New legal basis"), year.unit, back, done, then=then)
    return page.answer(request, BasisForm(request.POST or None), partial(add_basis, unit=year.unit, by=request.user))


def can_open(reader, unit: Unit):
    """Answer whether the reader may open a year of the unit."""
    return can(reader, "year.open", unit)


def can_set(reader, unit: Unit):
    """Answer whether the reader may set the unit's theme."""
    return can(reader, "theme.set", unit)
