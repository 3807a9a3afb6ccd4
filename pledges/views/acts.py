"""One act each, by POST only: submit, return, confirm."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from emulation.web import act

from ..forms import ReasonForm
from ..services import confirm_pledge, return_pledge, submit_pledge
from .common import visible_pledge


@require_POST
def submit(request, pk: int):
    """Submit a pledge as it is saved."""
    pledge = visible_pledge(request, pk)
    act(request, lambda: submit_pledge(pledge=pledge, by=request.user), _("The pledge has been submitted."))
    return redirect("pledges:detail", pk)


@require_POST
def send_back(request, pk: int):
    """Return a pledge with a reason."""
    pledge = visible_pledge(request, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    done = _("The pledge has been returned to the member.")
    act(request, lambda: return_pledge(pledge=pledge, reason=reason, by=request.user), done)
    return redirect("pledges:detail", pk)


@require_POST
def confirm(request, pk: int):
    """Confirm a pledge."""
    pledge = visible_pledge(request, pk)
    act(request, lambda: confirm_pledge(pledge=pledge, by=request.user), _("The pledge has been confirmed."))
    return redirect("pledges:detail", pk)
