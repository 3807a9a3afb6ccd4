"""A batch in a real browser: asked for, watched, fetched; without scripts as well; axe clean at both widths."""

import re

import pytest
from playwright.sync_api import expect

from emulation.models import Account
from reports.jobs import making
from reports.models import Job
from reports.rules import JobState
from tests.reports.factories import World, make_world
from tests.reports.jobs import CODE, ask, make_kind, work

from .walker import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db, monkeypatch) -> World:
    monkeypatch.setitem(making.RENDERERS, "pdf", lambda document: b"%PDF")
    world = make_world(per_cell=3, pledges=False)
    account = Account.objects.get(pk=world.secretary.pk)
    account.set_password(PASSWORD)
    account.save()
    return world


def running(job: Job, done: int, doing: str) -> None:
    """Let it be as a worker would have it after so many steps."""
    held = {"state": JobState.RUNNING, "worker": "w", "beat_at": job.queued_at, "total": 200}
    Job.objects.filter(pk=job.pk).update(done=done, doing=doing, **held)


def test_a_batch_is_watched_until_it_is_ready(walker, world, monkeypatch):
    kind = make_kind(monkeypatch)
    page = walker.sign_in(world.secretary)
    walker.go(f"/reports/kinds/{CODE}/?unit={world.cells[0].pk}&year=2026", "kind-of-members")
    page.click("button[name=as][value=zip]")
    page.wait_for_url(re.compile(r"/reports/jobs/\d+/$"))
    walker.look("job-queued")
    job = Job.objects.get()
    running(job, 12, "Nguyễn Văn A")
    expect(page.locator("[role=status]")).to_contain_text("12/200 – Nguyễn Văn A", timeout=8000)
    walker.look("job-running")
    bar = page.locator("progress")
    assert (bar.get_attribute("max"), bar.get_attribute("value")) == ("200", "12")
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, worker="", done=0, total=0, doing="")
    assert work() == 1
    expect(page.locator(f"a[href='/reports/jobs/{job.pk}/file/']")).to_be_visible(timeout=8000)
    walker.look("job-done")
    with page.expect_download() as fetched:
        page.click(f"a[href='/reports/jobs/{job.pk}/file/']")
    assert fetched.value.suggested_filename == "test-form-2026-chi-bo-khu-pho-1.zip"
    Job.objects.filter(pk=job.pk).update(notes=[{"who": "Nguyễn Văn A", "why": "Chưa có bản tự kiểm điểm."}])
    walker.go(f"/reports/jobs/{job.pk}/", "job-notes")
    running(ask(world, kind, as_="pdf"), 150, "Trần Thị B")
    walker.go("/reports/jobs/", "jobs")


def test_without_scripts_the_page_asks_for_itself_and_stops_the_job(walker, world, monkeypatch):
    job = ask(world, make_kind(monkeypatch))
    running(job, 3, "Lê Thị C")
    page = walker.sign_in(world.secretary, scripts=False)
    page.goto(f"{walker.home}/reports/jobs/{job.pk}/")
    running(job, 4, "Đỗ Văn D")
    expect(page.locator("[role=status]")).to_contain_text("4/200 – Đỗ Văn D", timeout=12_000)
    page.click(f"form[action='/reports/jobs/{job.pk}/cancel/'] button")
    assert Job.objects.get().is_stopping
    Job.objects.update(state=JobState.FAILED, problem="Không đủ chỗ.", worker="", ended_at=job.queued_at)
    page.goto(f"{walker.home}/reports/jobs/{job.pk}/")
    assert page.locator(f"form[action='/reports/jobs/{job.pk}/retry/']").is_visible()
