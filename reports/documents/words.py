"""Text as files of an office hold it: nothing but letters, signs, lines. What XML cannot carry is left out."""

import re
import unicodedata
from typing import Any, Final

# Control characters, halves of a pair, what is no character at all: no file of XML may hold them.
NO_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def words(text: Any) -> str:
    """Return the text in NFC with its lines, without what a file of XML cannot hold."""
    said = str(text)
    if said.isascii() and said.isprintable():
        return said
    plain = said.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u0085", "\n")
    return unicodedata.normalize("NFC", NO_TEXT.sub("", plain))


def one_line(text: Any) -> str:
    """Return the text as one line."""
    return " ".join(words(text).split())
