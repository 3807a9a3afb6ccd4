"""Workers as they really run: as processes that are killed, as threads at the same moment, woken by Redis."""

import datetime
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest
import redis
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from reports.documents.asked import Asked
from reports.jobs import waking
from reports.jobs.running import claim, drain, tidy
from reports.kinds import kind_of
from reports.models import Job, JobChunk
from reports.rules import JobState
from reports.services import queue_document

from .factories import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = settings.BASE_DIR
DAY = datetime.date(2026, 12, 31)
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")


@pytest.fixture
def world(transactional_db) -> World:
    return make_world(per_cell=3, pledges=False)


def queue(world: World, count: int = 1) -> list[Job]:
    """Ask for so many, each of another year so that none is taken for another."""
    asked = [
        Asked(kind_of("member-list"), world.cells[0], 2026, DAY + datetime.timedelta(days=n)) for n in range(count)
    ]
    return [queue_document(asked=one, as_="json", by=world.secretary) for one in asked]


def wait_for(what: Callable[[], bool], seconds: float = 40) -> None:
    """Wait until it is so; fails when it never is."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.1)


# ── processes ──


@pytest.fixture
def elsewhere(world, tmp_path):
    """The database as another process reaches it: PostgreSQL itself, or a copy of SQLite's in a file of its own."""
    if connection.vendor == "postgresql":
        made = connection.settings_dict
        url = f"postgres://{made['USER']}:{made['PASSWORD']}@{made['HOST']}:{made['PORT'] or 5432}/{made['NAME']}"
        return Elsewhere({"DATABASE_URL": url}, tmp_path, _ask_here)
    return Elsewhere({"DATABASE_URL": f"sqlite:///{tmp_path / 'copy.sqlite3'}"}, tmp_path, None)


def _ask_here(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


class Elsewhere:
    """Starts workers on the database of the test and looks at it from outside."""

    def __init__(self, environment: dict, folder, ask) -> None:
        more = {
            "VAR_DIR": str(folder),
            "JOBS": "database",
            "JOBS_LEASE": "2",
            "JOBS_POLL": "1",
            "PYTHONPATH": str(ROOT),
        }
        self.environment = os.environ | environment | more
        self.folder, self._ask, self.started = folder, ask, []

    def copy(self) -> None:
        """Let the processes see what the test has made."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.folder / "copy.sqlite3")])

    def ask(self, sql: str) -> list[tuple]:
        """Return what the database the processes use answers."""
        if self._ask:
            return self._ask(sql)
        with sqlite3.connect(self.folder / "copy.sqlite3", timeout=20) as file:
            found = file.execute(sql).fetchall()
        file.close()
        return found

    def start(self, *arguments: str, slow: float) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.reports.slow_worker", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment | {"SLOW": str(slow)})
        self.started.append(process)
        return process

    def state(self) -> tuple:
        return self.ask("SELECT state, attempts FROM reports_job ORDER BY id")[0]

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.fixture
def process(elsewhere):
    yield elsewhere
    elsewhere.end()


def test_what_a_killed_worker_was_making_is_taken_up_and_made(world, process):
    queue(world)
    process.copy()
    victim = process.start(slow=60)
    wait_for(lambda: process.state() == (JobState.RUNNING, 1))
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    assert process.state() == (JobState.RUNNING, 1)
    process.start(slow=0)
    wait_for(lambda: process.state() == (JobState.DONE, 2))
    assert process.ask("SELECT COUNT(*) FROM reports_jobchunk") == [(1,)]


def test_a_worker_that_takes_long_keeps_its_lease_by_its_heartbeat(world, process):
    queue(world)
    process.copy()
    process.start("--once", slow=5)
    wait_for(lambda: process.state() == (JobState.RUNNING, 1))
    process.start(slow=0)
    wait_for(lambda: process.state()[0] == JobState.DONE)
    assert process.state() == (JobState.DONE, 1)


def test_a_worker_told_to_end_ends_and_gives_back_what_it_had(world, process):
    queue(world)
    process.copy()
    worker = process.start(slow=3)
    wait_for(lambda: process.state() == (JobState.RUNNING, 1))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert process.state() == (JobState.QUEUED, 0)


def test_several_workers_of_one_command_make_all_of_them_once(world, process):
    if connection.vendor == "sqlite":
        pytest.skip("several processes are for PostgreSQL")
    settings_of = process.environment | {"DJANGO_SETTINGS_MODULE": "emulation.config.settings_test"}
    jobs = queue(world, 5)
    command = [sys.executable, "manage.py", "run_jobs", "--once", "--workers", "3"]
    subprocess.run(command, cwd=ROOT, env=settings_of, check=True, timeout=60)
    assert {(job.state, job.attempts) for job in Job.objects.all()} == {(JobState.DONE, 1)}
    assert Job.objects.count() == len(jobs)


# ── at the same moment ──


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time; the order is tried in test_jobs")
def test_no_two_workers_take_the_same_job(world):
    jobs, taken, start = queue(world, 5), [], threading.Barrier(4)

    def take(name: str) -> None:
        start.wait(10)
        try:
            while job := claim(name):
                taken.append(job.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[f"w{number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(taken) == sorted(job.pk for job in jobs)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="needs two connections at once")
def test_a_claim_steps_past_a_row_that_another_holds(world):
    first, second = queue(world, 2)
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Job.objects.select_for_update().get(pk=first.pk)
            held.set()
            go.wait(10)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    try:
        assert claim("w").pk == second.pk
    finally:
        go.set()
        thread.join(10)


# ── the thread of the web process ──


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the database in memory is one connection's; see the process")
def test_embedded_a_thread_makes_what_is_asked_for_and_goes(world, settings):
    settings.JOBS = "embedded"
    (job,) = queue(world)
    assert waking.EMBEDDED.join(30)
    assert Job.objects.get(pk=job.pk).state == JobState.DONE and JobChunk.objects.filter(job=job).exists()
    assert "jobs" not in {thread.name for thread in threading.enumerate()}


def test_embedded_needs_no_other_process(world, process):
    """The application as a server loads it takes up by itself what was left, and makes it."""
    queue(world)
    process.copy()
    script = "import emulation.config.wsgi; from reports.jobs.waking import EMBEDDED; assert EMBEDDED.join(60)"
    settings_of = process.environment | {"JOBS": "embedded", "DJANGO_SETTINGS_MODULE": "emulation.config.settings"}
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=settings_of, check=True, timeout=90)
    assert process.state() == (JobState.DONE, 1)


def test_with_workers_of_their_own_the_web_process_only_asks(world, settings):
    settings.JOBS = "database"
    (job,) = queue(world)
    assert waking.EMBEDDED.join(0) and Job.objects.get(pk=job.pk).state == JobState.QUEUED
    call_command("run_jobs", "--once")
    assert Job.objects.get(pk=job.pk).state == JobState.DONE


def test_what_is_taken_back_wakes_nobody(world, monkeypatch):
    rung = []
    monkeypatch.setattr("reports.services.jobs.wake", lambda: rung.append(1))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue(world)
        raise ZeroDivisionError
    assert not rung and not Job.objects.exists()
    queue(world)
    assert rung == [1]


def test_a_command_with_no_sensible_number_of_workers_says_so(world):
    with pytest.raises(CommandError):
        call_command("run_jobs", "--workers", "0")


# ── Redis ──


@pytest.fixture
def bell(settings):
    """A Redis whose last database may be used."""
    try:
        with redis.Redis.from_url(REDIS, socket_timeout=1) as found:
            found.delete(waking.BELL)
            settings.JOBS, settings.REDIS_URL, settings.JOBS_POLL = "redis", REDIS, 20
            yield found
            found.delete(waking.BELL)
    except redis.RedisError:
        pytest.skip("no Redis answers")


def test_redis_wakes_a_worker_at_once(world, bell):
    ending, begun = threading.Event(), time.monotonic()
    threading.Timer(0.3, waking.ring).start()
    waking.listen(ending)
    assert time.monotonic() - begun < 10


def test_asking_rings_and_the_rings_do_not_pile_up(world, bell):
    queue(world)
    assert bell.llen(waking.BELL) == 1
    for _number in range(150):
        waking.ring()
    assert bell.llen(waking.BELL) == waking.MOST_RINGS


def test_a_redis_that_is_away_refuses_nothing(world, settings):
    settings.JOBS, settings.REDIS_URL, settings.JOBS_POLL = "redis", "redis://127.0.0.1:1/0", 0
    (job,) = queue(world)
    waking.listen(threading.Event())
    assert drain("w") == 1 and Job.objects.get(pk=job.pk).state == JobState.DONE


def test_two_who_tidy_take_up_one_job_once(world):
    (job,) = queue(world)
    claim("gone")
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - datetime.timedelta(hours=1))
    tidy()
    tidy()
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED and Job.objects.get(pk=job.pk).attempts == 1
