"""Holding a job while it is made: its lease, how far it is, its file piece by piece, and how it ends.

Each is one short transaction, and each asks first whether the job is still this worker's: who was thought gone and
comes back writes nothing into what another has taken up.
"""

import logging
import threading
from dataclasses import dataclass, field
from typing import IO, Any, Final

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from emulation.acts import take_step
from emulation.journal import record
from emulation.models import NoticeKind
from emulation.noticing import notify

from ..models import Job, JobChunk
from ..rules import JOB_STEPS, JobState
from .making import Made

PIECE: Final = 1024 * 1024  # bytes
log = logging.getLogger(__name__)


class Stopped(Exception):
    """The owner has asked the job to stop."""


class Interrupted(Exception):
    """The worker has been asked to end; somebody else takes the job up."""


class LostHold(Exception):
    """The job is another worker's by now."""


@dataclass
class Hold:
    """One job in the hands of one worker."""

    job: Job
    worker: str
    ending: threading.Event = field(default_factory=threading.Event)

    def _mine(self):
        return Job.objects.filter(pk=self.job.pk, worker=self.worker, state=JobState.RUNNING)

    def step(self, done: int, total: int, doing: str) -> None:
        """Say how far it is; raises Stopped, Interrupted or LostHold where it is not to go on."""
        if not self._mine().update(done=done, total=total, doing=doing[:200], beat_at=timezone.now()):
            raise LostHold
        self._look()

    def _look(self) -> None:
        if self._mine().exclude(stop_asked_at=None).exists():
            raise Stopped
        if self.ending.is_set():
            raise Interrupted

    def beat(self) -> bool:
        """Prolong the lease; say whether the job is still this worker's."""
        return bool(self._mine().update(beat_at=timezone.now()))

    def keep(self, file: IO[bytes]) -> None:
        """Keep the file in pieces, each in a transaction of its own."""
        place = 0
        while data := file.read(PIECE):
            with transaction.atomic():
                self._locked()
                JobChunk.objects.create(job=self.job, place=place, data=data)
            self._look()
            place += 1

    def finish(self, made: Made, size: int, by: Any) -> None:
        """End it well: the file is the owner's, the journal has its line, the owner is told."""
        with transaction.atomic():
            row = self._locked()
            if row.stop_asked_at:
                raise Stopped
            row.notes, row.members = made.notes, sorted(set(made.members))
            row.file_name, row.content_type, row.size = made.name, made.content_type, size
            row.done, row.doing = row.total, ""
            end(row, "finish")
            data = made.facts | {"job": row.pk}
            record(by, "report.exported", row.unit, unit=row.unit, data=data, members=row.members)

    def give_up(self, act: str, problem: str = "") -> None:
        """Stop, fail or release it; nothing of its file stays."""
        with transaction.atomic():
            row = self._locked()
            if act == "release":  # interrupted on purpose: no attempt that failed
                row.attempts = F("attempts") - 1
            end(row, act, problem)

    def _locked(self) -> Job:
        row = self._mine().select_for_update(of=("self",)).select_related("unit").first()
        if row is None:
            raise LostHold
        return row


def end(row: Job, act: str, problem: str = "") -> None:
    """Take a locked job out of its worker's hands by a step of the table, and tell its owner how it ended."""
    row.state = take_step(JOB_STEPS, act, row)
    row.worker, row.problem, row.stop_asked_at = "", problem[:1000], None
    row.ended_at = None if row.state == JobState.QUEUED else timezone.now()
    if row.state != JobState.DONE:
        row.doing = ""
        JobChunk.objects.filter(job=row.pk).delete()
    row.save()
    told = {JobState.DONE: NoticeKind.JOB_DONE, JobState.FAILED: NoticeKind.JOB_FAILED}.get(row.state)
    if told:
        notify([row.owner_id], told, row.title, Job.address(row.pk))


class Heart(threading.Thread):
    """Prolongs the lease while a long step is taken, on a connection of its own."""

    def __init__(self, hold: Hold) -> None:
        super().__init__(daemon=True, name=f"heart of job {hold.job.pk}")
        self.hold, self.still = hold, threading.Event()

    def run(self) -> None:
        try:
            while not self.still.wait(settings.JOBS_LEASE / 4):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            self.hold.beat()
        except DatabaseError as problem:  # the next beat may reach it
            log.warning("job %s: the lease was not prolonged: %s", self.hold.job.pk, problem)

    def __enter__(self) -> "Heart":
        self.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self.still.set()
        self.join()
