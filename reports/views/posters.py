"""Posters as PDF: of a board, of one posted pledge, of a survey."""

from collections.abc import Callable
from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from emulation.models import Unit
from emulation.text import search_text
from emulation.web import asked_number, tell
from pledges.models import Posting, PublicBoard, Survey
from pledges.selectors import boards_of

from ..services import export_board_poster, export_pledge_poster, export_survey_poster
from .annual import as_attachment


@require_GET
def board_poster(request, pk: int):
    """The board of a year, or of one unit on it (`?unit=`), for the wall."""
    board = get_object_or_404(boards_of(request.user), year=pk)
    unit = _unit(request, board)
    address = board_address(request, board)
    service = partial(export_board_poster, board=board, unit=unit, address=address, size=_size(request, "A3"))
    back = reverse("pledges:public-board", args=[pk])
    return _sent(request, service, f"bang-cong-khai-{board.year}-{unit}", back)


@require_GET
def pledge_poster(request, pk: int):
    """One leader's posted pledge for the wall."""
    seen = Posting.objects.visible_to(request.user).select_related("pledge__unit", "pledge__member", "pledge__year")
    posting = get_object_or_404(seen.filter(pledge__year__public_board__isnull=False), pk=pk)
    address = board_address(request, posting.pledge.year.public_board, reverse("pledges:posting", args=[pk]))
    service = partial(export_pledge_poster, posting=posting, address=address, size=_size(request, "A4"))
    name = f"ban-dang-ky-{posting.pledge.year}-{posting.pledge.member}"
    return _sent(request, service, name, reverse("pledges:posting", args=[pk]))


@require_GET
def survey_poster(request, pk: int):
    """A survey's code for the counter."""
    survey = get_object_or_404(Survey.objects.visible_to(request.user).select_related("unit"), pk=pk)
    address = request.build_absolute_uri(reverse("pledges:survey-answer", args=[survey.code]))
    service = partial(export_survey_poster, survey=survey, address=address, size=_size(request, "A4"))
    name = f"khao-sat-{survey.counter}-quy-{survey.quarter}-{survey.year}"
    return _sent(request, service, name, reverse("pledges:survey", args=[pk]))


def board_address(request: HttpRequest, board: PublicBoard, signed_in: str = "") -> str:
    """Return the address on the poster: the open page where there is one, else the page for those signed in."""
    if board.is_open:
        return request.build_absolute_uri(reverse("pledges:open-board", args=[board.code]))
    return request.build_absolute_uri(signed_in or reverse("pledges:public-board", args=[board.year_id]))


def _unit(request: HttpRequest, board: PublicBoard) -> Unit:
    asked = asked_number(request.GET.get("unit"))
    if asked is None:
        return board.unit
    return get_object_or_404(Unit.objects.visible_to(request.user).within(board.unit), pk=asked)


def _size(request: HttpRequest, usual: str) -> str:
    return request.GET.get("size", usual).upper()


def _sent(request: HttpRequest, service: Callable[..., bytes], name: str, back: str) -> HttpResponse:
    """Send the file, or go back to the page with what stands in the way."""
    try:
        content = service(by=request.user)
    except ValidationError as refused:
        tell(request, refused)
        return redirect(back)
    return as_attachment(content, f"{slugify(search_text(name))}.pdf", "pdf")
