"""The own record among those one acts on: in a small ward it cannot be forbidden, so it is said and kept."""

from collections.abc import Iterable

from emulation.models import Account

from .models import Assessment


def own_among(by: Account, rows: Iterable[Assessment]) -> list[int]:
    """Return the keys of the actor's own assessments among the rows, for the journal: none, or one."""
    return [row.pk for row in rows if by.member_id is not None and row.member_id == by.member_id]
