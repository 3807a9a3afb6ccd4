"""Running jobs: taking the next one, making it, ending it; taking up what a worker that is gone has left behind.

The database is the truth, whoever rings the bell: a job is taken by one conditional step, on PostgreSQL past the rows
that others hold.
"""

import errno
import logging
import secrets
import socket
import tempfile
import threading
from os import SEEK_END, getpid
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from emulation.doors import by_command
from emulation.models import Account, Notice
from emulation.noticing import count_unread

from ..layout import LANGUAGE
from ..models import Job, JobChunk
from ..rules import JobState, abandoned
from .holding import Heart, Hold, Interrupted, LostHold, Stopped, end
from .making import make, still_allowed

FULL: Final = (errno.ENOSPC, errno.EDQUOT)
FULL_WORDS: Final = ("disk is full", "no space left", "could not extend")
COMMAND: Final = "run_jobs"
log = logging.getLogger(__name__)


def name_of_worker() -> str:
    """Return a name no other worker has, anywhere."""
    return f"{socket.gethostname()[:60]}:{getpid()}:{secrets.token_hex(4)}"


def drain(worker: str, ending: threading.Event | None = None) -> int:
    """Run what waits, one after another, until nothing does or the worker is to end; return how many were run."""
    ending, count = ending or threading.Event(), 0
    while not ending.is_set():
        tidy()
        job = claim(worker)
        if job is None:
            break
        run(job, worker, ending)
        count += 1
    return count


def claim(worker: str) -> Job | None:
    """Take the job that has waited longest; None where nothing waits. Two workers never take the same."""
    while Job.objects.queued().exists():
        with transaction.atomic():
            waiting = Job.objects.queued()
            if connection.features.has_select_for_update_skip_locked:
                waiting = waiting.select_for_update(skip_locked=True, of=("self",))
            key = waiting.values_list("pk", flat=True).first()
            if key is None:
                return None
            if _take(key, worker):
                return Job.objects.select_related("unit").get(pk=key)
    return None


def _take(key: int, worker: str) -> int:
    now = timezone.now()
    fresh = {"done": 0, "total": 0, "doing": "", "started_at": now, "beat_at": now}
    still_waits = Job.objects.filter(pk=key, state=JobState.QUEUED)
    return still_waits.update(state=JobState.RUNNING, worker=worker, attempts=F("attempts") + 1, **fresh)


def run(job: Job, worker: str, ending: threading.Event) -> None:
    """Make what the job asks for and end it, well or with a sentence; whatever happens, the worker goes on."""
    hold = Hold(job, worker, ending)
    try:
        with by_command(COMMAND), translation.override(LANGUAGE), Heart(hold):
            _make_and_end(hold)
    except LostHold:
        log.warning("job %s has been taken up by another worker; what was made here is thrown away", job.pk)
    except (DatabaseError, OSError):  # it could not even be written down: the lease runs out, and it is taken up again
        log.exception("job %s could not be ended", job.pk)


def _make_and_end(hold: Hold) -> None:
    try:
        _make(hold)
    except LostHold:
        raise
    except Stopped:
        hold.give_up("stop")
    except Interrupted:
        hold.give_up("release")
    except Exception as problem:
        hold.give_up("fail", sentence_of(problem))


def _make(hold: Hold) -> None:
    job, by = hold.job, Account.objects.get(pk=hold.job.owner_id)
    with tempfile.TemporaryFile() as file:
        made = make(job, by, hold.step, file)
        size = file.seek(0, SEEK_END)
        file.seek(0)
        hold.keep(file)
    by = Account.objects.get(pk=by.pk)  # a long batch: who has lost the role meanwhile does not get it
    still_allowed(job, by)
    hold.finish(made, size, by)


def sentence_of(problem: Exception) -> str:
    """Return what the owner is told: the refusal itself, or what kind of trouble it was and what to do."""
    if isinstance(problem, ValidationError):
        return " ".join(problem.messages)
    if isinstance(problem, PermissionDenied):
        return _("You may not take this out (any more): %(reason)s") % {"reason": problem}
    log.error("a job has failed", exc_info=problem)
    text = str(problem).lower()
    is_full = isinstance(problem, OSError | DatabaseError) and any(words in text for words in FULL_WORDS)
    if is_full or getattr(problem, "errno", None) in FULL:
        return _(
            "There is no room left on the disk, so nothing was kept. Tell the person who looks after the system, "
            "then ask for it once more."
        )
    return _(
        "Something went wrong while it was made, and nothing was kept. Ask for it once more; if it happens again, tell "
        "the person who looks after the system."
    )


def tidy() -> int:
    """Take up what workers that are gone have left running; let go what has been kept long enough, and say how many."""
    for key in Job.objects.abandoned(timezone.now()).values_list("pk", flat=True):
        _take_up(key)
    return forget()


def _take_up(key: int) -> None:
    with transaction.atomic(), translation.override(LANGUAGE):
        row = Job.objects.abandoned(timezone.now()).select_for_update(of=("self",)).filter(pk=key).first()
        if row is None:  # it has given a sign of life, or another has taken it up
            return
        gone = _(
            "The program that was making it ended %(count)d times before it was done. Tell the person who looks after "
            "the system."
        ) % {"count": row.attempts}
        act = abandoned(row.attempts, is_cancelled=row.stop_asked_at is not None)
        log.warning("job %s: worker %s is gone: %s", row.pk, row.worker, act)
        end(row, act, gone if act == "fail" else "")


def forget() -> int:
    """Let go the jobs that ended long ago, with their files and the notices of them; return how many."""
    outdated = list(Job.objects.outdated(timezone.now()).values_list("pk", "owner_id"))
    for key, owner in outdated:
        with transaction.atomic():
            JobChunk.objects.filter(job=key).delete()
            Notice.objects.filter(account=owner, url=Job.address(key)).delete()
            Job.objects.filter(pk=key).delete()
            count_unread([owner])
    return len(outdated)


def waits_for_nobody() -> bool:
    """Say whether nothing waits and nothing is being made, here or elsewhere."""
    return not Job.objects.open().exists()
