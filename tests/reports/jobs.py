"""What the tests of jobs share: a small kind about members, a job asked for, a worker in the same process."""

from typing import Any

from emulation.models import Member
from reports import kinds
from reports.documents.asked import About, Asked, Kind
from reports.documents.blocks import Document, Paragraph, Section
from reports.documents.common import document
from reports.jobs.running import drain
from reports.models import Job
from reports.services import queue_batch

from .factories import World

CODE = "test-form"


def members_of(_reader: Any, unit: Any, _year: int) -> list[Member]:
    return list(Member.objects.filter(memberships__unit=unit).order_by("pk"))


def build(by: Any, asked: Asked) -> Document:
    sections = (Section((Paragraph(f"Tôi là {asked.member.full_name}."),)),)
    return document(by, asked, title="BẢN KIỂM ĐIỂM", sections=sections, members=(asked.member.pk,))


def make_kind(monkeypatch, make=build, **given) -> Kind:
    """Make the kind known everywhere kinds are looked up."""
    kind = Kind(
        **{"code": CODE, "label": "Mẫu thử", "about": About.MEMBER, "build": make, "members": members_of} | given
    )
    monkeypatch.setitem(kinds.KINDS, CODE, kind)
    return kind


def ask(world: World, kind: Kind, *, as_: str = "zip", **given) -> Job:
    return queue_batch(
        **{"kind": kind, "unit": world.cells[0], "year": 2026, "as_": as_, "by": world.secretary} | given
    )


def work() -> int:
    """Run what waits, in this process."""
    return drain("worker of the test")


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)
