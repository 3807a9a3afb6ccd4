"""Fixtures every test may ask for."""

import pytest

from .people import Cast, make_cast


@pytest.fixture
def cast(db) -> Cast:
    """One ward, its people and a stranger."""
    return make_cast()
