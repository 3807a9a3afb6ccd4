"""What pages share: running one act and saying how it went, a form with its act, cutting lists into pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NUMBER = 18  # digits; any more might not fit the largest integer column


def act(request: HttpRequest, service: Callable[[], Any], done: str) -> bool:
    """Run a service; say `done`, or each sentence of its refusal. PermissionDenied goes on to the 403 page."""
    try:
        service()
    except ValidationError as refused:
        tell(request, refused)
        return False
    messages.success(request, done)
    return True


def act_with(request: HttpRequest, form: Form, service: Callable[..., Any], done: str) -> bool:
    """Run a service with what the form holds; say `done`, or put its refusal at the fields it is about."""
    if not form.is_valid():
        return False
    try:
        service(**form.cleaned_data)
    except ValidationError as refused:
        show_refusal(form, refused)
        return False
    messages.success(request, done)
    return True


def show_refusal(form: Form, refused: ValidationError) -> None:
    """Put each sentence of a refusal at its field; what belongs to none goes above the form."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for name, problems in refused.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)


def tell(request: HttpRequest, refused: ValidationError) -> None:
    """Say each sentence of a refusal."""
    for sentence in refused.messages:
        messages.error(request, sentence)


def errors_of(refused: ValidationError) -> dict[str | None, list]:
    """Return a refusal's errors by field, under None those of no field."""
    return refused.error_dict if hasattr(refused, "error_dict") else {None: refused.error_list}


def show_in(form: Form, refused: ValidationError) -> None:
    """Show a refusal at the form's fields; above the form what has no field there."""
    for name, errors in errors_of(refused).items():
        form.add_error(name if name in form.fields else None, errors)


def renew_if_stale(form: Form, refused: ValidationError, version: int) -> None:
    """Let the form go on from the row as it is now: its reader has been told, so to save again is a decision."""
    if is_stale(refused):
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(version)


def is_stale(refused: ValidationError) -> bool:
    """Say whether the refusal is that somebody else has saved meanwhile."""
    return getattr(refused, "code", None) == "stale"


@dataclass(frozen=True)
class ActPage:
    """A page with one form and one act behind it: what it is called, what it concerns, where it leads back to."""

    title: str
    unit: Any
    back: str
    done: str
    subject: Any = ""
    then: str = ""

    def answer(self, request: HttpRequest, form: Form, service: Callable[..., Any]) -> HttpResponse:
        """Run the service with what was typed and go on; or show the form with what is wrong."""
        sent = request.method == "POST" and form.is_valid()
        if sent and act(request, lambda: service(**form.cleaned_data), self.done):
            return redirect(self.then or self.back)
        return self.show(request, form)

    def show(self, request: HttpRequest, form: Form) -> HttpResponse:
        """Show the form."""
        return render(request, "emulation/form.html", {"form": form, "page": self})


def paginate(request: HttpRequest, rows: QuerySet | list, per_page: int = PER_PAGE) -> Page:
    """Return the page the address asks for (`?page=`), the nearest one when it asks for nonsense."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def is_background(request: HttpRequest) -> bool:
    """Say whether a script saves in the background and wants JSON."""
    return request.headers.get("X-Requested-With") == "fetch"


def asked_number(text: str | None) -> int | None:
    """Return the whole number of an address or a hidden field; None for what is none or no column can hold."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def download(data: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a file the browser saves instead of showing."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=content_type, headers=headers)


def download_pieces(pieces: Iterable[bytes], size: int, name: str, content_type: str) -> StreamingHttpResponse:
    """Return a file the browser saves, sent piece by piece, so that it is never in memory whole."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(size)}
    return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)


def download_workbook(data: bytes, name: str) -> HttpResponse:
    """Return the workbook as a download."""
    return download(data, name, XLSX)
