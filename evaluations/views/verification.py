"""Pages of the committee's officer: which cells wait, one cell's proposal, verify it or send it back."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from emulation.access import can, ensure
from emulation.web import act

from ..forms.reviews import NoteForm, ReasonForm
from ..models import CellReview, State
from ..own import own_among
from ..selectors.findings import listed_for_findings
from ..selectors.reviews import cell_sheet, committee_campaigns, committee_progress, reviews_in_full
from ..services.readings import note_sheet_reading
from ..services.reviews import send_back_cell, verify_cell


@require_GET
def verification(request, pk: int):
    """The cells of a campaign, those that await verification first."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    context = {
        "campaign": campaign,
        "progress": committee_progress(request.user, campaign),
        "can_verify": can(request.user, "assessment.verify", campaign),
    }
    return render(request, "evaluations/verification_list.html", context)


@require_GET
def verification_cell(request, pk: int):
    """One cell's proposal with its meeting; the secretary's reader is sent to the sheet."""
    review = get_object_or_404(reviews_in_full(request.user), pk=pk)
    note_sheet_reading(review=review, by=request.user)
    return _cell_page(request, review, NoteForm(), ReasonForm())


def _cell_page(request: HttpRequest, review: CellReview, note_form: NoteForm, reason_form: ReasonForm):
    sheet = cell_sheet(request.user, review)
    context = {
        "review": review,
        "campaign": review.campaign,
        "sheet": sheet,
        "proposed": [row for row in sheet.rows if row.assessment.state >= State.PROPOSED],
        "is_decided": any(row.assessment.is_decided for row in sheet.rows),
        "has_own": bool(own_among(request.user, (row.assessment for row in sheet.rows))),
        "note_form": note_form,
        "reason_form": reason_form,
        "can_verify": can(request.user, "assessment.verify", review),
        "can_send_back": can(request.user, "assessment.send_back", review),
        "can_find": can(request.user, "finding.record", review),
        "sees_committee": request.user.scope.reaches("assessment.view", review.campaign.unit.path),
    }
    return render(request, "evaluations/verification_cell.html", context)


@require_GET
def verification_members(request, pk: int):
    """Everybody on the cell's list, for the officer to record findings, before the proposal as after it."""
    review = get_object_or_404(reviews_in_full(request.user), pk=pk)
    ensure(request.user, "finding.record", review)
    context = {"review": review, "listed": listed_for_findings(request.user, review)}
    return render(request, "evaluations/verification_members.html", context)


@require_POST
def verification_verify(request, pk: int):
    """Verify one cell."""
    review = get_object_or_404(reviews_in_full(request.user), pk=pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _cell_page(request, review, form, ReasonForm())
    done = _("%(cell)s has been verified.") % {"cell": review.unit}
    if act(request, lambda: verify_cell(review=review, by=request.user, **form.cleaned_data), done):
        return redirect("evaluations:verification", review.campaign_id)
    return redirect("evaluations:verification-cell", pk)


@require_POST
def verification_send_back(request, pk: int):
    """Send one cell's proposal back with a reason."""
    review = get_object_or_404(reviews_in_full(request.user), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _cell_page(request, review, NoteForm(), form)
    done = _("The proposal has gone back to %(cell)s with the reason.") % {"cell": review.unit}
    act(request, lambda: send_back_cell(review=review, by=request.user, **form.cleaned_data), done)
    return redirect("evaluations:verification-cell", pk)
