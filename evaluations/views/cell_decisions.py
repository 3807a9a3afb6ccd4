"""Pages of the committee's decision on its cells: the cap among them, the choice, the signature, the frozen list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from emulation.access import can
from emulation.models import Account
from emulation.web import act

from ..forms.cell_decisions import CellChoicesForm
from ..forms.decisions import DecideForm
from ..models import Campaign, CapException, LevelChoice
from ..selectors.cell_decisions import (
    CellBoard,
    are_cells_decided,
    cell_board,
    decided_cell_caps,
    decided_cells,
)
from ..selectors.reviews import committee_campaigns
from ..services.caps import explain_choice
from ..services.cell_decisions import choose_cell_levels, decide_cells
from ..tally import GroupWorking
from .caps import exceptions_context


@require_GET
def rating_decision(request, pk: int):
    """The committee's working before the decision, the frozen list after it."""
    campaign = _campaign(request, pk)
    if are_cells_decided(campaign):
        return _decided_page(request, campaign)
    board = cell_board(request.user, campaign)
    return _board_page(request, board, CellChoicesForm(board.cells), DecideForm())


def _board_page(request: HttpRequest, board: CellBoard, form: CellChoicesForm, decide_form: DecideForm) -> HttpResponse:
    """Render the working, one group of similar cells after the other."""
    context = {
        "campaign": board.campaign,
        "board": board,
        "groups": [_shown(group, board, form) for group in board.groups],
        "levels": LevelChoice.choices,
        "decide_form": decide_form,
        "can_choose": can(request.user, "rating.choose", board.campaign),
        "can_decide": can(request.user, "rating.decide", board.campaign),
        **exceptions_context(request, board.campaign, about=CapException.About.CELLS),
    }
    return render(request, "evaluations/rating_board.html", context)


def _shown(group: GroupWorking, board: CellBoard, form: CellChoicesForm) -> tuple[GroupWorking, list, str]:
    """Return a group with its cells' boxes and the reason of its choice."""
    return group, form.inputs(board.of_group(group.group)), form.explained(group.group, group.choice_reason)


@require_POST
def rating_choose(request, pk: int):
    """Keep the committee's working choices."""
    campaign = _campaign(request, pk)
    board = cell_board(request.user, campaign)
    form = CellChoicesForm(board.cells, request.POST)
    try:
        changed = _save(board, form, request.user)
    except ValidationError as refused:
        for sentence in form.show(refused):
            messages.error(request, sentence)
        messages.error(request, _("Nothing has been saved yet: see what is marked below."))
        return _board_page(request, board, form, DecideForm())
    messages.success(request, _("Choices saved: %(count)s changed.") % {"count": changed})
    return redirect("evaluations:rating-decision", pk)


def _save(board: CellBoard, form: CellChoicesForm, by: Account) -> int:
    """Keep the choices and the reasons of the groups' choices that were changed: all or nothing."""
    campaign = board.campaign
    with transaction.atomic():
        changed = choose_cell_levels(campaign=campaign, choices=form.choices(), versions=form.versions(), by=by)
        for group, reason in form.explanations(board.reasons).items():
            explain_choice(campaign=campaign, group=group, reason=reason, by=by)
    return changed


@require_POST
def rating_decide(request, pk: int):
    """Decide the cells under number and date."""
    campaign = _campaign(request, pk)
    form = DecideForm(request.POST)
    if not form.is_valid():
        board = cell_board(request.user, campaign)
        return _board_page(request, board, CellChoicesForm(board.cells), form)
    done = _("The committee's decision on its cells has been recorded. The levels can no longer change here.")
    act(request, lambda: decide_cells(campaign=campaign, by=request.user, **form.cleaned_data), done)
    return redirect("evaluations:rating-decision", pk)


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    return get_object_or_404(committee_campaigns(request.user), pk=pk)


def _decided_page(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Render the frozen list with the cap as it was."""
    cells = decided_cells(request.user, campaign)
    first = next(iter(cells), None)
    context = {
        "campaign": campaign,
        "caps": decided_cell_caps(campaign),
        "cells": cells,
        "signature": first.decision if first else None,
    }
    return render(request, "evaluations/rating_decided.html", context)
