"""Passwords that are drawn and handed over: for one use, for some days, then the owner chooses another."""

import datetime
import secrets

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password

# No letter or digit that looks like another one: these are read aloud and typed from paper.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class DrawnPasswordHasher(Argon2PasswordHasher):
    """Argon2 at little cost, for hundreds of drawn passwords at once: 74 bits of chance need no slow hash.

    The hash says what it cost, so Django checks it like any other and renews it at the first sign-in.
    """

    time_cost, memory_cost, parallelism = 1, 1_024, 1


def draw_password() -> str:
    """Return a random password of three groups of five readable signs, about 74 bits."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(5)) for _ in range(3))


def hashed(drawn: str) -> str:
    """Return the hash to store of a drawn password."""
    return make_password(drawn, hasher=DrawnPasswordHasher())


def lasts_until(now: datetime.datetime) -> datetime.datetime:
    """Return when a password drawn now runs out, at the end of that day (FIRST_PASSWORD_DAYS)."""
    return now + datetime.timedelta(days=settings.FIRST_PASSWORD_DAYS)
