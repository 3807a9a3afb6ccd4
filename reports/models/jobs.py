"""Jobs: a file asked for, how far its making is, what came of it; and the file itself, in pieces."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.models import Account, Unit

from ..rules import MOST_ATTEMPTS, JobState


class JobKind(models.TextChoices):
    """What is made: one document, or one for every member of a unit."""

    DOCUMENT = "DOCUMENT", _("A document")
    BATCH = "BATCH", _("A document for every member")


class JobStep(models.IntegerChoices):
    """The states of the step table, as a reader sees them."""

    QUEUED = JobState.QUEUED, pgettext_lazy("job", "Waiting its turn")
    RUNNING = JobState.RUNNING, pgettext_lazy("job", "Being made")
    DONE = JobState.DONE, pgettext_lazy("job", "Ready")
    FAILED = JobState.FAILED, pgettext_lazy("job", "Not made")
    CANCELLED = JobState.CANCELLED, pgettext_lazy("job", "Stopped")


OPEN = (JobStep.QUEUED, JobStep.RUNNING)
ENDED = (JobStep.DONE, JobStep.FAILED, JobStep.CANCELLED)


class JobQuerySet(models.QuerySet):
    """Facts about many jobs."""

    def visible_to(self, reader):
        """Keep the reader's own: nobody else learns that there is one."""
        return self.filter(owner=reader.pk)

    def open(self):
        """Keep those that wait or run."""
        return self.filter(state__in=OPEN)

    def queued(self):
        """Keep those that wait, in the order they were asked for."""
        return self.filter(state=JobStep.QUEUED).order_by("queued_at", "pk")

    def abandoned(self, now):
        """Keep those that run by their state, but whose worker has not been heard of for the length of a lease."""
        return self.filter(state=JobStep.RUNNING, beat_at__lt=now - datetime.timedelta(seconds=settings.JOBS_LEASE))

    def outdated(self, now):
        """Keep those whose file has been kept long enough."""
        return self.filter(ended_at__lt=now - datetime.timedelta(days=settings.JOBS_KEEP_DAYS))


class Job(models.Model):
    """One file asked for. `worker` holds it while it runs, by a lease that `beat_at` prolongs.

    `parameters` are plain JSON; `done` of `total` steps, `doing` says which; `notes` tell who could not be made and
    why, `members` whom the file names, for the journal alone.
    """

    what = models.CharField(_("what is made"), max_length=8, choices=JobKind)
    title = models.CharField(_("what it is"), max_length=300)
    parameters = models.JSONField(_("what was chosen"), default=dict)
    owner = models.ForeignKey(Account, models.PROTECT, verbose_name=_("asked for by"), related_name="jobs")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    state = models.PositiveSmallIntegerField(_("state"), choices=JobStep, default=JobStep.QUEUED)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    total = models.PositiveIntegerField(_("steps in all"), default=0)
    doing = models.CharField(_("what is being done"), max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    worker = models.CharField(_("worker"), max_length=100, blank=True)
    beat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    stop_asked_at = models.DateTimeField(_("asked to stop at"), null=True, blank=True)
    problem = models.CharField(_("why it was not made"), max_length=1000, blank=True)
    notes = models.JSONField(_("what could not be made"), default=list, blank=True)
    members = models.JSONField(_("members named"), default=list, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=160, blank=True)
    content_type = models.CharField(_("type of the file"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    queued_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    started_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = pgettext_lazy("background", "job")
        indexes = [
            models.Index(fields=["state", "queued_at"], name="job_turn"),
            models.Index(fields=["ended_at"], name="job_ended"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(what__in=JobKind.values), name="job_kind_known"),
            models.CheckConstraint(condition=Q(state__in=JobStep.values), name="job_state_known"),
            models.CheckConstraint(condition=Q(attempts__lte=MOST_ATTEMPTS), name="job_attempts_bounded"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_progress_within"),
            models.CheckConstraint(
                condition=Q(state=JobStep.RUNNING, beat_at__isnull=False) & ~Q(worker="")
                | ~Q(state=JobStep.RUNNING) & Q(worker=""),
                name="job_held_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False) | ~Q(state__in=ENDED) & Q(ended_at=None),
                name="job_ended_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=JobStep.FAILED) & ~Q(problem="") | ~Q(state=JobStep.FAILED) & Q(problem=""),
                name="job_failed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=JobStep.DONE, size__gt=0) & ~Q(file_name="")
                | ~Q(state=JobStep.DONE) & Q(size=0, file_name=""),
                name="job_done_with_a_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @staticmethod
    def address(key: int) -> str:
        """Return where its owner looks at a job."""
        return reverse("reports:job", args=[key])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_running(self) -> bool:
        return self.state == JobStep.RUNNING

    @property
    def is_done(self) -> bool:
        return self.state == JobStep.DONE

    @property
    def is_failed(self) -> bool:
        return self.state == JobStep.FAILED

    @property
    def tone(self) -> str:
        """The colour of its state on a page."""
        return {JobStep.DONE: "good", JobStep.FAILED: "bad", JobStep.RUNNING: "info"}.get(self.state, "draft")

    @property
    def is_stopping(self) -> bool:
        """Say whether it still runs but has been asked to stop."""
        return self.is_running and self.stop_asked_at is not None

    @property
    def can_be_retried(self) -> bool:
        return self.state in (JobStep.FAILED, JobStep.CANCELLED)

    @property
    def kept_until(self) -> datetime.datetime | None:
        """Until when the file is kept; None before there is an end."""
        return self.ended_at and self.ended_at + datetime.timedelta(days=settings.JOBS_KEEP_DAYS)


class JobChunk(models.Model):
    """A piece of a file, of at most a megabyte, so that it is written and sent in bounded memory."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="chunks")
    place = models.PositiveIntegerField(_("place"))
    data = models.BinaryField()

    class Meta:
        ordering = ["job", "place"]
        verbose_name = _("piece of a file")
        constraints = [models.UniqueConstraint(fields=["job", "place"], name="job_chunk_once")]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.place}"
