"""Pages of what follows a decision: telling it, handing it over, publishing; the dossier; an order waived."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can, ensure
from emulation.web import act, act_with, paginate

from ..forms.notices import HandOverForm, ManagerForm, OrderWaiverForm, PublishForm
from ..models import Assessment, Campaign, CellReview
from ..selectors.assessments import assessments_for
from ..selectors.decisions import is_decided
from ..selectors.notices import (
    dossier_of,
    dossiers_for,
    notices_by_cell,
    notices_in_cell,
    publications_for,
    publishable_units,
    published_levels,
)
from ..selectors.reviews import committee_campaigns, reviews_in_full
from ..services.notices import (
    hand_over_result,
    notify_manager,
    notify_results,
    publish_levels,
    withdraw_publication,
)
from ..services.order import waive_order


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    return get_object_or_404(committee_campaigns(request.user), pk=pk)


@require_GET
def results(request, pk: int):
    """How far the results of a committee have been told; what is published."""
    campaign = _campaign(request, pk)
    return render(request, "evaluations/result_campaign.html", _results_context(request, campaign))


def _results_context(request: HttpRequest, campaign: Campaign, form: PublishForm | None = None) -> dict:
    cells = notices_by_cell(request.user, campaign)
    return {
        "campaign": campaign,
        "cells": cells,
        "untold": sum(cell.decided - cell.told for cell in cells),
        "told": sum(cell.told for cell in cells),
        "decided": sum(cell.decided for cell in cells),
        "received": sum(cell.received for cell in cells),
        "is_decided": is_decided(campaign),
        "publications": publications_for(request.user).filter(campaign=campaign),
        "form": form or PublishForm(units=publishable_units(campaign)),
        "can_notify": can(request.user, "result.notify", campaign),
        "can_publish": can(request.user, "result.publish", campaign),
    }


@require_POST
def results_notify(request, pk: int):
    """Tell every member the decision that holds."""
    campaign = _campaign(request, pk)
    done = _("Every member has been told; those who do not sign in get the sheet on paper from the cell.")
    act(request, lambda: notify_results(campaign=campaign, by=request.user), done)
    return redirect("evaluations:results", pk)


@require_POST
def results_publish(request, pk: int):
    """Publish the levels in a cell or in all."""
    campaign = _campaign(request, pk)
    form = PublishForm(request.POST, units=publishable_units(campaign))

    def keep(**values):
        return publish_levels(campaign=campaign, by=request.user, **values)

    if act_with(request, form, keep, _("The levels have been published: names and the level's word only.")):
        return redirect("evaluations:results", pk)
    return render(request, "evaluations/result_campaign.html", _results_context(request, campaign, form))


@require_GET
def cell_results(request, pk: int):
    """Who of a cell has been told, has read it, or got it on paper."""
    review = get_object_or_404(reviews_in_full(request.user), pk=pk)
    return _cell_page(request, review)


def _cell_page(request: HttpRequest, review: CellReview, wrong: dict | None = None):
    rows = paginate(request, list(notices_in_cell(request.user, review)))
    context = {
        "review": review,
        "page_obj": rows,
        "can_hand_over": can(request.user, "result.hand_over", review),
        "can_notify": can(request.user, "result.notify", review),
        "wrong": wrong or {},
    }
    return render(request, "evaluations/result_cell.html", context)


def _to_cell(assessment: Assessment):
    review = get_object_or_404(CellReview, campaign=assessment.campaign_id, unit=assessment.unit_id)
    return redirect("evaluations:cell-results", review.pk)


@require_http_methods(["GET", "POST"])
def result_hand_over(request, pk: int):
    """Record that the notice was handed over on paper."""
    assessment = get_object_or_404(assessments_for(request.user), pk=pk)
    ensure(request.user, "result.hand_over", assessment)
    form = HandOverForm(request.POST or None)

    def keep(**values):
        return hand_over_result(assessment=assessment, by=request.user, **values)

    if request.method == "POST" and act_with(request, form, keep, _("The hand-over has been recorded.")):
        return _to_cell(assessment)
    context = {"assessment": assessment, "form": form, "title": _("Notice handed over on paper")}
    return render(request, "evaluations/result_act.html", context)


@require_http_methods(["GET", "POST"])
def result_manager(request, pk: int):
    """Note that the direct manager has been told."""
    assessment = get_object_or_404(assessments_for(request.user), pk=pk)
    ensure(request.user, "result.notify", assessment)
    form = ManagerForm(request.POST or None)

    def keep(**values):
        return notify_manager(assessment=assessment, by=request.user, **values)

    if request.method == "POST" and act_with(request, form, keep, _("It is noted that the manager has been told.")):
        return _to_cell(assessment)
    context = {"assessment": assessment, "form": form, "title": _("Result told to the direct manager")}
    return render(request, "evaluations/result_act.html", context)


@require_GET
def publication_list(request):
    """The lists of levels published where the reader belongs."""
    return render(request, "evaluations/publication_list.html", {"publications": publications_for(request.user)})


@require_GET
def publication(request, pk: int):
    """One published list: names and the level's word."""
    found = get_object_or_404(publications_for(request.user), pk=pk)
    context = {
        "publication": found,
        "cells": () if found.is_withdrawn else published_levels(found),
        "can_withdraw": can(request.user, "result.publish", found.campaign),
    }
    return render(request, "evaluations/publication.html", context)


@require_POST
def publication_withdraw(request, pk: int):
    """Withdraw a published list."""
    found = get_object_or_404(publications_for(request.user), pk=pk)
    reason = request.POST.get("reason", "")
    done = _("The list has been withdrawn; only the committee still sees that it was there.")
    act(request, lambda: withdraw_publication(publication=found, reason=reason, by=request.user), done)
    return redirect("evaluations:publication", pk)


@require_GET
def dossier(request, pk: int):
    """The checklist of a member's dossier (form 04): what is there, missing, done without."""
    assessment = get_object_or_404(dossiers_for(request.user), pk=pk)
    is_own = request.user.member_id == assessment.member_id
    back = reverse("evaluations:assessment" if is_own else "evaluations:person", args=[pk])
    context = {"assessment": assessment, "pieces": dossier_of(request.user, assessment), "back": back}
    return render(request, "evaluations/dossier.html", context)


@require_http_methods(["GET", "POST"])
def order_waivers(request, pk: int):
    """The orders waived in a campaign; waive another."""
    campaign = _campaign(request, pk)
    form = OrderWaiverForm(request.POST or None, units=publishable_units(campaign))

    def keep(**values):
        return waive_order(campaign=campaign, by=request.user, **values)

    done = _("The order has been waived; the annual report prints it with your name and the reason.")
    if request.method == "POST" and act_with(request, form, keep, done):
        return redirect("evaluations:order-waivers", pk)
    context = {
        "campaign": campaign,
        "waivers": campaign.order_waivers.select_related("unit", "waived_by"),
        "form": form,
        "can_waive": can(request.user, "order.waive", campaign),
    }
    return render(request, "evaluations/order_waivers.html", context)
