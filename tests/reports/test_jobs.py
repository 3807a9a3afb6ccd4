"""Jobs: asked for, made step by step, stopped, retried, kept for the owner alone, let go."""

import datetime
import errno
import io
import subprocess
import zipfile

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from emulation.models import JournalEntry, Notice
from reports import layout
from reports.documents.asked import Asked
from reports.jobs import holding, making, running
from reports.jobs.holding import Hold, LostHold
from reports.kinds import kind_of
from reports.models import Job, JobChunk
from reports.rules import JOB_STEPS, JobState, abandoned
from reports.services import cancel_job, queue_batch, queue_document, retry_job, take_result
from tests.factories import make_account

from .factories import World, make_world
from .jobs import again, ask, build, make_kind, work

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 12, 31)


@pytest.fixture
def world(db) -> World:
    """Two cells of three."""
    return make_world(per_cell=3, pledges=False)


@pytest.fixture
def kind(monkeypatch):
    return make_kind(monkeypatch)


@pytest.fixture
def quick(monkeypatch):
    """Lay nothing out: enough where the paper is not looked at."""
    monkeypatch.setitem(making.RENDERERS, "pdf", lambda document: f"%PDF {document.subject}".encode())
    monkeypatch.setattr(
        layout, "assemble_into", lambda out, sheets: out.write("".join(one.html for one in sheets).encode())
    )


def listed(world: World, **given) -> Job:
    asked = Asked(kind_of("member-list"), world.cells[0], 2026, DAY)
    return queue_document(**{"asked": asked, "as_": "json", "by": world.secretary} | given)


def bytes_of(job: Job, world: World) -> bytes:
    return b"".join(take_result(job=again(job), by=world.secretary))


def names(world: World) -> list[str]:
    return [member.full_name for member in world.members[:3]]


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF, a blank between each two."""
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return " ".join(said.split())


# ── one document ──


def test_a_document_is_made_kept_and_taken_out_by_its_owner(world):
    job = listed(world)
    assert work() == 1
    job = again(job)
    assert (job.state, job.worker, job.doing, job.done) == (JobState.DONE, "", "", job.total)
    assert job.file_name == "member-list-2026-chi-bo-khu-pho-1.json" and job.content_type == "application/json"
    content = bytes_of(job, world)
    assert len(content) == job.size and names(world)[0] in content.decode()
    assert job.title.endswith("Chi bộ Khu phố 1 – 2026")


def test_asking_making_and_taking_out_stand_in_the_journal(world):
    job = listed(world)
    work()
    bytes_of(job, world)
    asked, made, taken = JournalEntry.objects.filter(verb__in=("job.queued", "report.exported", "job.taken")).order_by(
        "pk"
    )
    assert (asked.verb, made.verb, taken.verb) == ("job.queued", "report.exported", "job.taken")
    assert made.data["job"] == job.pk and made.through == "run_jobs" and made.actor == world.secretary
    required = {member.pk for member in world.members[:3]}
    assert {row.member_id for row in made.members.all()} == {row.member_id for row in taken.members.all()} == required


def test_the_owner_is_told_when_it_is_ready(world):
    job = listed(world)
    work()
    notice = Notice.objects.get(account=world.secretary)
    assert notice.kind == "JOB_DONE" and notice.url == Job.address(job.pk) and notice.about == job.title


def test_a_stranger_may_not_ask(world):
    with pytest.raises(PermissionDenied):
        listed(world, by=make_account("Hồ Thị Em"))
    assert not Job.objects.exists()


@pytest.mark.parametrize(("given", "code"), [({"as_": "doc"}, "unknown_kind"), ({}, "no_blank")])
def test_what_cannot_be_made_is_refused_at_once(world, given, code):
    asked = Asked(kind_of("member-list"), world.cells[0], 2026, DAY, is_blank=code == "no_blank")
    with pytest.raises(ValidationError) as refused:
        listed(world, asked=asked, **given)
    assert refused.value.code == code and not Job.objects.exists()


def test_asked_for_twice_it_is_made_once(world):
    assert listed(world) == listed(world)
    assert Job.objects.count() == 1 and JournalEntry.objects.filter(verb="job.queued").count() == 1


def test_who_has_too_many_waiting_is_told(world, settings):
    settings.JOBS_MOST_OPEN = 1
    listed(world)
    with pytest.raises(ValidationError) as refused:
        listed(world, as_="pdf")
    assert refused.value.code == "too_many" and "1" in refused.value.messages[0]
    work()
    assert listed(world, as_="pdf").state == JobState.QUEUED


# ── a batch ──


def test_a_zip_holds_a_document_of_every_member(world, kind):
    job = ask(world, kind)
    work()
    with zipfile.ZipFile(io.BytesIO(bytes_of(job, world))) as archive:
        found = archive.namelist()
        assert len(found) == 3 and found[0].startswith("001-") and archive.testzip() is None
        with pikepdf.open(io.BytesIO(archive.read(found[0]))) as pdf:
            assert len(pdf.pages) == 1


def test_of_a_ward_the_archive_has_a_folder_for_each_cell(world, kind, quick):
    job = ask(world, kind, unit=world.committee, by=world.officer)
    work()
    content = b"".join(take_result(job=again(job), by=world.officer))
    found = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert len(found) == 6 and {name.partition("/")[0] for name in found} == {"chi-bo-khu-pho-1", "chi-bo-khu-pho-2"}


def test_one_pdf_holds_all_of_them_in_order(world, kind):
    job = ask(world, kind, as_="pdf")
    work()
    assert again(job).file_name == "test-form-2026-chi-bo-khu-pho-1.pdf"
    content = bytes_of(job, world)
    words = text_of(content)
    places = [words.index(f"Tôi là {name}.") for name in names(world)]
    assert places == sorted(places)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 3
    for number, name in enumerate(names(world), start=1):
        asked = ["pdftotext", "-f", str(number), "-l", str(number), "-", "-"]
        said = " ".join(subprocess.run(asked, input=content, capture_output=True, check=True).stdout.decode().split())
        assert f"Tôi là {name}." in said and not said.startswith(str(number))  # each numbered from its own first page


def test_a_batch_is_one_line_of_the_journal_that_names_everybody(world, kind, quick):
    ask(world, kind)
    work()
    entry = JournalEntry.objects.get(verb="report.exported")
    assert entry.data["count"] == 3 and entry.members.count() == 3


def test_who_cannot_have_one_is_told_of_and_stops_nobody(world, monkeypatch, quick):
    second = world.members[1]

    def some(by, asked):
        if asked.member == second:
            raise ValidationError("Chưa có bản tự kiểm điểm.")
        return build(by, asked)

    job = ask(world, make_kind(monkeypatch, some))
    work()
    job = again(job)
    assert job.state == JobState.DONE and job.notes == [{"who": second.full_name, "why": "Chưa có bản tự kiểm điểm."}]
    assert second.pk not in job.members and len(job.members) == 2
    with zipfile.ZipFile(io.BytesIO(bytes_of(job, world))) as archive:
        said = archive.read(next(name for name in archive.namelist() if name.endswith(".txt"))).decode("utf-8-sig")
    assert said == f"{second.full_name}: Chưa có bản tự kiểm điểm.\r\n"


def test_who_has_moved_within_the_ward_has_one_where_the_record_is(world, monkeypatch, quick):
    def here(by, asked):
        if asked.unit == world.cells[0]:
            raise ValidationError("Không có hồ sơ ở chi bộ này.")
        return build(by, asked)

    job = ask(
        world,
        make_kind(monkeypatch, here, members=lambda *_asked: world.members[:2]),
        unit=world.committee,
        by=world.officer,
    )
    work()
    assert again(job).notes == [] and again(job).members == sorted(member.pk for member in world.members[:2])


def test_a_document_the_engine_murmurs_about_is_left_out(world, kind, monkeypatch):
    def murmur(document):
        if document.subject == names(world)[0]:
            raise RuntimeError("no such glyph")
        return b"%PDF"

    monkeypatch.setitem(making.RENDERERS, "pdf", murmur)
    job = ask(world, kind)
    work()
    assert again(job).state == JobState.DONE and [note["who"] for note in again(job).notes] == names(world)[:1]


def test_made_for_nobody_it_fails_with_the_first_reason(world, monkeypatch):
    def none(by, asked):
        raise ValidationError("Chưa có gì.")

    job = ask(world, make_kind(monkeypatch, none))
    work()
    assert again(job).state == JobState.FAILED and "Chưa có gì." in again(job).problem


def test_a_unit_without_members_fails_with_a_sentence(world, monkeypatch):
    job = ask(world, make_kind(monkeypatch, members=lambda *_asked: []))
    work()
    assert again(job).state == JobState.FAILED and again(job).problem


def test_a_kind_that_is_not_about_members_has_no_batch(world):
    with pytest.raises(ValidationError) as refused:
        ask(world, kind_of("member-list"))
    assert refused.value.code == "no_batch"


def test_progress_names_who_is_being_made(world, monkeypatch, quick):
    seen = []

    def look(by, asked):
        job = Job.objects.get()
        seen.append((job.done, job.total, job.doing, job.state))
        return build(by, asked)

    ask(world, make_kind(monkeypatch, look))
    work()
    assert seen == [(done, 4, name, JobState.RUNNING) for done, name in enumerate(names(world))]


def test_a_step_costs_the_same_few_queries_whoever_waits(world, kind, quick):
    def cost(unit, by):
        ask(world, kind, unit=unit, by=by)
        with CaptureQueriesContext(
            connection,
        ) as found:
            work()
        return len(found)

    cost(world.cells[0], world.secretary)
    assert (cost(world.committee, world.officer) - cost(world.cells[0], world.secretary)) <= 3 * 12


def test_the_file_is_kept_in_pieces_of_a_megabyte(world, kind, monkeypatch):
    monkeypatch.setattr(holding, "PIECE", 10)
    monkeypatch.setitem(making.RENDERERS, "json", lambda document: b"x" * 25)
    job = listed(world)
    work()
    assert [len(chunk.data) for chunk in JobChunk.objects.filter(job=job)] == [10, 10, 5]
    assert bytes_of(job, world) == b"x" * 25


# ── permission, at the moment it runs ──


def test_who_has_lost_the_role_meanwhile_does_not_get_it(world, kind):
    job = ask(world, kind)
    world.secretary.roles.all().delete()
    work()
    job = again(job)
    assert job.state == JobState.FAILED and job.problem and not JobChunk.objects.exists()
    assert not JournalEntry.objects.filter(verb="report.exported").exists()
    assert Notice.objects.get(account=world.secretary).kind == "JOB_FAILED"


def test_who_loses_it_half_way_does_not_get_it_either(world, monkeypatch, quick):
    def lose(by, asked):
        world.secretary.roles.all().delete()
        return build(by, asked)

    job = ask(world, make_kind(monkeypatch, lose))
    work()
    assert again(job).state == JobState.FAILED and not JobChunk.objects.exists()


def test_who_has_lost_it_afterwards_cannot_take_it_out(world):
    job = listed(world)
    work()
    world.secretary.roles.all().delete()
    world.secretary.forget_scope()
    with pytest.raises(PermissionDenied):
        bytes_of(job, world)


@pytest.mark.parametrize("act", [cancel_job, retry_job, take_result])
def test_nobody_acts_on_the_job_of_another(world, act):
    job = listed(world)
    with pytest.raises(PermissionDenied):
        act(job=job, by=world.leader)
    assert again(job).state == JobState.QUEUED


# ── stopping, failing, retrying ──


def test_what_waits_is_stopped_at_once(world):
    job = cancel_job(job=listed(world), by=world.secretary)
    assert job.state == JobState.CANCELLED and work() == 0
    assert JournalEntry.objects.filter(verb="job.cancelled", actor=world.secretary).count() == 1


def test_stopped_half_way_it_ends_at_the_next_step_and_keeps_nothing(world, monkeypatch, quick):
    made = []

    def stop_at_second(by, asked):
        made.append(asked.member)
        if len(made) == 2:
            cancel_job(job=Job.objects.get(), by=world.secretary)
            assert Job.objects.get().is_stopping
        return build(by, asked)

    job = ask(world, make_kind(monkeypatch, stop_at_second))
    work()
    job = again(job)
    assert job.state == JobState.CANCELLED and len(made) == 2 and not job.is_stopping
    assert not JobChunk.objects.exists() and not JournalEntry.objects.filter(verb="report.exported").exists()


def test_stopped_at_the_very_last_moment_it_keeps_nothing(world, monkeypatch):
    job = listed(world)
    keep = Hold.keep

    def keep_then_stop(hold, file):
        keep(hold, file)
        cancel_job(job=again(job), by=world.secretary)

    monkeypatch.setattr(Hold, "keep", keep_then_stop)
    work()
    assert again(job).state == JobState.CANCELLED and not JobChunk.objects.exists()


def test_what_is_done_is_neither_stopped_nor_retried(world):
    job = listed(world)
    work()
    for act in (cancel_job, retry_job):
        with pytest.raises(ValidationError) as refused:
            act(job=again(job), by=world.secretary)
        assert refused.value.code == "wrong_state"


def test_what_is_not_ready_cannot_be_taken_out(world):
    with pytest.raises(ValidationError):
        take_result(job=listed(world), by=world.secretary)
    assert not JournalEntry.objects.filter(verb="job.taken").exists()


def test_a_stopped_one_is_made_when_asked_for_once_more(world):
    job = cancel_job(job=listed(world), by=world.secretary)
    retry_job(job=job, by=world.secretary)
    work()
    assert again(job).state == JobState.DONE and again(job).attempts == 1


TROUBLES = [
    (OSError(errno.ENOSPC, "No space left on device"), True),
    (DatabaseError("database or disk is full"), True),
    (RuntimeError("boom"), False),
    (MemoryError(), False),
]


@pytest.mark.parametrize(("trouble", "is_full"), TROUBLES, ids=lambda value: type(value).__name__)
def test_trouble_while_it_is_made_ends_in_a_sentence_and_leaves_nothing(world, monkeypatch, trouble, is_full):
    def fail(document):
        raise trouble

    monkeypatch.setitem(making.RENDERERS, "json", fail)
    job = listed(world)
    work()
    job = again(job)
    assert job.state == JobState.FAILED and "boom" not in job.problem and job.problem.endswith(".")
    assert not JobChunk.objects.exists() and job.size == 0
    with translation.override("vi"):
        full = running.sentence_of(OSError(errno.ENOSPC, "full"))
    assert (job.problem == full) is is_full


def test_a_disk_that_fills_while_it_is_kept_leaves_no_piece(world, monkeypatch):
    monkeypatch.setattr(holding, "PIECE", 10)
    create, made = JobChunk.objects.create, []

    def fill(**given):
        made.append(given)
        if len(made) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return create(**given)

    monkeypatch.setattr(JobChunk.objects, "create", fill)
    job = listed(world)
    work()
    assert again(job).state == JobState.FAILED and not JobChunk.objects.exists()


def test_a_failed_one_is_retried_from_the_beginning(world, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setitem(making.RENDERERS, "json", lambda document: 1 / 0)
        job = listed(world)
        work()
    retry_job(job=again(job), by=world.secretary)
    assert again(job).problem == ""
    work()
    assert again(job).state == JobState.DONE


# ── workers that are gone ──


def left_running(job: Job, attempts: int = 1, **given) -> Job:
    """Make it look as if a worker had begun it and gone an hour ago."""
    hour_ago = timezone.now() - datetime.timedelta(hours=1)
    facts = {"state": JobState.RUNNING, "worker": "gone", "beat_at": hour_ago, "attempts": attempts} | given
    Job.objects.filter(pk=job.pk).update(**facts)
    JobChunk.objects.create(job=job, place=0, data=b"half of it")
    return again(job)


def test_what_a_worker_left_behind_is_taken_up_again(world):
    job = left_running(listed(world))
    assert work() == 1
    assert again(job).state == JobState.DONE and again(job).attempts == 2
    assert b"half of it" not in bytes_of(job, world)


def test_after_three_workers_it_fails_with_a_sentence(world):
    job = left_running(listed(world), attempts=3)
    assert work() == 0
    job = again(job)
    assert job.state == JobState.FAILED and "3" in job.problem and not JobChunk.objects.exists()
    assert Notice.objects.get(account=world.secretary).kind == "JOB_FAILED"


def test_one_that_was_to_stop_is_stopped_when_its_worker_is_gone(world):
    job = left_running(listed(world), stop_asked_at=timezone.now())
    work()
    assert again(job).state == JobState.CANCELLED and not JobChunk.objects.exists()


def test_a_worker_that_lives_keeps_its_job(world):
    job = left_running(listed(world), beat_at=timezone.now())
    assert work() == 0 and again(job).state == JobState.RUNNING


def test_who_was_thought_gone_and_comes_back_writes_nothing(world):
    job = left_running(listed(world), worker="another")
    hold = Hold(job, "gone")
    for act in (lambda: hold.step(1, 2, "x"), lambda: hold.keep(io.BytesIO(b"x")), lambda: hold.give_up("fail", "x")):
        with pytest.raises(LostHold):
            act()
    assert not hold.beat() and again(job).worker == "another" and JobChunk.objects.count() == 1


def test_a_worker_told_to_end_gives_its_job_back_unspent(world, monkeypatch, quick):
    ending = running.threading.Event()

    def end_now(by, asked):
        ending.set()
        return build(by, asked)

    job = ask(world, make_kind(monkeypatch, end_now))
    running.drain("w", ending)
    job = again(job)
    assert (job.state, job.attempts, job.worker) == (JobState.QUEUED, 0, "")


# ── how long it is kept ──


def test_files_are_let_go_after_their_time_with_their_notices(world, settings):
    job = listed(world)
    work()
    Job.objects.filter(pk=job.pk).update(ended_at=timezone.now() - datetime.timedelta(days=settings.JOBS_KEEP_DAYS - 1))
    call_command("forget_jobs")
    assert Job.objects.count() == 1
    Job.objects.filter(pk=job.pk).update(ended_at=timezone.now() - datetime.timedelta(days=settings.JOBS_KEEP_DAYS + 1))
    call_command("forget_jobs")
    assert not Job.objects.exists() and not JobChunk.objects.exists() and not Notice.objects.exists()
    world.secretary.refresh_from_db()
    assert world.secretary.unread == 0


# ── the table of steps ──


def test_every_step_leads_where_the_table_says():
    led = {(act, source.name): step.target for act, step in JOB_STEPS.items() for source in step.sources}
    assert {act for act, source in led if source == "DONE"} == set()
    assert {act for act, source in led if source == "QUEUED"} == {"claim", "cancel"}
    assert {source for act, source in led if act == "retry"} == {"FAILED", "CANCELLED"}


@pytest.mark.parametrize(
    ("attempts", "is_cancelled", "act"),
    [(1, False, "release"), (2, False, "release"), (3, False, "fail"), (3, True, "stop")],
)
def test_what_becomes_of_an_abandoned_one(attempts, is_cancelled, act):
    assert abandoned(attempts, is_cancelled=is_cancelled) == act


def test_a_committee_that_one_may_not_see_cannot_be_asked_for(world, kind):
    with pytest.raises(PermissionDenied):
        queue_batch(kind=kind, unit=world.committee, year=2026, as_="zip", by=world.secretary)
