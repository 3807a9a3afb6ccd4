"""How the pages look, against approved pictures of them: what differs by more than the softness of an edge fails.

After a change that is meant, look at the new pictures and approve them: `make approve`, that is `APPROVE=1` around this
file. The pictures are grey and small; our own font is inside every PDF, so that no machine draws them otherwise.
"""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image, ImageChops, ImageFilter

from reports.documents.blocks import Column, Document, Row, Section, Shows, Table
from reports.renderings import RENDERERS

from .kitchen import kitchen_sink

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
APPROVED = Path(__file__).parent / "approved"
GIVENS = "Ước Ý Yến Ẩn Ánh Bằng Cường Đĩnh Đạo Giữ Hẹ Hưởng Khẩn Lễ Mỹ Nghĩa".split() * 3
DOTS = 60  # an inch
SOFT = 96  # of 255: how much grey may differ once every pixel may have moved by one
MOST = 6  # pixels of a page that may do so all the same


def member_list() -> Document:
    """Return a list in the shape of `member-list`, of people who never change."""
    columns = (
        Column("number", "TT", 7, Shows.NUMBER),
        Column("name", "Họ và tên", 35),
        Column("born", "Ngày sinh", 15, Shows.CENTRED),
        Column("sex", "Giới tính", 10, Shows.CENTRED),
        Column("standing", "Chính thức hay dự bị", 16, Shows.CENTRED),
        Column("form", "Mẫu", 17, Shows.CENTRED),
    )
    rows = tuple(
        Row((number, f"Nguyễn Thị Bích {given}", f"{number:02d}/03/1975", "Nữ", "Chính thức", "2B"))
        for number, given in enumerate(
            "Ước Ý Yến Ẩn Ánh Bằng Cường Đĩnh Đạo Giữ Hẹ Hưởng Khẩn Lễ Mỹ Nghĩa".split() * 3, 1
        )
    )
    section = Section((Table("members", columns, rows),))
    return replace(kitchen_sink(), kind="member-list", title="DANH SÁCH", form="", sections=(section,))


DOCUMENTS = {"kitchen-sink": kitchen_sink, "member-list": member_list}


def pages_of(document: Document, folder: Path) -> list[Image.Image]:
    """Return the pages of its PDF as grey pictures."""
    with translation.override("vi"):
        content = RENDERERS["pdf"](document)
    command = ["pdftoppm", "-r", str(DOTS), "-gray", "-png", "-", str(folder / "page")]
    subprocess.run(command, input=content, capture_output=True, check=True)
    return [Image.open(path).convert("L") for path in sorted(folder.glob("page-*.png"))]


def differing(one: Image.Image, other: Image.Image) -> int:
    """Count the pixels that are darker or lighter than anything beside the same place in the other picture."""
    return _beyond(one, other) + _beyond(other, one)


def _beyond(one: Image.Image, other: Image.Image) -> int:
    """Count where a picture lies outside what the other shows within one pixel."""
    darkest, lightest = other.filter(ImageFilter.MinFilter(3)), other.filter(ImageFilter.MaxFilter(3))
    outside = ImageChops.lighter(ImageChops.subtract(darkest, one), ImageChops.subtract(one, lightest))
    return sum(outside.histogram()[SOFT:])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_pages_look_as_approved(tmp_path, name):
    pages = pages_of(DOCUMENTS[name](), tmp_path)
    if os.environ.get("APPROVE"):
        approve(name, pages)
    approved = sorted(APPROVED.glob(f"{name}-*.png"))
    assert len(approved) == len(pages), f"{name} has {len(pages)} pages, {len(approved)} are approved"
    for path, page in zip(approved, pages, strict=True):
        with Image.open(path) as picture:
            assert picture.size == page.size
            wrong = differing(picture.convert("L"), page)
        assert wrong <= MOST, f"{path.name}: {wrong} pixels differ; look at it, and approve it if it is meant"


def approve(name: str, pages: list[Image.Image]) -> None:
    """Take the pages as they are for what is approved."""
    APPROVED.mkdir(exist_ok=True)
    for old in APPROVED.glob(f"{name}-*.png"):
        old.unlink()
    for number, page in enumerate(pages, start=1):
        page.quantize(16).save(APPROVED / f"{name}-{number}.png", optimize=True)


def drawn(place: tuple[int, int], grey: int = 0) -> Image.Image:
    picture = Image.new("L", (60, 60), 255)
    picture.paste(grey, (*place, place[0] + 20, place[1] + 3))
    return picture


@pytest.mark.parametrize(
    "place, grey, is_same", [((20, 20), 0, True), ((21, 20), 60, True), ((20, 24), 0, False), ((20, 20), 255, False)]
)
def test_the_comparison_forgives_a_soft_edge_and_nothing_else(place, grey, is_same):
    assert (differing(drawn((20, 20)), drawn(place, grey)) <= MOST) == is_same


def test_a_line_that_moves_is_seen(tmp_path):
    """The comparison itself is tried: one more line in the document must not pass."""
    document = member_list()
    rows = document.sections[0].blocks[0].rows
    fewer = replace(document.sections[0].blocks[0], rows=rows[:3] + rows[4:])
    page = pages_of(replace(document, sections=(Section((fewer,)),)), tmp_path)[0]
    with Image.open(APPROVED / "member-list-1.png") as picture:
        assert differing(picture.convert("L"), page) > 10 * MOST
