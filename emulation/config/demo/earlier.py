"""Results of a year before the application, taken over from paper, so that nobody's history begins today."""

import datetime
from random import Random
from typing import Final

from emulation.roster.values import Birth
from evaluations.models import RuleSet
from evaluations.paper import ResultRow, ResultsReading
from evaluations.rules.levels import Level
from evaluations.selectors.results import rule_set_of_year
from evaluations.services.results import take_over_results

from .accounts import Staff, demo_cell
from .bank import words
from .people import Person, Ward

YEAR: Final = 2024
JOINED_BY: Final = datetime.date(2024, 6, 30)  # later ones were not rated yet
NUMBER: Final = "98-QĐ/ĐU"
SIGNED_ON: Final = datetime.date(2024, 12, 20)
# Of a hundred; the excellent ones stay well below a fifth of the good.
SHARES: Final = {Level.EXCELLENT: 14, Level.GOOD: 77, Level.COMPLETED: 8, Level.FAILED: 1}
GRADES: Final = {Level.EXCELLENT: "AAAB", Level.GOOD: "AABBB", Level.COMPLETED: "BBC", Level.FAILED: "CCD"}


def take_over_earlier(ward: Ward, staff: Staff) -> None:
    """Take over the ward's results by the service, as its officer would from a list; grades for one cell only."""
    rule_set, rng = rule_set_of_year(ward.unit, YEAR), Random(f"{YEAR} {ward.unit.code}")
    rated = [person for person in ward.people if _was_rated(person)]
    rows = [_row(place, person, rng, rule_set, demo_cell(ward).pk) for place, person in enumerate(rated, start=2)]
    take_over_results(reading=ResultsReading(rows), committee=ward.unit, year=YEAR, by=staff.officer)


def _was_rated(person: Person) -> bool:
    member = person.member
    return bool(member.card_number) and member.joined_on <= JOINED_BY and not person.is_exempt


def _row(place: int, person: Person, rng: Random, rule_set: RuleSet, with_grades: int) -> ResultRow:
    level = rng.choices(list(SHARES), weights=list(SHARES.values()))[0]
    criteria = rule_set.criteria_by_subject[person.membership.subject_type]
    graded = criteria if person.cell.pk == with_grades else ()
    notes = words("texts")["earlier"].get(level, [""])  # the lower levels say why
    return ResultRow(
        place,
        card=person.member.card_number,
        name=person.member.full_name,
        born=Birth(person.member.born_year, person.member.born_on),
        unit=person.cell.name,
        level=level.value,
        number=NUMBER,
        signed_on=SIGNED_ON,
        note=rng.choice(notes),
        grades={criterion.code: rng.choice(GRADES[level]) for criterion in graded},
    )
