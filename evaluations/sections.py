"""The text sections of the forms by subject type: 2A, 2B, 2C of members, 01 of the cell (HD 43-HD/BTCTW), as data."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Section:
    """One text of the form: its place there, what to write, whether it may stay empty."""

    code: str
    place: str
    label: Promise
    help: Promise
    is_required: bool = True


_QUALITIES: Final = Section(
    "QUALITIES",
    "I.1",
    _("Political thought, morality, unity, discipline, setting an example, working style"),
    _("What you did well this year; measure yourself against the signs of decline and what members may not do."),
)
_DUTIES: Final = Section(
    "DUTIES",
    "I.2",
    _("Carrying out the duties and tasks assigned"),
    _("Results against the targets: products, progress, quality. The tasks themselves are in the table below."),
)
_PARTY_DUTIES: Final = Section(
    "DUTIES",
    "I.2",
    _("Rights and duties of a member in the political tasks given by the cell and the committee"),
    _("What the cell gave you to do, and what came of it. The tasks themselves are in the table below."),
)
_PLEDGE: Final = Section(
    "PLEDGE",
    "I.3",
    _("Fulfilment of the yearly personal commitment"),
    _("In your own words; the result of each item of your pledge stands below."),
    is_required=False,
)
_LEADING: Final = (
    Section(
        "LEADING",
        "I.4",
        _("Results in leading and managing"),
        _("The area, unit or work you lead: how plans became results."),
    ),
    Section(
        "RESPONSIBILITY",
        "I.5",
        _("Responsibility, innovation, control of power"),
        _("Decisions you took and answer for; what you renewed; how you let yourself be checked."),
    ),
    Section(
        "EXAMPLE",
        "I.6",
        _("Setting an example, with the family; fighting corruption; trust of the people you lead"),
        _("Your example and your family's; the fight against corruption, waste and negativity; the trust you hold."),
    ),
)
_FAULTS: Final = (
    Section("LIMITS", "II.1", _("Limits and faults"), _("Name them plainly; where there are none, say so.")),
    Section("CAUSES", "II.2", _("Causes"), _("Of each limit: what lay with you and what did not."), is_required=False),
)
_SUGGESTED: Final = Section(
    "SUGGESTED",
    "IV",
    _("Explanation of issues suggested for review, if any"),
    _("For each issue: what happened, the cause, your responsibility."),
    is_required=False,
)
_COLLECTIVE: Final = Section(
    "COLLECTIVE",
    "V",
    _("Own responsibility for the limits of the collective, if any"),
    _("Your share in what the collective did not do well."),
    is_required=False,
)
_DIRECTIONS: Final = Section(
    "DIRECTIONS",
    "VI",
    _("Directions and measures to repair limits next year"),
    _("What you will do, by when."),
)
_CLOSING: Final = (*_FAULTS, _SUGGESTED, _COLLECTIVE, _DIRECTIONS)

_CELL: Final = (
    Section(
        "PRINCIPLES",
        "I.1",
        _("Principles of organisation and activity, working rules"),
        _("How the cell kept democratic centralism, its meetings and its working rules this year."),
    ),
    Section(
        "TARGETS",
        "I.2",
        _("Targets and tasks of the congress resolution and of the year's programme"),
        _("Results against the targets: products, progress, quality. Their numbers are in the counts below."),
    ),
    Section(
        "BUILDING",
        "I.3",
        _("Party building, setting an example, study and following of Ho Chi Minh, inspection, complaints"),
        _("Members and their pledges, setting an example, the yearly theme, inspection, how complaints were settled."),
    ),
    Section(
        "UPPER",
        "I.4",
        _("Responsibility in carrying out what the upper level has decided or concluded"),
        _("What was asked of the cell this year, and what came of it."),
    ),
    Section("LIMITS", "II.1", _("Limits and faults"), _("Name them plainly; where there are none, say so.")),
    Section("CAUSES", "II.2", _("Causes"), _("Of each limit: what lay with the cell and what did not."), False),
    Section(
        "REPAIR",
        "III",
        _("Repair of the limits noted at the previous review"),
        _("Of each: repaired, how far, what stands in the way; where none was noted, say so."),
    ),
    Section(
        "SUGGESTED",
        "IV",
        _("Explanation of issues suggested for review, if any"),
        _("For each issue: what happened, the cause, who answers for it."),
        is_required=False,
    ),
    Section(
        "RESPONSIBILITY",
        "V",
        _("Responsibility of the collective and of persons for the limits"),
        _("What the cell's committee answers for together, and who for what."),
    ),
    Section(
        "DIRECTIONS",
        "VI",
        _("Directions and measures to repair limits next year"),
        _("What the cell will do, who, by when."),
    ),
)

SECTIONS: Final[dict[str, tuple[Section, ...]]] = {
    "LEADER": (_QUALITIES, _DUTIES, _PLEDGE, *_LEADING, *_CLOSING),
    "NONLEAD": (_QUALITIES, _DUTIES, _PLEDGE, *_CLOSING),
    "OUTSIDE": (_QUALITIES, _PARTY_DUTIES, _PLEDGE, *_CLOSING),
    "COLLECTIVE": _CELL,
}


def sections_of(subject_type: str) -> tuple[Section, ...]:
    """Return the sections of the form that applies to the subject type."""
    return SECTIONS[subject_type]
