"""Text at the door: clean it once, and make the keys by which it is sorted and searched."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

# U+00D0 (Icelandic) and U+0189 (African) look like Đ on screen and are typed for it by old keyboards.
_LOOK_ALIKES = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ"})
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = {"Cc", "Cf", "Cs"}
_PREFIX = re.compile(r"^(?:(?:đ\s*/\s*c\b|đồng\s+chí\b)[\s.:]*)+", re.IGNORECASE)
_THOUSANDS = re.compile(r"^\d{1,3}(\.\d{3})+(,\d*)?$")
_WORD_START = re.compile(r"(^|[\s'’\-.(])(\w)")

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_CODES = {letter: f"{place:02d}" for place, letter in enumerate("0123456789" + _LETTERS, start=10)}
_SHAPES = {
    ("a", "\u0306"): "ă",
    ("a", "\u0302"): "â",
    ("e", "\u0302"): "ê",
    ("o", "\u0302"): "ô",
    ("o", "\u031b"): "ơ",
    ("u", "\u031b"): "ư",
}
_TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}


def clean(value):
    """One line of text as it is stored: composed, visible, single-spaced, with the right Đ."""
    return " ".join(_visible(value).split())


def clean_lines(value):
    """As `clean`, but the line breaks of a longer text stay."""
    lines = _BREAKS.sub("\n", "" if value is None else str(value)).split("\n")
    return "\n".join(map(clean, lines)).strip("\n")


def _visible(value):
    """Text without invisible characters, composed, with the right Đ."""
    text = "" if value is None else str(value)
    if not text.isprintable() or "\u034f" in text:
        text = "".join(filter(_is_visible, text))
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_LOOK_ALIKES)


def _is_visible(char):
    # U+034F joins nothing we write and would keep a letter and its tone apart.
    return char.isspace() or (unicodedata.category(char) not in _INVISIBLE and char != "\u034f")


def figure(value):
    """A number as it is written in Vietnamese: 2.500 and 76,7; empty for None."""
    if value is None:
        return ""
    whole, _, part = f"{value:,f}".partition(".")
    part = part.rstrip("0")
    return whole.replace(",", ".") + ("," + part if part else "")


def read_figure(text):
    """The number in a text that is written as `figure` writes, with or without its dots; raises InvalidOperation.

    A dot before three digits parts thousands; any other is taken for a comma, as some keyboards have none.
    """
    text = "".join(text.split())
    text = text.replace(".", "") if _THOUSANDS.match(text) else text
    return Decimal(text.replace(",", "."))


def person_name(value):
    """A person's name without a form of address, in title case when it was typed in one case only."""
    return title_name(without_address(clean(value)))


def without_address(name):
    """Drop "Đ/c", "Đồng chí" before a name."""
    return _PREFIX.sub("", name)


def title_name(name):
    """'PHẠM THỊ THUỶ' → 'Phạm Thị Thuỷ'; a name in mixed case is left as typed."""
    if not (name.isupper() or name.islower()):
        return name
    titled = _WORD_START.sub(lambda found: found[1] + _capital(found[2]), name.lower())
    return unicodedata.normalize("NFC", titled)


def _capital(letter):
    # A few foreign letters become two in capitals; they are left alone.
    return letter.upper() if len(letter.upper()) == 1 else letter


def sort_key(name):
    """Digits that order names as a Vietnamese list does: given name, then middle names, then family name.

    Each word is compared by letters (a ă â b …), then by tone (ngang huyền hỏi ngã sắc nặng). Pairs of
    digits only, so that every database and collation sorts the stored column alike.
    """
    words = [_word_code(word) for word in clean(name).lower().split()]
    if not words:
        return ""
    family, middle, given = words[0] if len(words) > 1 else "", words[1:-1], words[-1]
    return given + "".join(middle) + "00" + family


@lru_cache(maxsize=16_384)
def _word_code(word):
    codes, tone, base = [], 1, ""
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = max(tone, _TONES[char])
        elif (base, char) in _SHAPES:
            codes[-1] = _CODES[_SHAPES[base, char]]
        elif not unicodedata.combining(char) and char.isalnum():
            codes.append(_letter_code(char))
            base = char
    return f"{''.join(codes)}00{tone:02d}"


def _letter_code(char):
    # Letters of other alphabets come last, in their own order.
    return _CODES.get(char) or f"99{ord(char):08d}"


def search_text(value):
    """What a search compares: no tones, no marks, đ as d, lower case, single spaces."""
    return _search_text("" if value is None else str(value))


@lru_cache(maxsize=16_384)
def _search_text(text):
    text = unicodedata.normalize("NFD", clean(text).lower())
    text = "".join(char for char in text if not unicodedata.combining(char))
    return clean(text.replace("đ", "d"))


# TCVN3 (ABC): the letters of the .VnTime fonts, each a byte that other programs show as Latin-1.
_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_TCVN3_TABLE = str.maketrans(_TCVN3)
# These Latin-1 letters are also letters of Vietnamese in Unicode: alone they prove nothing.
_SHARED = set("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýÐð")
_PROOF = set(_TCVN3) - _SHARED
_CAPITAL_INSIDE = re.compile(r"[a-z][ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?[aăâeêioôơuưy]{1,3}(?:ch|nh|ng|[cmnpt])?"
)


def looks_like_tcvn3(text):
    """True for text in the old TCVN3 encoding read as Latin-1; never for correct Unicode Vietnamese.

    It takes a sign that Vietnamese in Unicode cannot have, and every changed word must become a
    syllable of Vietnamese.
    """
    text = str(text)
    if text.isascii() or any(ord(char) > 0xFF for char in unicodedata.normalize("NFC", text)):
        return False
    changed = [word for word in re.findall(r"[^\s,;:/()\-.]+", text) if not word.isascii()]
    return any(map(_proves_tcvn3, changed)) and all(map(_becomes_syllable, changed))


def _proves_tcvn3(word):
    return len(word) > 1 and (not _PROOF.isdisjoint(word) or bool(_CAPITAL_INSIDE.search(word)))


def _becomes_syllable(word):
    if any(not char.isascii() and char not in _TCVN3 for char in word):
        return False
    marks = unicodedata.normalize("NFD", word.translate(_TCVN3_TABLE).lower())
    letters = unicodedata.normalize("NFC", "".join(char for char in marks if char not in _TONES))
    return sum(char in _TONES for char in marks) <= 1 and bool(_SYLLABLE.fullmatch(letters))


def from_tcvn3(text):
    """Old TCVN3 text in Unicode: 'NguyÔn V¨n Hïng' → 'Nguyễn Văn Hùng'. The caller reports that it was done."""
    text = unicodedata.normalize("NFC", str(text))
    plain = "".join(char for char in text if char.isascii())
    # The capital fonts draw small letters as capitals, so toned letters come out small in a name in capitals.
    converted = text.translate(_TCVN3_TABLE)
    return converted.upper() if plain.isupper() else converted
