"""Pages of attached files, whichever row they belong to: giving one out, withdrawing one."""

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ..attaching import row_of, rules_of
from ..models import Attachment
from ..services.attachments import read_attachment, withdraw_attachment
from ..web import act

TYPES = {"PDF": "application/pdf", "JPEG": "image/jpeg", "PNG": "image/png"}


def file_answer(attachment: Attachment, data: bytes) -> HttpResponse:
    """Return the bytes to be saved, never shown inside our own pages."""
    headers = {
        "Content-Disposition": content_disposition_header(True, attachment.file_name),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type=TYPES[attachment.kind], headers=headers)


@require_GET
def attachment(request, pk: int):
    """Give the file out; that it was read stands in the journal."""
    found, row = _fetch(request, pk)
    return file_answer(found, read_attachment(attachment=found, of=row, by=request.user))


@require_POST
def attachment_withdraw(request, pk: int):
    """Withdraw a file attached by mistake, with the reason."""
    found, row = _fetch(request, pk)
    reason = request.POST.get("reason", "")
    done = _("The file has been withdrawn.")
    act(request, lambda: withdraw_attachment(attachment=found, of=row, reason=reason, by=request.user), done)
    return redirect(rules_of(row).page(row))


def _fetch(request: HttpRequest, pk: int) -> tuple[Attachment, models.Model]:
    """Return the file and its row, which the reader must see."""
    found = get_object_or_404(Attachment.objects.select_related("added_by"), pk=pk)
    row = row_of(found, request.user)
    if row is None:
        raise Http404
    return found, row
