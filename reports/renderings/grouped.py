"""Tables of a document by their code: what several sections have alike belongs together as data."""

from dataclasses import dataclass

from ..documents.blocks import Column, Document, Section, Table


@dataclass(frozen=True)
class Part:
    """A table with the section it stands in."""

    section: Section
    table: Table

    @property
    def title(self) -> str:
        """What the section is called, summary and all, as its column says it."""
        return " – ".join(str(text) for text in (self.section.title, self.section.summary) if text)


@dataclass(frozen=True)
class Grouped:
    """The tables of one code and the same columns, in their order; `name` is the code, numbered where it is not new."""

    name: str
    parts: tuple[Part, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.parts[0].table.columns

    @property
    def is_joined(self) -> bool:
        """Say whether a column must tell which section a row is from."""
        return len(self.parts) > 1


def grouped(document: Document) -> list[Grouped]:
    """Return the document's tables, those of equal code and columns together; none is left out."""
    found: dict[tuple[str, tuple[str, ...]], list[Part]] = {}
    for section in document.sections:
        for table in section.tables:
            codes = tuple(column.code for column in table.columns)
            found.setdefault((table.code, codes), []).append(Part(section, table))
    used: dict[str, int] = {}
    result = []
    for (code, _columns), parts in found.items():
        used[code] = used.get(code, 0) + 1
        name = code if used[code] == 1 else f"{code}-{used[code]}"
        result.append(Grouped(name, tuple(parts)))
    return result
