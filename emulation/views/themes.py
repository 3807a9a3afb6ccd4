"""Pages of themes: the tree of who has adapted, one theme with its plan and documents, writing one."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..access import can, ensure
from ..attaching import file_lines
from ..cascade import theme_tree, theme_years
from ..forms import AttachForm
from ..forms_themes import TermForm, ThemeForm
from ..models import Theme, Unit, Year
from ..services.attachments import attach
from ..services.years import set_theme
from ..studies import lines_of, studies_on
from ..web import act_with, asked_number, renew_if_stale, tell

MAY_COUNT = ("pledge.view", "report.view", "figures.view")  # whoever sees what came of the pledges
WRITTEN = ("parent", "serves", "title", "basis", "key_actions", "plan", "version")


@dataclass(frozen=True)
class Choice:
    """Which unit and year the tree shows, and what the reader may choose instead."""

    unit: Unit
    number: int
    units: list[Unit]
    numbers: list[int]


@require_GET
def themes(request):
    """The themes of a year from the province down: who has adapted, who has not yet."""
    choice = _choice(request)
    tree = theme_tree(request.user, choice.unit, choice.number, timezone.localdate())
    context = {
        "choice": choice,
        "tree": tree,
        "can_set": can(request.user, "theme.set", choice.unit),
        "can_see_studies": choice.unit.is_cell and can(request.user, "study.view", choice.unit),
        "can_count": any(request.user.scope.reaches(name, choice.unit.path) for name in MAY_COUNT),
        "year": Year.objects.visible_to(request.user).for_unit(choice.unit).filter(number=choice.number).last(),
    }
    return render(request, "emulation/themes.html", context)


@require_GET
def theme(request, pk: int):
    """One theme: what it adapts and serves, its plan, its documents, who has adapted it, study sessions on it."""
    return _show(request, _visible(request, pk), AttachForm())


@require_POST
def theme_attach(request, pk: int):
    """Attach a document to the theme."""
    found = _visible(request, pk)
    form = AttachForm(request.POST, request.FILES)
    if act_with(request, form, partial(attach, to=found, by=request.user), _("The file has been attached.")):
        return redirect("emulation:theme", pk)
    return _show(request, found, form)


@require_http_methods(["GET", "POST"])
def theme_edit(request, pk: int, unit_pk: int):
    """Set the theme of the year for a unit; below the committee it adapts the one above."""
    year = get_object_or_404(Year.objects.visible_to(request.user), pk=pk)
    unit = get_object_or_404(Unit.objects.visible_to(request.user).within(year.unit), pk=unit_pk)
    return _write(request, unit, (year.number, year.number), reverse("emulation:year-detail", args=[year.pk]), year)


@require_http_methods(["GET", "POST"])
def theme_write(request, pk: int):
    """Write a unit's theme for the years asked for: of a whole term, or of a year; ask for the years first."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "theme.set", unit)
    term = TermForm(request.GET or None)
    back = f"{reverse('emulation:themes')}?unit={unit.pk}"
    if not term.is_valid():
        return render(request, "emulation/theme_years.html", {"form": term, "unit": unit, "back": back})
    return _write(request, unit, (term.cleaned_data["first_year"], term.cleaned_data["last_year"]), back)


def _write(request: HttpRequest, unit: Unit, span: tuple[int, int], back: str, year: Year | None = None):
    ensure(request.user, "theme.set", unit)
    first, last = span
    found = Theme.objects.filter(unit=unit, first_year=first, last_year=last).first()
    form = ThemeForm(request.POST or None, unit=unit, first=first, last=last, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        words = {"first_year": first, "last_year": last} | form.cleaned_data
        try:
            saved = set_theme(unit=unit, year=year, by=request.user, **words)
        except ValidationError as refused:
            tell(request, refused)
            renew_if_stale(form, refused, found.version if found else 0)
        else:
            messages.success(request, _("The theme has been saved."))
            return redirect("emulation:theme", saved.pk)
    context = {"form": form, "unit": unit, "back": back, "years": str(first) if first == last else f"{first}–{last}"}
    return render(request, "emulation/theme_edit.html", context)


def _initial(theme: Theme | None) -> dict:
    return {name: getattr(theme, name) for name in WRITTEN} if theme else {}


def _visible(request: HttpRequest, pk: int) -> Theme:
    related = ("unit", "year", "parent__unit", "serves__unit", "basis", "updated_by")
    return get_object_or_404(Theme.objects.visible_to(request.user).select_related(*related), pk=pk)


def _show(request: HttpRequest, found: Theme, form: AttachForm):
    below = Theme.objects.visible_to(request.user).select_related("unit").order_by("unit__path", "first_year")
    context = {
        "theme": found,
        "tree": _tree_of(request.user, found),
        "adaptations": below.filter(parent=found),
        "served_by": below.filter(serves=found),
        "studies": lines_of(request.user, studies_on(request.user, found)[:50]),
        "files": file_lines(found, request.user),
        "can_set": can(request.user, "theme.set", found.unit),
        "form": form,
    }
    return render(request, "emulation/theme.html", context)


def _tree_of(reader, theme: Theme) -> str:
    """Return the address of the tree of the theme's unit; of the reader's own where that one lies above."""
    seen = reader.scope.reaches("unit.view", theme.unit.path)
    return reverse("emulation:themes") + (f"?unit={theme.unit_id}&year={theme.first_year}" if seen else "")


def _choice(request: HttpRequest) -> Choice:
    """Return the unit and year asked for; by default the reader's first unit and this year, or the latest there is."""
    reader, today = request.user, timezone.localdate()
    units = list(Unit.objects.filter(pk__in=reader.scope.unit_ids("unit.view")))
    asked = asked_number(request.GET.get("unit"))
    unit = get_object_or_404(Unit.objects.visible_to(reader), pk=asked) if asked else next(iter(units), None)
    if unit is None:
        raise Http404
    numbers = theme_years(reader) or [today.year]
    number = asked_number(request.GET.get("year")) or (today.year if today.year in numbers else numbers[0])
    if number not in numbers:
        raise Http404
    return Choice(unit, number, units if unit in units else [*units, unit], numbers)
