"""Acts on jobs: asking for one, stopping it, asking once more, taking out what it has made. All are its owner's."""

from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked, take_step
from emulation.journal import record
from emulation.models import Account, Unit

from ..documents.asked import Asked, Kind
from ..documents.made import NO_BLANK, refuse_misfit
from ..jobs.asking import Batch, plain, title_of
from ..jobs.making import BATCH_TYPES, still_allowed
from ..jobs.waking import wake
from ..models import Job, JobChunk, JobKind
from ..renderings import CONTENT_TYPES
from ..rules import JOB_STEPS
from .documents import UNKNOWN_FORMAT

NO_BATCH: Final = _("“%(document)s” is not a document of a member, so there is none for every member.")
TOO_MANY: Final = _("%(count)d files you asked for are still being made. Wait until one is ready, or stop one.")
NOT_READY: Final = _("The file is not ready. Reload the page to see how far it is.")


def queue_document(*, asked: Asked, as_: str, by: Account) -> Job:
    """Ask for a document in the background; the same one asked for twice is one job."""
    ensure(by, "document.export", asked)
    _refuse_format(as_, CONTENT_TYPES)
    refuse_misfit(asked)
    return _queued(JobKind.DOCUMENT, asked, as_, by)


def queue_batch(
    *, kind: Kind, unit: Unit, year: int, as_: str, by: Account, blank: bool = False, options: tuple = ()
) -> Job:
    """Ask for a document of the kind for every member of a cell or of a committee's cells, as zip or as one pdf."""
    ensure(by, "report.export", unit)
    _refuse_format(as_, BATCH_TYPES)
    if kind.members is None:
        raise ValidationError(NO_BATCH, "no_batch", {"document": kind.label})
    if blank and not kind.has_blank:
        raise ValidationError(NO_BLANK, "no_blank", {"document": kind.label})
    batch = Batch(kind, unit, year, timezone.localdate(), blank, options)
    for option in kind.options:
        batch.of(unit, None).option(option.name)
    return _queued(JobKind.BATCH, batch, as_, by)


def cancel_job(*, job: Job, by: Account) -> Job:
    """Stop it: at once while it waits, at the next step while it is made. Nothing of it is kept."""
    ensure(by, "account.own", job.owner)
    with transaction.atomic():
        job = locked(job)
        job.state = take_step(JOB_STEPS, "ask_to_stop" if job.is_running else "cancel", job)
        if job.is_running:
            job.stop_asked_at = timezone.now()
        else:
            job.ended_at = timezone.now()
        job.save(update_fields=["state", "stop_asked_at", "ended_at"])
        record(by, "job.cancelled", job, unit=job.unit, members=())
    return job


def retry_job(*, job: Job, by: Account) -> Job:
    """Ask once more for what was not made or was stopped."""
    ensure(by, "account.own", job.owner)
    with transaction.atomic():
        _one_at_a_time(by)
        job = locked(job)
        job.state = take_step(JOB_STEPS, "retry", job)
        _refuse_many(by)
        job.problem, job.attempts, job.done, job.total = "", 0, 0, 0
        job.notes, job.ended_at, job.started_at, job.queued_at = [], None, None, timezone.now()
        job.save()
        record(by, "job.retried", job, unit=job.unit, members=())
        transaction.on_commit(wake)
    return job


def take_result(*, job: Job, by: Account) -> Iterator[bytes]:
    """Return the file piece by piece; that it is taken out stands in the journal, with everybody it names."""
    ensure(by, "account.own", job.owner)
    still_allowed(job, by)
    if not job.is_done:
        raise ValidationError(NOT_READY, "wrong_state")
    with transaction.atomic():
        data = {"document": job.parameters["kind"], "file": job.file_name, "size": job.size}
        record(by, "job.taken", job, unit=job.unit, data=data, members=job.members)
    return _pieces(job)


def _pieces(job: Job) -> Iterator[bytes]:
    """Yield the file from the database, never more than a piece at a time."""
    place = 0
    while data := JobChunk.objects.filter(job=job, place=place).values_list("data", flat=True).first():
        yield bytes(data)
        place += 1


def _queued(what: JobKind, asked: Asked | Batch, as_: str, by: Account) -> Job:
    parameters = plain(asked, as_)
    with transaction.atomic():
        _one_at_a_time(by)
        for known in Job.objects.visible_to(by).open():
            if known.what == what and known.parameters == parameters and not known.is_stopping:
                return known
        _refuse_many(by)
        facts = {"title": title_of(asked), "parameters": parameters, "owner": by, "unit": asked.unit}
        job = Job.objects.create(what=what, **facts)
        member = parameters["member"]
        data = {"document": asked.kind.code, "year": asked.year, "format": as_, "what": what}
        record(by, "job.queued", job, unit=asked.unit, data=data, members=[member] if member else ())
        transaction.on_commit(wake)
    return job


def _one_at_a_time(by: Account) -> None:
    """Hold the account, so that two requests of one owner at once are counted one after the other."""
    Account.objects.select_for_update().values_list("pk").get(pk=by.pk)


def _refuse_many(by: Account) -> None:
    count = Job.objects.visible_to(by).open().count()
    if count >= settings.JOBS_MOST_OPEN:
        raise ValidationError(TOO_MANY, "too_many", {"count": count})


def _refuse_format(as_: str, known: Any) -> None:
    if as_ not in known:
        raise ValidationError(UNKNOWN_FORMAT, "unknown_kind", {"kind": as_, "kinds": ", ".join(known)})
