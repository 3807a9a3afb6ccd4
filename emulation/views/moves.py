"""Pages of moves: a member admitted, received, transferred, gone, restored; a mistake in these corrected."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import ensure
from ..forms_moves import (
    AdmitForm,
    CorrectMoveForm,
    DepartureForm,
    OfficialForm,
    ReceiveForm,
    RestoreForm,
    StayForm,
    TransferForm,
    UndoForm,
)
from ..models import Membership
from ..selectors import cells_to_move_to
from ..services.moves import (
    admit_member,
    begin_stay,
    correct_move,
    end_membership,
    make_official,
    receive_member,
    restore_member,
    transfer_member,
    undo_move,
)
from ..web import ActPage
from .units import back_to, unit_to_act_on

BOTH = ["GET", "POST"]


@require_http_methods(BOTH)
def member_admit(request, pk: int):
    """Put a newly admitted member on the cell's list."""
    unit = unit_to_act_on(request, pk, "member.move")
    form = AdmitForm(request.POST or None)

    def admit(*, on, document, **_values):
        return admit_member(unit=unit, values=form.person, on=on, document=document, by=request.user)

    page = ActPage(_("Admit a member"), unit, back_to(unit), _("The member is on the list of the cell."))
    return page.answer(request, form, admit)


@require_http_methods(BOTH)
def member_receive(request, pk: int):
    """Put somebody from outside on the cell's list."""
    unit = unit_to_act_on(request, pk, "member.move")
    form = ReceiveForm(request.POST or None)

    def receive(**values):
        came = {name: values[name] for name in ("on", "arrival", "arrived_from", "document", "last_day")}
        return receive_member(unit=unit, values=form.person, by=request.user, **came)

    page = ActPage(_("Receive a member from outside"), unit, back_to(unit), _("The member is on the list of the cell."))
    return page.answer(request, form, receive)


@require_http_methods(BOTH)
def member_transfer(request, pk: int):
    """Transfer a member to another cell for good."""
    membership = _to_act_on(request, pk, "member.move")
    form = TransferForm(request.POST or None, cells=_cells(request, membership))
    move = partial(transfer_member, membership=membership, by=request.user)
    return _page(_("Transfer to another cell"), membership, _("The member has been transferred.")).answer(
        request, form, move
    )


@require_http_methods(BOTH)
def stay_new(request, pk: int):
    """Send a member to another cell for a time."""
    membership = _to_act_on(request, pk, "member.move")
    form = StayForm(request.POST or None, cells=_cells(request, membership))
    begin = partial(begin_stay, membership=membership, by=request.user)
    done = _("The stay has been recorded; the cell there owes a comment for the review of the year.")
    return _page(_("Stay in another cell for a time"), membership, done).answer(request, form, begin)


@require_http_methods(BOTH)
def membership_end(request, pk: int):
    """End a membership and say how."""
    membership = _to_act_on(request, pk, "member.edit")
    done = _("The membership ends on that day; everything recorded is kept.")
    page = _page(_("End the membership"), membership, done, then=back_to(membership.unit))
    end = partial(end_membership, membership=membership, by=request.user)
    return page.answer(request, DepartureForm(request.POST or None, membership=membership), end)


@require_http_methods(BOTH)
def member_restore(request, pk: int):
    """Put a member who was expelled or removed back on a list."""
    membership = _to_act_on(request, pk, "member.move")
    cells = cells_to_move_to(request.user, timezone.localdate())
    form = RestoreForm(request.POST or None, cells=cells, initial={"unit": membership.unit_id})
    restore = partial(restore_member, membership=membership, by=request.user)
    return _page(_("Restore to membership"), membership, _("The member is on a list again.")).answer(
        request, form, restore
    )


@require_http_methods(BOTH)
def member_official(request, pk: int):
    """Make a provisional member official."""
    membership = _to_act_on(request, pk, "member.edit")
    make = partial(make_official, membership=membership, by=request.user)
    page = _page(_("Make official"), membership, _("The member is official from that day."))
    return page.answer(request, OfficialForm(request.POST or None), make)


@require_http_methods(BOTH)
def move_correct(request, pk: int):
    """Correct when and how a membership began or ended."""
    membership = _to_act_on(request, pk, "member.move")
    form = CorrectMoveForm(request.POST or None, instance=membership)

    def correct(*, reason, **_values):
        return correct_move(membership=membership, values=form.values, reason=reason, by=request.user)

    return _page(_("Correct a move"), membership, _("The move has been corrected.")).answer(request, form, correct)


@require_http_methods(BOTH)
def move_undo(request, pk: int):
    """Take back the last thing recorded of a membership."""
    membership = _to_act_on(request, pk, "member.move")
    back = partial(undo_move, membership=membership, by=request.user)
    page = _page(_("Take the last move back"), membership, _("It has been taken back."), then=back_to(membership.unit))
    return page.answer(request, UndoForm(request.POST or None), back)


def _cells(request, membership: Membership):
    """The cells the reader may move members to, without the member's own."""
    return cells_to_move_to(request.user, timezone.localdate()).exclude(pk=membership.unit_id)


def _to_act_on(request, pk: int, name: str) -> Membership:
    found = Membership.objects.visible_to(request.user).select_related("member", "unit", "work_unit")
    membership = get_object_or_404(found, pk=pk)
    ensure(request.user, name, membership.unit)
    return membership


def _page(title: str, membership: Membership, done: str, then: str = "") -> ActPage:
    back = reverse("emulation:member-detail", args=[membership.pk])
    return ActPage(title, membership.unit, back, done, membership.member, then)
