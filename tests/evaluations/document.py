"""Reading docs/rules.md: its marked tables, and the words of their cells."""

import re
from datetime import date, datetime
from pathlib import Path

Row = dict[str, str]
DOCUMENT = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def read_tables(text: str) -> dict[str, list[Row]]:
    """Every table marked ▶, by the first words of its mark."""
    tables = {}
    for name, block in re.findall(r"^▶ ([^.,\n]+)[^\n]*\n\n((?:\|[^\n]*\n)+)", text, re.MULTILINE):
        head, _, *body = block.splitlines()
        tables[name] = [dict(zip(cells(head), cells(line), strict=True)) for line in body]
    return tables


TABLES = read_tables(DOCUMENT)


def yes(text: str) -> bool:
    return {"yes": True, "no": False}[text]


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()


def names(text: str) -> list[str]:
    return [] if text == "–" else text.split(", ")
