"""Pages of issued documents: issuing one, the list, one of them, its file; and the open page that checks one."""

import hashlib
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from emulation.access import NO_ROLE, can, ensure
from emulation.models import Unit
from emulation.web import act_with, asked_number, paginate, show_refusal

from ..documents.asked import Asked
from ..documents.head import symbol_of
from ..documents.layouts import layout_of
from ..forms import CheckForm, FileForm, IssueForm, LastNumberForm, WhichReport
from ..kinds.asking import Wish, asked_for, options_in, query_of
from ..models import IssuedDocument
from ..rules import read_code, term_ends, term_of
from ..services import issue_document, plan_document, set_last_number, take_document
from ..services.issuing import last_number
from ..services.papers import ANNUAL, issuable
from .annual import as_attachment


@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    """What has been issued in the units whose reports the reader may see; all of it, or of one kind."""
    if not request.user.scope.unit_ids("report.view"):
        raise PermissionDenied(str(NO_ROLE.reason))
    rows, chosen = IssuedDocument.objects.visible_to(request.user).brief(), request.GET.get("kind", "")
    kinds = issuable()
    if chosen in kinds:
        rows = rows.filter(kind=chosen)
    may_set = bool(request.user.scope.unit_ids("layout.change"))
    context = {"page_obj": paginate(request, rows), "kinds": kinds.values(), "chosen": chosen, "may_set": may_set}
    return render(request, "reports/documents.html", context)


@require_http_methods(["GET", "POST"])
def document_issue(request: HttpRequest) -> HttpResponse:
    """Issue a document of any kind that has a number, or a correction of the one that was issued."""
    asked = _asked(request)
    plan = plan_document(asked=asked, by=request.user)
    initial = {"signed_on": plan.signed_on}
    sent = request.POST if request.method == "POST" else None
    form = IssueForm(sent, is_correction=bool(plan.corrects), is_dated=plan.is_own, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {"signed_on": plan.signed_on} | form.cleaned_data
        try:
            made = issue_document(asked=asked, by=request.user, corrects=plan.corrects, **values)
        except ValidationError as refused:
            show_refusal(form, refused)
        else:
            return redirect("reports:document", made.pk)
    context = {"asked": asked, "plan": plan, "form": form, "look_at": _preview_of(asked)}
    return render(request, "reports/document_issue.html", context)


@require_http_methods(["GET", "POST"])
def document_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which number of a type was the last on paper."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "document.issue", unit)
    today, types = timezone.localdate(), sorted({kind.symbol for kind in issuable().values()})
    chosen = request.GET.get("type") if request.GET.get("type") in types else "BC"
    symbol = symbol_of(unit, chosen, layout_of(unit))
    form = LastNumberForm(request.POST or None, initial={"last": last_number(unit, symbol, today)})
    service = partial(set_last_number, unit=unit, signed_on=today, symbol=symbol, by=request.user)
    if request.method == "POST" and act_with(request, form, service, _("The next document follows this number.")):
        return redirect("reports:documents")
    term = term_of(today)
    years = {"first": term, "last": term_ends(term)}
    context = {"unit": unit, "form": form, "symbol": symbol, "types": types, "chosen": chosen} | years
    return render(request, "reports/document_number.html", context)


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One issued document: its number, fingerprint, what it corrects or is corrected by."""
    found = _issued(request, pk)
    context = {
        "document": found,
        "can_export": can(request.user, "document.export", found),
        "can_issue": can(request.user, "document.issue", found.unit),
        "again": urlencode(_same(found)),
    }
    return render(request, "reports/document.html", context)


@require_GET
def document_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they were issued."""
    found = get_object_or_404(IssuedDocument.objects.visible_to(request.user).select_related("unit"), pk=pk)
    return as_attachment(take_document(document=found, by=request.user), found.file_name, "pdf")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def verify_start(request: HttpRequest) -> HttpResponse:
    """Ask for the code that is printed on a document."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect("reports:verify", read_code(form.cleaned_data["code"])[:12] or "0")
    return render(request, "reports/verify_start.html", {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a document was issued here and still holds, and whether a file is it; no name of any member."""
    found = IssuedDocument.objects.brief().filter(code=read_code(code)).first()
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    is_same = None
    if found and request.method == "POST" and form.is_valid():
        is_same = _fingerprint(form.cleaned_data["file"]) == found.sha256
    context = {"document": found, "code": read_code(code), "form": form, "is_same": is_same}
    return render(request, "reports/verify.html", context)


def _fingerprint(file) -> str:
    digest = hashlib.sha256()
    for part in file.chunks():
        digest.update(part)
    return digest.hexdigest()


def _asked(request: HttpRequest) -> Asked:
    """Return what the address asks to issue, where the reader may issue; unknown kinds and members have no page."""
    which, kinds = WhichReport(request.GET), issuable()
    kind = kinds.get(request.GET.get("kind", ANNUAL))
    if kind is None or not which.is_valid() or not (which.cleaned_data["unit"] and which.cleaned_data["year"]):
        raise Http404
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=which.cleaned_data["unit"])
    member = asked_number(request.GET.get("member"))
    options = options_in(kind, request.GET.dict())
    wish = Wish(which.cleaned_data["year"], timezone.localdate(), member, request.GET.get("blank") == "1", options)
    try:
        asked = asked_for(request.user, kind, unit, wish)
        ensure(request.user, "document.issue", asked.issuer)
    except ValidationError as refused:
        raise Http404(" ".join(refused.messages)) from refused
    return asked


def _same(found: IssuedDocument) -> dict[str, object]:
    """Return the query that asks for the same document once more."""
    chosen = dict(part.split("=", 1) for part in found.variant.split() if "=" in part)
    member = {"member": found.member_id} if found.member_id else {}
    return {"kind": found.kind, "unit": found.unit_id, "year": found.year} | member | chosen


def _preview_of(asked: Asked) -> str:
    """Return the page that shows what is about to be issued."""
    page = reverse("reports:kind", args=[asked.kind.code])
    return f"{page}?{urlencode(query_of(asked))}"


def _issued(request: HttpRequest, pk: int) -> IssuedDocument:
    return get_object_or_404(IssuedDocument.objects.visible_to(request.user).brief(), pk=pk)
