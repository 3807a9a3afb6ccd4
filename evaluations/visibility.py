"""The table of visibility applied to a reader and a record; what is not seen is taken out before anything shows it."""

from collections.abc import Iterator
from copy import copy
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.models import Account

from .models import Assessment
from .rules.visibility import Part, Seer, is_seen

PRIVATE: Final = _(
    "The member has begun this draft, and only the member sees it until it is handed in. Ask the member to go on and "
    "to hand it in."
)
OWN_FIELDS: Final = {
    "sections": {},
    "self_points": {},
    "self_common": None,
    "self_results": None,
    "self_total": None,
    "self_level": "",
    "tasks_assigned": 0,
    "tasks_done": 0,
    "tasks_on_time": 0,
    "tasks_beyond": 0,
    "tasks_late": 0,
    "faults_noted": 0,
    "faults_repaired": 0,
    "areas_led": 0,
    "areas_failed": 0,
    "confidence_cast": 0,
    "confidence_low": 0,
    "five_targets": "NA",
}


def sees(reader: Account, part: Part, assessment: Assessment) -> bool:
    """Say whether the reader sees the part of the record as it stands now."""
    return is_seen(part, seers_of(reader, assessment), assessment.state)


def seers_of(reader: Account, assessment: Assessment) -> Iterator[Seer]:
    """Yield how the reader stands to the record; nothing for who has no business with it. Never reads a row."""
    if reader.member_id is not None and reader.member_id == assessment.member_id:
        yield Seer.MEMBER
        return
    path = assessment.unit.path
    if reader.scope.reaches("assessment.review", path):
        yield Seer.WRITER if _is_the_cells(assessment) else Seer.SECRETARY
    if reader.scope.reaches("check.view", path):
        yield Seer.COMMITTEE


def _is_the_cells(assessment: Assessment) -> bool:
    """Whether the draft is the cell's to write on: it wrote it for the member, or nobody has begun."""
    return assessment.on_behalf or assessment.is_untouched


def seen_by(reader: Account, assessment: Assessment) -> Assessment:
    """Return the record as the reader may see it: where the own part is not seen yet, a copy without it."""
    if sees(reader, Part.OWN, assessment):
        return assessment
    shown = copy(assessment)
    for name, nothing in OWN_FIELDS.items():
        setattr(shown, name, copy(nothing))
    return shown


def refuse_private(assessment: Assessment, by: Account) -> None:
    """Refuse to write on, or hand in, a draft that the member has begun: whoever writes would have to see it."""
    if by.member_id != assessment.member_id and assessment.is_open and not _is_the_cells(assessment):
        raise ValidationError(PRIVATE, "private")
