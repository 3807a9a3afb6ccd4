"""Files between two pages of an upload: kept on disk under a random name, for one session, for a day at most."""

import secrets
import time
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

FOLDER = "uploads"
LIFETIME = 24 * 3600  # seconds
TOO_LARGE = _("The file is larger than 10 MB. Split it into several files.")


def keep(data: bytes) -> str:
    """Keep the bytes and return the key to fetch them by; drop what is older than a day."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > LIFETIME:
            path.unlink(missing_ok=True)
    key = secrets.token_hex(16)
    (folder / key).write_bytes(data)
    return key


def fetch(key: str) -> bytes | None:
    """Return the bytes kept under the key, None when they are gone or the key is not one of ours."""
    path = Path(settings.MEDIA_ROOT) / FOLDER / key
    return path.read_bytes() if key.isalnum() and path.is_file() else None


def drop(key: str) -> None:
    """Forget the bytes kept under the key."""
    if key.isalnum():
        (Path(settings.MEDIA_ROOT) / FOLDER / key).unlink(missing_ok=True)
