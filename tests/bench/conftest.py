"""What the benchmarks share: a ward of 1,000 in 20 cells, what a ward of 100 took, and the table."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from emulation.config.demo.plan import Stage
from tests import seeded

from .pages import queries_of_pages
from .table import Table


@pytest.fixture(scope="session")
def table(request) -> Iterator[Table]:
    """Filled by every benchmark, printed once at the end."""
    found = Table()
    yield found
    print(f"\n\n{found}\n")


@pytest.fixture(scope="session")
def small_ward(django_db_setup, django_db_blocker) -> dict[tuple[str, str], int]:
    """Queries of every page in a ward of 100 in 4 cells; the ward is taken away again."""
    with django_db_blocker.unblock(), transaction.atomic():
        seeded.build(Stage.LIVE, 100, 4)
        found = queries_of_pages()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="session")
def _built(small_ward, django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        seeded.build(Stage.LIVE, 1_000, 20)


@pytest.fixture
def ward(_built, db) -> seeded.Place:
    """The ward of 1,000 members in 20 cells, three items of a pledge each, the year live."""
    return seeded.place()
