"""Pages of commendations: who may be proposed, what is proposed and granted, the decision, the committee's titles."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can, ensure
from emulation.models import Member, Unit
from emulation.web import ActPage, act, act_with, asked_number, paginate

from ..forms.commendations import GrantForm, ProposalForm, RefusalForm, TitleForm
from ..models import Commendation, CommendationTitle
from ..selectors.commendations import commendations_of, eligible, in_full, own_commendations, titles_for
from ..services.commendations import (
    add_title,
    grant_commendation,
    propose_commendation,
    refuse_commendation,
    retire_title,
)


@require_GET
def commendations(request: HttpRequest) -> HttpResponse:
    """Those of the unit and year asked for, with who may be proposed; for a member without a role the own ones."""
    held = list(Unit.objects.filter(pk__in=request.user.scope.unit_ids("commendation.view")))
    unit = _unit(request) or next(iter(held), None)
    year = asked_number(request.GET.get("year")) or timezone.localdate().year
    context = {"own": own_commendations(request.user), "unit": unit, "units": held, "year": year}
    if unit is not None:
        context |= {
            "page_obj": paginate(request, commendations_of(request.user, unit, year)),
            "eligible": eligible(request.user, unit, year),
            "can_propose": unit.is_cell and can(request.user, "commendation.propose", Commendation(unit=unit)),
            "can_title": not unit.is_cell and can(request.user, "commendation.title", unit),
            "can_export": can(request.user, "report.export", unit),
        }
    return render(request, "evaluations/commendations.html", context)


@require_GET
def commendation(request: HttpRequest, pk: int) -> HttpResponse:
    """One commendation with what the reader may do."""
    row = _seen(request, pk)
    context = {"row": row, "can_decide": can(request.user, "commendation.decide", row)}
    return render(request, "evaluations/commendation.html", context)


@require_http_methods(["GET", "POST"])
def commendation_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a title for a member of the cell, or for the cell."""
    unit = get_object_or_404(Unit.objects.cells().visible_to(request.user), pk=pk)
    ensure(request.user, "commendation.propose", Commendation(unit=unit))
    asked = {name: asked_number(request.GET.get(name)) for name in ("title", "member", "year")}
    form = ProposalForm(
        request.POST or None,
        titles=titles_for(unit),
        members=Member.objects.filter(memberships__unit=unit).distinct().order_by("sort_key"),
        initial=asked | {"year": asked["year"] or timezone.localdate().year},
    )
    back = f"{reverse('evaluations:commendations')}?unit={unit.pk}"
    page = ActPage(_("Propose a commendation"), unit, back, _("The proposal has been sent to the committee."))
    service = partial(propose_commendation, unit=unit, by=request.user)
    if request.method == "POST" and act_with(request, form, service, page.done):
        return redirect(back)
    return page.show(request, form)


@require_http_methods(["GET", "POST"])
def commendation_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant it by a decision."""
    row = _seen(request, pk)
    done = _("The commendation is granted; the member is told.")
    return _decide(request, row, GrantForm, grant_commendation, _("Grant the commendation"), done)


@require_http_methods(["GET", "POST"])
def commendation_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse it with the reason."""
    row = _seen(request, pk)
    done = _("The proposal is refused; the cell is told why.")
    return _decide(request, row, RefusalForm, refuse_commendation, _("Refuse the commendation"), done)


def _decide(request: HttpRequest, row: Commendation, form_class, service, title: str, done: str) -> HttpResponse:
    ensure(request.user, "commendation.decide", row)
    form = form_class(request.POST or None, initial={"version": row.version})
    back = reverse("evaluations:commendation", args=[row.pk])
    page = ActPage(title, row.unit, back, done, subject=str(row))
    run = partial(service, commendation=row, by=request.user)
    if request.method == "POST" and act_with(request, form, run, page.done):
        return redirect(back)
    return page.show(request, form)


@require_http_methods(["GET", "POST"])
def commendation_titles(request: HttpRequest, pk: int) -> HttpResponse:
    """The titles a committee gives; add one."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "commendation.title", unit)
    form, done = TitleForm(request.POST or None), _("The title has been added.")
    if request.method == "POST" and act_with(request, form, partial(add_title, unit=unit, by=request.user), done):
        return redirect("evaluations:commendation-titles", pk)
    context = {"unit": unit, "form": form, "titles": unit.commendation_titles.all()}
    return render(request, "evaluations/commendation_titles.html", context)


@require_POST
def commendation_title_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a title no longer."""
    seen = CommendationTitle.objects.filter(unit__in=Unit.objects.visible_to(request.user))
    title = get_object_or_404(seen.select_related("unit"), pk=pk)
    act(request, lambda: retire_title(title=title, by=request.user), _("The title is no longer given."))
    return redirect("evaluations:commendation-titles", title.unit_id)


def _seen(request: HttpRequest, pk: int) -> Commendation:
    return get_object_or_404(in_full(Commendation.objects.visible_to(request.user)), pk=pk)


def _unit(request: HttpRequest) -> Unit | None:
    """Return the unit of the address, if there is one there; 404 where the reader does not reach it."""
    if "unit" not in request.GET:
        return None
    number = asked_number(request.GET["unit"])
    reached = Unit.objects.filter(request.user.scope.units_q("commendation.view", "path"))
    if number is None:
        raise Http404
    return get_object_or_404(reached, pk=number)
