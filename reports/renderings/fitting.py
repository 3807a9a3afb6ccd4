"""Text no page could hold as it is: what no letter stands for, marks piled on a letter, words without an end.

And what a line must not end in: the number of a document, 366-QĐ/TW, is one word.

To let the engine break anywhere costs it two minutes for a word of ten thousand letters; told where, ten seconds.
"""

import functools
import importlib
import re
from pathlib import Path
from typing import Final

from ..documents.words import NO_TEXT

LONG, PIECE = 25, 5  # letters of a word from which it may be broken, and after how many each time
BREAK: Final = "&#8203;"
LETTER: Final = r"(?:&[#\w]{1,8};|[^\s<>&])"
# A tag, which is left as it is, or a long word.
TAG_OR_WORD: Final = re.compile(rf"<[^>]*>|({LETTER}{{{LONG},}})")
PIECES: Final = re.compile(rf"({LETTER}{{{PIECE}}})(?!$)")
# What is left as it is, or the number of a document; in a narrow cell it may be broken still (print.css).
LEFT_OR_NUMBER: Final = re.compile(r"<(title|svg)\b.*?</\1>|<[^>]*>|\b(\d+-[A-ZĐ]{2,5}/[A-ZĐ]{2,8}\b)", re.S)
NUMBER: Final = '<span class="whole">{}</span>'
# Pictures, flags, letters of other scripts: our fonts do not have them, and a page with a hole is no document.
FONT: Final = Path(__file__).parents[1] / "static" / "reports" / "fonts" / "tinos-regular.woff2"
NO_INK: Final = "\t\n\r\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"  # shape lines, show nothing
INSTEAD: Final = "□"
PILED: Final = re.compile("([\u0300-\u036f]{4})[\u0300-\u036f]+")


@functools.cache
def _without_a_letter() -> re.Pattern[str]:
    """Return what finds a letter our font does not have, with the marks that belong to it."""
    library = importlib.import_module("fontTools.ttLib")  # slow to load: at the first page, not at the start
    with library.TTFont(FONT, lazy=True) as font:
        known = sorted(font.getBestCmap())
    spans: list[list[int]] = []
    for code in known:
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    letters = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in spans)
    return re.compile(f"[^{letters}{NO_INK}\u0300-\u036f][\u200d\ufe00-\ufe0f]*")


def fitting(page: str) -> str:
    """Return a page of HTML whose words can be set; its tags stay as they are."""
    plain = PILED.sub(r"\1", _without_a_letter().sub(INSTEAD, NO_TEXT.sub("", page)))
    broken = TAG_OR_WORD.sub(lambda found: PIECES.sub(rf"\1{BREAK}", found[1]) if found[1] else found[0], plain)
    return LEFT_OR_NUMBER.sub(lambda found: NUMBER.format(found[2]) if found[2] else found[0], broken)
