"""Fixtures every test may ask for, and what a run is made of."""

import gc

import pytest
from django.conf import settings

from .people import Cast, make_cast

USES_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


@pytest.fixture
def cast(db) -> Cast:
    """One ward, its people and a stranger."""
    return make_cast()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Keep a file together for what it makes once, where it does not say otherwise of its tests.

    On PostgreSQL run what meets the database: the rest says there what it has said on SQLite.
    """
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::")[0]))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    kept = [item for item in items if item.get_closest_marker("django_db") or USES_DATABASE & set(item.fixturenames)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def pytest_collection_finish():
    """Thousands of tests stay to the end: the collector need not look at them again and again."""
    gc.collect()
    gc.freeze()
