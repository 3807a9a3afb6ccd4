"""What came of the pledges, from the cell up to the province: by theme and by unit, counts only, no names.

Counted are confirmed pledges and their items: by result, and by how the last progress report says the item stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from django.db.models import Count, Q, QuerySet

from emulation.models import Theme, Unit, Year
from emulation.models.units import below

from ..models import Confidence, Outcome, Pledge, State
from .figures import MAY_COUNT
from .roster import STEP, paths_to


@dataclass(frozen=True)
class Sums:
    """Numbers that can be added: items are kept + partly + not kept + unreported, and also on track + … + silent."""

    members: int = 0
    items: int = 0
    kept: int = 0
    partly: int = 0
    not_kept: int = 0
    on_track: int = 0
    at_risk: int = 0
    off: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Sums)))

    @property
    def unreported(self) -> int:
        """Count the items of which no result has been reported yet."""
        return self.items - self.kept - self.partly - self.not_kept

    @property
    def silent(self) -> int:
        """Count the items no progress report has spoken of."""
        return self.items - self.on_track - self.at_risk - self.off


@dataclass(frozen=True)
class ThemeRow:
    """A theme, None for pledges under none: what was pledged under itself, and under all that rest on it too."""

    theme: Theme | None
    own: Sums
    own_cells: int
    whole: Sums
    cells: int


@dataclass(frozen=True)
class UnitRow:
    """A unit with everything under it; `cells` are those with a confirmed pledge, of `all_cells`."""

    unit: Unit
    sums: Sums
    cells: int
    all_cells: int


@dataclass(frozen=True)
class RollUp:
    """A unit's whole tree in one year; the rows by theme (their own) and those by unit each add up to the total."""

    unit: Unit
    year: int
    themes: tuple[ThemeRow, ...]
    units: tuple[UnitRow, ...]
    total: Sums
    cells: int
    all_cells: int


Key = tuple[int, int | None]  # the cell, the theme


def countable_units(reader) -> QuerySet[Unit]:
    """Return the units whose pledges the reader may see counted."""
    reach = Q(pk__in=[])
    for name in MAY_COUNT:
        reach |= reader.scope.units_q(name, "path")
    return Unit.objects.filter(reach)


def roll_up(reader, unit: Unit, number: int) -> RollUp:
    """Return what came of the year's pledges under the unit in five queries, however many there are.

    The caller has fetched the unit from `countable_units`; all that lies under it is in the reader's reach then.
    """
    units = list(countable_units(reader).filter(path__range=below(unit.path)).order_by("path"))
    sums = _counted(unit, number)
    themes = _themes(unit, number, {theme for _cell, theme in sums})
    return RollUp(
        unit=unit,
        year=number,
        themes=_by_theme(themes, sums),
        units=_by_unit(unit, units, sums),
        total=sum(sums.values(), Sums()),
        cells=len({cell for cell, _theme in sums}),
        all_cells=sum(one.is_cell for one in units),
    )


def _counted(unit: Unit, number: int) -> dict[Key, Sums]:
    """Return the numbers by cell and theme, in three queries: the years, the pledges, their items."""
    years = list(Year.objects.filter(number=number).values_list("pk", flat=True))
    pledges = Pledge.objects.within(unit).filter(year__in=years, state=State.CONFIRMED).order_by()
    grouped = pledges.values_list("unit_id", "theme_id")
    items = {(cell, theme): numbers for cell, theme, *numbers in grouped.annotate(**ITEMS)}
    return {(cell, theme): Sums(n, *items.get((cell, theme), ())) for cell, theme, n in grouped.annotate(Count("pk"))}


def _items(**narrowed: str) -> Count:
    """Count the items in force, narrowed; those a later version has given up are history."""
    return Count("items", filter=Q(items__removed_in=None, **{f"items__{name}": one for name, one in narrowed.items()}))


# In the order of the fields of Sums, after the members.
ITEMS = {
    "all": _items(),
    "kept": _items(outcome=Outcome.KEPT),
    "partly": _items(outcome=Outcome.PARTLY),
    "not_kept": _items(outcome=Outcome.NOT_KEPT),
    "on_track": _items(last_confidence=Confidence.ON_TRACK),
    "at_risk": _items(last_confidence=Confidence.AT_RISK),
    "off": _items(last_confidence=Confidence.OFF),
}


def _themes(unit: Unit, number: int, counted: set[int | None]) -> dict[int, Theme]:
    """Return the year's themes of the unit, of those above and below it, and any other something is pledged under."""
    near = Q(unit__path__range=below(unit.path)) | Q(unit__path__in=paths_to(unit.path))
    found = Theme.objects.filter(near, first_year__lte=number, last_year__gte=number)
    strange = Theme.objects.filter(pk__in=counted - {None})
    return {theme.pk: theme for theme in (found | strange).select_related("unit").order_by("unit__path", "-last_year")}


def _by_theme(themes: Mapping[int, Theme], sums: Mapping[Key, Sums]) -> tuple[ThemeRow, ...]:
    """Return a row for each theme; a pledge counts once under every theme its own rests on, however it gets there."""
    own, whole = defaultdict(Sums), defaultdict(Sums)
    own_cells, cells = defaultdict(set), defaultdict(set)
    for (cell, theme), found in sums.items():
        own[theme] += found
        own_cells[theme].add(cell)
        for above in _rests_on(theme, themes):
            whole[above] += found
            cells[above].add(cell)
    keys = [*themes, *([None] if None in own else [])]
    return tuple(ThemeRow(themes.get(key), own[key], len(own_cells[key]), whole[key], len(cells[key])) for key in keys)


def _rests_on(theme: int | None, themes: Mapping[int, Theme]) -> set[int | None]:
    """Return the theme and all it adapts or serves, whichever way up; a circle ends where it began."""
    found: set[int | None] = set()
    waiting = [theme]
    while waiting:
        key = waiting.pop()
        if key in found:
            continue
        found.add(key)
        if key in themes:
            waiting += [above for above in (themes[key].parent_id, themes[key].serves_id) if above in themes]
    return found


def _by_unit(unit: Unit, units: Iterable[Unit], sums: Mapping[Key, Sums]) -> tuple[UnitRow, ...]:
    """Return a row for each unit right under the one asked for, or for the unit itself where nothing lies under it."""
    cells: dict[int, Sums] = defaultdict(Sums)
    for (cell, _theme), found in sums.items():
        cells[cell] += found
    parts: dict[str, list[Unit]] = {}
    for one in units:
        parts.setdefault(one.path[: len(unit.path) + STEP], []).append(one)
    own = parts.pop(unit.path, [])
    groups = ([own] if own and (not parts or own[0].pk in cells) else []) + list(parts.values())
    return tuple(_row(group, cells) for group in groups)


def _row(group: list[Unit], cells: Mapping[int, Sums]) -> UnitRow:
    pledging = [cells[one.pk] for one in group if one.pk in cells]
    return UnitRow(group[0], sum(pledging, Sums()), len(pledging), sum(one.is_cell for one in group))
