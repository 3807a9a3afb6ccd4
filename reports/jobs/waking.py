"""Who hears that a job waits: a thread of this process, or the workers, at once or when they look next.

The bell is a kindness: without it, or where Redis is silent, workers find the job by looking.
"""

import logging
import threading
from typing import Final

import redis
from django.conf import settings
from django.db import DatabaseError, connection

from .running import drain, name_of_worker, waits_for_nobody

BELL: Final = "neu-guong:jobs"
MOST_RINGS: Final = 100
log = logging.getLogger(__name__)


def wake() -> None:
    """Tell whoever runs jobs here that one waits; call when it has been committed."""
    if settings.JOBS == "embedded":
        EMBEDDED.wake()
    elif settings.JOBS == "redis":
        ring()


def wake_at_start() -> None:
    """Let this process look whether one that died before it has left a job behind."""
    if settings.JOBS == "embedded":
        EMBEDDED.wake()


def ring() -> None:
    """Ring for one of the workers; a Redis that does not answer is no reason to refuse anything."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as bell:
            bell.lpush(BELL, "1")
            bell.ltrim(BELL, 0, MOST_RINGS - 1)
    except redis.RedisError as problem:
        log.warning("Redis does not answer; the workers find the job when they look next: %s", problem)


def listen(ending: threading.Event) -> None:
    """Return when there may be something to do: the bell has rung, or it is time to look."""
    if settings.JOBS != "redis":
        ending.wait(settings.JOBS_POLL)
        return
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=settings.JOBS_POLL + 5) as bell:
            bell.blpop([BELL], timeout=settings.JOBS_POLL)
    except redis.RedisError as problem:
        log.warning("Redis does not answer; looking every %s seconds: %s", settings.JOBS_POLL, problem)
        ending.wait(settings.JOBS_POLL)


class Embedded:
    """One thread of this process that runs jobs one at a time, there only while there is something to run.

    While another process makes one, it stays and watches: should that process die, the job is taken up here.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_wanted = False

    def wake(self) -> None:
        """Start the thread, or let the one there is look once more."""
        with self._lock:
            self._is_wanted = True
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
                self._thread.start()

    def join(self, seconds: float) -> bool:
        """Wait for the thread to have nothing more to do; say whether it has."""
        thread = self._thread
        if thread:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def _run(self) -> None:
        worker, pause = name_of_worker(), threading.Event()
        try:
            while self._goes_on():
                if not self._look(worker):
                    pause.wait(settings.JOBS_POLL)
        finally:
            connection.close()

    def _look(self, worker: str) -> bool:
        """Run what waits; say whether nothing is left, neither here nor in other hands."""
        try:
            drain(worker)
            is_idle = waits_for_nobody()
        except DatabaseError as problem:  # locked or away for a moment
            log.warning("the queue of jobs cannot be read: %s", problem)
            connection.close()
            is_idle = False
        if not is_idle:
            with self._lock:
                self._is_wanted = True
        return is_idle

    def _goes_on(self) -> bool:
        """Say whether somebody has asked since the last look; the thread that is told no is gone."""
        with self._lock:
            goes_on, self._is_wanted = self._is_wanted, False
            if not goes_on:
                self._thread = None
            return goes_on


EMBEDDED: Final = Embedded()
