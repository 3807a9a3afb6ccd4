"""Text no page could hold as it is: what no letter stands for, marks piled on a letter, words without an end.

To let the engine break anywhere costs it two minutes for a word of ten thousand letters; told where, ten seconds.
"""

import re
from typing import Final

from ..documents.words import NO_TEXT

LONG, PIECE = 25, 5  # letters of a word from which it may be broken, and after how many each time
BREAK: Final = "&#8203;"
LETTER: Final = r"(?:&[#\w]{1,8};|[^\s<>&])"
# A tag, which is left as it is, or a long word.
TAG_OR_WORD: Final = re.compile(rf"<[^>]*>|({LETTER}{{{LONG},}})")
PIECES: Final = re.compile(rf"({LETTER}{{{PIECE}}})(?!$)")
# Pictures, flags, private signs: no font that is sure to be there has them, and one without is no document.
PICTURE: Final = re.compile("[\U00010000-\U0010ffff\u2600-\u27bf\u2b00-\u2bff\ue000-\uf8ff][\u200d\ufe0f]*")
INSTEAD: Final = "□"
PILED: Final = re.compile("([\u0300-\u036f]{4})[\u0300-\u036f]+")


def fitting(page: str) -> str:
    """Return a page of HTML whose words can be set; its tags stay as they are."""
    plain = PILED.sub(r"\1", PICTURE.sub(INSTEAD, NO_TEXT.sub("", page)))
    return TAG_OR_WORD.sub(lambda found: PIECES.sub(rf"\1{BREAK}", found[1]) if found[1] else found[0], plain)
