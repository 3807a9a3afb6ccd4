"""manage.py run_jobs: a worker that makes what was asked for in the background, or several of them."""

import logging
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from emulation.management.base import SentenceCommand
from reports.jobs.running import drain, name_of_worker
from reports.jobs.waking import listen

MOST = 64
log = logging.getLogger(__name__)


class Command(SentenceCommand):
    """Runs until it is told to end (SIGTERM, Ctrl+C): a job it is making then goes back to wait its turn."""

    help = "Run background jobs: --workers N at once, --once to end when nothing waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing waits any more")
        parser.add_argument("--workers", type=int, default=1, metavar="N", help="how many processes (default: 1)")

    def handle(self, *, once: bool, workers: int, **options: object) -> None:
        if not 1 <= workers <= MOST:
            raise CommandError(_("--workers takes a number from 1 to %(most)d.") % {"most": MOST})
        ending = threading.Event()
        before = {sign: signal.signal(sign, lambda *_: ending.set()) for sign in (signal.SIGTERM, signal.SIGINT)}
        try:
            count = _work(ending, once=once) if workers == 1 else _watch(ending, workers, once=once)
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)
        if workers == 1:
            self.stdout.write(_("Jobs run: %(count)d.") % {"count": count})


def _work(ending: threading.Event, *, once: bool) -> int:
    """Run jobs in this process; a database that is away for a moment is waited for, unless it is for once."""
    worker, count = name_of_worker(), 0
    while not ending.is_set():
        try:
            count += drain(worker, ending)
        except DatabaseError as problem:
            if once:
                raise
            log.warning("the queue of jobs cannot be read: %s", problem)
            connection.close()
        if once:
            break
        listen(ending)
    return count


def _watch(ending: threading.Event, workers: int, *, once: bool) -> int:
    """Keep so many processes at work; one that dies is started again. Returns 0: each of them tells its own count."""
    command = [sys.executable, sys.argv[0], "run_jobs", *(["--once"] if once else [])]
    running = [subprocess.Popen(command) for _number in range(workers)]  # noqa: S603 - our own command
    while not ending.wait(0.5) and running:
        for place, process in enumerate(running):
            if process.poll() is not None and not once:
                log.warning("a worker has ended (%s) and is started again", process.returncode)
                running[place] = subprocess.Popen(command)  # noqa: S603
        if once and all(process.poll() is not None for process in running):
            break
    for process in running:
        process.terminate()
    for process in running:
        process.wait()
    return 0
