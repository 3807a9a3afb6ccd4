"""Pages of campaigns and rule sets: opening the review of a year, how far it is, the rules it follows."""

from collections import Counter

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import NO_ROLE, can
from emulation.models import Unit
from emulation.web import act, asked_number, paginate

from ..forms.campaigns import CampaignForm, usual_dates
from ..models import Campaign
from ..selectors.campaigns import (
    COLLECTIVE,
    campaign_progress,
    campaigns_for,
    criteria_blocks,
    not_installed,
    rule_sets_for,
    years_to_open,
)
from ..selectors.decisions import decisions_of
from ..services.campaigns import open_campaign, refresh_campaign
from ..services.rulesets import install_rule_set
from ..subjects import subject_names


@require_GET
def campaign_list(request):
    """Every campaign the reader has to do with."""
    context = {
        "page_obj": paginate(request, campaigns_for(request.user)),
        "may_open": bool(request.user.scope.paths("campaign.open")),
        "has_year": years_to_open(request.user).exists(),
        "taking_over": Unit.objects.filter(pk__in=request.user.scope.unit_ids("results.take_over")),
    }
    return render(request, "evaluations/campaign_list.html", context)


@require_http_methods(["GET", "POST"])
def campaign_open(request):
    """Open the review of a year."""
    if not request.user.scope.paths("campaign.open"):
        raise PermissionDenied(NO_ROLE.reason)
    years = years_to_open(request.user)
    chosen = years.filter(pk=asked_number(request.GET.get("year"))).first()
    chosen = chosen or years.first()
    initial = {"year": chosen, **usual_dates(chosen.number)} if chosen else {}
    form = CampaignForm(request.POST or None, initial=initial, years=years)
    if request.method == "POST" and form.is_valid():
        done = _("The review is open: every listed member has a self-assessment to write.")
        if act(request, lambda: open_campaign(by=request.user, **form.cleaned_data), done):
            return redirect("evaluations:campaign", Campaign.objects.get(year=form.cleaned_data["year"]).pk)
    context = {"form": form, "has_year": chosen is not None, "has_rules": form.fields["rule_set"].queryset.exists()}
    return render(request, "evaluations/campaign_open.html", context)


@require_GET
def campaign_detail(request, pk: int):
    """How far a campaign is, cell by cell."""
    campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
    if campaign.from_paper:
        return _paper_page(request, campaign)
    rows = campaign_progress(request.user, campaign)
    totals = {name: sum(getattr(row, name) for row in rows) for name in ("to_rate", "submitted", "verified", "decided")}
    context = {
        "campaign": campaign,
        "page_obj": paginate(request, rows),
        "totals": totals,
        "can_refresh": can(request.user, "campaign.open", campaign.unit),
        "today": timezone.localdate(),
    }
    return render(request, "evaluations/campaign_detail.html", context)


def _paper_page(request, campaign: Campaign):
    """A year taken over from paper: what was decided, as far as the reader sees it."""
    found = decisions_of(request.user, campaign)
    counts = Counter(found.order_by().values_list("level", flat=True))
    context = {
        "campaign": campaign,
        "counts": [(code, name, counts[code]) for code, name in campaign.rule_set.levels] if counts else [],
        "page_obj": paginate(request, found),
        "can_take_over": can(request.user, "results.take_over", campaign.unit),
    }
    return render(request, "evaluations/campaign_paper.html", context)


@require_POST
def campaign_refresh(request, pk: int):
    """Follow the roster."""
    campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
    done = _("The list now follows the roster.")
    act(request, lambda: refresh_campaign(campaign=campaign, by=request.user), done)
    return redirect("evaluations:campaign", pk)


@require_GET
def ruleset_list(request):
    """The rule sets there are, and those we ship that are not installed."""
    context = {
        "rule_sets": rule_sets_for(request.user),
        "to_install": not_installed(request.user),
        "can_install": can(request.user, "ruleset.install"),
    }
    return render(request, "evaluations/ruleset_list.html", context)


@require_GET
def ruleset_detail(request, code: str):
    """Criteria, bands, conditions and cap of one rule set, for everyone to read."""
    rule_set = get_object_or_404(rule_sets_for(request.user), code=code)
    names = subject_names(rule_set) | {COLLECTIVE: _("Collective (form 01)")}
    blocks = [(code, names[code], found) for code, found in criteria_blocks(rule_set).items()]
    context = {"rule_set": rule_set, "bases": rule_set.bases.all(), "subjects": blocks}
    return render(request, "evaluations/ruleset_detail.html", context)


@require_POST
def ruleset_install(request, code: str):
    """Install a rule set we ship."""
    act(request, lambda: install_rule_set(code=code, by=request.user), _("The rule set has been installed."))
    return redirect("evaluations:ruleset-list")
