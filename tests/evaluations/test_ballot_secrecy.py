"""Trying to find out who voted what from everything the database holds, after every single vote; and failing.

Two worlds: in both the same people vote in the same order, but in the second their choices are turned round. Whoever
could tell the worlds apart by anything but the ciphertexts could tell who voted what. The ciphertexts are attacked
apart: by comparing them, by guessing the vote, by a key that is not theirs.
"""

import itertools
import json
import re

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from evaluations import ballot_box
from evaluations.models import BallotBox, BallotVoter
from evaluations.paillier import decrypt, packed

from .voting import make_voting, opened, vote

LEVELS = ("HTXSNV", "HTTNV", "HTNV", "KHTNV")
HEX = re.compile(r"\b[0-9a-f]{64,}\b")
Dump = dict[str, list[str]]


def dump() -> Dump:
    """Return every row of every table as the database gives it, without being asked for an order."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            names = [column[0] for column in cursor.description]
            found[table] = [json.dumps(dict(zip(names, row, strict=True)), default=str) for row in cursor.fetchall()]
    return found


def differing(before: Dump, after: Dump) -> dict[str, set[str]]:
    """Return the columns that a vote changes, by table; the rows of a table are compared place by place."""
    changed: dict[str, set[str]] = {}
    for table, rows in after.items():
        assert len(rows) == len(before[table]), table
        for old, new in zip(map(json.loads, before[table]), map(json.loads, rows), strict=True):
            names = {name for name in new if new[name] != old[name]}
            if names:
                changed[table] = changed.get(table, set()) | names
    return changed


@pytest.fixture
def ballot_and_codes(cast):
    return opened(cast, make_voting(cast))


def watched(ballot, codes: dict[str, str], choices: list[str]) -> list[Dump]:
    """Let all vote in the order of the codes; return what the database held before the first and after each vote."""
    dumps = [dump()]
    for code, choice in zip(codes.values(), choices, strict=True):
        vote(ballot, code, choice)
        dumps.append(dump())
    return dumps


def without_ciphers(dumps: list[Dump]) -> str:
    """Return the dumps with every long hexadecimal number taken out.

    The rows are sorted: the second world begins on pages of PostgreSQL that hold what the first has left behind.
    """
    rows = [{table: sorted(rows) for table, rows in found.items()} for found in dumps]
    return HEX.sub("…", json.dumps(rows))


def turned(choices: list[str]) -> list[str]:
    return list(reversed(choices))


def test_two_worlds_look_alike(ballot_and_codes):
    """Who voted what is in nothing but the ciphertexts: no id, time, order, log, count or journal depends on it."""
    ballot, codes = ballot_and_codes
    choices, worlds = [LEVELS[place % 4] for place in range(7)], []
    assert choices != turned(choices)
    for world in (choices, turned(choices)):
        with transaction.atomic():
            worlds.append(without_ciphers(watched(ballot, codes, world)))
            transaction.set_rollback(True)
    assert worlds[0] == worlds[1]


def test_a_vote_changes_the_box_and_one_mark_and_nothing_else(ballot_and_codes):
    ballot, codes = ballot_and_codes
    dumps = watched(ballot, codes, [LEVELS[place % 4] for place in range(7)])
    for before, after in itertools.pairwise(dumps):
        assert differing(before, after) == {
            "evaluations_ballotbox": {"counters"},
            "evaluations_ballotvoter": {"has_voted"},
        }


def test_the_register_lies_in_the_order_of_names_however_they_vote(ballot_and_codes):
    """Also on the disk: the database gives the rows as they lie there, and an updated row would move to the end."""
    ballot, codes = ballot_and_codes
    by_name = list(BallotVoter.objects.filter(ballot=ballot).values_list("member_id", flat=True))
    for code in reversed(codes.values()):
        vote(ballot, code)
        rows = [json.loads(row) for row in dump()["evaluations_ballotvoter"]]
        assert [row["member_id"] for row in rows] == by_name
        assert not set(rows[0]) & {"at", "time", "voted_at", "updated_at", "created_at", "version"}


def test_no_table_names_a_choice_while_the_ballot_is_open(ballot_and_codes):
    """No answer of any voter is written anywhere: the words of the levels appear as often as before."""
    ballot, codes = ballot_and_codes
    dumps = watched(ballot, codes, ["KHTNV"] * 7)
    for level in LEVELS:
        assert json.dumps(dumps[-1]).count(level) == json.dumps(dumps[0]).count(level)


def test_every_number_of_the_box_changes_with_every_vote(cast, monkeypatch):
    """A box of many numbers, as that of a large cell: here each holds a few counters."""
    monkeypatch.setattr("evaluations.paillier.SLOTS", 6)
    ballot, codes = opened(cast, make_voting(cast))
    box = BallotBox.objects.get()
    modulus = int(box.modulus, 16)
    seen = set(box.counters)
    for code in codes.values():
        vote(ballot, code)
        counters = BallotBox.objects.get().counters
        assert not seen & set(counters) and len(set(counters)) == len(counters)
        seen |= set(counters)
        assert len(counters) > 3
    assert all(1 < int(number, 16) < modulus**2 for number in seen)


def test_the_difference_of_two_copies_tells_no_vote(ballot_and_codes):
    """Divide the box after a vote by the box before it, and try every vote there could have been."""
    ballot, codes = ballot_and_codes
    modulus = int(BallotBox.objects.get().modulus, 16)
    square, known = modulus * modulus, set()
    for code, choice in zip(codes.values(), ("HTTNV",) * 7, strict=True):
        before = BallotBox.objects.get().counters
        vote(ballot, code, choice)
        after = BallotBox.objects.get().counters
        added = tuple(int(a, 16) * pow(int(b, 16), -1, square) % square for b, a in zip(before, after, strict=True))
        for place in range(4):  # all members given the same level: the vote cast is among these
            guess = packed([int(place == slot % 4) for slot in range(ballot.lines.count() * 4)])
            bare = tuple((1 + number * modulus) % square for number in guess)
            assert added != bare
        assert added not in known
        known.add(added)


def test_another_key_opens_nothing(ballot_and_codes):
    """The key of one ballot is of no use to another, nor is any key drawn by the curious."""
    ballot, codes = ballot_and_codes
    vote(ballot, next(iter(codes.values())), "KHTNV")
    other, cipher = ballot_box.draw_key(), int(BallotBox.objects.get().counters[0], 16)
    truth = packed([int(slot % 4 == 3) for slot in range(ballot.lines.count() * 4)])[0]
    assert decrypt(other, cipher % other.modulus**2) != truth


def test_the_copy_that_backups_take_tells_no_more(ballot_and_codes, tmp_path):
    """The dump of the application's own data, as it is handed to backups, in both worlds."""
    ballot, codes = ballot_and_codes
    choices, worlds = [LEVELS[place % 4] for place in range(7)], []
    for at, world in enumerate((choices, turned(choices))):
        with transaction.atomic():
            for code, choice in zip(codes.values(), world, strict=True):
                vote(ballot, code, choice)
            call_command("dumpdata", "emulation", "evaluations", output=str(tmp_path / f"{at}.json"))
            transaction.set_rollback(True)
        worlds.append(HEX.sub("…", (tmp_path / f"{at}.json").read_text()))
    assert worlds[0] == worlds[1]
