"""A table of cases tried on a rule set, in the reader's words: page, API and command show the same."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .bridge import thresholds_of
from .checking_wording import CASE_FAULTS, FILE_FAULTS, LISTS, NO_POINTS, RATED
from .explain import cap_sentence, condition_sentence, number, summary
from .models import RuleSet
from .rules.cap import Cap, Reading, Rounding
from .rules.cases import Difference, ParticipationCase, Refusal, Standard, Table, Unreadable, read_json, read_table, run
from .rules.cases.running import Answer
from .rules.classification import Derivation
from .rules.participation import ParticipationResult, add_months
from .rules.thresholds import Thresholds
from .shipped import shipped_rule_sets
from .wording import NOT_RATED

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True)
class CheckedDifference:
    """A case that came out other than expected: both answers as the file writes them, and why."""

    list: str
    id: str
    expected: Answer
    found: Answer
    why: str
    conditions: tuple[str, ...]

    @property
    def list_name(self) -> Promise:
        return LISTS[self.list]

    @property
    def expected_text(self) -> str:
        return _text(self.expected)

    @property
    def found_text(self) -> str:
        return _text(self.found)


@dataclass(frozen=True)
class RefusedCase:
    """A case that could not be run; `place` in its list counts from 1 and is 0 for the list itself."""

    list: str
    id: str
    place: int
    code: str
    why: str

    @property
    def list_name(self) -> Promise:
        return LISTS[self.list]

    @property
    def name(self) -> str:
        """The id, the place in the list where there is none."""
        return self.id or (f"#{self.place}" if self.place else "")


@dataclass(frozen=True)
class Checked:
    """What came of a table; `written_for` is the code the file names, empty where it names none."""

    rule_set: str
    written_for: str
    run: int
    as_expected: int
    differences: tuple[CheckedDifference, ...]
    refused: tuple[RefusedCase, ...]

    @property
    def holds(self) -> bool:
        """Whether every case was run and came out as expected."""
        return not self.differences and not self.refused

    @property
    def is_for_another(self) -> bool:
        """Whether the file was written for another rule set."""
        return self.written_for not in ("", self.rule_set)

    def as_data(self) -> dict[str, Any]:
        """Everything, as the API answers and the download holds it."""
        return asdict(self)


def standard_of(rule_set: RuleSet) -> Standard:
    """Return what of the rule set cases are run through; raise ValidationError where it has no points."""
    if not rule_set.has_points:
        raise ValidationError(NO_POINTS, "no_points")
    return Standard(
        thresholds=thresholds_of(rule_set),
        new_member_months=rule_set.new_member_months,
        cap_percent=rule_set.cap_percent,
        cap_reading=Reading(rule_set.cap_reading),
        cap_rounding=Rounding(rule_set.cap_rounding),
    )


def shipped_standard(code: str) -> Standard | None:
    """Return the like of a rule set we ship, installed or not; None where we ship none of this code."""
    data = shipped_rule_sets().get(code)
    if data is None:
        return None
    if data["method"] != "POINTS":
        raise ValidationError(NO_POINTS, "no_points")
    return Standard(
        thresholds=Thresholds.from_data(data["thresholds"]),
        new_member_months=data["choices"]["new_member_months"],
        cap_percent=data["cap"]["cap_percent"],
        cap_reading=Reading(data["cap"]["cap_reading"]),
        cap_rounding=Rounding(data["cap"]["cap_rounding"]),
    )


def read_cases(data: bytes, most: int) -> object:
    """Return the JSON of a file of at most so many bytes; raise ValidationError with one sentence."""
    try:
        return read_json(data, most)
    except Unreadable as fault:
        raise _refused(fault, most) from fault


def table_of(value: object) -> Table:
    """Return the cases of the JSON; raise ValidationError where it is no table or holds no case."""
    try:
        return read_table(value)
    except Unreadable as fault:
        raise _refused(fault) from fault


def check_cases(table: Table, code: str, standard: Standard) -> Checked:
    """Run the table through the standard, and put into words what came of it."""
    report = run(table, standard)
    return Checked(
        rule_set=code,
        written_for=table.rule_set,
        run=report.run,
        as_expected=report.as_expected,
        differences=tuple(_difference(found, standard) for found in report.differences),
        refused=tuple(RefusedCase(r.kind, r.id, r.place, r.code, _why_refused(r)) for r in report.refused),
    )


def _refused(fault: Unreadable, most: int = 0) -> ValidationError:
    return ValidationError(FILE_FAULTS[fault.code], fault.code, {"most": number(most // MEGABYTE)})


def _why_refused(refusal: Refusal) -> str:
    return str(CASE_FAULTS[refusal.code]) % refusal.values


def _difference(found: Difference, standard: Standard) -> CheckedDifference:
    case = found.case
    conditions = tuple(condition_sentence(condition) for condition in found.failed)
    return CheckedDifference(case.kind, case.id, found.expected, found.found, _why(found, standard), conditions)


def _why(found: Difference, standard: Standard) -> str:
    """The working in one sentence."""
    if isinstance(found.working, Derivation):
        return summary(found.working)
    if isinstance(found.working, Cap):
        return cap_sentence(found.working, found.working.selected)
    return _standing(found.case, found.working, standard.new_member_months)


def _standing(case: ParticipationCase, result: ParticipationResult, months: int) -> str:
    """Who is rated, with the dates that were compared."""
    reason: str | Promise = RATED[result.reason_code] if result.is_rated else NOT_RATED[result.status]
    admitted = case.standing.admitted
    if admitted is None:
        return _sentence(reason)
    days = {"admitted": admitted, "over": add_months(admitted, months), "cut_off": case.cut_off}
    values = {name: date_format(day, "SHORT_DATE_FORMAT") for name, day in days.items()}
    dates = _("admitted on %(admitted)s, %(months)s months over on %(over)s, cut-off date %(cut_off)s")
    return _sentence(f"{reason} ({dates % (values | {'months': months})})")


def _sentence(text: str | Promise) -> str:
    text = str(text)
    return f"{text[:1].upper()}{text[1:]}."


def _text(answer: Answer) -> str:
    """An answer in one line, in the words of the file."""
    if isinstance(answer, str):
        return answer
    if "result" in answer:
        return ", ".join([answer["result"], *answer["tags"]])
    return f"max {answer['max']}, selected {answer['selected']}"
