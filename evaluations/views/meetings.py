"""Pages of the cell's meeting beside the sheet: the signed minutes."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation.access import can
from emulation.attaching import file_lines
from emulation.forms import AttachForm
from emulation.services.attachments import attach
from emulation.web import act_with

from ..models import CellReview
from ..selectors.reviews import reviews_in_full


def _review(request: HttpRequest, pk: int) -> CellReview:
    return get_object_or_404(reviews_in_full(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
def minutes(request, pk: int):
    """The scans of the signed minutes: list them, attach another."""
    review = _review(request, pk)
    form = AttachForm(request.POST or None, request.FILES or None)
    done = _("The file has been attached.")
    if request.method == "POST" and act_with(
        request, form, lambda file: attach(to=review, file=file, by=request.user), done
    ):
        return redirect("evaluations:minutes", pk)
    context = {
        "review": review,
        "form": form,
        "files": file_lines(review, request.user),
        "can_attach": can(request.user, "assessment.review", review),
    }
    return render(request, "evaluations/minutes.html", context)
