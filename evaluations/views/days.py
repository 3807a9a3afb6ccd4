"""Pages about a campaign's days, and about who holds up whom."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from emulation.access import ensure
from emulation.models import Unit
from emulation.web import act_with

from ..due_days import DUE
from ..forms.days import CampaignDaysForm, CellDaysForm
from ..models import Campaign
from ..selectors.campaigns import campaigns_for
from ..selectors.waiting import own_days, waiting_in
from ..services.days import set_cell_days, set_due_days


@require_http_methods(["GET", "POST"])
def campaign_days(request, pk: int):
    """The common days, and the days of cells that differ; one form for each."""
    campaign = _campaign(request, pk)
    about_cell = request.method == "POST" and "unit" in request.POST
    common = CampaignDaysForm(
        request.POST if request.method == "POST" and not about_cell else None,
        initial={name: getattr(campaign, name) for name in DUE.values()},
    )
    units = Unit.objects.filter(pk__in=campaign.reviews.values("unit"))
    cell = CellDaysForm(request.POST if about_cell else None, units=units)
    if request.method == "POST" and _save(request, campaign, cell if about_cell else common, about_cell=about_cell):
        return redirect("evaluations:campaign-days", pk)
    context = {"campaign": campaign, "common": common, "cell": cell, "own_days": own_days(campaign)}
    return render(request, "evaluations/campaign_days.html", context)


def _campaign(request, pk: int) -> Campaign:
    """Return the campaign for who may open it; 404 for who does not see it, 403 with the reason else."""
    campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
    ensure(request.user, "campaign.open", campaign.unit)
    if campaign.from_paper:
        raise PermissionDenied(_("The results of this year are from paper: there are no days to keep."))
    return campaign


def _save(request, campaign: Campaign, form, *, about_cell: bool) -> bool:
    """Run the service of the form that was sent."""
    done = _("The days are saved; everybody concerned sees them at once.")
    if about_cell:

        def keep(unit, **_days):
            return set_cell_days(campaign=campaign, unit=unit, days=form.days, by=request.user)

        return act_with(request, form, keep, done)
    return act_with(request, form, lambda **days: set_due_days(campaign=campaign, by=request.user, **days), done)


@require_GET
def campaign_waiting(request, pk: int):
    """Who holds up whom: cells by steps, the latest first."""
    campaign = _campaign(request, pk)
    waiting = waiting_in(request.user, campaign, timezone.localdate())
    context = {"campaign": campaign, "waiting": waiting, "today": timezone.localdate()}
    return render(request, "evaluations/campaign_waiting.html", context)
