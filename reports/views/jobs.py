"""Pages of jobs: one's own list, how far one is, stopping it, asking once more, its file; and asking for one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from emulation.models import Unit
from emulation.web import act, asked_number, download_pieces, paginate, tell

from ..documents.asked import About, Kind
from ..kinds import KINDS
from ..kinds.asking import Wish, asked_for, options_in, units_for
from ..models import Job
from ..services import cancel_job, queue_batch, queue_document, retry_job, take_result


@require_GET
@never_cache
def job_list(request: HttpRequest) -> HttpResponse:
    """The reader's own jobs, the newest first."""
    rows = Job.objects.visible_to(request.user)
    is_going_on = rows.open().exists()
    return render(request, "reports/jobs.html", {"page_obj": paginate(request, rows), "is_going_on": is_going_on})


@require_GET
@never_cache
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far one job is, and what may be done about it."""
    return render(request, "reports/job.html", {"job": _own(request, pk)})


@require_POST
def job_new(request: HttpRequest) -> HttpResponse:
    """Ask for a document in the background."""
    kind, unit, year = _which(request.POST, request.user)
    member = asked_number(request.POST.get("member")) if kind.about is About.MEMBER else None
    options = options_in(kind, request.POST.dict())
    wish = Wish(year, timezone.localdate(), member, request.POST.get("blank") == "1", options)

    def queue() -> Job:
        asked = asked_for(request.user, kind, unit, wish)
        return queue_document(asked=asked, as_=request.POST.get("as", "pdf"), by=request.user)

    return _queued(request, kind, queue)


@require_POST
def job_batch(request: HttpRequest) -> HttpResponse:
    """Ask for a document of every member of a unit."""
    kind, unit, year = _which(request.POST, request.user)
    given = {"blank": request.POST.get("blank") == "1", "options": options_in(kind, request.POST.dict())}

    def queue() -> Job:
        as_ = request.POST.get("as", "zip")
        return queue_batch(kind=kind, unit=unit, year=year, as_=as_, by=request.user, **given)

    return _queued(request, kind, queue)


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it."""
    found = _own(request, pk)
    act(request, lambda: cancel_job(job=found, by=request.user), _("It is being stopped; nothing of it is kept."))
    return redirect("reports:job", pk)


@require_POST
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for it once more."""
    found = _own(request, pk)
    act(request, lambda: retry_job(job=found, by=request.user), _("It is being made once more."))
    return redirect("reports:job", pk)


@require_GET
@never_cache
def job_file(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """What has been made, piece by piece from the database."""
    found = _own(request, pk)
    try:
        pieces = take_result(job=found, by=request.user)
    except ValidationError as refused:
        tell(request, refused)
        return redirect("reports:job", pk)
    return download_pieces(pieces, found.size, found.file_name, found.content_type)


def _own(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("unit", "owner"), pk=pk)


def _which(sent: QueryDict, reader: Any) -> tuple[Kind, Unit, int]:
    kind = KINDS.get(sent.get("kind", ""))
    unit, year = asked_number(sent.get("unit")), asked_number(sent.get("year"))
    if kind is None or not unit or not year:
        raise Http404
    return kind, get_object_or_404(units_for(reader, kind, timezone.localdate()), pk=unit), year


def _queued(request: HttpRequest, kind: Kind, queue: Any) -> HttpResponse:
    """Go to the page of the job, or back to where it was asked for with what stands in the way."""
    try:
        return redirect("reports:job", queue().pk)
    except ValidationError as refused:
        tell(request, refused)
    query = request.POST.copy()
    query.pop("csrfmiddlewaretoken", None)
    return redirect(f"{reverse('reports:kind', args=[kind.code])}?{query.urlencode()}")
