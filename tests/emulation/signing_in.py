"""What the tests of signing in share: forms posted as a browser does, and an app that makes codes."""

import base64
import hashlib
import hmac
import struct
import time

from django.test import Client
from django.urls import reverse

from emulation.models import Account

PASSWORD = "mat-khau-dai"


def sign_in(client: Client, account: Account | str, password: str = PASSWORD, **headers):
    """Post the form of signing in; return the answer."""
    name = account if isinstance(account, str) else account.username
    return client.post(reverse("account_login"), {"login": name, "password": password}, **headers)


def is_in(client: Client) -> bool:
    """Say whether the browser may open the work queue."""
    return client.get(reverse("home")).status_code == 200


def code_of(secret: str, steps: int = 0) -> str:
    """Return the six digits an app shows (RFC 6238), some half minutes from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """Set an app up as whoever is signed in; return its secret and the recovery codes shown once."""
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert answer.status_code == 200, answer
    return secret, answer.context["unused_codes"]
