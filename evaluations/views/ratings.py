"""Pages of a cell's own rating: form 01 for the secretary, reading it, verifying it or sending it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can, ensure
from emulation.web import act, renew_if_stale

from ..forms.ratings import RatingForm
from ..forms.reviews import ReasonForm
from ..models import CellReview
from ..selectors.ratings import RatingSheet, cell_lines, rating_sheet, rating_timeline
from ..selectors.reviews import committee_campaigns, reviews_in_full
from ..services.ratings import propose_rating, save_rating, send_back_rating, verify_rating

CONFLICTS = ("wrong_state", "stale", "frozen")
SAVED = "saved_rating"  # in the session: this device need keep no draft of it


@require_GET
def rating(request, pk: int):
    """Read the cell's form; its secretary writes on while it is open."""
    sheet = _sheet(request, pk)
    if _is_writable(request, sheet):
        return redirect("evaluations:rating-edit", pk)
    return _read_page(request, sheet, ReasonForm())


def _read_page(request: HttpRequest, sheet: RatingSheet, reason_form: ReasonForm) -> HttpResponse:
    review = sheet.review
    context = {
        "sheet": sheet,
        "review": review,
        "rating": sheet.rating,
        "campaign": review.campaign,
        "timeline": rating_timeline(sheet),
        "reason_form": reason_form,
        "can_verify": can(request.user, "rating.verify", review),
        "can_send_back": can(request.user, "rating.send_back", review),
        "sees_committee": request.user.scope.reaches("rating.view", review.campaign.unit.path),
    }
    return render(request, "evaluations/rating_detail.html", context)


@require_http_methods(["GET", "POST"])
def rating_edit(request, pk: int):
    """Form 01 on one page."""
    sheet = _sheet(request, pk)
    ensure(request.user, "rating.write", sheet.review)
    if not _is_writable(request, sheet):
        return redirect("evaluations:rating", pk)
    form = RatingForm(request.POST or None, sheet=sheet)
    if request.method == "POST" and _saved(request, form, _("Saved.")):
        return redirect(reverse("evaluations:rating-edit", args=[pk]) + "#derived")
    return _form_page(request, form)


@require_POST
def rating_autosave(request, pk: int):
    """Save in the background: JSON with the new version and sums, 400 or 409 with what is wrong."""
    form = RatingForm(request.POST, sheet=_sheet(request, pk))
    try:
        if not form.is_valid():
            return _refused([sentence for _anchor, sentence in form.problems()], "invalid")
        saved = save_rating(review=form.sheet.review, by=request.user, **form.content())
    except ValidationError as refusal:
        return _refused(refusal.messages, getattr(refusal, "code", None) or "invalid")
    except PermissionDenied as refusal:
        return JsonResponse({"detail": str(refusal), "code": "permission_denied"}, status=403)
    return JsonResponse({"saved_at": saved.updated_at.isoformat(), "version": saved.version})


@require_POST
def rating_propose(request, pk: int):
    """Save what is on the page, then propose the cell's level."""
    form = RatingForm(request.POST, sheet=_sheet(request, pk))
    if not _saved(request, form):
        return _form_page(request, form)
    done = _("The cell's proposal for itself has gone to the committee.")
    if act(request, lambda: propose_rating(review=form.sheet.review, by=request.user), done):
        return redirect("evaluations:rating", pk)
    return redirect("evaluations:rating-edit", pk)


@require_POST
def rating_verify(request, pk: int):
    """Verify the cell's proposal for itself."""
    review = _review(request, pk)
    done = _("%(cell)s has been verified.") % {"cell": review.unit}
    if act(request, lambda: verify_rating(review=review, by=request.user), done):
        return redirect("evaluations:ratings", review.campaign_id)
    return redirect("evaluations:rating", pk)


@require_POST
def rating_send_back(request, pk: int):
    """Send the proposal back to the cell with a reason."""
    sheet = _sheet(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _read_page(request, sheet, form)
    done = _("The proposal has gone back to %(cell)s with the reason.") % {"cell": sheet.review.unit}
    act(request, lambda: send_back_rating(review=sheet.review, by=request.user, **form.cleaned_data), done)
    return redirect("evaluations:rating", pk)


@require_GET
def ratings(request, pk: int):
    """All the cells of a campaign: levels proposed and derived, points, members, findings."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    lines = cell_lines(request.user, campaign)
    context = {
        "campaign": campaign,
        "lines": lines,
        "awaiting": [line for line in lines if line.is_awaiting],
        "can_verify": can(request.user, "rating.verify", campaign),
    }
    return render(request, "evaluations/rating_list.html", context)


def _review(request: HttpRequest, pk: int) -> CellReview:
    return get_object_or_404(reviews_in_full(request.user), pk=pk)


def _sheet(request: HttpRequest, pk: int) -> RatingSheet:
    return rating_sheet(request.user, _review(request, pk))


def _is_writable(request: HttpRequest, sheet: RatingSheet) -> bool:
    may = can(request.user, "rating.write", sheet.review)
    return bool(may) and sheet.is_rated and sheet.rating.is_open


def _saved(request: HttpRequest, form: RatingForm, done: str = "") -> bool:
    """Save a posted form and say `done`; put a refusal beside its fields."""
    if not form.is_valid():
        return False
    try:
        save_rating(review=form.sheet.review, by=request.user, **form.content())
    except ValidationError as refusal:
        form.refuse(refusal)
        renew_if_stale(form, refusal, form.sheet.rating.version)
        return False
    request.session[SAVED] = form.sheet.review.pk
    if done:
        messages.success(request, done)
    return True


def _refused(sentences: list[str], code: str) -> JsonResponse:
    status = 409 if code in CONFLICTS else 400
    return JsonResponse({"detail": " ".join(sentences), "code": code}, status=status)


def _form_page(request: HttpRequest, form: RatingForm) -> HttpResponse:
    sheet = form.sheet
    context = {
        "sheet": sheet,
        "review": sheet.review,
        "rating": sheet.rating,
        "campaign": sheet.review.campaign,
        "form": form,
        "problems": form.problems() if form.is_bound else [],
        "toc": _contents(),
        "saved_at": sheet.rating.updated_at if sheet.rating.pk else None,
        "draft_done": request.session.pop(SAVED, None) == sheet.review.pk,
    }
    return render(request, "evaluations/rating_form.html", context)


def _contents() -> list[dict[str, str]]:
    """The long form's table of contents."""
    parts = [
        ("texts", _("The review in words")),
        ("members", _("Members' levels")),
        ("tasks", _("Tasks and faults")),
        ("criteria", _("Points by criterion")),
        ("level", _("Level")),
        ("derived", _("What follows from the regulation")),
    ]
    return [{"id": key, "label": label} for key, label in parts]
