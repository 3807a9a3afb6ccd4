"""Pages of complaints about a decision, and of the checks before one."""

from collections.abc import Callable
from functools import partial

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can, ensure
from emulation.models import Unit
from emulation.web import act, act_with, paginate

from ..appeals import appeal_of
from ..forms.appeals import AnswerForm, AppealForm, ChangeForm, CheckForm, OutcomeForm
from ..models import Appeal, Assessment
from ..selectors.appeals import appeal_sheet, appeals_for, checkable, checks_for, could_be_against
from ..selectors.assessments import assessments_for
from ..services.appeals import change_appeal, file_appeal, take_appeal, uphold_appeal, withdraw_appeal
from ..services.checks import conclude_check, order_check
from ..services.readings import note_appeal_reading


@require_GET
def appeal_list(request):
    """The complaints the reader may see, those to be answered first on top."""
    page, today = paginate(request, appeals_for(request.user)), timezone.localdate()
    return render(request, "evaluations/appeal_list.html", {"page_obj": page, "today": today})


@require_http_methods(["GET", "POST"])
def appeal_new(request, pk: int):
    """File a complaint about the decision that holds, or record one handed in on paper."""
    assessment = get_object_or_404(assessments_for(request.user).exclude(decisions=None), pk=pk)
    ensure(request.user, "appeal.file", assessment)
    form = _new_form(request, assessment)
    done = _("The complaint has been recorded. It goes to somebody who took no part in the decision.")
    files = partial(file_appeal, assessment=assessment, by=request.user)
    if request.method == "POST" and act_with(request, form, files, done):
        return redirect("evaluations:assessment", pk)
    context = {"assessment": assessment, "form": form, "appeal": appeal_of(assessment.decision)}
    return render(request, "evaluations/appeal_new.html", context)


def _new_form(request: HttpRequest, assessment: Assessment) -> AppealForm:
    return AppealForm(
        request.POST or None,
        against=could_be_against(assessment),
        is_own=request.user.member_id == assessment.member_id,
        accepts_late=bool(can(request.user, "appeal.accept_late", assessment)),
        initial={"kind": "COMPLAINT", "filed_on": timezone.localdate()},
    )


@require_GET
def appeal(request, pk: int):
    """One complaint, who may judge it, and what the reader may do."""
    return _page(request, _appeal(request, pk))


@require_POST
def appeal_take(request, pk: int):
    """Take it up."""
    found = _appeal(request, pk)
    act(request, lambda: take_appeal(appeal=found, by=request.user), _("You now consider this complaint."))
    return redirect("evaluations:appeal", pk)


@require_POST
def appeal_uphold(request, pk: int):
    """Answer that the level stays."""
    return _answer(request, pk, AnswerForm(request.POST), uphold_appeal, _("Answered: the level stays."))


@require_POST
def appeal_change(request, pk: int):
    """Answer with another level, rated again in the same act."""
    done = _("Answered: the member has been rated again and the cap counted again.")
    return _answer(request, pk, ChangeForm(request.POST), change_appeal, done)


@require_POST
def appeal_withdraw(request, pk: int):
    """Withdraw it."""
    found = _appeal(request, pk)
    act(request, lambda: withdraw_appeal(appeal=found, by=request.user), _("The complaint has been withdrawn."))
    return redirect("evaluations:appeal", pk)


def _answer(request: HttpRequest, pk: int, form: Form, service: Callable, done: str) -> HttpResponse:
    found = _appeal(request, pk)
    if act_with(request, form, partial(service, appeal=found, by=request.user), done):
        return redirect("evaluations:appeal", pk)
    ensure(request.user, "appeal.handle", found)
    return _page(request, _appeal(request, pk), form)


def _appeal(request: HttpRequest, pk: int) -> Appeal:
    return get_object_or_404(appeals_for(request.user), pk=pk)


def _page(request: HttpRequest, found: Appeal, form: Form | None = None) -> HttpResponse:
    note_appeal_reading(appeal=found, by=request.user)
    sheet = appeal_sheet(request.user, found)
    held = sheet.rerating.held.pk if sheet.rerating else None
    if isinstance(form, ChangeForm):
        form.data = form.data.copy()
        form.data["replaces"] = str(held or "")  # the page shows the decision that holds now, so it goes on from there
    context = {
        "sheet": sheet,
        "appeal": found,
        "answer_form": form if isinstance(form, AnswerForm) else AnswerForm(auto_id="keep_%s"),
        "change_form": form if isinstance(form, ChangeForm) else ChangeForm(initial={"replaces": held}),
        "is_own": request.user.member_id == found.assessment.member_id,
    }
    return render(request, "evaluations/appeal_detail.html", context)


@require_http_methods(["GET", "POST"])
def checks(request, pk: int):
    """What is checked about one member before the decision; record another."""
    assessment = get_object_or_404(checkable(request.user), pk=pk)
    form = CheckForm(request.POST or None, initial={"kind": "COMPLAINT", "ordered_by": _above(assessment)})
    done = _("Recorded. The level is not decided before the outcome of the check stands here.")
    orders = partial(order_check, assessment=assessment, by=request.user)
    if request.method == "POST" and act_with(request, form, orders, done):
        return redirect("evaluations:checks", pk)
    return _checks_page(request, assessment, form)


def _above(assessment: Assessment) -> str:
    """The committee directly above the one that decides, where it is known here."""
    return str(Unit.objects.get_parent(assessment.campaign.unit) or "")


@require_POST
def check_conclude(request, pk: int):
    """Record the outcome of a check."""
    check = get_object_or_404(checks_for(request.user), pk=pk)
    form = OutcomeForm(request.POST, auto_id=f"outcome{pk}_%s")
    done = _("The outcome has been recorded.")
    if act_with(request, form, partial(conclude_check, check=check, by=request.user), done):
        return redirect("evaluations:checks", check.assessment_id)
    initial = {"kind": "COMPLAINT", "ordered_by": _above(check.assessment)}
    return _checks_page(request, check.assessment, CheckForm(initial=initial), {pk: form})


def _checks_page(
    request: HttpRequest, assessment: Assessment, form: CheckForm, outcomes: dict[int, OutcomeForm] | None = None
) -> HttpResponse:
    found = list(checks_for(request.user).filter(assessment=assessment))
    forms = {row.pk: OutcomeForm(auto_id=f"outcome{row.pk}_%s") for row in found} | (outcomes or {})
    context = {
        "assessment": assessment,
        "rows": [(row, forms[row.pk], can(request.user, "check.conclude", row)) for row in found],
        "form": form,
        "can_order": can(request.user, "check.order", assessment),
    }
    return render(request, "evaluations/checks.html", context)
