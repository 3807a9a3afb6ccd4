"""How themes hang together, from the province to the cell: what one may adapt and serve, and who has adapted it.

Each level adapts the one above and names it; a yearly theme may serve the theme of its term (domain: theme cascade).
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from .models import StudySession, Theme, Unit, Year
from .selectors import theme_to_adapt, themes_to_serve

NAME_THE_PARENT = _("The theme of a unit below must say which theme above it adapts.")
NOT_ABOVE = _("A theme can only adapt the theme of a unit above, of the same year.")
NOT_NEAREST = _("The nearest theme above is that of %(unit)s; adapt that one.")
IN_A_CIRCLE = _("These two themes would each adapt the other.")
OTHER_COMMITTEE = _("The year belongs to another committee than the unit.")
NOT_OPENED = _("The committee has not opened %(year)s yet; open the year first.")
NO_TERM = _("Say which years the theme is for.")
NOT_SERVED = _(
    "Only a theme of a year serves a term's theme, of the same unit or one above, whose term the year is in."
)

Span = tuple[int | None, int | None]


def committees_year(unit: Unit, first: int | None, last: int | None) -> Year | None:
    """Return the year a yearly theme counts for; None for a term's, and for a province's, which opens no year."""
    if first is None or last is None:
        raise ValidationError(NO_TERM, "no_years")
    if first != last:
        return None
    found = Year.objects.for_unit(unit).filter(number=first).order_by("-unit__path").first()
    if found is None and (unit.is_cell or unit.is_committee):
        raise ValidationError(NOT_OPENED, "year_not_opened", {"year": str(first)})
    return found


def check_above(unit: Unit, year: Year | None, span: Span, parent: Theme | None) -> None:
    """Refuse a parent that is not the nearest theme above of the same years, and none where one has to be named."""
    if year is not None and not year.unit.covers(unit):
        raise ValidationError(OTHER_COMMITTEE, "other_committee")
    nearest = theme_to_adapt(unit, *span)
    if parent is None:
        if nearest is not None or (year is not None and unit.pk != year.unit_id):
            raise ValidationError(NAME_THE_PARENT, "no_parent")
        return
    if not _is_above(unit, span, parent):
        raise ValidationError(NOT_ABOVE, "parent_not_above")
    if _leads_back(unit, span, parent):
        raise ValidationError(IN_A_CIRCLE, "circle")
    if parent.pk != nearest.pk:
        raise ValidationError(NOT_NEAREST, "parent_not_nearest", {"unit": str(nearest.unit)})


def check_serves(unit: Unit, span: Span, serves: Theme | None) -> None:
    """Refuse to serve what is no theme of the year's term, of the unit or one above it."""
    if serves is None:
        return
    first, last = span
    if first != last or not themes_to_serve(unit, first).filter(pk=serves.pk).exists():
        raise ValidationError(NOT_SERVED, "not_served")


def _is_above(unit: Unit, span: Span, parent: Theme) -> bool:
    same_years = (parent.first_year, parent.last_year) == span
    return same_years and parent.unit_id != unit.pk and parent.unit.covers(unit)


def _leads_back(unit: Unit, span: Span, parent: Theme) -> bool:
    """Say whether the way up from the parent comes to the unit's own theme; units may have been moved since."""
    seen: set[int] = set()
    above: Theme | None = parent
    while above is not None and above.pk not in seen:
        if (above.unit_id, above.first_year, above.last_year) == (unit.pk, *span):
            return True
        seen.add(above.pk)
        above = above.parent
    return False


@dataclass(frozen=True)
class Branch:
    """A unit with its theme of the year; `below` are the units under it, `studies` the sessions its cell has held."""

    unit: Unit
    theme: Theme | None
    names: bool
    studies: int
    below: tuple["Branch", ...]

    @property
    def has_adapted(self) -> bool:
        """Say whether there is a theme that names the one above."""
        return self.theme is not None and self.names

    @property
    def is_loose(self) -> bool:
        """Say whether the theme was made before the one above and does not name it."""
        return self.theme is not None and not self.names

    @property
    def all_below(self) -> list["Branch"]:
        """Return every unit below, however deep."""
        return [found for one in self.below for found in (one, *one.all_below)]

    @property
    def adapted(self) -> int:
        """Count the units below that have adapted."""
        return sum(one.has_adapted for one in self.all_below)

    @property
    def all_studies(self) -> int:
        """Count the study sessions held by the unit and those below."""
        return self.studies + sum(one.studies for one in self.all_below)

    @property
    def done(self) -> list["Branch"]:
        """Return the units right below that have adapted."""
        return [one for one in self.below if one.has_adapted]

    @property
    def open(self) -> list["Branch"]:
        """Return the units right below that have no theme, or one that does not name the theme above."""
        return [one for one in self.below if not one.has_adapted]


@dataclass(frozen=True)
class ThemeTree:
    """The themes of a year seen from a unit: what comes down to it, its own, who has adapted below; the term's."""

    number: int
    above: tuple[Theme, ...]
    terms: tuple[Theme, ...]
    root: Branch


def theme_tree(reader, unit: Unit, number: int, on: datetime.date) -> ThemeTree:
    """Return the unit's tree of a year in three queries, however many the units; the caller has seen the unit."""
    units = list(Unit.objects.visible_to(reader).within(unit).on(on).order_by("path"))
    around = Theme.objects.visible_to(reader).filter(first_year__lte=number, last_year__gte=number)
    found = list(around.select_related("unit", "parent__unit", "serves__unit", "basis").order_by("unit__path"))
    yearly = {theme.unit_id: theme for theme in found if not theme.is_for_term}
    above = tuple(theme for theme in found if _comes_down(theme, unit) and not theme.is_for_term)
    terms = tuple(theme for theme in found if theme.is_for_term and theme.unit.covers(unit))
    nearest = above[-1].pk if above else None
    root = _branches(units or [unit], yearly, _held(units, number), nearest)
    return ThemeTree(number, above, terms, root)


def theme_years(reader) -> list[int]:
    """Return the years for which there are themes the reader sees, or a committee's year, the newest first."""
    opened = Year.objects.visible_to(reader).order_by().values_list("number", flat=True).distinct()
    provinces = Theme.objects.visible_to(reader).filter(year=None, first_year=F("last_year"))
    yearly = provinces.order_by().values_list("first_year", flat=True)
    return sorted({*opened, *yearly}, reverse=True)


def _comes_down(theme: Theme, unit: Unit) -> bool:
    return theme.unit_id != unit.pk and theme.unit.covers(unit)


def _held(units: Iterable[Unit], number: int) -> dict[int, int]:
    days = (datetime.date(number, 1, 1), datetime.date(number, 12, 31))
    rows = StudySession.objects.standing().filter(unit__in=[unit.pk for unit in units], held_on__range=days)
    return dict(rows.exclude(recorded_at=None).order_by().values_list("unit").annotate(Count("pk")))


def _branches(units: list[Unit], themes: Mapping[int, Theme], held: Mapping[int, int], nearest: int | None) -> Branch:
    """Return the first unit as the root of those that follow it; `nearest` is the theme above the root."""
    unit, rest = units[0], units[1:]
    theme = themes.get(unit.pk)
    for_below = theme.pk if theme else nearest
    below = tuple(_branches(part, themes, held, for_below) for part in _parts(rest))
    names = theme is not None and theme.parent_id == nearest
    return Branch(unit, theme, names, held.get(unit.pk, 0), below)


def _parts(units: Iterable[Unit]) -> list[list[Unit]]:
    """Cut units in the order of the tree into subtrees."""
    parts: list[list[Unit]] = []
    for unit in units:
        if parts and parts[-1][0].covers(unit):
            parts[-1].append(unit)
        else:
            parts.append([unit])
    return parts
