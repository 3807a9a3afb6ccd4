"""Pages of campaigns: opening the review of a year, how far it is."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import NO_ROLE, can
from emulation.models import Unit, Year
from emulation.web import act, asked_number, errors_of, paginate, show_in

from ..due_days import due_dates
from ..forms.campaigns import CampaignForm, ReopenForm
from ..hanging import hanging
from ..models import Campaign, RuleSet
from ..readiness import Problem, problems_of
from ..selectors.campaigns import campaign_progress, campaigns_for, rule_sets_to_open, years_to_open
from ..selectors.decisions import decisions_of
from ..services.campaigns import NOT_READY, open_campaign, refresh_campaign
from ..services.closing import close_campaign, reopen_campaign

MOST_TABS = 12  # years that wait to be opened; there is hardly ever more than one


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
    """Open the review of a year under a rule set that its committee follows."""
    if not request.user.scope.paths("campaign.open"):
        raise PermissionDenied(NO_ROLE.reason)
    years = years_to_open(request.user)
    chosen = _year_asked(request, years)
    rule_sets = rule_sets_to_open(chosen) if chosen else RuleSet.objects.none()
    form = CampaignForm(request.POST or None, initial=_usual(chosen, rule_sets), years=years, rule_sets=rule_sets)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = open_campaign(by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("The review is open: every listed member has a self-assessment to write."))
            return redirect("evaluations:campaign", campaign.pk)
    context = {
        "form": form,
        "year": chosen,
        "tabs": _year_tabs(years, chosen),
        "has_rules": rule_sets.exists(),
        "problems": _problems(form, chosen, rule_sets),
    }
    return render(request, "evaluations/campaign_open.html", context)


def _tell(form: CampaignForm, refused: ValidationError) -> None:
    """Show a refusal at its fields; what the check says stands in its own list, with the ways to the cures."""
    if any(error.code == NOT_READY for error in errors_of(refused).get(None, ())):
        form.add_error(None, _("The review cannot be opened yet: first cure what the check above lists."))
    else:
        show_in(form, refused)


def _problems(form: CampaignForm, year: Year | None, rule_sets: QuerySet[RuleSet]) -> list[Problem]:
    """Return what stands against opening, by what was typed, by what most committees take else."""
    typed = getattr(form, "cleaned_data", {})
    rule_set = typed.get("rule_set") or rule_sets.first()
    if year is None or rule_set is None:
        return []
    cut_off = typed.get("cut_off") or due_dates(rule_set, year.number)["cut_off"]
    return problems_of(year, rule_set, cut_off, timezone.localdate())


def _year_asked(request: HttpRequest, years: QuerySet[Year]) -> Year | None:
    """Return the year of the form or of the address, the newest one else."""
    asked = asked_number(request.POST.get("year") or request.GET.get("year"))
    return years.filter(pk=asked).first() or years.first()


def _usual(year: Year | None, rule_sets: QuerySet[RuleSet]) -> dict:
    """Return what most committees take: the nearest owner's rule set with its due days."""
    nearest = rule_sets.first()
    return {"year": year, "rule_set": nearest, **(due_dates(nearest, year.number) if nearest else {})}


def _year_tabs(years: QuerySet[Year], chosen: Year | None) -> list[dict]:
    """One tab for each year that may be opened; none for a single one."""
    found = [
        {
            "url": f"?year={year.pk}",
            "label": f"{year.number} – {year.unit}",
            "is_current": year == chosen,
            "count": None,
        }
        for year in years[:MOST_TABS]
    ]
    return found if len(found) > 1 else []


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
        **_closing(request.user, campaign),
        "today": timezone.localdate(),
    }
    return render(request, "evaluations/campaign_detail.html", context)


def _closing(reader, campaign: Campaign) -> dict:
    """Return how the campaign has been closed and opened again, and what still hangs for whoever may close it."""
    closings = list(campaign.closings.select_related("closed_by", "reopened_by"))
    is_closed = any(closing.holds for closing in closings)
    can_close = can(reader, "campaign.close", campaign)
    return {
        "closings": closings,
        "is_closed": is_closed,
        "can_close": can_close,
        "can_reopen": can(reader, "campaign.reopen", campaign),
        "hanging": hanging(campaign) if can_close and not is_closed else [],
        "reopen_form": ReopenForm(),
    }


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


@require_POST
def campaign_close(request, pk: int):
    """Close the campaign once nothing hangs."""
    campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
    done = _("The review is closed: nothing of it changes any more.")
    act(request, lambda: close_campaign(campaign=campaign, by=request.user), done)
    return redirect("evaluations:campaign", pk)


@require_POST
def campaign_reopen(request, pk: int):
    """Open a closed campaign again, with the reason."""
    campaign = get_object_or_404(campaigns_for(request.user), pk=pk)
    form = ReopenForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else request.POST.get("reason", "")
    done = _("The review is open again; the reason stands on its page and in the report.")
    act(request, lambda: reopen_campaign(campaign=campaign, reason=reason, by=request.user), done)
    return redirect("evaluations:campaign", pk)
