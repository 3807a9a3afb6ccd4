"""The public board: its pages, its setting, the owner's consent, comments and what becomes of them."""

from functools import partial
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can, ensure
from emulation.models import Unit, Year
from emulation.web import ActPage, act, act_with, asked_number, paginate

from ..forms_public import AnswerForm, BoardSettingForm, ConsentForm, HideForm, SayForm, TickForm
from ..models import BoardComment, Posting, PublicBoard
from ..selectors import PostedPledge, board_for, boards_of, comments_on, shown, to_tick
from ..selectors.postings import RELATED
from ..services import (
    agree_to_posting,
    answer_comment,
    choose_for_board,
    comment_posting,
    hide_comment,
    set_board,
    withdraw_posting,
)
from ..services.postings import SETTINGS
from .common import visible_pledge

MOST_BOARDS = 50  # to choose from
PER_PAGE = 20


@require_GET
def board_newest(request):
    """The reader's newest board, and the choice of the others."""
    boards = list(boards_of(request.user)[:MOST_BOARDS])
    home = [board for board in boards if _is_home(request.user, board)]
    board = next(iter(home or boards), None)
    if board is None:
        return render(request, "pledges/public_none.html")
    return _show_board(request, board, boards)


@require_GET
def board(request, pk: int):
    """One committee's board of one year, unit by unit."""
    found = get_object_or_404(boards_of(request.user), year=pk)
    return _show_board(request, found, list(boards_of(request.user)[:MOST_BOARDS]))


def _show_board(request: HttpRequest, found: PublicBoard, boards: list[PublicBoard]) -> HttpResponse:
    page = paginate(request, board_for(request.user, found, timezone.localdate()), PER_PAGE)
    context = {
        "board": found,
        "boards": boards,
        "page_obj": page,
        "units": _by_unit(request, shown(found, page)),
        "can_set": can(request.user, "board.set", found.unit),
        "can_print": can(request.user, "poster.export", found.unit),
    }
    return render(request, "pledges/public_board.html", context)


@require_http_methods(["GET", "POST"])
def board_setting(request, pk: int):
    """Who reads the board, and what stands on it."""
    year = _year(request, pk)
    board = PublicBoard.objects.filter(year=year).first() or PublicBoard(year=year, version=1)
    initial = {name: getattr(board, name) for name in SETTINGS} | {"version": board.version}
    form = BoardSettingForm(request.POST or None, initial=initial)
    service = partial(set_board, year=year, by=request.user)
    if request.method == "POST" and act_with(request, form, service, _("The setting of the board has been saved.")):
        return redirect("pledges:public-setting", pk)
    context = {"form": form, "board": board, "year": year, "address": _open_address(request, board)}
    return render(request, "pledges/public_setting.html", context)


@require_http_methods(["GET", "POST"])
def board_choose(request, pk: int):
    """Tick the members of one cell who may stand on the board."""
    year = _year(request, pk)
    units = list(Unit.objects.within(year.unit).cells().filter(request.user.scope.units_q("board.set", "path")))
    asked = asked_number(request.GET.get("unit"))
    unit = get_object_or_404(Unit.objects.filter(pk__in=[one.pk for one in units]), pk=asked) if asked else units[0]
    if request.method == "POST":
        ticked = TickForm(request.POST).members
        service = partial(choose_for_board, year=year, unit=unit, members=ticked, by=request.user)
        act(request, service, _("The members ticked have been saved."))
        return redirect(f"{reverse('pledges:public-choose', args=[pk])}?unit={unit.pk}")
    board = PublicBoard.objects.filter(year=year).first()
    rows = to_tick(request.user, board, year, unit, timezone.localdate())
    context = {"year": year, "unit": unit, "units": units, "rows": rows, "board": board}
    return render(request, "pledges/public_choose.html", context)


@require_http_methods(["GET", "POST"])
def consent(request, pk: int):
    """Agree that the own pledge is posted, or record for another what was agreed to on paper."""
    pledge = visible_pledge(request, pk)
    ensure(request.user, "posting.consent", pledge)
    posting, is_own = Posting.objects.filter(pledge=pledge).first(), pledge.member_id == request.user.member_id
    form = ConsentForm(request.POST or None, is_own=is_own, initial=_agreed(posting))
    service = partial(agree_to_posting, pledge=pledge, by=request.user)
    if request.method == "POST" and act_with(request, form, service, _("The consent has been recorded.")):
        return redirect("pledges:consent", pk)
    context = {
        "pledge": pledge,
        "posting": posting,
        "board": PublicBoard.objects.filter(year=pledge.year).first(),
        "is_posted": bool(posting) and Posting.objects.posted(timezone.localdate()).filter(pk=posting.pk).exists(),
        "is_own": is_own,
        "form": form,
    }
    return render(request, "pledges/consent.html", context)


@require_POST
def consent_withdraw(request, pk: int):
    """Take the consent back."""
    pledge = visible_pledge(request, pk)
    posting = get_object_or_404(Posting.objects.select_related("pledge__unit"), pledge=pledge)
    service = partial(withdraw_posting, posting=posting, by=request.user, paper=request.POST.get("paper", ""))
    act(request, service, _("The consent has been withdrawn; the pledge is no longer posted."))
    return redirect("pledges:consent", pk)


@require_GET
def posting(request, pk: int):
    """One posted pledge with what is said of it."""
    return _show(request, _posting(request, pk))


@require_POST
def comment(request, pk: int):
    """Say something of a posted pledge."""
    found, form = _posting(request, pk), SayForm(request.POST)
    service = partial(comment_posting, posting=found, by=request.user)
    if act_with(request, form, service, _("Your comment has been posted.")):
        return redirect("pledges:posting", pk)
    return _show(request, found, form=form)


@require_POST
def comment_answer(request, pk: int):
    """Answer a comment on the own pledge, once."""
    found, form = _comment(request, pk), AnswerForm(request.POST, number=pk)
    service = partial(answer_comment, comment=found, by=request.user)
    if act_with(request, form, service, _("Your answer has been posted.")):
        return redirect("pledges:posting", found.posting_id)
    return _show(request, _posting(request, found.posting_id), answers={pk: form})


@require_http_methods(["GET", "POST"])
def comment_hide(request, pk: int):
    """Take a comment off the board, with the reason."""
    found = _comment(request, pk)
    ensure(request.user, "posting.hide", found)
    back = reverse("pledges:posting", args=[found.posting_id])
    page = ActPage(_("Hide a comment"), found.unit, back, _("The comment has been hidden."), subject=found)
    return page.answer(request, HideForm(request.POST or None), partial(hide_comment, comment=found, by=request.user))


def _by_unit(request: HttpRequest, pledges: list[PostedPledge]) -> list[tuple]:
    """Return (unit, its pledges, whether the reader may print them), in the order of the page."""
    groups = [(unit, list(rows)) for unit, rows in groupby(pledges, key=lambda posted: posted.unit)]
    return [(unit, rows, can(request.user, "poster.export", unit)) for unit, rows in groups]


def _is_home(reader, board: PublicBoard) -> bool:
    roots = reader.scope.paths("board.view")
    return any(root.startswith(board.unit.path) or board.unit.path.startswith(root) for root in roots)


def _year(request: HttpRequest, pk: int) -> Year:
    """Return a visible year whose board the reader may set."""
    year = get_object_or_404(Year.objects.visible_to(request.user).select_related("unit"), pk=pk)
    ensure(request.user, "board.set", year.unit)
    return year


def _open_address(request: HttpRequest, board: PublicBoard) -> str:
    if not board.is_open:
        return ""
    return request.build_absolute_uri(reverse("pledges:open-board", args=[board.code]))


def _agreed(posting: Posting | None) -> dict:
    if posting is None:
        return {"version": 0}
    names = ("agreed_to", "with_progress", "with_repairs", "paper", "version")
    return {name: getattr(posting, name) for name in names}


def _posting(request: HttpRequest, pk: int) -> Posting:
    seen = Posting.objects.visible_to(request.user).filter(pledge__year__public_board__isnull=False)
    return get_object_or_404(seen.select_related(*RELATED), pk=pk)


def _comment(request: HttpRequest, pk: int) -> BoardComment:
    seen = BoardComment.objects.visible_to(request.user).select_related("posting__pledge__unit")
    return get_object_or_404(seen, pk=pk)


def _show(request: HttpRequest, posting: Posting, form=None, answers=None) -> HttpResponse:
    is_posted = Posting.objects.posted(timezone.localdate()).filter(pk=posting.pk).exists()
    is_own = posting.member_id == request.user.member_id
    said = comments_on(request.user, posting)
    rows = [(one, (answers or {}).get(one.comment.pk) or AnswerForm(number=one.comment.pk)) for one in said]
    board = posting.pledge.year.public_board
    context = {
        "posting": posting,
        "posted": shown(board, [posting])[0] if is_posted else None,
        "board": board,
        "rows": rows,
        "is_own": is_own,
        "can_comment": can(request.user, "posting.comment", posting),
        "can_hide": can(request.user, "posting.hide", posting),
        "can_print": is_posted and can(request.user, "poster.export", posting.unit),
        "form": form or SayForm(),
    }
    return render(request, "pledges/posting.html", context)
