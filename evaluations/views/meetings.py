"""Pages of the cell's meeting beside the sheet: the register of attendance, the signed minutes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation.access import can
from emulation.attaching import file_lines
from emulation.forms import AttachForm
from emulation.services.attachments import attach
from emulation.web import act_with, tell

from ..attendance import seats_of
from ..forms.meetings import AttendanceForm
from ..models import CellReview
from ..selectors.reviews import reviews_in_full
from ..services.attendance import save_attendance


def _review(request: HttpRequest, pk: int) -> CellReview:
    return get_object_or_404(reviews_in_full(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
def attendance(request, pk: int):
    """Who was at the meeting, member by member."""
    review = _review(request, pk)
    form = AttendanceForm(seats_of(review), review.version, request.POST if request.method == "POST" else None)
    if request.method == "POST" and _registered(request, review, form):
        return redirect("evaluations:attendance", pk)
    context = {
        "review": review,
        "form": form,
        "can_write": can(request.user, "assessment.review", review),
    }
    return render(request, "evaluations/attendance.html", context)


def _registered(request: HttpRequest, review: CellReview, form: AttendanceForm) -> bool:
    try:
        save_attendance(review=review, marks=form.marks, version=form.version, by=request.user)
    except ValidationError as refused:
        if not form.show(refused, review.version):
            tell(request, refused)
        return False
    messages.success(request, _("The register has been saved."))
    return True


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
