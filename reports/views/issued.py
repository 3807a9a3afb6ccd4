"""Pages of issued documents: issuing one, the list, one of them, its file; and the open page that checks one."""

import hashlib
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from emulation.access import NO_ROLE, can, ensure
from emulation.models import Unit
from emulation.web import act_with, paginate, show_refusal

from ..documents.head import symbol_of
from ..forms import CheckForm, FileForm, IssueForm, LastNumberForm, WhichReport
from ..models import IssuedDocument, NumberSeries
from ..rules import read_code, term_ends, term_of
from ..services import issue_report, set_last_number, take_document
from .annual import as_attachment


@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    """What has been issued in the units whose reports the reader may see."""
    if not request.user.scope.unit_ids("report.view"):
        raise PermissionDenied(str(NO_ROLE.reason))
    rows = IssuedDocument.objects.visible_to(request.user).brief()
    return render(request, "reports/documents.html", {"page_obj": paginate(request, rows)})


@require_http_methods(["GET", "POST"])
def document_issue(request: HttpRequest) -> HttpResponse:
    """Issue the report of a unit and year, or a correction of the one that was issued."""
    unit, year = _asked(request)
    corrects = IssuedDocument.objects.visible_to(request.user).brief().valid().filter(unit=unit, year=year).first()
    today = timezone.localdate()
    form = IssueForm(request.POST or None, is_correction=bool(corrects), initial={"signed_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            made = issue_report(unit=unit, year=year, by=request.user, corrects=corrects, **form.cleaned_data)
        except ValidationError as refused:
            show_refusal(form, refused)
        else:
            return redirect("reports:document", made.pk)
    context = {"unit": unit, "year": year, "corrects": corrects, "form": form, "last": _last_number(unit)}
    return render(request, "reports/document_issue.html", context)


@require_http_methods(["GET", "POST"])
def document_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which number was the last on paper."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "document.issue", unit)
    today = timezone.localdate()
    form = LastNumberForm(request.POST or None, initial={"last": _last_number(unit)})
    service = partial(set_last_number, unit=unit, signed_on=today, symbol=symbol_of(unit), by=request.user)
    if request.method == "POST" and act_with(request, form, service, _("The next document follows this number.")):
        return redirect("reports:documents")
    term = term_of(today)
    context = {"unit": unit, "form": form, "symbol": symbol_of(unit), "first": term, "last": term_ends(term)}
    return render(request, "reports/document_number.html", context)


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One issued document: its number, fingerprint, what it corrects or is corrected by."""
    found = _issued(request, pk)
    context = {
        "document": found,
        "can_export": can(request.user, "report.export", found.unit),
        "can_issue": can(request.user, "document.issue", found.unit),
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


def _asked(request: HttpRequest) -> tuple[Unit, int]:
    """Return the unit and year of the address, where the reader may issue."""
    which = WhichReport(request.GET)
    if not which.is_valid() or not (which.cleaned_data["unit"] and which.cleaned_data["year"]):
        raise Http404
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=which.cleaned_data["unit"])
    ensure(request.user, "document.issue", unit)
    return unit, which.cleaned_data["year"]


def _issued(request: HttpRequest, pk: int) -> IssuedDocument:
    return get_object_or_404(IssuedDocument.objects.visible_to(request.user).brief(), pk=pk)


def _last_number(unit: Unit) -> int:
    """Return the last number the unit has used in the present term, 0 where none has been."""
    term = term_of(timezone.localdate())
    found = NumberSeries.objects.filter(unit=unit, term=term, symbol=symbol_of(unit))
    return found.values_list("last", flat=True).first() or 0
