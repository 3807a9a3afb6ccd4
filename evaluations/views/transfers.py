"""The self-review of a transfer: one page to write it, to read it, and to comment on it."""

from functools import partial

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from emulation.web import act_with

from ..forms.transfers import TransferCommentForm, TransferReviewForm
from ..selectors.transfers import Transfer, transfer_of, transfers
from ..services.readings import note_transfer_reading
from ..services.transfers import comment_transfer_review, endorse_transfer_review, write_transfer_review


@require_http_methods(["GET", "POST"])
def transfer(request, pk: int):
    """Write, hand in or read the self-review. `pk` is that of the membership that ended; `then=submit` hands it in."""
    found = _transfer(request, pk)
    if request.method == "GET":
        if found.review:
            note_transfer_reading(review=found.review, by=request.user)
        return _show(request, found)
    form, submit = TransferReviewForm(request.POST), request.POST.get("then") == "submit"
    done = _("The self-review has been handed in.") if submit else _("The self-review has been saved.")
    service = partial(write_transfer_review, membership=found.membership, submit=submit, by=request.user)
    return (
        redirect("evaluations:transfer", pk) if act_with(request, form, service, done) else _show(request, found, form)
    )


@require_POST
def transfer_comment(request, pk: int):
    """Give the comment of the cell that is left."""
    return _commented(request, pk, comment_transfer_review)


@require_POST
def transfer_endorse(request, pk: int):
    """Give the comment of the committee."""
    return _commented(request, pk, endorse_transfer_review)


def _transfer(request: HttpRequest, pk: int) -> Transfer:
    return transfer_of(request.user, get_object_or_404(transfers(request.user), pk=pk))


def _commented(request: HttpRequest, pk: int, service):
    found, form = _transfer(request, pk), TransferCommentForm(request.POST)
    if found.review is None:
        return _show(request, found)
    done = _("The comment has been saved; the member and the receiving cell see it.")
    if act_with(request, form, partial(service, review=found.review, by=request.user), done):
        return redirect("evaluations:transfer", pk)
    return _show(request, found, comment=form)


def _show(request: HttpRequest, found: Transfer, form=None, comment=None):
    review = found.review
    initial = {"text": review.text, "version": review.version} if review else {"version": 0}
    context = {
        "transfer": found,
        "review": review,
        "is_own": found.membership.member_id == request.user.member_id,
        "form": form or TransferReviewForm(initial=initial),
        "comment_form": comment or TransferCommentForm(),
    }
    return render(request, "evaluations/transfer.html", context)
