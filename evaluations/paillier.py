"""Counting in secret: Paillier's scheme (1999) with the generator n + 1, whole numbers only.

What is encrypted can be added without being read: the product of two ciphertexts is a ciphertext of the sum. Each
encryption is blinded by a number drawn for it alone, so that the same vote never looks the same twice, and multiplying
a sum by any new ciphertext makes all of it look new.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import gcd, lcm
from typing import Final

WIDTH: Final = 12  # bits of one counter: up to 4095 votes, which no cell has
SLOTS: Final = 160  # counters in one ciphertext: 1920 bits, below the 2047 that a key of 2048 surely holds


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """Two large primes of the same length; their product encrypts, they decrypt."""

    p: int
    q: int

    @property
    def modulus(self) -> int:
        return self.p * self.q


def encrypt(modulus: int, number: int, blind: int) -> int:
    """Return the number encrypted; `blind` is drawn anew each time, below the modulus and prime to it."""
    if not 0 <= number < modulus or not 0 < blind < modulus or gcd(blind, modulus) != 1:
        raise ValueError("number or blind out of range")
    square = modulus * modulus
    return (1 + number * modulus) * pow(blind, modulus, square) % square


def add(modulus: int, one: int, other: int) -> int:
    """Return a ciphertext of the sum of two that are not read."""
    return one * other % (modulus * modulus)


def decrypt(key: PrivateKey, cipher: int) -> int:
    """Return the number."""
    modulus, order = key.modulus, lcm(key.p - 1, key.q - 1)
    found = (pow(cipher, order, modulus * modulus) - 1) // modulus
    return found * pow(order, -1, modulus) % modulus


def packed(counters: Sequence[int]) -> list[int]:
    """Return counters as few numbers, each holding up to SLOTS of them."""
    starts = range(0, len(counters), SLOTS)
    return [sum(count << WIDTH * place for place, count in enumerate(counters[at : at + SLOTS])) for at in starts]


def unpacked(numbers: Iterable[int], length: int) -> list[int]:
    """Return so many counters out of packed numbers."""
    mask = (1 << WIDTH) - 1
    found = [number >> WIDTH * place & mask for number in numbers for place in range(SLOTS)]
    return found[:length]
