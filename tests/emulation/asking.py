"""The questions every act is asked: what it did is in the journal; a refusal has its reason and changes nothing."""

from collections.abc import Callable
from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from emulation.models import JournalEntry


def last_entry() -> JournalEntry:
    """Return the newest line of the journal."""
    return JournalEntry.objects.latest("pk")


@contextmanager
def unchanged_journal():
    """Nothing is recorded inside."""
    before = JournalEntry.objects.count()
    yield
    assert JournalEntry.objects.count() == before


def refused(act: Callable[[], object], reason: str = "không bao gồm việc này") -> None:
    """The act is refused to this person with the reason, and leaves no line."""
    with unchanged_journal(), pytest.raises(PermissionDenied) as answer:
        act()
    assert reason in str(answer.value)


def not_now(act: Callable[[], object], code: str = "", words: str = "") -> None:
    """The act is not possible now: a ValidationError with the code and the words, and no line."""
    with unchanged_journal(), pytest.raises(ValidationError) as answer:
        act()
    codes = {error.code for error in _errors(answer.value)}
    assert not code or code in codes, codes
    assert words in " ".join(answer.value.messages)


def _errors(refusal: ValidationError) -> list[ValidationError]:
    if hasattr(refusal, "error_dict"):
        return [error for errors in refusal.error_dict.values() for error in errors]
    return refusal.error_list
