"""What the paper of a season is measured on: a ward's annex, a ward's forms, a province's annex; and the plain way.

A province's annex is made by a process of its own, so that what it needs of memory is its own too.
"""

import datetime
import html
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from reports.documents.blocks import (
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Row,
    Ruled,
    Section,
    Shows,
    Signatures,
    Table,
)
from reports.documents.paper import Signature
from reports.engine import pool
from reports.layout import assemble_to
from reports.renderings.paper import pages_of

YEAR: Final = 2026
CELLS, MEMBERS = 90, 2_500
FORMS: Final = 200
A_CELL: Final = 28  # members
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Võ Đặng Bùi Đỗ Hồ".split()
MIDDLE = "Thị Văn Minh Thanh Ngọc Quốc Đức Hữu Xuân".split()
GIVEN = "Hương Đức Ánh Khánh Quỳnh Dũng Tuyết Ỷ Thảo Vỹ".split()
POSTS = ("", "", "", "Bí thư chi bộ", "Phó bí thư chi bộ", "Trưởng ban công tác mặt trận khu phố")
LEVELS = ("Hoàn thành tốt nhiệm vụ", "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành nhiệm vụ")
REASONS = ("", "", "Có sáng kiến được công nhận cấp phường", "Chưa hoàn thành một nội dung cam kết")
HEADS = ("STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Mức xếp loại", "Điểm", "Phiếu", "Lý do, ghi chú")
WIDTHS = (5, 21, 11, 17, 16, 7, 7, 16)
LONG = "Giữ vững bản lĩnh chính trị, nói đi đôi với làm, tham gia đầy đủ các buổi sinh hoạt và học tập nghị quyết. "
PLAIN: Final = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>{title}</title><style>
@font-face {{ font-family: Tinos; src: url("static:reports/fonts/tinos-regular.woff2") }}
@font-face {{ font-family: Tinos; font-weight: bold; src: url("static:reports/fonts/tinos-bold.woff2") }}
@page {{ size: A4 {lie}; margin: 20mm }} body {{ font: 11pt/13.5pt Tinos }}
table {{ border-collapse: collapse; width: 100% }} td, th {{ border: .5pt solid #000; padding: 2pt 3pt }}
</style><body>{body}"""


def people(number: int, count: int = A_CELL) -> list[tuple[str, ...]]:
    """Return the rows of a cell: equal for the same number."""
    draw = random.Random(number)
    return [
        (
            str(place),
            f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}",
            f"{draw.randint(1, 28):02d}/{draw.randint(1, 12):02d}/{draw.randint(1950, 2004)}",
            draw.choice(POSTS),
            draw.choice(LEVELS),
            f"{draw.randint(60, 99)},50",
            f"{draw.randint(18, 22)}/22",
            draw.choice(REASONS),
        )
        for place in range(1, count + 1)
    ]


def ward() -> list[list[tuple[str, ...]]]:
    """Return the rows of the ward's cells, 2,500 in all."""
    few, more = divmod(MEMBERS, CELLS)
    return [people(number, few + (number < more)) for number in range(CELLS)]


def annex(cells: list[list[tuple[str, ...]]]) -> Any:
    """Return the rows as a document, a section a cell."""

    sections = tuple(section(number, rows) for number, rows in enumerate(cells, start=1))
    return Document("bench", 1, "Đảng ủy phường", YEAR, "DANH SÁCH", sections, NOW, "người đo")


NOW = datetime.datetime(YEAR, 12, 1, tzinfo=datetime.UTC)


def section(number: int, rows: list[tuple[str, ...]]) -> Any:
    """Return a section as the committee's annex has it: lying, a table of the cell."""

    shows = [Shows.CENTRED if place in (0, 2, 6) else Shows.TEXT for place in range(len(HEADS))]
    columns = tuple(Column(f"c{place}", *rest) for place, rest in enumerate(zip(HEADS, WIDTHS, shows, strict=True)))
    table = Table("members", columns, tuple(Row(row) for row in rows), is_small=True)
    return Section((table,), f"Chi bộ khu phố {number}", is_landscape=True)


def form(number: int) -> Any:
    """Return a member's form of two pages as a document."""

    name = people(number, 1)[0][1]
    blocks: list[Any] = [Facts((("Họ và tên", name), ("Ngày sinh", "01/02/1980"), ("Chức vụ", "Đảng viên")))]
    for place in range(1, 7):
        blocks += [Heading(f"{place}. Nội dung", 3), *(Paragraph(LONG * 2) for _one in range(2)), Ruled(2)]
    blocks.append(Signatures((Signature("", "NGƯỜI TỰ KIỂM ĐIỂM", name),)))
    sections = (Section(tuple(blocks)),)
    return Document("form", 1, "Chi bộ 1", YEAR, "BẢN KIỂM ĐIỂM", sections, NOW, "người đo", subject=name)


def plain_table(cells: list[list[tuple[str, ...]]]) -> str:
    """Return the same rows as one big table, the way one writes it first."""
    rows = [f'<tr><td colspan="8">Chi bộ khu phố {at}</td></tr>{_rows(cell)}' for at, cell in enumerate(cells, 1)]
    heads = "".join(f"<th>{head}</th>" for head in HEADS)
    body = f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return PLAIN.format(title="Danh sách", lie="landscape", body=body)


def _rows(cell: list[tuple[str, ...]]) -> str:
    return "".join(f"<tr>{''.join(f'<td>{html.escape(one)}</td>' for one in row)}</tr>" for row in cell)


# ── a province's annex, in a process of its own ──

BY_ITSELF: Final = """
import json, sys, django
from pathlib import Path
django.setup()
from tests.bench.paper import province
print(json.dumps(province(int(sys.argv[1]), Path(sys.argv[2]))))
"""


def province(rows: int, path: Path) -> dict[str, Any]:
    """Make it, page by page, and return what it took."""

    def pages() -> Iterator[str]:
        for number in range(rows // A_CELL + 1):
            count = min(A_CELL, rows - number * A_CELL)
            if count:
                yield from pages_of(annex([[], people(number, count)]))[1:]

    start = time.perf_counter()
    count = assemble_to(path, pages())
    seconds = time.perf_counter() - start
    pool.close()
    here, there = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    megabytes = path.stat().st_size / 1024**2
    return {"rows": rows, "pages": count, "seconds": seconds, "parent": here, "worker": there, "file": megabytes}


def by_itself(rows: int, folder: Path) -> dict[str, Any]:
    """Make a province's annex in a process of its own."""
    environment = os.environ | {"SECTION_CACHE_MEGABYTES": "0", "VAR_DIR": str(folder), "RENDER_WORKERS": "2"}
    environment["DJANGO_SETTINGS_MODULE"] = "emulation.config.settings_test"
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", BY_ITSELF, str(rows), str(folder / "annex.pdf")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
