"""User names made of people's names: easy to type and to say, without marks."""

import re
from collections.abc import Iterable

from .text import search_text


def stem(name: str) -> str:
    """Return the given name and the initials before it: "Nguyễn Văn Hải" → "hainv"."""
    *before, given = re.sub(r"[^a-z0-9 ]", "", search_text(name)).split() or ["user"]
    return given + "".join(word[0] for word in before)


class Usernames:
    """Hands out names nobody has: of people with the same stem, the second is "hainv2"."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def draw(self, name: str) -> str:
        """Return a user name for the person, and remember it."""
        base = stem(name)
        number = self._last.get(base, 0) + 1
        while (found := base + (str(number) if number > 1 else "")) in self._taken:
            number += 1
        self._last[base] = number
        self._taken.add(found)
        return found
