"""Pages of HTML to render, and questions to a PDF."""

import io
import unicodedata
from collections.abc import Iterator
from typing import Any

import pikepdf

PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
<meta name="author" content="Đảng ủy phường">
<link rel="stylesheet" href="static:reports/print.css"></head><body>{body}</body></html>"""
PEOPLE = ("Nguyễn Thị Hương Quỳnh", "Võ Đặng Ngọc Ánh", "Trần Minh Đức", "Lê Khánh Tuyết Ỷ")


def page(body: str, title: str = "Trang") -> str:
    """Return a page of HTML in our own print style."""
    return PAGE.format(title=title, body=body)


def cell(number: int, rows: int = 3, name: str = "") -> str:
    """Return the section of a cell: a heading and a table."""
    people = (name or PEOPLE[(number + one) % len(PEOPLE)] for one in range(rows))
    lines = "".join(f"<tr><td>{one}</td><td>{who} {number}-{one}</td></tr>" for one, who in enumerate(people, start=1))
    head = '<thead><tr><th scope="col">TT</th><th scope="col">Họ và tên</th></tr></thead>'
    columns = '<colgroup><col class="w20"><col class="w80"></colgroup>'
    table = f'<table class="figures">{columns}{head}<tbody>{lines}</tbody></table>'
    return page(f'<div class="annex"><h2>Chi bộ khu phố {number}</h2>{table}</div>', f"Chi bộ {number}")


def text_of(content: bytes, run: Any, **options: str) -> str:
    """Return the text as it is copied, in NFC, spaces as one."""
    found = run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    assert unicodedata.is_normalized("NFC", found)
    return " ".join(found.split())


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every element of the structure, from the document down."""
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        one = waiting.pop()
        yield one
        kids = one.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                assert kid.P.objgen == one.objgen
                waiting.append(kid)


def numbers_of(content: bytes) -> list[str]:
    """Return the number stamped on each page, empty where there is none."""
    found = []
    for one in opened(content).pages:
        stamp = one.Contents[1].read_bytes() if len(one.Contents) > 1 else b""
        found.append(stamp.split(b"(")[1].split(b")")[0].decode() if stamp else "")
    return found


def outline_of(content: bytes) -> list[tuple[str, int]]:
    """Return each entry of the outline with the place of its page, in order, whatever the floor."""
    pdf = opened(content)
    places = {one.obj.objgen: place for place, one in enumerate(pdf.pages)}
    with pdf.open_outline() as outline:
        waiting, found = list(outline.root), []
        while waiting:
            entry = waiting.pop(0)
            found.append((entry.title, places[entry.destination[0].objgen]))
            waiting = list(entry.children) + waiting
    return found
