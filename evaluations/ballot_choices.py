"""What may be answered on each line of a ballot, and turning answers into counters and counters into counts."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import BallotLine, LevelChoice, Stage

AGREE, DISAGREE = "AGREE", "DISAGREE"
ANSWERS: Final[dict[str, tuple[tuple[str, str | Promise], ...]]] = {
    Stage.ALL: tuple((level.value, level.label) for level in LevelChoice),
    Stage.FIRST: tuple((level.value, level.label) for level in LevelChoice if level != LevelChoice.HTXSNV),
    Stage.SECOND: ((AGREE, gettext_lazy("Agree")), (DISAGREE, gettext_lazy("Disagree"))),
}


def counters_of(stage: str, lines: Sequence[BallotLine], answers: Mapping[int, str]) -> list[int]:
    """Return a 1 for each answer given and a 0 for each other, line by line; exactly one for each line."""
    codes = [code for code, _label in ANSWERS[stage]]
    missing = [line for line in lines if answers.get(line.position) not in codes]
    if missing or set(answers) - {line.position for line in lines}:
        raise ValidationError(
            {f"line-{line.position}": _("Choose one answer for this member.") for line in missing} or FORGED
        )
    return [int(answers[line.position] == code) for line in lines for code in codes]


FORGED = gettext_lazy("The ballot that was sent is not the one that was shown. Type your code and begin again.")


def counts_by_line(stage: str, lines: Sequence[BallotLine], counters: Sequence[int]) -> dict[BallotLine, list[int]]:
    """Return the counts of each line, in the order of the answers."""
    width = len(ANSWERS[stage])
    return {line: list(counters[at * width : (at + 1) * width]) for at, line in enumerate(lines)}


def votes_by_level(stage: str, counts: Sequence[int]) -> tuple[int, int, int, int]:
    """Return the four counts of the cell's sheet, best level first; a first ballot asks for three of them."""
    return (0, *counts) if stage == Stage.FIRST else tuple(counts)
