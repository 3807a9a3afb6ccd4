"""The half of the year: a member's review, the cell's comment, a cell's sheet, a committee's cells."""

from functools import partial

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can
from emulation.web import act_with, is_background, paginate

from ..forms_paper import HalfYearCommentForm, HalfYearForm, HalfYearItemForm
from ..models import HalfYearReview, Pledge
from ..rules import half_year_begins
from ..selectors import cells_half_year, half_year_of, half_year_sheet, so_far
from ..services import comment_half_year, write_half_year
from .common import go_on_from, place_of, visible_pledge

SAID = ("confidence", "value", "done", "adjust")


@require_http_methods(["GET", "POST"])
def half_year(request, pk: int):
    """Write the review of a confirmed pledge, or read it; the secretary on the member's behalf."""
    pledge = visible_pledge(request, pk)
    if not pledge.is_confirmed:
        return redirect("pledges:detail", pk)
    review = half_year_of(request.user, pledge)
    if request.method == "GET":
        return _show(request, pledge, review)
    form, items = HalfYearForm(request.POST), _forms(pledge, review, request.POST)
    if not [item for item in items if not item.is_valid()]:  # each is asked, so that each shows what is wrong
        lines, done = {item.item.pk: item.line for item in items}, _("The half-year review has been saved.")
        service = partial(write_half_year, pledge=pledge, lines=lines, by=request.user)
        if act_with(request, form, service, done):
            return _saved(request, pk)
    if is_background(request):
        return JsonResponse({"code": "refused"}, status=409)
    review = half_year_of(request.user, pledge)
    go_on_from(form, review.version if review else 0)
    return _show(request, pledge, review, form=form, items=items)


@require_POST
def comment(request, pk: int):
    """Comment on a review; what could not be saved stays in its box."""
    seen = HalfYearReview.objects.visible_to(request.user).select_related("pledge__unit", "pledge__member")
    review, form = get_object_or_404(seen, pk=pk), HalfYearCommentForm(request.POST)
    done = _("The comment has been saved; the member sees it.")
    if act_with(request, form, partial(comment_half_year, review=review, by=request.user), done):
        return redirect("pledges:half-year", review.pledge_id)
    pledge = visible_pledge(request, review.pledge_id)
    return _show(request, pledge, half_year_of(request.user, pledge), comment=form)


@require_GET
def board(request):
    """A cell's sheet of everybody with totals; cells and how far each is for a committee."""
    place = place_of(request, "pledge.view")
    if place.year is None:
        return render(request, "pledges/board_none.html", {"place": place})
    if place.unit.is_cell:
        sheet = half_year_sheet(request.user, place.unit, place.year, timezone.localdate())
        context = {"place": place, "sheet": sheet, "can_export": can(request.user, "report.export", place.unit)}
        return render(request, "pledges/half_year_cell.html", context)
    rows = cells_half_year(request.user, place.unit, place.year)
    return render(request, "pledges/half_year_committee.html", {"place": place, "page_obj": paginate(request, rows)})


def _saved(request: HttpRequest, pk: int):
    address = reverse("pledges:half-year", args=[pk])
    return JsonResponse({"url": address}) if is_background(request) else redirect(address)


def _forms(pledge: Pledge, review: HalfYearReview | None, data=None) -> list[HalfYearItemForm]:
    """Return a form for each item: with what was sent, with what was written, or with what the reports say so far."""
    said = {line.item_id: line for line in review.lines.all()} if review else so_far(pledge)
    return [HalfYearItemForm(data, item=item, initial=_initial(said.get(item.pk))) for item in pledge.items.all()]


def _initial(said) -> dict:
    return {name: getattr(said, name) for name in SAID if hasattr(said, name)} if said else {}


def _show(request: HttpRequest, pledge: Pledge, review: HalfYearReview | None, form=None, items=None, comment=None):
    version, first = review.version if review else 0, half_year_begins(pledge.year.number)
    initial = {"version": version, "word": review.word if review else ""}
    context = {
        "pledge": pledge,
        "review": review,
        "first": first,
        "has_begun": first <= timezone.localdate(),
        "form": form or HalfYearForm(initial=initial),
        "items": items or _forms(pledge, review),
        "is_own": pledge.member_id == request.user.member_id,
        "can_write": can(request.user, "pledge.check_in", pledge),
        "can_comment": can(request.user, "pledge.comment", pledge),
        "comment_form": comment or HalfYearCommentForm(initial={"version": version}),
        "is_in_conflict": form is not None and form.has_error(NON_FIELD_ERRORS, "stale"),
        "draft_key": f"half-year-{pledge.pk}",
    }
    return render(request, "pledges/half_year.html", context)
