"""Walk the main pages of a copy for training, as people of its own: `python -m tests.emulation.copy_walk`.

Run as a process of its own, with DATABASE_URL set to the copy. Prints one line for each page and exits with the number
of those that could not be shown.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.config.settings_test")
django.setup()

from django.test import Client  # noqa: E402 - after the settings
from django.test.utils import setup_test_environment  # noqa: E402

from emulation.chain import verify  # noqa: E402
from emulation.models import Account, Role  # noqa: E402
from tests import seeded  # noqa: E402

ROLES = dict(
    zip(
        seeded.EVERYBODY,
        (Role.MEMBER, Role.SECRETARY, Role.OFFICER, Role.LEADER, Role.VIEWER, Role.ADMIN),
        strict=True,
    )
)


def rename() -> None:
    """Give somebody of each role the name by which the suite's walk knows them."""
    cell = seeded.place().cell
    for username, role in ROLES.items():
        found = Account.objects.filter(roles__role=role)
        if role in (Role.MEMBER, Role.SECRETARY):
            found = found.filter(roles__unit=cell, member__pledges__isnull=False)
        Account.objects.filter(pk=found.order_by("pk").first().pk).update(username=username, must_change_password=False)


def walk() -> int:
    """Open every page; return how many failed."""
    failed, at = 0, seeded.place()
    for username in seeded.EVERYBODY:
        client = Client()
        client.force_login(seeded.account(username))
        for what, address in seeded.pages_of(username, at):
            status = client.get(address, follow=True).status_code
            print(username, what, status)
            failed += status != 200
    return failed + (not verify().holds)


if __name__ == "__main__":
    setup_test_environment()
    rename()
    sys.exit(walk())
