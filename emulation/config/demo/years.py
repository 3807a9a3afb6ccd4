"""The ward's years with their themes; a few cells adapt the ward's theme to themselves."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from emulation.models import Account, CellType, LegalBasis, Theme, Unit, Year
from emulation.selectors import theme_to_adapt
from evaluations.models import RuleSet
from evaluations.services.rulesets import copy_rule_set, edit_rule_set, install_rule_set
from pledges.services import install_templates

from .accounts import Staff
from .bank import words
from .people import ACTOR, Ward
from .plan import Times

RULE_SET: Final = "QD366"
OLD_RULE_SET: Final = "QD124"
THEME_BASIS: Final = "01-KL/TW"
ADAPTING: Final = (CellType.NEIGHBOURHOOD, CellType.SCHOOL, CellType.OFFICE)


@dataclass
class Lived:
    """A year of a ward with the theme that counts in each cell."""

    year: Year
    ward_theme: Theme
    cell_themes: dict[int, Theme] = field(default_factory=dict)

    def theme_of(self, cell: Unit) -> Theme:
        """The cell's own theme, or the ward's."""
        return self.cell_themes.get(cell.pk, self.ward_theme)


def install_rules():
    """Install the rule sets with their legal bases, the one of earlier years first; return the one in force."""
    install_rule_set(code=OLD_RULE_SET, by=ACTOR)
    return install_rule_set(code=RULE_SET, by=ACTOR)


def draft_rules(ward: Ward, staff: Staff, times: Times, rule_set: RuleSet) -> None:
    """What the ward thinks of for the year to come: a draft with a few choices of its own, to try."""
    name = f"Bộ tiêu chí của {ward.unit.name} (dự kiến)"
    year = times.year + 1
    about = {"code": f"{RULE_SET}-{year}", "name": name, "first_year": year}
    draft = copy_rule_set(source=rule_set, unit=ward.unit, by=staff.officer, **about)
    choices = {"other_discipline_bars": True, "explain_from": Decimal(3), "cap_groups": "POOLED", "beyond_percent": 50}
    edit_rule_set(rule_set=draft, values=choices, by=staff.officer)


def found_themes(province: Unit, times: Times, by: Account) -> None:
    """The province's themes: of the term, of the year before and of this year, which serve the term's.

    Entered by the first ward's officer, for the province's own people are a viewer and an administrator here.
    """
    first = max(times.year - times.year % 5, 2016)
    term = _above(province, (first, first + 5), "term", by)
    for number, which in ((times.year - 1, "last_year"), (times.year, "this_year")):
        _above(province, (number, number), which, by, serves=term if first <= number else None)


def _above(unit: Unit, years: tuple[int, int], which: str, by: Account, **more) -> Theme:
    text = words("themes")[which]["PROVINCE"]
    words_of = {"title": text["title"], "key_actions": "\n".join(text["actions"])}
    return Theme.objects.create(unit=unit, first_year=years[0], last_year=years[1], updated_by=by, **words_of, **more)


def open_last_year(ward: Ward, staff: Staff, times: Times) -> Lived:
    """The year before, so that there is something to start from."""
    return _open(ward, staff, times.pledges_due.replace(year=times.year - 1), "last_year")


def open_this_year(ward: Ward, staff: Staff, times: Times) -> Lived:
    """The demonstrated year with its themes and the templates to write pledges from."""
    lived = _open(ward, staff, times.pledges_due, "this_year")
    bank = words("themes")["this_year"]
    adapting = [cell for kind in ADAPTING for cell in _first_two(ward, kind)]
    lived.cell_themes = {
        cell.pk: _theme(lived.year, cell, bank[cell.cell_type], staff.secretaries[cell.pk], ward, lived.ward_theme)
        for cell in adapting
    }
    install_templates(unit=ward.unit, by=ACTOR)
    return lived


def _first_two(ward: Ward, cell_type: str) -> list[Unit]:
    return [cell for cell in ward.cells if cell.cell_type == cell_type][:2]


def _open(ward: Ward, staff: Staff, due, which: str) -> Lived:
    year = Year.objects.create(unit=ward.unit, number=due.year, pledges_due=due, created_by=staff.officer)
    parent = theme_to_adapt(ward.unit, due.year, due.year)
    serves = _term(ward, due.year, staff.officer)
    return Lived(
        year, _theme(year, ward.unit, words("themes")[which]["COMMITTEE"], staff.officer, ward, parent, serves)
    )


def _term(ward: Ward, number: int, by: Account) -> Theme | None:
    """The ward's theme of the whole term, made the first time it is asked for; None where the province has none."""
    above = Theme.objects.of_term_with(number).above(ward.unit).first()
    if above is None:
        return None
    text = words("themes")["term"]["COMMITTEE"]
    facts = {"title": text["title"].format(ward=ward.name), "key_actions": "\n".join(text["actions"])}
    years = {"first_year": above.first_year, "last_year": above.last_year}
    more = facts | {"parent": above, "updated_by": by}
    return Theme.objects.get_or_create(unit=ward.unit, **years, defaults=more)[0]


def _theme(
    year: Year, unit: Unit, text: dict, by, ward: Ward, parent: Theme | None = None, serves: Theme | None = None
) -> Theme:
    return Theme.objects.create(
        year=year,
        first_year=year.number,
        last_year=year.number,
        unit=unit,
        parent=parent,
        serves=serves,
        title=text["title"].format(ward=ward.name),
        basis=LegalBasis.objects.filter(number=THEME_BASIS).first(),
        key_actions="\n".join(text["actions"]),
        plan="\n".join(text.get("plan", ())),
        updated_by=by,
    )
