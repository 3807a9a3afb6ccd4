"""Jobs on the pages and over the API: asked for, looked at, stopped, fetched – by their owner and by nobody else."""

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from emulation.models import JournalEntry
from reports import layout
from reports.jobs import making
from reports.models import Job
from reports.rules import JobState
from reports.services import cancel_job

from .factories import World, make_world
from .jobs import CODE, again, ask, make_kind, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> World:
    return make_world(per_cell=3, pledges=False)


@pytest.fixture
def kind(monkeypatch):
    monkeypatch.setitem(making.RENDERERS, "pdf", lambda document: f"%PDF {document.subject}".encode())
    monkeypatch.setattr(
        layout, "assemble_into", lambda out, sheets: out.write("".join(one.html for one in sheets).encode())
    )
    return make_kind(monkeypatch, has_blank=True)


def page_of(client, job: Job):
    return client.get(reverse("reports:job", args=[job.pk]))


def which(world: World, **more) -> dict:
    return {"kind": CODE, "unit": world.cells[0].pk, "year": 2026} | more


def test_a_batch_is_asked_for_from_the_page_of_its_kind(client, world, kind):
    client.force_login(world.secretary)
    page = client.get(reverse("reports:kind", args=[CODE]), {"unit": world.cells[0].pk, "year": 2026}).content.decode()
    assert reverse("reports:job-batch") in page
    answer = client.post(reverse("reports:job-batch"), which(world, **{"as": "zip"}))
    job = Job.objects.get()
    assert answer.url == reverse("reports:job", args=[job.pk]) and job.owner == world.secretary
    work()
    answer = client.get(reverse("reports:job-file", args=[job.pk]))
    content = answer.getvalue()
    assert answer.streaming and int(answer["Content-Length"]) == len(content)
    assert answer["Content-Disposition"] == f'attachment; filename="{again(job).file_name}"'
    assert len(zipfile.ZipFile(io.BytesIO(content)).namelist()) == 3
    assert JournalEntry.objects.get(verb="job.taken").through == "reports:job-file"


def test_a_single_document_is_asked_for_likewise(client, world):
    client.force_login(world.secretary)
    client.post(reverse("reports:job-new"), which(world, kind="member-list", **{"as": "json"}))
    assert Job.objects.get().what == "DOCUMENT" and Job.objects.get().parameters["as"] == "json"


def test_what_is_refused_leads_back_with_the_reason(client, world, kind, settings):
    client.force_login(world.secretary)
    settings.JOBS_MOST_OPEN = 0
    answer = client.post(reverse("reports:job-batch"), which(world), follow=True)
    assert not Job.objects.exists() and answer.redirect_chain[0][0].startswith(reverse("reports:kind", args=[CODE]))
    assert any("0" in str(said) for said in answer.context["messages"])


@pytest.mark.parametrize("given", [{"kind": "no-such"}, {"unit": 999_999}, {"year": "x"}])
def test_what_does_not_exist_cannot_be_asked_for(client, world, kind, given):
    client.force_login(world.secretary)
    assert client.post(reverse("reports:job-batch"), which(world, **given)).status_code == 404


def test_progress_is_told_in_words_and_as_a_bar(client, world, kind):
    job = ask(world, kind)
    running = {"state": JobState.RUNNING, "worker": "w", "beat_at": job.queued_at, "done": 12, "total": 200}
    Job.objects.filter(pk=job.pk).update(doing="Nguyễn Văn A", **running)
    client.force_login(world.secretary)
    page = page_of(client, job).content.decode()
    assert "12/200 – Nguyễn Văn A" in page and 'max="200" value="12"' in page
    assert '<noscript><meta http-equiv="refresh"' in page and "reports/jobs.js" in page
    assert reverse("reports:job-cancel", args=[job.pk]) in page


def test_what_has_ended_does_not_ask_for_itself_again(client, world, kind):
    job = ask(world, kind)
    work()
    client.force_login(world.secretary)
    page = page_of(client, job).content.decode()
    assert "http-equiv" not in page and reverse("reports:job-file", args=[job.pk]) in page


def test_stopped_and_asked_for_once_more(client, world, kind):
    job = ask(world, kind)
    client.force_login(world.secretary)
    client.post(reverse("reports:job-cancel", args=[job.pk]))
    assert again(job).state == JobState.CANCELLED
    client.post(reverse("reports:job-retry", args=[job.pk]))
    assert again(job).state == JobState.QUEUED
    assert client.get(reverse("reports:job-file", args=[job.pk])).url == reverse("reports:job", args=[job.pk])


def test_names_and_reasons_of_those_left_out_stand_on_the_page(client, world, kind):
    job = ask(world, kind)
    work()
    Job.objects.filter(pk=job.pk).update(notes=[{"who": "Nguyễn Văn <A>", "why": "Chưa có."}])
    client.force_login(world.secretary)
    assert "Nguyễn Văn &lt;A&gt;" in page_of(client, job).content.decode()


@pytest.mark.parametrize("name", ["job", "job-file", "job-cancel", "job-retry"])
def test_the_job_of_another_does_not_exist(client, world, kind, name):
    job = ask(world, kind)
    work()
    address = reverse(f"reports:{name}", args=[job.pk])
    for person in (world.leader, world.officer):
        client.force_login(person)
        assert (client.post if name in ("job-cancel", "job-retry") else client.get)(address).status_code == 404
    client.force_login(world.leader)
    assert job.title not in client.get(reverse("reports:jobs")).content.decode()
    api = APIClient()
    api.force_authenticate(world.leader)
    names = {"job": "api-job", "job-file": "api-job-file", "job-cancel": "api-job-cancel", "job-retry": "api-job-retry"}
    address = reverse(names[name], args=[job.pk])
    assert (api.post if name in ("job-cancel", "job-retry") else api.get)(address).status_code == 404
    assert api.get(reverse("api-jobs")).json()["results"] == []


def test_the_list_costs_the_same_however_long_it_is(client, world, kind):
    client.force_login(world.secretary)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("reports:jobs")).status_code == 200
        return len(found)

    cancel_job(job=ask(world, kind), by=world.secretary)
    before = cost()
    for _number in range(6):
        cancel_job(job=ask(world, kind), by=world.secretary)
    assert cost() == before <= 12


def test_all_of_it_over_the_api(world, kind):
    api = APIClient()
    api.force_authenticate(world.secretary)
    answer = api.post(reverse("api-jobs"), which(world, batch=True, **{"as": "pdf"}), format="json")
    assert answer.status_code == 202 and answer.json()["state"] == JobState.QUEUED
    key = answer.json()["id"]
    assert api.post(reverse("api-job-cancel", args=[key])).json()["state"] == JobState.CANCELLED
    assert api.post(reverse("api-job-retry", args=[key])).json()["state"] == JobState.QUEUED
    assert api.get(reverse("api-job-file", args=[key])).status_code == 409
    work()
    told = api.get(reverse("api-job", args=[key])).json()
    assert (
        told["state"] == JobState.DONE
        and told["done"] == told["total"] == 4
        and told["content_type"] == "application/pdf"
    )
    assert len(api.get(reverse("api-job-file", args=[key])).getvalue()) == told["size"]
    assert [row["id"] for row in api.get(reverse("api-jobs")).json()["results"]] == [key]


def test_one_document_over_the_api(world):
    api = APIClient()
    api.force_authenticate(world.secretary)
    answer = api.post(reverse("api-jobs"), which(world, kind="member-list", **{"as": "json"}), format="json")
    assert answer.status_code == 202 and answer.json()["what"] == "DOCUMENT"
    wrong = api.post(reverse("api-jobs"), which(world, kind="no-such"), format="json")
    assert wrong.status_code == 400
