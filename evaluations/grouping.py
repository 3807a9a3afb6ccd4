"""Who is of similar position, and which share holds there: a rule set's arrangement of the cap (A-10, A-11, A-12)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.models import CellType, SubjectType

from .models import Assessment, Campaign, CapException, CapGroups, CapScope, CellGroups, RuleSet
from .models.choices import CELLS
from .rules.cap import Reading, Rounding
from .tally import Group, Terms

EVERYBODY: Final = Group("ALL", gettext_lazy("All members together"))
WITHOUT_TYPE: Final = gettext_lazy("type of cell not stated")
_SUBJECTS: Final = {code: place for place, code in enumerate(SubjectType.values)}
_TYPES: Final = {code: place for place, code in enumerate([*CellType.values, ""])}


class Place(NamedTuple):
    """What a group needs to know about a cell."""

    unit_id: int
    path: str
    name: str
    cell_type: str


class Larger(NamedTuple):
    """A larger share, and the decision that grants it."""

    percent: int
    citation: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a cap is counted: share, base, rounding, where, among whom; `larger` shares by cell, None for everybody."""

    percent: int
    reading: Reading
    rounding: Rounding
    scope: str = CapScope.COMMITTEE
    groups: str = CapGroups.SUBJECT
    larger: Mapping[int | None, Larger] = field(default_factory=dict)

    @property
    def needs_places(self) -> bool:
        """Whether a member's group depends on the cell."""
        return self.scope == CapScope.CELL or self.groups == CapGroups.SUBJECT_AND_TYPE

    def terms(self, group: Group) -> Terms:
        """Return how the cap of a group is counted, with the larger share where a decision grants it."""
        larger = self.larger.get(group.unit_id) or self.larger.get(None) or Larger(self.percent, "")
        return Terms(larger.percent, self.reading, self.rounding, larger.citation)

    def indicative_terms(self, group: Group) -> Terms:
        """Return the terms of a number that is only a hint: rounded down, which promises nobody too much."""
        return replace(self.terms(group), rounding=Rounding.FLOOR)


class Grouping:
    """Tells the group of a member under one arrangement; every group is made once."""

    def __init__(self, arrangement: Arrangement, places: Mapping[int, Place]) -> None:
        self.arrangement, self.places = arrangement, places
        self._known: dict[tuple[int | None, str], Group] = {}

    def of(self, assessment: Assessment) -> Group:
        """Return the group of a member."""
        return self.group(assessment.unit_id, assessment.subject_type)

    def group(self, unit_id: int, subject_type: str) -> Group:
        """Return the group of a kind of position in a cell."""
        key = (unit_id if self.arrangement.needs_places else None, subject_type)
        found = self._known.get(key)
        if found is None:
            place = self.places.get(unit_id, Place(unit_id, "", "", ""))
            found = self._known[key] = _group(self.arrangement, place, subject_type)
        return found


def _group(arrangement: Arrangement, place: Place, subject_type: str) -> Group:
    """Inside one cell its type tells nobody apart, so it is left out there."""
    inside = arrangement.scope == CapScope.CELL
    group = _among(arrangement.groups, "" if inside else place.cell_type, subject_type, has_type=not inside)
    if not inside:
        return group
    label = place.name if group is EVERYBODY else f"{place.name} – {group.label}"
    return Group(f"{place.unit_id}:{group.code}", label, (place.path, *group.order), place.unit_id)


def _among(groups: str, cell_type: str, subject_type: str, *, has_type: bool) -> Group:
    if groups == CapGroups.POOLED:
        return EVERYBODY
    subject, order = SubjectType(subject_type).label, _SUBJECTS[subject_type]
    if groups == CapGroups.SUBJECT or not has_type:
        return Group(subject_type, subject, (order,))
    label = f"{subject} – {type_label(cell_type)}"
    return Group(f"{subject_type}:{cell_type or 'NONE'}", label, (order, _TYPES[cell_type]))


def type_label(cell_type: str) -> str | Promise:
    """Return the name of a type of cell, or that it is not stated."""
    return CellType(cell_type).label if cell_type else WITHOUT_TYPE


def group_of_cell(groups: str, cell_type: str) -> Group:
    """Return the group of a cell that is itself rated, by the rule set's `cap_cell_groups`."""
    if groups == CellGroups.POOLED:
        return Group(CELLS, _("All cells together"))
    return Group(f"{CELLS}:{cell_type or 'NONE'}", type_label(cell_type), (_TYPES[cell_type],))


def arrangement_of(rule_set: RuleSet, larger: Mapping[int | None, Larger] | None = None) -> Arrangement:
    """Return the rule set's choices about the cap."""
    return Arrangement(
        percent=rule_set.cap_percent,
        reading=Reading(rule_set.cap_reading),
        rounding=Rounding(rule_set.cap_rounding),
        scope=rule_set.cap_scope,
        groups=rule_set.cap_groups,
        larger=larger or {},
    )


def larger_shares(campaign: Campaign, about: str = CapException.About.PEOPLE) -> dict[int | None, Larger]:
    """Return the larger shares that decisions grant, by cell; None stands for the whole committee. One query."""
    return larger_shares_by(campaign).get(about, {})


def larger_shares_by(campaign: Campaign) -> dict[str, dict[int | None, Larger]]:
    """Return the larger shares of members and of cells, by whom they are about; one query."""
    percent, whole = campaign.rule_set.cap_exception_percent, campaign.year.unit_id
    found: dict[str, dict[int | None, Larger]] = {}
    for row in campaign.cap_exceptions.order_by():
        key = None if row.unit_id == whole else row.unit_id
        found.setdefault(row.about, {})[key] = Larger(percent, citation_of(row))
    return found


def citation_of(exception: CapException) -> str:
    """Return the decision as a document names it."""
    values = {"number": exception.number, "day": f"{exception.signed_on:%d/%m/%Y}", "issuer": exception.issuer}
    return _("Decision %(number)s of %(day)s, %(issuer)s") % values


def places_of(campaign: Campaign) -> dict[int, Place]:
    """Return the cells of a campaign by key; one query."""
    rows = campaign.reviews.order_by().values_list("unit_id", "unit__path", "unit__name", "unit__cell_type")
    return {row[0]: Place(*row) for row in rows}


def grouping_of(campaign: Campaign, arrangement: Arrangement | None = None) -> Grouping:
    """Return the grouping of a campaign, by its rule set unless told otherwise; at most two queries."""
    arrangement = arrangement or arrangement_of(campaign.rule_set, larger_shares(campaign))
    return Grouping(arrangement, places_of(campaign) if arrangement.needs_places else {})


def groups_in(campaign: Campaign) -> frozenset[str]:
    """Return the codes of the groups a campaign has, of its members and of its cells; four queries at most."""
    grouping = grouping_of(campaign)
    members = campaign.assessments.to_rate().order_by().values_list("unit_id", "subject_type").distinct()
    cells = campaign.cell_ratings.order_by().values_list("cell_type", flat=True).distinct()
    by_type = campaign.rule_set.cap_cell_groups
    codes = {grouping.group(*member).code for member in members}
    return frozenset(codes | {group_of_cell(by_type, cell_type).code for cell_type in cells})


def is_of_cells(group: str) -> bool:
    """Say whether the code is that of a group of cells."""
    return group.startswith(CELLS)
