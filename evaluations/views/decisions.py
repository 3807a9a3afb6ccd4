"""Pages of the committee's decision: the working of the cap, the choice of levels, the decision, the frozen list."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from emulation.access import can
from emulation.web import act, paginate

from ..forms.decisions import BoardFilter, ChoicesForm, DecideForm
from ..models import Campaign, LevelChoice
from ..selectors.decisions import (
    DecisionBoard,
    decided_caps,
    decided_levels,
    decision_board,
    decisions_of,
    is_decided,
)
from ..selectors.reviews import committee_campaigns
from ..services.decisions import choose_levels, decide_campaign

OTHERS_PER_PAGE = 25


@dataclass(frozen=True)
class Tab:
    """One tab of the page."""

    url: str
    label: str | Promise
    is_current: bool
    count: int | None


@require_GET
def decision(request, pk: int):
    """The committee's working before the decision, the frozen list after it."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    if is_decided(campaign):
        return _decided_page(request, campaign)
    board = decision_board(request.user, campaign)
    return _board_page(request, board, ChoicesForm(board.people), DecideForm())


def _board_page(request: HttpRequest, board: DecisionBoard, form: ChoicesForm, decide_form: DecideForm) -> HttpResponse:
    """Render the working: one group at a time, its candidates first, the others page by page."""
    search = BoardFilter(request.GET)
    asked = search.cleaned_data if search.is_valid() else {}
    group = next((g for g in board.groups if g.group == asked.get("group")), next(iter(board.groups), None))
    found = board.of_group(group.group if group else "", asked.get("level", ""), search.words)
    page = paginate(request, found.others, OTHERS_PER_PAGE)
    context = {
        "campaign": board.campaign,
        "board": board,
        "group": group,
        "tabs": [Tab(f"?group={g.group}", g.label, g == group, g.chosen) for g in board.groups],
        "questions": form.inputs(found.questions),
        "candidates": form.inputs((*found.named, *found.eligible)),
        "others": form.inputs(page),
        "page_obj": page,
        "search": search,
        "levels": LevelChoice.choices,
        "decide_form": decide_form,
        "can_choose": can(request.user, "assessment.choose", board.campaign),
        "can_decide": can(request.user, "assessment.decide", board.campaign),
    }
    return render(request, "evaluations/decision_board.html", context)


@require_POST
def decision_choose(request, pk: int):
    """Keep the committee's working choices; the query of the page is kept with them."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    board = decision_board(request.user, campaign)
    form = ChoicesForm(board.people, request.POST)
    try:
        changed = choose_levels(campaign=campaign, choices=form.choices(), versions=form.versions(), by=request.user)
    except ValidationError as refused:
        for sentence in form.show(refused):
            messages.error(request, sentence)
        messages.error(request, _("Nothing has been saved yet: see what is marked below."))
        return _board_page(request, board, form, DecideForm())
    messages.success(request, _("Choices saved: %(count)s changed.") % {"count": changed})
    query = request.GET.urlencode()
    return redirect(reverse("evaluations:decision", args=[pk]) + (f"?{query}" if query else ""))


@require_POST
def decision_decide(request, pk: int):
    """Decide the campaign under its number and date."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    form = DecideForm(request.POST)
    if not form.is_valid():
        board = decision_board(request.user, campaign)
        return _board_page(request, board, ChoicesForm(board.people), form)
    done = _("The committee's decision has been recorded. The levels can no longer change here.")
    act(request, lambda: decide_campaign(campaign=campaign, by=request.user, **form.cleaned_data), done)
    return redirect("evaluations:decision", pk)


def _decided_page(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Render the frozen list, page by page, with the cap as it was."""
    every = decisions_of(request.user, campaign)
    level = request.GET.get("level", "")
    counts = decided_levels(every)
    page = paginate(request, decisions_of(request.user, campaign, level) if level in LevelChoice.values else every)
    total = sum(count for _code, _label, count in counts)
    tabs = [Tab("?", _("All"), level not in LevelChoice.values, total)]
    tabs += [Tab(f"?level={code}", label, code == level, count) for code, label, count in counts]
    context = {
        "campaign": campaign,
        "caps": decided_caps(campaign),
        "signature": every.first(),
        "tabs": tabs,
        "page_obj": page,
    }
    return render(request, "evaluations/decision_list.html", context)
