"""Tests of pledges quote the sentences as they are written in the code."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """Speak English within the test; pages ask for their language themselves."""
    with translation.override("en"):
        yield
