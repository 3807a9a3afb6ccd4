"""Pages of the committee's decision: the working of the cap, the choice of levels, the decision, the frozen list."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from emulation.access import can
from emulation.models import Account
from emulation.web import act, is_background, paginate

from ..forms.decisions import BoardFilter, ChoicesForm, DecideForm
from ..models import Campaign, LevelChoice
from ..own import own_among
from ..selectors.appeals import suspended
from ..selectors.decisions import (
    DecisionBoard,
    decided_caps,
    decided_levels,
    decision_board,
    decisions_of,
    first_signature,
    is_decided,
)
from ..selectors.rerating import after_decision
from ..selectors.reviews import committee_campaigns
from ..services.caps import explain_choice
from ..services.decisions import choose_levels, decide_campaign
from ..tally import GroupWorking
from .caps import exceptions_context

OTHERS_PER_PAGE = 25
MOST_TABS = 6


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


def _board_page(
    request: HttpRequest,
    board: DecisionBoard,
    form: ChoicesForm,
    decide_form: DecideForm,
    seen: DecisionBoard | None = None,
) -> HttpResponse:
    """Render the working; `seen` is the board as choices not saved yet would make it, whose figures are shown then."""
    shown = seen or board
    context = {
        "board": shown,
        "is_preview": seen is not None,
        "levels": LevelChoice.choices,
        "has_own": bool(own_among(request.user, (person.assessment for person in board.people))),
        "decide_form": decide_form,
        "can_choose": can(request.user, "assessment.choose", board.campaign),
        "can_decide": can(request.user, "assessment.decide", board.campaign),
        **_people_context(request, board, shown, form),
        **exceptions_context(request, board.campaign),
    }
    return render(request, "evaluations/decision_board.html", context)


def _people_context(request: HttpRequest, board: DecisionBoard, shown: DecisionBoard, form: ChoicesForm) -> dict:
    """One group at a time, its candidates first, the others page by page; unsaved choices move nobody."""
    search = BoardFilter(request.GET)
    asked = search.cleaned_data if search.is_valid() else {}
    group = _group(shown, asked)
    found = board.of_group(group.group if group else "", asked.get("level", ""), search.words)
    page = paginate(request, found.others, OTHERS_PER_PAGE)
    return {
        "group": group,
        "tabs": _tabs(shown.groups, group),
        "reason": form.explained(group.group, group.choice_reason) if group else "",
        "questions": form.inputs(found.questions),
        "candidates": form.inputs((*found.named, *found.eligible)),
        "others": form.inputs(page),
        "page_obj": page,
        "search": search,
    }


def _group(board: DecisionBoard, asked: dict) -> GroupWorking | None:
    """Return the group asked for, else the first one."""
    first = next(iter(board.groups), None)
    return next((group for group in board.groups if group.group == asked.get("group")), first)


def _tabs(groups: tuple[GroupWorking, ...], shown: GroupWorking | None) -> list[Tab]:
    """Return a tab for each group; none where there are too many for tabs."""
    if len(groups) > MOST_TABS:
        return []
    return [Tab(f"?group={group.group}", group.label, group == shown, group.chosen) for group in groups]


@require_POST
def decision_preview(request, pk: int):
    """Work out what the choices on the page would come to; nothing is saved. A script gets the parts that change."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    if is_decided(campaign):
        return redirect("evaluations:decision", pk)
    board = decision_board(request.user, campaign)
    form = ChoicesForm(board.people, request.POST)
    seen = board.as_if(form.choices(), form.explanation())
    if not is_background(request) or not seen.groups:
        return _board_page(request, board, form, DecideForm(), seen)
    may = can(request.user, "assessment.choose", campaign)
    group = _group(seen, request.GET)
    context = {"board": seen, "group": group, "tabs": _tabs(seen.groups, group), "can_choose": may}
    return render(request, "evaluations/_decision_parts.html", context)


@require_POST
def decision_choose(request, pk: int):
    """Keep the committee's working choices; the query of the page is kept with them."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    board = decision_board(request.user, campaign)
    form = ChoicesForm(board.people, request.POST)
    try:
        changed = _save(board, form, request.user)
    except ValidationError as refused:
        for sentence in form.show(refused):
            messages.error(request, sentence)
        messages.error(request, _("Nothing has been saved yet: see what is marked below."))
        return _board_page(request, board, form, DecideForm(), board.as_if(form.choices(), form.explanation()))
    messages.success(request, _("Choices saved: %(count)s changed.") % {"count": changed})
    query = request.GET.urlencode()
    return redirect(reverse("evaluations:decision", args=[pk]) + (f"?{query}" if query else ""))


def _save(board: DecisionBoard, form: ChoicesForm, by: Account) -> int:
    """Keep the choices and, where it was changed, the reason of the group's choice: both or neither."""
    campaign, explanation = board.campaign, form.explanation()
    with transaction.atomic():
        changed = choose_levels(campaign=campaign, choices=form.choices(), versions=form.versions(), by=by)
        if explanation and explanation[1] != board.reasons.get(explanation[0], ""):
            explain_choice(campaign=campaign, group=explanation[0], reason=explanation[1], by=by)
    return changed


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
        "signature": first_signature(campaign),
        "after": after_decision(request.user, campaign),
        "suspended": suspended(campaign),
        "can_rerate": can(request.user, "assessment.rerate", campaign),
        "tabs": tabs,
        "page_obj": page,
    }
    return render(request, "evaluations/decision_list.html", context)
