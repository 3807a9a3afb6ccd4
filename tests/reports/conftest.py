"""One ward with everything decided, one still proposed; each made when asked for."""

import pytest

from .factories import World, make_world


@pytest.fixture
def world(db) -> World:
    """Two cells of twenty, decided."""
    return make_world()


@pytest.fixture
def proposed(db) -> World:
    """Two cells of twenty, proposed."""
    return make_world(decided=False)
