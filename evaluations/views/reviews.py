"""Pages of the cell's review: the chooser, the whole cell on one screen, one member."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can
from emulation.models import Unit
from emulation.web import asked_number, is_stale

from ..forms.employees import EmployeeRatingForm, rating_of
from ..forms.reviews import PersonForm, SheetForm
from ..models import Assessment, Campaign, CellReview, LevelChoice
from ..selectors.hints import hint_of, with_hints
from ..selectors.reviews import campaigns_of, cell_sheet, committee_progress, person_sheet, reviews_in_full
from ..services.assessments import note_reading
from ..services.readings import note_sheet_reading
from ..services.reviews import propose_cell, save_review

CONFLICTS = {"stale", "wrong_state", "frozen"}


@require_GET
def board(request):
    """The reader's place in this year's review: a secretary's cell at once, a committee's cells as a table."""
    campaigns = list(campaigns_of(request.user, _chosen_unit(request)))
    campaign = _chosen(request, campaigns)
    if campaign is None or not request.user.scope.paths("assessment.view"):
        return render(request, "evaluations/review_none.html", {"has_campaign": campaign is not None})
    progress = with_hints(request.user, campaign, committee_progress(request.user, campaign))
    sees_committee = request.user.scope.reaches("assessment.view", campaign.unit.path)
    if len(progress.cells) == 1 and not sees_committee:
        return redirect("evaluations:review", progress.cells[0].review.pk)
    context = {
        "campaign": campaign,
        "progress": progress,
        "others": [other for other in campaigns if other != campaign],
        "can_verify": can(request.user, "assessment.verify", campaign),
        "sees_committee": sees_committee,
    }
    return render(request, "evaluations/review_board.html", context)


def _chosen_unit(request: HttpRequest) -> Unit | None:
    """Return the unit of `?unit=`, or None; an invisible one is not found."""
    asked = asked_number(request.GET.get("unit"))
    if asked is None:
        return None
    return get_object_or_404(Unit.objects.visible_to(request.user), pk=asked)


def _chosen(request: HttpRequest, campaigns: list[Campaign]) -> Campaign | None:
    """Return the campaign of `?year=`, else the newest; None when there is none."""
    asked = request.GET.get("year", "")
    found = [campaign for campaign in campaigns if str(campaign.year.number) == asked]
    return next(iter(found or campaigns), None)


@require_http_methods(["GET", "POST"])
def review(request, pk: int):
    """The whole cell on one screen; the committee's people get the list they verify instead."""
    review = get_object_or_404(reviews_in_full(request.user), pk=pk)
    can_review = can(request.user, "assessment.review", review)
    if request.method == "GET" and not can_review:
        return redirect("evaluations:verification-cell", pk)
    form = SheetForm(cell_sheet(request.user, review), request.POST if request.method == "POST" else None)
    if request.method == "POST" and _saved(request, form, lambda: _save_sheet(request, form), _("Saved.")):
        return redirect("evaluations:review", pk)
    note_sheet_reading(review=review, by=request.user, shown=[row.assessment for row in form.sheet.rows])
    return render(request, "evaluations/review_sheet.html", _sheet_context(request, form))


def _sheet_context(request: HttpRequest, form: SheetForm) -> dict:
    review = form.sheet.review
    return {
        "form": form,
        "sheet": form.sheet,
        "review": review,
        "campaign": review.campaign,
        "version": form.version or review.version,
        "levels": LevelChoice.choices,
        "hint": hint_of(review, form.sheet.rows),
        "can_propose": can(request.user, "assessment.propose", review),
    }


def _save_sheet(request: HttpRequest, form: SheetForm) -> CellReview:
    meeting, rows = form.values()
    return save_review(review=form.sheet.review, meeting=meeting, rows=rows, version=form.version, by=request.user)


def _saved(request: HttpRequest, form: SheetForm | PersonForm, save: Callable[[], object], done: str = "") -> bool:
    """Save and say `done`; a refusal goes to its fields, what belongs to none becomes a message."""
    try:
        save()
    except ValidationError as refused:
        for sentence in form.show(refused):
            messages.error(request, sentence)
        if is_stale(refused):
            form.version = None  # the page goes on from the review as it is now: its reader has been told
        return False
    if done:
        messages.success(request, done)
    return True


@require_POST
def review_autosave(request, pk: int):
    """Save the sheet as it is typed; answers {saved_at, version, messages}, 409 when it is stale."""
    review = get_object_or_404(reviews_in_full(request.user), pk=pk)
    form = SheetForm(cell_sheet(request.user, review), request.POST)
    return _answer(lambda: _save_sheet(request, form), review)


def _answer(save: Callable[[], CellReview], review: CellReview) -> HttpResponse:
    try:
        saved = save()
    except ValidationError as refused:
        status = 409 if getattr(refused, "code", None) in CONFLICTS else 400
        return JsonResponse({"detail": " ".join(refused.messages), "messages": []}, status=status)
    return JsonResponse({"saved_at": timezone.now().isoformat(), "version": saved.version, "messages": []})


@require_POST
def review_propose(request, pk: int):
    """Save what is on the sheet, then make the cell's proposal."""
    review = get_object_or_404(reviews_in_full(request.user), pk=pk)
    form = SheetForm(cell_sheet(request.user, review), request.POST)
    if not _saved(request, form, lambda: _save_sheet(request, form)):
        return render(request, "evaluations/review_sheet.html", _sheet_context(request, form))
    try:
        propose_cell(review=review, by=request.user)
    except ValidationError as refused:
        count = {"count": len(refused.messages)}
        messages.error(request, _("Not proposed yet. Still missing: %(count)s; see the list below.") % count)
    else:
        messages.success(request, _("The cell's proposal has gone to the committee."))
    return redirect("evaluations:review", pk)


@require_http_methods(["GET", "POST"])
def person(request, pk: int):
    """One member: the self-assessment beside the cell's points. Reading another's is noted in the journal."""
    review, assessment = _person(request, pk)
    sheet = person_sheet(request.user, review, assessment)
    form = PersonForm(sheet, request.POST if request.method == "POST" else None)
    if request.method == "POST" and _saved(request, form, lambda: _save_person(request, form, review), _("Saved.")):
        return redirect("evaluations:review", review.pk)
    note_reading(assessment=assessment, by=request.user)
    context = {
        "form": form,
        "sheet": sheet,
        "row": sheet.row,
        "rows": [sheet.row],
        "assessment": sheet.assessment,
        "review": review,
        "version": form.version or review.version,
        "levels": LevelChoice.choices,
        "can_review": can(request.user, "assessment.review", review),
        "can_return": can(request.user, "assessment.return", assessment),
        "can_check": can(request.user, "check.view", assessment.campaign),
        "can_rerate": assessment.is_decided and can(request.user, "assessment.rerate", assessment),
        "can_record_employee": can(request.user, "assessment.record_employee", assessment),
        "employee_form": EmployeeRatingForm(initial=rating_of(assessment)),
    }
    return render(request, "evaluations/review_person.html", context)


def _person(request: HttpRequest, pk: int) -> tuple[CellReview, Assessment]:
    """Return the meeting and the assessment; both must be visible, and the member one to be rated."""
    found = Assessment.objects.visible_to(request.user).to_rate().select_related("member", "recorded_by")
    assessment = get_object_or_404(found, pk=pk)
    reviews = reviews_in_full(request.user)
    return get_object_or_404(reviews, campaign=assessment.campaign_id, unit=assessment.unit_id), assessment


def _save_person(request: HttpRequest, form: PersonForm, review: CellReview) -> CellReview:
    rows = {form.assessment.pk: form.values_by_leaf()}
    return save_review(review=review, meeting={}, rows=rows, version=form.version, by=request.user)


@require_POST
def person_autosave(request, pk: int):
    """Save one member's page as it is typed."""
    review, assessment = _person(request, pk)
    form = PersonForm(person_sheet(request.user, review, assessment), request.POST)
    return _answer(lambda: _save_person(request, form, review), review)
