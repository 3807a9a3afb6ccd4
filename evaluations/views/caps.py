"""Pages beside the committee's working: other ways of counting the cap, the larger share of an outstanding unit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can
from emulation.web import act

from ..forms.decisions import CapExceptionForm, WhatIfForm
from ..models import Campaign, CapException
from ..selectors.caps import exceptions_of, outstanding_units
from ..selectors.cell_decisions import are_cells_decided
from ..selectors.decisions import is_decided
from ..selectors.reviews import committee_campaigns
from ..selectors.whatif import what_if
from ..services.caps import record_cap_exception, withdraw_cap_exception


@require_GET
def what_if_page(request, pk: int):
    """The cap under other arrangements, side by side; nothing changes."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    form = WhatIfForm(request.GET) if "percent" in request.GET else None
    custom = form.cleaned_data if form and form.is_valid() else None
    found = what_if(request.user, campaign, custom)
    if form is None:
        bound = found.bound.arrangement
        form = WhatIfForm(initial={name: getattr(bound, name) for name in WhatIfForm.base_fields})
    return render(request, "evaluations/what_if.html", {"campaign": campaign, "found": found, "form": form})


@require_http_methods(["GET", "POST"])
def cap_exceptions(request, pk: int):
    """The decisions on a larger share; record one."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    form = CapExceptionForm(request.POST or None, units=outstanding_units(campaign))
    if request.method == "POST" and form.is_valid():
        done = _("The decision is recorded; the cap is now counted with the larger share.")
        facts = form.cleaned_data
        if act(request, lambda: record_cap_exception(campaign=campaign, by=request.user, **facts), done):
            return redirect(_board_of(facts["about"]), pk)
    context = exceptions_context(request, campaign, form)
    context["is_decided"] = is_decided(campaign) and are_cells_decided(campaign)
    return render(request, "evaluations/cap_exceptions.html", context)


def exceptions_context(
    request: HttpRequest, campaign: Campaign, form: CapExceptionForm | None = None, about: str = ""
) -> dict:
    """Return what the part about the larger share shows; `about` members or cells alone when given."""
    units = [campaign.unit] if about == CapException.About.CELLS else outstanding_units(campaign)
    recorded = exceptions_of(campaign)
    return {
        "campaign": campaign,
        "exceptions": recorded.filter(about=about) if about else recorded,
        "exception_form": form or CapExceptionForm(units=units, about=about, auto_id="larger_%s"),
        "can_record": can(request.user, "cap.record", campaign),
    }


@require_POST
def cap_exception_withdraw(request: HttpRequest, pk: int, exception_pk: int) -> HttpResponse:
    """Take a larger share back."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    exception = get_object_or_404(exceptions_of(campaign), pk=exception_pk)
    done = _("The decision has been withdrawn; the cap is counted with the ordinary share again.")
    act(request, lambda: withdraw_cap_exception(exception=exception, by=request.user), done)
    return redirect(_board_of(exception.about), pk)


def _board_of(about: str) -> str:
    """Return the page of the cap in question."""
    return "evaluations:rating-decision" if about == CapException.About.CELLS else "evaluations:decision"
