"""Pages of units' models: the committee's board, a unit's year, one model and its acts."""

from functools import partial

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can
from emulation.models import Unit, Year
from emulation.web import act, act_with, asked_number, paginate

from ..forms import ReasonForm
from ..forms_units import InitiativeForm, ResultOfModelForm
from ..models import Initiative
from ..selectors import initiative_board, people_to_choose, sheets_of, unit_year, year_for, years_for
from ..services import (
    confirm_initiative,
    edit_initiative,
    end_initiative,
    register_initiative,
    return_initiative,
    start_initiative,
    withdraw_initiative,
)
from .common import place_of

ROWS = 25


@require_GET
def board(request):
    """The models of a committee and its cells with how they moved; of one cell when asked."""
    place = place_of(request, "initiative.view")
    if place.year is None:
        return render(request, "pledges/board_none.html", {"place": place})
    cell = asked_number(request.GET.get("cell"))
    found = initiative_board(request.user, place.unit, place.year, cell)
    page = paginate(request, found.initiatives, ROWS)
    context = {"place": place, "board": found, "cell": cell, "page_obj": page, "rows": sheets_of(page.object_list)}
    return render(request, "pledges/initiative_board.html", context)


@require_GET
def newest(request, pk: int):
    """Lead to what the unit registers in its latest year."""
    unit = visible_unit(request, pk)
    year = year_for(request.user, unit)
    return redirect("pledges:unit-year", pk, year.number) if year else redirect("pledges:initiative-board")


@require_GET
def of_unit(request, pk: int, number: int):
    """Everything a unit registers for a year: models, pairs, drives."""
    unit, year = place_in(request, pk, number)
    years = dict.fromkeys(one.number for one in years_for(request.user, unit))
    context = {
        "unit": unit,
        "year": year,
        "years": list(years),
        "found": unit_year(request.user, unit, year),
        "can_write": can(request.user, "initiative.write", unit),
        "can_write_pairs": can(request.user, "pair.write", unit),
        "can_write_drives": can(request.user, "drive.write", unit),
        "can_export": can(request.user, "initiative.view", unit),
    }
    return render(request, "pledges/unit_year.html", context)


@require_http_methods(["GET", "POST"])
def new(request, pk: int, number: int):
    """Register a model of the unit."""
    unit, year = place_in(request, pk, number)
    form = InitiativeForm(request.POST or None, people=_people(request, unit, year), first_year=year.number)
    done, made = _("The model has been registered. Give it indicators now."), []

    def service(version, **words) -> None:
        made.append(register_initiative(unit=unit, year=year, by=request.user, **words))

    if request.method == "POST" and act_with(request, form, service, done):
        return redirect("pledges:initiative", made[0].pk)
    return _form_page(request, form, unit, year)


@require_GET
def detail(request, pk: int):
    """One model: who, why, its indicators with all readings and their charts."""
    return show(request, visible_initiative(request, pk))


@require_http_methods(["GET", "POST"])
def edit(request, pk: int):
    """Change what is registered."""
    row = visible_initiative(request, pk)
    there = [one.member_id for one in row.participants.all()]
    initial = {name: getattr(row, name) for name in ("name", "purpose", "last_year", "owner_text", "version")}
    initial |= {"owner": row.owner_id, "members": there}
    people = _people(request, row.unit, row.year, row)
    form = InitiativeForm(request.POST or None, people=people, first_year=row.year.number, initial=initial)
    service = partial(edit_initiative, initiative=row, by=request.user)
    if request.method == "POST" and act_with(request, form, service, _("The model has been saved.")):
        return redirect("pledges:initiative", pk)
    return _form_page(request, form, row.unit, row.year, row)


@require_POST
def withdraw(request, pk: int):
    """Take back a model registered by mistake."""
    row = visible_initiative(request, pk)
    done = _("The model has been taken back.")
    if act(request, lambda: withdraw_initiative(initiative=row, by=request.user), done):
        return redirect("pledges:unit-year", row.unit_id, row.year.number)
    return redirect("pledges:initiative", pk)


@require_POST
def confirm(request, pk: int):
    """Confirm a model for the committee."""
    row = visible_initiative(request, pk)
    version = asked_number(request.POST.get("version")) or 0
    service = partial(confirm_initiative, initiative=row, by=request.user, version=version)
    act(request, service, _("The model has been confirmed."))
    return redirect("pledges:initiative", pk)


@require_POST
def send_back(request, pk: int):
    """Let the unit change its model; what could not be sent stays in its box."""
    row = visible_initiative(request, pk)
    form = ReasonForm(request.POST)
    service = partial(return_initiative, initiative=row, by=request.user)
    if act_with(request, form, service, _("The model has been returned to the unit.")):
        return redirect("pledges:initiative", pk)
    return show(request, row, reason=form)


@require_POST
def start(request, pk: int):
    """Say that a model runs."""
    row = visible_initiative(request, pk)
    act(request, lambda: start_initiative(initiative=row, by=request.user), _("The model runs. Enter readings now."))
    return redirect("pledges:initiative", pk)


@require_http_methods(["GET", "POST"])
def end(request, pk: int):
    """End a model with what came of it."""
    row = visible_initiative(request, pk)
    form = ResultOfModelForm(request.POST or None, initial={"version": row.version})
    service = partial(end_initiative, initiative=row, by=request.user)
    if request.method == "POST" and act_with(request, form, service, _("The model has ended.")):
        return redirect("pledges:initiative", pk)
    context = {"form": form, "initiative": row, "can_write": can(request.user, "initiative.write", row.unit)}
    return render(request, "pledges/initiative_end.html", context)


def visible_unit(request: HttpRequest, pk: int) -> Unit:
    """Return a unit whose registration the reader may see."""
    seen = Unit.objects.filter(request.user.scope.units_q("initiative.view", "path"))
    return get_object_or_404(seen, pk=pk)


def place_in(request: HttpRequest, pk: int, number: int) -> tuple[Unit, Year]:
    """Return the unit and its year of that number; 404 where there is none."""
    unit = visible_unit(request, pk)
    year = year_for(request.user, unit, number)
    if year is None:
        raise Http404
    return unit, year


def visible_initiative(request: HttpRequest, pk: int) -> Initiative:
    """Return a model through the reader's lens."""
    seen = Initiative.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("unit", "year", "owner", "registered_by", "confirmed_by"), pk=pk)


def show(request: HttpRequest, row: Initiative, reason: ReasonForm | None = None):
    """Show a model with what the reader may do to it."""
    context = {
        "initiative": row,
        "sheet": next(iter(sheets_of(Initiative.objects.visible_to(request.user).filter(pk=row.pk)))),
        "can_write": can(request.user, "initiative.write", row.unit),
        "can_confirm": can(request.user, "initiative.confirm", row),
        "reason_form": reason or ReasonForm(),
        "back": reverse("pledges:unit-year", args=[row.unit_id, row.year.number]),
    }
    return render(request, "pledges/initiative.html", context)


def _people(request, unit: Unit, year: Year, row: Initiative | None = None) -> list[tuple[int, str]]:
    """Return whom the form offers, and who is named already."""
    found = people_to_choose(request.user, unit, year, timezone.localdate())
    people = dict(found.values_list("pk", "full_name"))
    if row:
        people |= dict(row.participants.values_list("member", "member__full_name"))
        people |= {row.owner_id: row.owner.full_name} if row.owner_id else {}
    return list(people.items())


def _form_page(request, form: InitiativeForm, unit: Unit, year: Year, row: Initiative | None = None):
    back = reverse("pledges:initiative", args=[row.pk]) if row else ""
    context = {
        "form": form,
        "unit": unit,
        "year": year,
        "initiative": row,
        "back": back or reverse("pledges:unit-year", args=[unit.pk, year.number]),
        "can_write": can(request.user, "initiative.write", unit),
    }
    return render(request, "pledges/initiative_edit.html", context)
