"""The figures: counts and exact shares of levels, by property, by cell, the cap's working."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from emulation.models import Sex, Standing, Unit
from evaluations.explain import cap_sentence
from evaluations.models import CapReading, CapRecord, LevelChoice, RuleSet
from evaluations.rules.cap import Cap, Reading, Rounding, cap
from evaluations.subjects import subject_names
from evaluations.tally import GroupWorking

from ..reading import CampaignReading
from ..rules import bars, percent
from ..selectors import Listed, after_rerating
from .shapes import CapRow, CellRow, LevelCount, Roster, Split, SplitRow, Text

Key = Callable[[Listed], str]


def level_names(rule_set: RuleSet) -> dict[str, Text]:
    """Every level, best first, in the rule set's own words."""
    return {code: rule_set.level_names.get(code) or label for code, label in LevelChoice.choices}


def level_counts(people: Iterable[Listed], names: Mapping[str, Text]) -> tuple[LevelCount, ...]:
    """Every level with its count and its share of those rated."""
    counted = Counter(person.level for person in people if person.level)
    counts = [counted[level] for level in LevelChoice.values]
    rated, parts = sum(counts), bars(counts)
    return tuple(
        LevelCount(code, label, count, percent(count, rated), x, width)
        for (code, label), count, (x, width) in zip(names.items(), counts, parts, strict=True)
    )


def roster_of(people: Sequence[Listed], standing: Key) -> Roster:
    """The numbers of the list on the cut-off date."""
    rated = sum(bool(person.level) for person in people)
    return Roster(
        total=len(people),
        official=sum(standing(person) == Standing.OFFICIAL for person in people),
        provisional=sum(standing(person) == Standing.PROVISIONAL for person in people),
        women=sum(person.sex == Sex.FEMALE for person in people),
        to_review=sum(person.is_required for person in people),
        reviewed=sum(person.is_required and bool(person.level) for person in people),
        rated=rated,
        unrated=len(people) - rated,
    )


def splits_of(people: Sequence[Listed], standing: Key, rule_set: RuleSet) -> tuple[Split, ...]:
    """Those rated by form, sex and standing; every part is shown even when empty."""
    rated, names, kinds = [row for row in people if row.level], level_names(rule_set), subject_names(rule_set)

    def split(code: str, label: Text, choices: Iterable[tuple[str, Text]], key: Key) -> Split:
        parts = [(value, name, [person for person in rated if key(person) == value]) for value, name in choices]
        rows = (SplitRow(value, name, len(part), level_counts(part, names)) for value, name, part in parts)
        return Split(code, label, tuple(rows))

    return (
        split("subject_type", _("By kind of position"), kinds.items(), lambda row: row.subject_type),
        split("sex", _("By sex"), Sex.choices, lambda row: row.sex),
        split("standing", _("By standing"), Standing.choices, standing),
    )


def cell_rows(
    cells: Iterable[Unit], by_cell: dict[int, list[Listed]], names: Mapping[str, Text]
) -> tuple[CellRow, ...]:
    """One row a cell, cells without anybody too."""
    return tuple(_cell_row(cell, by_cell.get(cell.pk, []), names) for cell in cells)


def _cell_row(cell: Unit, people: list[Listed], names: Mapping[str, Text]) -> CellRow:
    rated = sum(bool(person.level) for person in people)
    required = [person for person in people if person.is_required]
    reviewed = sum(bool(person.level) for person in required)
    levels = level_counts(people, names)
    return CellRow(cell.pk, cell.name, len(people), len(required), reviewed, rated, len(people) - rated, levels)


def cap_rows(reading: CampaignReading) -> tuple[CapRow, ...]:
    """The working in every group: as decided, until then what the proposals come to; none of a year on paper."""
    if reading.campaign.from_paper:
        return ()
    if records := reading.caps:
        after = after_rerating(reading.campaign) if reading.has_reratings else {}
        return tuple(decided_cap(record, after.get(record.group, "")) for record in records)
    return tuple(map(expected_cap, reading.expected_workings()))


def decided_cap(row: CapRecord, after: str = "") -> CapRow:
    """The working of one group as it was decided; `after` says how it stands where a re-rating has changed it."""
    working = cap(0, row.base, row.percent, Reading(row.reading), Rounding(row.rounding))
    return _cap_row(row, working, chosen=row.chosen, after=after, is_decided=True)


def expected_cap(row: GroupWorking) -> CapRow:
    """The working of one group as it would be now."""
    return _cap_row(row, row.cap, chosen=None, after="", is_decided=False)


def _cap_row(
    row: CapRecord | GroupWorking, working: Cap, *, chosen: int | None, after: str, is_decided: bool
) -> CapRow:
    """What a record of the decision and a working before it say alike."""
    proposed = row.proposed
    return CapRow(
        group=row.group,
        label=row.label,
        base=working.base,
        percent=working.percent,
        maximum=working.maximum,
        proposed=proposed,
        chosen=chosen,
        over=working.working(proposed).over,
        working=cap_sentence(working, proposed),
        reading=CapReading(working.reading).label,
        exception=row.exception,
        choice_reason=row.choice_reason,
        after=after,
        is_decided=is_decided,
    )
