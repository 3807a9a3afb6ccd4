"""What a member types into the self-assessment: cleaned and checked, with what is wrong by the name of the field."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.text import clean, clean_lines

from .bridge import leaf_of
from .explain import number
from .models import AssignedTask, CellRating, Criterion, FiveTargets, LevelChoice, Repair
from .rules.scoring import Leaf, PointsFault, allowed_points, points_fault
from .sections import sections_of

LONGEST_SECTION: Final = 10_000  # characters
LONGEST_NOTE: Final = 500  # characters
MOST_TASKS: Final = 60
MOST_PEOPLE: Final = 30_000  # the largest count a column holds, rounded down
COUNTS: Final = ("areas_led", "areas_failed", "confidence_cast", "confidence_low")
CELL_COUNTS: Final = (
    "tasks_assigned",
    "tasks_done",
    "tasks_on_time",
    "tasks_beyond",
    "tasks_late",
    "faults_noted",
    "faults_repaired",
)

NOT_A_NUMBER = _("%(code)s: write the points as a number, such as 1,5.")
TOO_MANY = _("%(code)s %(label)s: from 0 to at most %(maximum)s points.")
DECIMALS = _("%(code)s: at most two decimals.")
NOT_ALLOWED = _("%(code)s %(label)s: only one of these points is possible: %(allowed)s.")
NO_CRITERION = _("%(code)s is not a criterion of this form.")
NO_SECTION = _("%(code)s is not a section of this form.")
TOO_LONG = _("This text has %(length)s characters; at most %(most)s can be kept. Shorten it.")
TASKS_TOO_MANY = _("At most %(most)s tasks can be kept; join small ones.")
TASK_WRONG = _("Task %(place)s: %(problem)s")
NO_LEVEL = _("Choose one of the four levels.")
NO_REPAIR = _("Say whether the fault is repaired, being repaired or not repaired.")
NO_FAULT = _("This fault is not among those noted last year.")
COUNT_WRONG = _("Write a whole number from 0 to %(most)s.")
AREAS_WRONG = _("No more areas can have failed than are led.")
VOTES_WRONG = _("No more votes can be low than were cast.")
NO_TARGETS = _("Choose whether the five basic targets were met.")
NO_FACT = _("%(name)s is not a fact about leaders.")
NO_CELL_FACT = _("%(name)s is not a fact about a cell.")
PART_WRONG = _("%(part)s cannot be more than %(whole)s. Correct one of the two numbers.")
DONE_WRONG = _("On time and late together are more than finished. Correct one of the three numbers.")

Errors = dict[str, list[ValidationError]]


@dataclass(frozen=True)
class TaskLine:
    """One task as typed."""

    title: str = ""
    product: str = ""
    due_on: datetime.date | None = None
    result: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into the row."""
        return not (clean(self.title) or clean(self.product) or self.due_on or self.result)


@dataclass(frozen=True)
class FaultLine:
    """What became of one fault noted last year."""

    repair: str = ""
    note: str = ""


@dataclass
class Checked:
    """Cleaned values, and what is wrong by field; nothing may be saved while `errors` holds anything."""

    values: dict[str, object] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)

    def refuse(self, name: str, sentence: object, /, **values: object) -> None:
        """Note one sentence against a field."""
        self.errors.setdefault(name, []).append(ValidationError(sentence, "invalid", values))


def check_sections(texts: Mapping[str, str], subject_type: str, checked: Checked) -> dict[str, str]:
    """Clean the texts of the form's sections; fields are named section_<code>."""
    known = {section.code for section in sections_of(subject_type)}
    kept = {}
    for code, text in texts.items():
        if code in known:
            kept[code] = check_text(f"section_{code}", text, checked)
        else:
            checked.refuse(f"section_{code}", NO_SECTION, code=code)
    return kept


def check_text(name: str, text: str, checked: Checked) -> str:
    """Clean one long text."""
    cleaned = clean_lines(text)
    if len(cleaned) > LONGEST_SECTION:
        checked.refuse(name, TOO_LONG, length=number(len(cleaned)), most=number(LONGEST_SECTION))
    return cleaned


def check_points(typed: Mapping[str, object], criteria: Iterable[Criterion], checked: Checked) -> dict[str, Decimal]:
    """Read points as typed, with a comma or a dot; fields are named points_<code>; empty ones are left out."""
    known = {criterion.code: criterion for criterion in criteria}
    kept = {}
    for code, text in typed.items():
        if code not in known:
            checked.refuse(f"points_{code}", NO_CRITERION, code=code)
        elif (value := _points(text, known[code], checked)) is not None:
            kept[code] = value
    return kept


def _points(text: object, criterion: Criterion, checked: Checked) -> Decimal | None:
    """One criterion's points, or None where nothing was typed or it cannot stand."""
    name, typed = f"points_{criterion.code}", clean(text).replace(" ", "").replace(",", ".")
    if not typed:
        return None
    try:
        value = Decimal(typed)
    except InvalidOperation:
        checked.refuse(name, NOT_A_NUMBER, code=criterion.code)
        return None
    leaf = leaf_of(criterion)
    if fault := points_fault(leaf, value):
        _refuse_points(name, fault, criterion, leaf, checked)
        return None
    return value


def _refuse_points(name: str, fault: PointsFault, criterion: Criterion, leaf: Leaf, checked: Checked) -> None:
    sentences = {
        PointsFault.NOT_A_NUMBER: NOT_A_NUMBER,
        PointsFault.OUT_OF_RANGE: TOO_MANY,
        PointsFault.DECIMALS: DECIMALS,
    }
    allowed = "; ".join(number(value) for value in allowed_points(leaf) or ())
    values = {"code": criterion.code, "label": criterion.label, "maximum": number(leaf.maximum), "allowed": allowed}
    checked.refuse(name, sentences.get(fault, NOT_ALLOWED), **values)


def check_tasks(lines: Iterable[TaskLine], checked: Checked) -> list[AssignedTask]:
    """Make the rows of the year's tasks in the order typed, without the empty ones."""
    rows = [
        AssignedTask(
            position=place,
            title=clean(line.title),
            product=clean(line.product),
            due_on=line.due_on,
            result=line.result or "",
        )
        for place, line in enumerate((line for line in lines if not line.is_empty), start=1)
    ]
    if len(rows) > MOST_TASKS:
        checked.refuse("tasks", TASKS_TOO_MANY, most=MOST_TASKS)
    for row in rows:
        _check_task(row, checked)
    return rows


def _check_task(row: AssignedTask, checked: Checked) -> None:
    """Everything the columns ask for, except that a title may still be missing while it is being written."""
    try:
        row.clean_fields(exclude=["assessment"] if row.title else ["assessment", "title"])
    except ValidationError as wrong:
        for sentence in wrong.messages:
            checked.refuse("tasks", TASK_WRONG, place=row.position, problem=sentence)


def check_faults(lines: Mapping[int, FaultLine], known: Iterable[int], checked: Checked) -> dict[int, FaultLine]:
    """What became of last year's faults, by key; fields are named fault_<key>_repair."""
    kept, known = {}, set(known)
    for key, line in lines.items():
        if key not in known:
            checked.refuse(f"fault_{key}_repair", NO_FAULT)
        elif line.repair not in ("", *Repair.values):
            checked.refuse(f"fault_{key}_repair", NO_REPAIR)
        elif len(note := clean(line.note)) > LONGEST_NOTE:
            checked.refuse(f"fault_{key}_note", TOO_LONG, length=number(len(note)), most=number(LONGEST_NOTE))
        else:
            kept[key] = FaultLine(line.repair, note)
    return kept


def check_level(level: str, checked: Checked, name: str = "self_level") -> str:
    """The member's or the cell's own level, or nothing yet."""
    if level not in ("", *LevelChoice.values):
        checked.refuse(name, NO_LEVEL)
    return level


def check_leader_facts(facts: Mapping[str, object], checked: Checked) -> dict[str, object]:
    """The facts that count for leaders alone: areas led, confidence votes, the five basic targets."""
    return _facts(facts, COUNTS, NO_FACT, checked)


def check_cell_facts(facts: Mapping[str, object], checked: Checked) -> dict[str, object]:
    """The facts of a cell's year: its tasks and faults as counts, the five basic targets."""
    return _facts(facts, CELL_COUNTS, NO_CELL_FACT, checked)


def _facts(
    facts: Mapping[str, object], counts: Collection[str], unknown: object, checked: Checked
) -> dict[str, object]:
    kept: dict[str, object] = {}
    for name, value in facts.items():
        if name in counts:
            kept[name] = _count(name, value, checked)
        elif name == "five_targets":
            kept[name] = value or FiveTargets.NA
        else:
            checked.refuse(name, unknown, name=name)
    if kept.get("five_targets", FiveTargets.NA) not in FiveTargets.values:
        checked.refuse("five_targets", NO_TARGETS)
    return kept


def _count(name: str, value: object, checked: Checked) -> int:
    text = clean(value) or "0"
    if not text.isdecimal() or int(text) > MOST_PEOPLE:
        checked.refuse(name, COUNT_WRONG, most=number(MOST_PEOPLE))
        return 0
    return int(text)


def check_pairs(facts: Mapping[str, object], checked: Checked) -> None:
    """A part is never more than its whole."""
    if facts["areas_failed"] > facts["areas_led"]:
        checked.refuse("areas_failed", AREAS_WRONG)
    if facts["confidence_low"] > facts["confidence_cast"]:
        checked.refuse("confidence_low", VOTES_WRONG)


def check_cell_pairs(row: CellRating, checked: Checked) -> None:
    """A part is never more than its whole, and what was on time or late was finished."""
    parts = (
        ("tasks_done", "tasks_assigned"),
        ("tasks_on_time", "tasks_done"),
        ("tasks_beyond", "tasks_done"),
        ("tasks_late", "tasks_done"),
        ("faults_repaired", "faults_noted"),
    )
    for part, whole in parts:
        if getattr(row, part) > getattr(row, whole):
            checked.refuse(part, PART_WRONG, part=_name_of(row, part), whole=_name_of(row, whole))
    if not checked.errors and row.tasks_on_time + row.tasks_late > row.tasks_done:
        checked.refuse("tasks_late", DONE_WRONG)


def _name_of(row: CellRating, name: str) -> str:
    return f"“{row._meta.get_field(name).verbose_name}” ({getattr(row, name)})"
