"""Pages of one self-assessment: writing it, checking and submitting it, reading it, returning it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can, ensure
from emulation.web import act, renew_if_stale

from ..forms.assessments import AssessmentForms, CommentForm, FaultForm, ReasonForm
from ..models import Assessment
from ..rules.visibility import Part
from ..selectors.appeals import own_appeals
from ..selectors.assessments import (
    Sheet,
    assessment_sheet,
    assessments_for,
    header_of,
    own_assessments,
    timeline_of,
)
from ..selectors.notices import notices_on
from ..selectors.results import YearResult, level_name_of, results_of
from ..services.assessments import (
    note_fault,
    note_reading,
    return_assessment,
    save_assessment,
    settle_comment,
    submit_assessment,
)
from ..services.notices import note_result_read
from ..visibility import sees

CONFLICTS = ("wrong_state", "stale", "frozen")
SAVED = "saved_assessment"  # in the session: this device need keep no draft of it


@require_GET
def mine(request):
    """The reader's own of the newest year, or of ?year=: to write while open, to read afterwards."""
    own = list(own_assessments(request.user))
    if not own:
        return render(request, "evaluations/assessment_none.html", {"is_member": request.user.member_id is not None})
    chosen = next((row for row in own if str(row.campaign.year.number) == request.GET.get("year")), own[0])
    sheet = assessment_sheet(request.user, chosen)
    tabs = [_tab(row, chosen) for row in own] if len(own) > 1 else []
    if _is_writable(request, chosen):
        return _form_page(request, sheet, AssessmentForms(sheet), tabs)
    return _detail_page(request, sheet, tabs)


@require_http_methods(["GET", "POST"])
def edit(request, pk: int):
    """Write one's own, or for a member of the cell; every reading of somebody else's is noted."""
    assessment = _visible(request, pk)
    ensure(request.user, "assessment.write", assessment)
    if not _is_writable(request, assessment):
        return redirect("evaluations:assessment", pk)
    if request.method == "GET":
        note_reading(assessment=assessment, by=request.user)
    sheet = assessment_sheet(request.user, assessment)
    forms = AssessmentForms(sheet, request.POST or None)
    if request.method == "POST" and _save(request, assessment, forms):
        request.session[SAVED] = pk
        wants_check = request.POST.get("act") == "check"
        return redirect("evaluations:assessment-check" if wants_check else "evaluations:assessment-edit", pk)
    return _form_page(request, sheet, forms, [])


@require_POST
def autosave(request, pk: int):
    """Save in the background: JSON with the new version and sums, 400 or 409 with what is wrong."""
    assessment = _visible(request, pk)
    forms = AssessmentForms(assessment_sheet(request.user, assessment), request.POST)
    try:
        if not forms.is_valid():
            return _refused([sentence for _anchor, sentence in forms.problems()], "invalid")
        saved = save_assessment(assessment=assessment, by=request.user, **forms.content())
    except ValidationError as refusal:
        return _refused(refusal.messages, getattr(refusal, "code", None) or "invalid")
    except PermissionDenied as refusal:
        return JsonResponse({"detail": str(refusal), "code": "permission_denied"}, status=403)
    return JsonResponse(_saved(assessment_sheet(request.user, saved)))


@require_GET
def check(request, pk: int):
    """Before submitting: what is missing, or the level the rules derive with its reasons."""
    assessment = _visible(request, pk)
    ensure(request.user, "assessment.write", assessment)
    if not _is_writable(request, assessment):
        return redirect("evaluations:assessment", pk)
    sheet = assessment_sheet(request.user, assessment)
    context = {"sheet": sheet, "assessment": assessment, "draft_done": request.session.pop(SAVED, None) == pk}
    return render(request, "evaluations/assessment_check.html", context)


@require_POST
def submit(request, pk: int):
    """Submit what is saved."""
    assessment = _visible(request, pk)
    done = _("The self-assessment has been submitted to the cell.")
    if act(request, lambda: submit_assessment(assessment=assessment, by=request.user), done):
        return redirect("evaluations:assessment", pk)
    return redirect("evaluations:assessment-check", pk)


@require_GET
def detail(request, pk: int):
    """Read one assessment; reading somebody else's is noted in the journal."""
    assessment = _visible(request, pk)
    note_reading(assessment=assessment, by=request.user)
    return _detail_page(request, assessment_sheet(request.user, assessment), [])


@require_POST
def send_back(request, pk: int):
    """Return it to the member with a reason."""
    assessment = _visible(request, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    done = _("The self-assessment has been returned to the member.")
    act(request, lambda: return_assessment(assessment=assessment, reason=reason, by=request.user), done)
    return redirect("evaluations:assessment", pk)


@require_http_methods(["GET", "POST"])
def fault(request, pk: int):
    """Write down a fault noted last year."""
    assessment = _visible(request, pk)
    ensure(request.user, "assessment.write", assessment)
    form = FaultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text, done = form.cleaned_data["text"], _("The fault has been written down; say below what became of it.")
        if act(request, lambda: note_fault(assessment=assessment, text=text, by=request.user), done):
            return redirect(reverse("evaluations:assessment-edit", args=[pk]) + "#faults")
    return render(request, "evaluations/assessment_fault.html", {"form": form, "assessment": assessment})


@require_POST
def comment(request, pk: int):
    """Settle the comment of the temporary cell."""
    assessment = _visible(request, pk)
    form = CommentForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    done = _("The comment has been written down.")
    act(request, lambda: settle_comment(assessment=assessment, note=note, by=request.user), done)
    return redirect("evaluations:assessment", pk)


def _visible(request: HttpRequest, pk: int) -> Assessment:
    return get_object_or_404(assessments_for(request.user), pk=pk)


def _is_writable(request: HttpRequest, assessment: Assessment) -> bool:
    may = can(request.user, "assessment.write", assessment) and sees(request.user, Part.OWN, assessment)
    return bool(may) and assessment.is_required and assessment.is_open


def _save(request: HttpRequest, assessment: Assessment, forms: AssessmentForms) -> bool:
    """Save a posted form; put a refusal beside its fields."""
    if not forms.is_valid():
        return False
    try:
        save_assessment(assessment=assessment, by=request.user, **forms.content())
    except ValidationError as refusal:
        forms.refuse(refusal)
        renew_if_stale(forms.main, refusal, assessment.version)
        return False
    messages.success(request, _("Saved."))
    return True


def _saved(sheet: Sheet) -> dict[str, object]:
    """What the page shows after a save in the background; points as text, exactly."""
    row, derived = sheet.assessment, sheet.derived
    return {
        "saved_at": row.updated_at.isoformat(),
        "version": row.version,
        "common": _text(row.self_common),
        "results": _text(row.self_results),
        "total": _text(row.self_total),
        "missing": len(sheet.missing),
        "derived": {
            "level": derived.level if derived else "",
            "summary": derived.summary if derived else "",
            "sentences": [line.sentence for line in derived.lines] if derived else [],
        },
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _refused(sentences: list[str], code: str) -> JsonResponse:
    status = 409 if code in CONFLICTS else 400
    return JsonResponse({"detail": " ".join(sentences), "code": code}, status=status)


def _tab(row: Assessment, chosen: Assessment) -> dict[str, object]:
    number = row.campaign.year.number
    return {"url": f"?year={number}", "label": str(number), "is_current": row == chosen, "count": None}


def _history(request: HttpRequest, assessment: Assessment) -> list[YearResult]:
    """What was decided on the member in the other years, as far as the reader sees it."""
    return [row for row in results_of(request.user, assessment.member_id) if row.assessment_id != assessment.pk]


def _form_page(request: HttpRequest, sheet: Sheet, forms: AssessmentForms, tabs: list) -> HttpResponse:
    assessment = sheet.assessment
    context = {
        "sheet": sheet,
        "assessment": assessment,
        "form": forms.main,
        "tasks": forms.tasks,
        "tasks_proposed": bool(sheet.parts.proposed_tasks) and not sheet.parts.tasks,
        "problems": forms.problems() if forms.main.is_bound else [],
        "header": header_of(assessment),
        "toc": _contents(assessment),
        "tabs": tabs,
        "is_own": request.user.member_id == assessment.member_id,
        "saved_at": assessment.updated_at if assessment.recorded_by_id else None,
        "draft_done": request.session.pop(SAVED, None) == assessment.pk,
        "urls": _urls(assessment),
        "history": _history(request, assessment),
    }
    return render(request, "evaluations/assessment_form.html", context)


def _urls(assessment: Assessment) -> dict[str, str]:
    names = {
        "edit": "assessment-edit",
        "autosave": "autosave",
        "fault": "assessment-fault",
        "issues": "assessment-issues",
    }
    return {key: reverse(f"evaluations:{name}", args=[assessment.pk]) for key, name in names.items()}


def _contents(assessment: Assessment) -> list[dict[str, str]]:
    """The long form's table of contents."""
    parts = [
        ("texts", _("The review in words")),
        ("tasks", _("Tasks of the year")),
        ("pledge", _("Results of the pledge")),
        ("faults", _("Faults noted last year")),
        ("leader", _("Facts for leaders")),
        ("criteria", _("Points by criterion")),
        ("level", _("Level")),
    ]
    is_leader = assessment.subject_type == "LEADER"
    return [{"id": key, "label": label} for key, label in parts if key != "leader" or is_leader]


def _paper_page(request: HttpRequest, sheet: Sheet, tabs: list) -> HttpResponse:
    """A year taken over from paper: the decision and the grades."""
    context = {
        "sheet": sheet,
        "assessment": sheet.assessment,
        "level_name": level_name_of(sheet.decision),
        "has_grades": any(row.grade for row in sheet.graded),
        "header": header_of(sheet.assessment),
        "timeline": timeline_of(sheet),
        "history": _history(request, sheet.assessment),
        "tabs": tabs,
    }
    return render(request, "evaluations/assessment_paper.html", context)


def _detail_page(request: HttpRequest, sheet: Sheet, tabs: list) -> HttpResponse:
    assessment = sheet.assessment
    if assessment.campaign.from_paper:
        return _paper_page(request, sheet, tabs)
    if sheet.decision:
        note_result_read(assessment=assessment, by=request.user)
    context = {
        "sheet": sheet,
        "assessment": assessment,
        "is_hidden": not sheet.shows_own,
        "header": header_of(assessment),
        "timeline": timeline_of(sheet),
        "own_appeals": own_appeals(request.user, assessment, sheet.decision) if sheet.decision else None,
        "tabs": tabs,
        "history": _history(request, assessment),
        "notices": notices_on(sheet.decision),
        "is_own": request.user.member_id == assessment.member_id,
        "is_writable": _is_writable(request, assessment),
        "can_return": can(request.user, "assessment.return", assessment),
        "can_settle": can(request.user, "assessment.review", assessment),
        "reason_form": ReasonForm(),
        "comment_form": CommentForm(),
        "draft_done": request.session.pop(SAVED, None) == assessment.pk,
    }
    return render(request, "evaluations/assessment_detail.html", context)
