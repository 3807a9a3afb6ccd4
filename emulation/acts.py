"""What every act shares: the locked row, the step, the version. Services are written with these three.

"Not now" is a ValidationError with a code: `wrong_state`, `stale`, `frozen`. "Not you" is raised by access.ensure.
"""

from collections.abc import Mapping
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .rules import Step, WrongState, next_state

Row = TypeVar("Row", bound=models.Model)

WRONG_STATE = _("This step is not possible now: the record is in the state “%(state)s”. Reload the page to see it.")
STALE = _(
    "Somebody else has saved this record since you opened it. Your text is kept on this page; "
    "open the record in another tab, compare, and save again."
)

COLLISION = _(
    "Somebody else entered the same thing at the same moment, and theirs was first. Nothing of yours was saved; "
    "go back, reload the page and look whether anything is left to do."
)


def locked(row: Row) -> Row:
    """Return the row read again under a lock; call inside a transaction."""
    return type(row)._base_manager.select_for_update().get(pk=row.pk)


def take_step(steps: Mapping[str, Step], act: str, row: models.Model) -> int:
    """Return the state the act leads to, or raise ValidationError(code="wrong_state")."""
    try:
        return next_state(steps, act, row.state)
    except WrongState as refused:
        raise ValidationError(WRONG_STATE, "wrong_state", {"state": row.get_state_display()}) from refused


def expect_version(row: models.Model, version: int | None) -> None:
    """Raise ValidationError(code="stale") when the caller read another version; None means do not care."""
    if version is not None and row.version != version:
        raise ValidationError(STALE, "stale")
