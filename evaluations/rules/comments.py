"""Whose written comments the dossier of a member or a cell must hold (QĐ 213-QĐ/TW; QĐ 366-QĐ/TW Art. 5, 17)."""

from enum import StrEnum


class CommentKind(StrEnum):
    """Which body comments."""

    RESIDENCE = "RESIDENCE"  # the committee where the member lives
    MASS = "MASS"  # a mass organisation
    TEMPORARY = "TEMPORARY"  # the cell where the member is for a time
    MANAGER = "MANAGER"  # the direct manager at work


def is_due(
    kind: CommentKind,
    *,
    works_here: bool,
    is_away: bool,
    for_cell: bool | None = None,
    for_all: bool | None = None,
) -> bool:
    """Say whether a comment of the kind must be in the member's dossier.

    The regulation asks for the residence committee's on those who meet where they work, and for the temporary cell's
    on those who are away. What the committee has set for the cell, else for all its cells, comes before that.
    """
    if kind is CommentKind.TEMPORARY:  # a fact about the member, not the committee's to set
        return is_away
    if for_cell is not None:
        return for_cell
    if for_all is not None:
        return for_all
    return kind is CommentKind.RESIDENCE and works_here
