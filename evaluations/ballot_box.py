"""The box of a secret ballot: making its key, sealing it by a passphrase, adding a vote, opening it once.

The primes are drawn by OpenSSL (as for an RSA key of 2048 bits), the passphrase is stretched by scrypt, the key sealed
by AES-GCM: the `cryptography` package does all three. What is ours is the counting (`evaluations/paillier.py`).
"""

import base64
import json
import secrets
from collections.abc import Sequence
from math import gcd
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings
from django.utils.crypto import salted_hmac

from emulation.text import clean

from .paillier import PrivateKey, add, decrypt, encrypt, packed, unpacked

KEY_BITS: Final = 2048
CODE_DIGITS, GROUP = 12, 4
COST: Final = 2**15  # of scrypt: 32 MB and about a tenth of a second for each guess


class WrongPassphrase(ValueError):
    """The passphrase does not open the key."""


def draw_key() -> PrivateKey:
    """Return a new key; its modulus alone encrypts."""
    numbers = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS).private_numbers()
    return PrivateKey(numbers.p, numbers.q)


def seal(key: PrivateKey, passphrase: str) -> str:
    """Return the key under the passphrase, to be stored; the passphrase is kept nowhere."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    plain = json.dumps([f"{key.p:x}", f"{key.q:x}"]).encode()
    return base64.b64encode(salt + nonce + AESGCM(_stretched(passphrase, salt)).encrypt(nonce, plain, None)).decode()


def unseal(sealed: str, passphrase: str) -> PrivateKey:
    """Return the key, or raise WrongPassphrase."""
    data = base64.b64decode(sealed)
    salt, nonce, locked = data[:16], data[16:28], data[28:]
    try:
        p, q = json.loads(AESGCM(_stretched(passphrase, salt)).decrypt(nonce, locked, None))
    except InvalidTag as wrong:
        raise WrongPassphrase from wrong
    return PrivateKey(int(p, 16), int(q, 16))


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(clean(passphrase).encode())


def sealed_vote(modulus: int, counters: Sequence[int]) -> list[int]:
    """Return counters packed and encrypted, each number blinded anew; a tenth of a second for each."""
    return [encrypt(modulus, number, _blind(modulus)) for number in packed(counters)]


def _blind(modulus: int) -> int:
    while True:
        drawn = secrets.randbelow(modulus)
        if gcd(drawn, modulus) == 1:
            return drawn


def added(modulus: int, box: Sequence[str], vote: Sequence[int]) -> list[str]:
    """Return the box with a vote in it: every number of it is another one than before."""
    return [f"{add(modulus, int(old, 16), new):x}" for old, new in zip(box, vote, strict=True)]


def counted(key: PrivateKey, box: Sequence[str], length: int) -> list[int]:
    """Return the counters of a box, so many of them."""
    return unpacked((decrypt(key, int(number, 16)) for number in box), length)


def draw_code() -> str:
    """Return twelve digits at random, in groups as a voter types them."""
    drawn = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    return " ".join(drawn[at : at + GROUP] for at in range(0, CODE_DIGITS, GROUP))


def digest_of(code: str) -> str:
    """Return what is stored of a code; spaces and dashes do not matter. Without the secret key it cannot be guessed."""
    digits = "".join(filter(str.isdecimal, code))
    return salted_hmac("evaluations.ballot", digits, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
