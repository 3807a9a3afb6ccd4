"""Progress through the year: a member's report of one period, the cell's comment."""

from functools import partial

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from emulation.access import can
from emulation.attaching import file_lines
from emulation.web import act_with, is_background

from ..forms import CheckInForm, CheckInItemForm, CommentForm
from ..models import CheckIn, CheckInLine, Pledge
from ..selectors import last_lines, progress_of
from ..selectors.check_ins import PeriodReport
from ..services import comment_check_in, send_check_in
from .common import go_on_from, visible_pledge

SAID = ("confidence", "value", "next_step", "link", "done")


@require_http_methods(["GET", "POST"])
def check_in(request, pk: int, month: int):
    """Report on one period, or read what was reported; the secretary on the member's behalf."""
    pledge = visible_pledge(request, pk)
    asked = _asked(request, pledge, month)
    if request.method == "GET":
        return _show(request, pledge, asked)
    form, items = CheckInForm(request.POST, request.FILES), _forms(pledge, asked, request.POST)
    if not _invalid(items):
        lines, done = {item.item.pk: item.line for item in items}, _("The progress has been reported.")
        service = partial(send_check_in, pledge=pledge, month=month, lines=lines, by=request.user)
        if act_with(request, form, service, done):
            return _sent(request, pk)
    if is_background(request):
        return JsonResponse({"code": "refused"}, status=409)
    asked = _asked(request, pledge, month)
    go_on_from(form, asked.report.version if asked.report else 0)
    return _show(request, pledge, asked, form=form, items=items)


@require_POST
def check_in_comment(request, pk: int):
    """Comment on a report, or return it to be completed; what could not be saved stays in its box."""
    seen = CheckIn.objects.visible_to(request.user)
    report = get_object_or_404(seen.select_related("pledge__unit", "pledge__member"), pk=pk)
    form, done = CommentForm(request.POST), _("The comment has been saved; the member sees it.")
    if act_with(request, form, partial(comment_check_in, check_in=report, by=request.user), done):
        return redirect("pledges:check-in", report.pledge_id, report.month)
    pledge = visible_pledge(request, report.pledge_id)
    return _show(request, pledge, _asked(request, pledge, report.month), comment=form)


def _asked(request: HttpRequest, pledge: Pledge, month: int) -> PeriodReport:
    """Return the period of a confirmed pledge; 404 where no report is asked for."""
    progress = {one.period.month: one for one in progress_of(request.user, pledge, timezone.localdate())}
    if month not in progress or not pledge.is_confirmed:
        raise Http404
    return progress[month]


def _sent(request: HttpRequest, pk: int):
    address = reverse("pledges:detail", args=[pk])
    return JsonResponse({"url": address}) if is_background(request) else redirect(address)


def _invalid(forms: list[CheckInItemForm]) -> list[CheckInItemForm]:
    return [form for form in forms if not form.is_valid()]  # each is asked, so that each shows what is wrong


def _forms(pledge: Pledge, asked: PeriodReport, data=None) -> list[CheckInItemForm]:
    """Return a form for each item: with what was sent, with what was reported, or with the last figure."""
    said = {line.item_id: line for line in asked.report.lines.all()} if asked.report else {}
    before = last_lines(pledge, asked.period.month)
    return [
        CheckInItemForm(data, item=item, initial=_initial(said.get(item.pk), before.get(item.pk)))
        for item in pledge.items.all()
    ]


def _initial(said: CheckInLine | None, before: CheckInLine | None) -> dict:
    if said:
        return {name: getattr(said, name) for name in SAID}
    return {"value": before.value} if before else {}


def _show(request: HttpRequest, pledge: Pledge, asked: PeriodReport, form=None, items=None, comment=None):
    version = asked.report.version if asked.report else 0
    context = {
        "pledge": pledge,
        "asked": asked,
        "report": asked.report,
        "form": form or CheckInForm(initial={"version": version}),
        "items": items or _forms(pledge, asked),
        "files": file_lines(asked.report, request.user) if asked.report else (),
        "is_own": pledge.member_id == request.user.member_id,
        "can_check_in": can(request.user, "pledge.check_in", pledge),
        "can_comment": can(request.user, "pledge.comment", pledge),
        "comment_form": comment or CommentForm(initial={"version": version}),
        "is_in_conflict": form is not None and form.has_error(NON_FIELD_ERRORS, "stale"),
        "draft_key": f"check-in-{pledge.pk}-{asked.period.month}",
    }
    return render(request, "pledges/check_in.html", context)
