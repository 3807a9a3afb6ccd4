"""Counting in secret: sums without reading, agreement with a known library, counters packed and taken out again."""

import secrets
from random import Random

import pytest

from evaluations.ballot_box import WrongPassphrase, added, counted, draw_key, seal, sealed_vote, unseal
from evaluations.paillier import SLOTS, WIDTH, PrivateKey, add, decrypt, encrypt, packed, unpacked

SMALL = PrivateKey(1_000_003, 1_000_033)
# A ciphertext of 42 under this key, made by python-phe 1.5.0 with the blind 123456789.
KNOWN = 103_527_409_220_849_876_124_755


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return draw_key()


def test_a_drawn_key_is_as_long_as_promised(key):
    assert key.modulus.bit_length() == 2048 and key.p != key.q and key.p.bit_length() == key.q.bit_length() == 1024
    assert draw_key().modulus != key.modulus


def test_it_agrees_with_a_known_library():
    assert encrypt(SMALL.modulus, 42, 123_456_789) == KNOWN
    assert decrypt(SMALL, KNOWN) == 42


@pytest.mark.parametrize("seed", range(30))
def test_a_product_is_a_ciphertext_of_the_sum(seed):
    drawn, n = Random(seed), SMALL.modulus
    one, other = drawn.randrange(n // 2), drawn.randrange(n // 2)
    first, second = drawn.randrange(2, 10**6), drawn.randrange(2, 10**6)
    total = add(n, encrypt(n, one, first), encrypt(n, other, second))
    assert decrypt(SMALL, total) == one + other


@pytest.mark.parametrize("length", [1, 4, SLOTS - 1, SLOTS, SLOTS + 1, 400])
def test_counters_come_out_as_they_went_in(length):
    drawn = Random(length)
    counters = [drawn.choice((0, 1, drawn.randrange(2**WIDTH), 2**WIDTH - 1)) for _more in range(length)]
    numbers = packed(counters)
    assert unpacked(numbers, len(counters)) == counters
    assert all(number.bit_length() <= WIDTH * SLOTS < 2047 for number in numbers)


@pytest.mark.parametrize(("number", "blind"), [(-1, 2), (SMALL.modulus, 2), (1, 0), (1, SMALL.modulus), (1, SMALL.p)])
def test_nonsense_is_not_encrypted(number, blind):
    with pytest.raises(ValueError, match="out of range"):
        encrypt(SMALL.modulus, number, blind)


@pytest.mark.parametrize("seed", range(3))
def test_votes_add_up_in_the_box(key, seed):
    drawn = Random(seed)
    votes = [[drawn.randrange(2) for _place in range(6)] for _voter in range(1 + seed)]
    box = [f"{number:x}" for number in sealed_vote(key.modulus, [0] * 6)]
    for vote in votes:
        box = added(key.modulus, box, sealed_vote(key.modulus, vote))
    assert counted(key, box, 6) == [sum(column) for column in zip(*votes, strict=True)]


def test_the_same_vote_never_looks_the_same(key):
    assert sealed_vote(key.modulus, [1, 0]) != sealed_vote(key.modulus, [1, 0])


def test_the_key_opens_by_the_passphrase_alone(key):
    sealed = seal(key, "tre xanh ghế gỗ mưa rào")
    assert unseal(sealed, "tre  xanh ghế gỗ mưa rào ") == key  # spaces are forgiven
    assert f"{key.p:x}"[:30] not in sealed and seal(key, "tre xanh ghế gỗ mưa rào") != sealed
    for wrong in ("", "tre xanh ghe go mua rao", "Tre xanh ghế gỗ mưa rào", secrets.token_hex(8)):
        with pytest.raises(WrongPassphrase):
            unseal(sealed, wrong)
