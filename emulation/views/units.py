"""Pages of the tree of units and their members."""

from functools import partial

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..access import can, ensure
from ..forms import LastDayForm, NewUnitForm, SearchForm, SubjectTypeForm, UnitForm
from ..models import Unit
from ..selectors import lineage_of, memberships_of, roles_at, units_with_counts
from ..services.people import set_subject_types
from ..services.units import close_unit, create_unit, edit_unit
from ..web import ActPage, act, asked_number, paginate


@require_GET
def unit_list(request):
    """The reader's tree."""
    search = SearchForm(request.GET)
    units = units_with_counts(request.user, timezone.localdate())
    if search.words:
        units = units.filter(search_text__contains=search.words)
    return render(request, "emulation/unit_list.html", {"page_obj": paginate(request, units), "form": search})


@require_GET
def unit_detail(request, pk: int):
    """One unit: its members, the roles held there, its years."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    search, today = SearchForm(request.GET), timezone.localdate()
    return render(
        request,
        "emulation/unit_detail.html",
        {
            "unit": unit,
            "parent": Unit.objects.get_parent(unit),
            "form": search,
            "page_obj": paginate(request, memberships_of(request.user, unit, today, search.words)),
            "roles": roles_at(request.user, unit, today),
            "can_edit": can(request.user, "member.edit", unit),
            "kind_form": SubjectTypeForm(),
            "lineage": lineage_of(request.user, unit),
            "can_move": can(request.user, "member.move", unit),
            "can_reorganise": can(request.user, "unit.reorganise", unit),
            "can_see_studies": can(request.user, "study.view", unit),
            "can_see_surveys": request.user.scope.reaches("survey.view", unit.path),
            "can_see_movement": can(request.user, "movement.view", unit),
            "can_see_registration": can(request.user, "initiative.view", unit),
            "can_manage": can(request.user, "unit.manage", unit),
            "can_grant": can(request.user, "role.grant", unit),
            "can_import": can(request.user, "roster.import", unit),
            "can_see_retention": not unit.is_cell and can(request.user, "retention.view", unit),
            "can_handle_breaches": not unit.is_cell and can(request.user, "breach.handle", unit),
            "can_see_journal": can(request.user, "journal.view", unit)
            or can(request.user, "journal.view_system", unit),
        },
    )


@require_POST
def subject_types(request, pk: int):
    """Set the subject type, and with it the form and criteria, of the ticked members."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    form = SubjectTypeForm(request.POST)
    ticked = [key for key in map(asked_number, request.POST.getlist("membership")) if key is not None]
    if form.is_valid():
        wanted = form.cleaned_data["subject_type"]
        act(
            request,
            lambda: set_subject_types(unit=unit, memberships=ticked, subject_type=wanted, by=request.user),
            _("The subject type has been set."),
        )
    return redirect("emulation:unit-detail", pk)


@require_http_methods(["GET", "POST"])
def unit_new(request, pk: int):
    """Add a unit under another."""
    parent = unit_to_act_on(request, pk, "unit.manage")
    title = _("New unit under %(unit)s") % {"unit": parent}
    page = ActPage(title, parent, back_to(parent), _("The unit has been added."))
    return page.answer(request, NewUnitForm(request.POST or None), partial(create_unit, parent=parent, by=request.user))


@require_http_methods(["GET", "POST"])
def unit_edit(request, pk: int):
    """Correct a unit."""
    unit = unit_to_act_on(request, pk, "unit.manage")
    form = UnitForm(request.POST or None, initial={"name": unit.name, "code": unit.code, "cell_type": unit.cell_type})
    page = ActPage(_("Edit unit"), unit, back_to(unit), _("The unit has been saved."))
    return page.answer(request, form, partial(edit_unit, unit=unit, by=request.user))


@require_http_methods(["GET", "POST"])
def unit_close(request, pk: int):
    """End a unit on a day."""
    unit = unit_to_act_on(request, pk, "unit.manage")
    page = ActPage(_("Close unit"), unit, back_to(unit), _("The unit has been closed."))
    return page.answer(request, LastDayForm(request.POST or None), partial(close_unit, unit=unit, by=request.user))


def unit_to_act_on(request, pk: int, name: str) -> Unit:
    """Return a visible unit on which the reader may do the named act."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, name, unit)
    return unit


def back_to(unit: Unit) -> str:
    """Return the address of the unit's page."""
    return reverse("emulation:unit-detail", args=[unit.pk])
