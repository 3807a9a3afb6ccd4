"""Verifying the journal: every seal must follow from the one before, up to the head. In bounded memory.

Who writes to the database past the application can alter a line, take lines away or change their order; each shows
here. Who seals everything anew from there to the end, head and all, is found by a seal noted on paper before: the
chain then no longer leads past it.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.utils.translation import gettext as _

from .journal import seal_of
from .models import JournalEntry, JournalHead, JournalMember

AT_ONCE = 1_000  # entries in memory


class Damage(enum.Enum):
    """What is wrong with the first entry that is."""

    ALTERED = "ALTERED"
    REMOVED = "REMOVED"
    MOVED = "MOVED"
    END = "END"
    NOT_MET = "NOT_MET"


@dataclass(frozen=True)
class Verdict:
    """How many entries hold, the newest of their seals, and what stops them holding: at which entry, in what way."""

    count: int
    seal: str
    damage: Damage | None = None
    entry: JournalEntry | None = None
    last_number: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing has been touched."""
        return self.damage is None

    def __str__(self) -> str:
        return _sentence(self)


class UnknownEntry(LookupError):
    """There is no entry to begin from."""


def verify(start: int | None = None, expect: str = "") -> Verdict:
    """Verify the whole journal, or from the entry `start` on, trusting what comes before it.

    `expect` is a seal noted earlier: it must be met on the way. Lines added meanwhile are verified too.
    """
    walk = _Walk(*_before(start), expect)
    while True:
        damage, entry = walk.to_the_end()
        if damage:
            return walk.verdict(damage, entry)
        head = JournalHead.objects.first() or JournalHead(seal="", number=0)
        if (head.seal, head.number) == (walk.seal, walk.number):
            return walk.verdict(None if walk.is_met else Damage.NOT_MET)
        if not JournalEntry.objects.filter(pk__gt=walk.last).exists():
            return walk.verdict(Damage.END)


class _Walk:
    """One way through the chain: how far it has come."""

    def __init__(self, last: int, number: int, seal: str, expect: str) -> None:
        self.last, self.number, self.seal, self.expect, self.count = last, number, seal, expect, 0
        self.is_met = expect in ("", seal)

    def to_the_end(self) -> tuple[Damage | None, JournalEntry | None]:
        """Take every entry there is; stop at the first that does not follow."""
        members = _Members(self.last)
        for entry in _entries(self.last):
            damage = self._judge(entry, members.of(entry.pk))
            if damage:
                return damage, entry
            self.last, self.number, self.seal = entry.pk, entry.number, entry.seal
            self.count += 1
            self.is_met = self.is_met or entry.seal == self.expect
        return None, None

    def _judge(self, entry: JournalEntry, members: list[int]) -> Damage | None:
        if entry.number > self.number + 1:
            return Damage.REMOVED
        if entry.number <= self.number:
            return Damage.MOVED
        return None if seal_of(entry, self.seal, members) == entry.seal else Damage.ALTERED

    def verdict(self, damage: Damage | None, entry: JournalEntry | None = None) -> Verdict:
        return Verdict(self.count, self.seal, damage, entry, self.number)


class _Members:
    """The members of the entries, read once alongside them."""

    def __init__(self, last: int) -> None:
        rows = JournalMember.objects.filter(entry__gt=last).order_by("entry", "member").values_list("entry", "member")
        self.groups = groupby(rows.iterator(chunk_size=AT_ONCE), itemgetter(0))
        self.ahead: tuple[int, list[int]] | None = None

    def of(self, entry: int) -> list[int]:
        """Return the members of the entry; asked in rising order."""
        while self.ahead is None or self.ahead[0] < entry:
            found = next(self.groups, None)
            if found is None:
                return []
            self.ahead = found[0], [member for _entry, member in found[1]]
        return self.ahead[1] if self.ahead[0] == entry else []


def _entries(last: int) -> Iterator[JournalEntry]:
    return JournalEntry.objects.filter(pk__gt=last).order_by("pk").iterator(chunk_size=AT_ONCE)


def _before(start: int | None) -> tuple[int, int, str]:
    """Return key, number and seal of the entry before the one to start with."""
    if start is None:
        return 0, 0, ""
    if not JournalEntry.objects.filter(pk=start).exists():
        raise UnknownEntry(start)
    found = JournalEntry.objects.filter(pk__lt=start).order_by("-pk").first()
    return (found.pk, found.number, found.seal) if found else (0, 0, "")


def _sentence(verdict: Verdict) -> str:
    entry = verdict.entry
    values = {
        "count": verdict.count,
        "number": entry.number if entry else verdict.last_number,
        "pk": entry.pk if entry else "",
        "verb": entry.verb if entry else "",
        "at": f"{entry.at:%Y-%m-%d %H:%M:%S}" if entry else "",
        "last": verdict.last_number,
    }
    return _WORDS[verdict.damage]() % values


_WORDS = {
    None: lambda: _("%(count)s entries, intact."),
    Damage.ALTERED: lambda: _(
        "Entry no. %(number)s (key %(pk)s, %(verb)s, %(at)s UTC) has been altered, or the one before it has: "
        "its seal does not follow. %(count)s entries before it are intact."
    ),
    Damage.REMOVED: lambda: _(
        "Entries have been removed: after no. %(last)s comes no. %(number)s (key %(pk)s, %(verb)s, %(at)s UTC). "
        "%(count)s entries before it are intact."
    ),
    Damage.MOVED: lambda: _(
        "Entry no. %(number)s (key %(pk)s, %(verb)s, %(at)s UTC) stands out of order: it was moved or slipped in. "
        "%(count)s entries before it are intact."
    ),
    Damage.END: lambda: _(
        "The newest entries have been removed, or the head has been altered: the journal ends with no. %(last)s, "
        "but its head names another seal. %(count)s entries are intact."
    ),
    Damage.NOT_MET: lambda: _(
        "%(count)s entries follow from one another, but the expected seal is not among theirs: "
        "the journal has been sealed anew since that seal was noted."
    ),
}
