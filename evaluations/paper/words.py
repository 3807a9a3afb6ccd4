"""How offices write the four levels and the grades, now and in older years."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from emulation.roster.header import heading_texts
from emulation.text import search_text

from ..rules.levels import Level

# As search text, without what stands before the level: "đảng viên", "đủ tư cách", "xếp loại", "mức".
LEVEL_WORDS: Final = {
    Level.EXCELLENT: (
        "htxsnv",
        "htxs",
        "xs",
        "xuat sac",
        "hoan thanh xuat sac",
        "hoan thanh xuat sac nhiem vu",
        "hoan thanh xuat sac chuc trach nhiem vu",
        "1",
        "a",
    ),
    Level.GOOD: (
        "httnv",
        "htt",
        "tot",
        "hoan thanh tot",
        "hoan thanh tot nhiem vu",
        "hoan thanh tot chuc trach nhiem vu",
        "2",
        "b",
    ),
    Level.COMPLETED: ("htnv", "ht", "hoan thanh", "hoan thanh nhiem vu", "hoan thanh chuc trach nhiem vu", "3", "c"),
    Level.FAILED: (
        "khtnv",
        "kht",
        "chtnv",
        "khong hoan thanh",
        "khong hoan thanh nhiem vu",
        "khong hoan thanh chuc trach nhiem vu",
        "chua hoan thanh nhiem vu",
        "vi pham tu cach",
        "vi pham tu cach dang vien",
        "vi pham tu cach khong hoan thanh nhiem vu",
        "vi pham tu cach hoac khong hoan thanh nhiem vu",
        "4",
        "d",
    ),
}
GRADE_WORDS: Final = {"xs": "xuat sac", "t": "tot", "tb": "trung binh", "k": "kem"}
_BEFORE: Final = re.compile(r"^(?:(?:dang vien|dv|du tu cach|dtc|xep|loai|muc|dat)\s+)+(?=\S)")


@dataclass(frozen=True)
class Words:
    """The words of one rule set: levels and grades by search text, the codes of its criteria by the same."""

    levels: Mapping[str, str]
    level_names: Mapping[str, str]
    grades: Mapping[str, str] = field(default_factory=dict)
    grade_names: tuple[str, ...] = ()
    criteria: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, levels: Iterable[tuple[str, str]], grades: Iterable[tuple[str, str]] = (), criteria: Iterable[str] = ()
    ) -> Self:
        """Build from the rule set's codes and names; grades only where criteria have grades."""
        names, grades = dict(levels), dict(grades)
        known = {word: level.value for level, words in LEVEL_WORDS.items() for word in words}
        known |= {plain(name): code for code, name in names.items()}
        by_name = {plain(name): code for code, name in grades.items()}
        short = {word: by_name[name] for word, name in GRADE_WORDS.items() if name in by_name}
        return cls(
            levels=known,
            level_names=names,
            grades=short | by_name,
            grade_names=tuple(grades.values()),
            criteria={search_text(code): code for code in criteria},
        )

    def level_of(self, text: str) -> str | None:
        """Return the code of the level that a text means, in any case, with or without diacritics; None for others."""
        found = plain(text)
        return self.levels.get(found) or self.levels.get(_BEFORE.sub("", found))

    def grade_of(self, text: str) -> str | None:
        """Return the code of the grade that a text means, None for others."""
        return self.grades.get(plain(text))

    def criterion_of(self, heading: str) -> str | None:
        """Return the criterion whose code a heading is, or begins with: "CT", "CT. Tư tưởng chính trị"."""
        first = search_text(heading).split(" ")[0].rstrip(".:)-–")
        return self.criteria.get(first)


def plain(text: object) -> str:
    """Return a text for comparison: no marks, no case, no punctuation."""
    return heading_texts(text)[0]
