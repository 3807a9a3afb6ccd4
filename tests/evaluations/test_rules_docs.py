"""The tables of docs/rules.md, executed: a wrong number in the document fails here."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from evaluations.models import RuleSet
from evaluations.models.choices import CHOSEN
from evaluations.rules.appeals import APPEAL_STEPS, AppealState
from evaluations.rules.cap import Reading, Rounding, cap, holds
from evaluations.rules.classification import Thresholds, derive
from evaluations.rules.conditions import escapable_triggers
from evaluations.rules.inputs import Escape, Targets
from evaluations.rules.levels import Level, Subject, Topic
from evaluations.rules.order import Body, Guard, Kind, breaches
from evaluations.rules.participation import (
    CellStay,
    Participation,
    Period,
    Standing,
    add_months,
    longest_cell,
    looked_at_on,
    participation,
)
from evaluations.rules.pledge import Results, pledge_points
from evaluations.rules.ranking import Contender, contest
from evaluations.rules.scoring import Group, Leaf, Mode, band, explanation_required, points_fault
from evaluations.rules.voting import Threshold, has_the_votes
from evaluations.rules.workflow import (
    CELL_STEPS,
    STEPS,
    AssessmentState,
    WrongState,
    next_state,
)
from evaluations.rules.working_days import add_working_days
from evaluations.shipped import SAMPLE_CASES, shipped_rule_sets
from tests.evaluations.document import DOCUMENT, TABLES, Row, day, names, yes
from tests.evaluations.qd366 import QD366, make_inputs
from tests.evaluations.trial import LISTS, changed, report

CUT_OFF = date(2026, 12, 31)


def rows_of(name: str) -> Any:
    return pytest.mark.parametrize("row", TABLES[name], ids=lambda row: " ".join(list(row.values())[:2]))


def test_every_marked_table_was_read_and_is_run():
    sizes = Counter({name: len(rows) for name, rows in TABLES.items()})
    assert len(TABLES) == DOCUMENT.count("\n▶ ") == 28
    assert min(sizes.values()) >= 4


# ── points and levels ──


@rows_of("Points")
def test_points(row: Row):
    leaf = Leaf("x", Decimal(row["maximum"]), Group.COMMON, Mode(row["mode"]))
    assert (points_fault(leaf, Decimal(row["points"])) or "yes") == row["stands"]


@rows_of("Points for the pledge")
def test_points_for_the_pledge(row: Row):
    leaf = Leaf("x", Decimal(row["maximum"]), Group.RESULTS, Mode(row["mode"]))
    results = Results(*(int(row[name]) for name in ("kept", "in part", "not kept", "unknown")))
    found = pledge_points(leaf, results, int(row["in part counts"]))
    assert (found is None) if row["proposed"] == "–" else found.points == Decimal(row["proposed"])


@rows_of("Explanations")
def test_explanations(row: Row):
    own, cell = Decimal(row["own points"]), Decimal(row["cell's points"])
    levels = Level(row["own level"]), Level(row["cell's level"])
    assert explanation_required(own, cell, *levels) is yes(row["explain"])


@rows_of("Levels")
def test_levels(row: Row):
    level, lowest = Level(row["code"]), Decimal(row["points from"])
    assert level.rank == int(row["rank"])
    assert band(lowest, QD366) is level
    if row["to below"] != "–":
        assert band(Decimal(row["to below"]) - Decimal("0.01"), QD366) is level
        assert band(Decimal(row["to below"]), QD366).is_above(level)


def test_thresholds():
    stated = {row["name"]: row["value"] for row in TABLES["Thresholds"]}
    values = {name: yes(text) if text in ("yes", "no") else int(text) for name, text in stated.items()}
    tables = {"findings": QD366.findings, "articles": QD366.articles}
    assert Thresholds.from_data(values | tables) == QD366
    assert [*stated, *tables] == [field.name for field in fields(Thresholds)]


def test_articles():
    stated = {row["topic"]: row["as it is cited"] for row in TABLES["Articles"]}
    assert stated == QD366.articles
    assert list(stated) == list(Topic)


# ── who is rated ──


@rows_of("Six months")
def test_six_months(row: Row):
    admitted = day(row["admitted"])
    assert add_months(admitted, 6) == day(row["six months over on"])
    assert participation(Standing(admitted=admitted), day(row["cut-off"])).status == row["result"]


@rows_of("Day looked at")
def test_day_looked_at(row: Row):
    meeting = None if row["meeting"] == "–" else day(row["meeting"])
    found = looked_at_on(day(row["cut-off"]), meeting, at_the_meeting=row["rule"] == "MEETING")
    assert found == day(row["looked at on"])


def stay(text: str) -> CellStay:
    cell, _, start, *end = text.split()
    return CellStay(int(cell), Period(day(start), day(end[1]) if end else None))


@rows_of("Longest stay in 2026")
def test_longest_stay(row: Row):
    stays = [] if row["stays"] == "–" else map(stay, row["stays"].split("; "))
    found = longest_cell(stays, date(2026, 1, 1), CUT_OFF)
    assert (str(found) if found else "–") == row["cell"]


def period(text: str) -> Period:
    start, end = text.split("–")
    return Period(day(start), day(end) if end else None)


def standing(text: str) -> Standing:
    facts: dict[str, Any] = {"admitted": date(1990, 2, 3)}
    for fact in [] if text == "none" else text.split("; "):
        kind, _, rest = fact.partition(" ")
        if kind in ("exempt", "suspended"):
            facts[kind] = (period(rest),)
        else:
            facts[fact.replace(" ", "_")] = True
    return Standing(**facts)


@rows_of("Standing on 31/12/2026")
def test_standing(row: Row):
    result = participation(standing(row["facts"]), CUT_OFF)
    assert (result.status, result.reason_code) == (row["result"], row["row"])
    assert result.reduced_basis is yes(row["reduced basis"])
    assert result.awaits_comment is yes(row["waits for a comment"])


# ── triggers and decisions ──


@rows_of("Triggers")
def test_triggers(row: Row):
    code = row["code"]
    assert {s for s in Subject if code in QD366.findings[s]} == set(names(row["subjects"]))
    assert {s for s in Subject if code in escapable_triggers(s, QD366)} == set(names(row["may be weighed for"]))


def part_of_whole(part: str, whole: str) -> Callable[[str], dict[str, Any]]:
    return lambda text: dict(zip((part, whole), map(int, text.split("/")), strict=True))


def escape(text: str) -> dict[str, Any]:
    state, _, level = text.partition(" ")
    return {"escape": Escape(state), "escape_level": Level(level) if level else None}


FACTS: dict[str, Callable[[str], dict[str, Any]]] = {
    "faults ": part_of_whole("faults_repaired", "faults_noted"),
    "areas ": part_of_whole("areas_failed", "areas_led"),
    "low votes ": part_of_whole("confidence_low", "confidence_cast"),
    "targets ": lambda text: {"five_targets": Targets(text)},
    "escape ": escape,
    "K": lambda text: {"findings": (f"K{text}",)},
    "leadership disciplined": lambda _: {"leadership_disciplined": True},
    "other discipline": lambda _: {"other_discipline": True},
    "subordinate disciplined": lambda _: {"subordinate_disciplined": True},
    "NEW_UNDER_6M": lambda _: {"participation": Participation.NEW_UNDER_6M},
}


def other_facts(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for fact in [] if text == "–" else text.split("; "):
        start = next(start for start in FACTS if fact.startswith(start))
        found |= FACTS[start](fact.removeprefix(start))
    return found


@rows_of("Decisions")
def test_decisions(row: Row):
    inputs = make_inputs(Subject(row["subject"]), row["S"], row["tasks"], **other_facts(row["other facts"]))
    derivation = derive(inputs, QD366)
    assert (derivation.outcome, derivation.row) == (row["outcome"], row["row"])
    assert list(derivation.tags) == names(row["tags"])


def test_every_row_of_the_rules_has_an_example():
    assert {row["row"] for row in TABLES["Decisions"]} == {f"R{number}" for number in range(12)}


@rows_of("Switches")
def test_switches(row: Row):
    other = {} if row["switch"] == "–" else {row["switch"]: value_of(row["value"])}
    inputs = make_inputs(Subject(row["subject"]), row["S"], row["tasks"], **other_facts(row["other facts"]))
    derivation = derive(inputs, replace(QD366, **other))
    assert (derivation.outcome, derivation.row) == (row["outcome"], row["row"])


def value_of(text: str) -> bool | int | Decimal:
    return yes(text) if text in ("yes", "no") else int(text)


@rows_of("Cells")
def test_cells(row: Row):
    facts = other_facts(row["other facts"])
    members = {"members_good": int(row["good or better"]), "members_rated": int(row["rated"])}
    rules = replace(QD366, good_members_percent=int(row["share asked"]))
    derivation = derive(make_inputs(Subject.COLLECTIVE, 94, **members, **facts), rules)
    assert (derivation.outcome, list(derivation.tags)) == (row["outcome"], names(row["tags"]))


# ── the cap ──


@rows_of("Cap by N")
def test_cap_by_n(row: Row):
    for heading, maximum in list(row.items())[1:]:
        reading, percent = heading.removesuffix(" %").split()
        result = cap(0, int(row["N"]), int(percent), Reading(reading.upper()), Rounding.FLOOR)
        assert result.maximum == int(maximum), heading


@rows_of("Worked caps")
def test_worked_caps(row: Row):
    result = cap(int(row["E"]), int(row["H"]), int(row["percent"]), Reading(row["reading"]), Rounding.FLOOR)
    assert result.product == Fraction(row["product"])
    assert (result.maximum, result.selected) == (int(row["maximum"]), int(row["selected"]))
    assert result.base - result.selected == int(row["good left"])
    assert result.holds


def worked(example: str) -> int:
    return next(int(row["maximum"]) for row in TABLES["Worked caps"] if row["example"] == example)


def test_examples_three_and_four_add_up_as_told():
    groups = sum(worked(f"3 {group}") for group in ("leaders", "non-leaders", "outside"))
    assert f"the groups allow {groups}; one pool of 320 would allow {worked('3 pooled')}" in DOCUMENT
    assert f"cell by cell {24 * worked('4 one cell')}, counted once at the commune {worked('4 commune')}" in DOCUMENT


@rows_of("Checks afterwards")
def test_checks_afterwards(row: Row):
    chosen, base, percent = (int(row[name]) for name in ("chosen", "N", "percent"))
    assert holds(chosen, base, percent, Reading(row["reading"])) is yes(row["holds"])


@rows_of("Rounding")
def test_rounding(row: Row):
    for rounding in Rounding:
        assert cap(0, int(row["N"]), 20, Reading.INCLUSIVE, rounding).maximum == int(row[rounding])


def contenders(text: str, *, chosen: bool) -> list[Contender]:
    """Read "99 1/4, 94 1/4"; a dash is nobody."""
    found = [] if text == "–" else [one.split() for one in text.split(", ")]
    return [
        Contender(points, Decimal(points), *map(int, share.split("/")), eligible=True, chosen=chosen)
        for points, share in found
    ]


@rows_of("Choices to be explained")
def test_choices_to_be_explained(row: Row):
    found = contest(contenders(row["chosen"], chosen=True) + contenders(row["eligible, not chosen"], chosen=False))
    assert (found.kind.value if found else "no") == row["explain"]


# ── steps and open questions ──


def follows(steps: Any, row: Row, states: list[AssessmentState] | list[AppealState]) -> None:
    for state in states:
        expected = row[state.name]
        if expected == "–":
            with pytest.raises(WrongState):
                next_state(steps, row["act"], state)
        else:
            assert next_state(steps, row["act"], state) == type(state)[expected]


@rows_of("Steps")
def test_steps(row: Row):
    follows(STEPS, row, list(AssessmentState))


@rows_of("Steps of a cell")
def test_steps_of_a_cell(row: Row):
    follows(CELL_STEPS, row, [state for state in AssessmentState if state is not AssessmentState.SUBMITTED])


@rows_of("Steps of a complaint")
def test_steps_of_a_complaint(row: Row):
    follows(APPEAL_STEPS, row, list(AppealState))


@rows_of("Votes")
def test_votes(row: Row):
    present = int(row["present"])
    for threshold in Threshold:
        told = row[f"enough for {threshold}"]
        enough = [votes for votes in range(present + 1) if has_the_votes(votes, present, threshold)]
        assert (str(enough[0]) if enough else "never") == told


@rows_of("Working days")
def test_working_days(row: Row):
    assert add_working_days(day(row["from"]), int(row["days"])) == day(row["last day"])


def test_steps_are_all_documented():
    assert [row["act"] for row in TABLES["Steps"]] == list(STEPS)
    assert [row["act"] for row in TABLES["Steps of a cell"]] == list(CELL_STEPS)
    assert [row["act"] for row in TABLES["Steps of a complaint"]] == list(APPEAL_STEPS)


def bodies(text: str) -> list[Body]:
    """Bodies as “KIND path name”."""
    return [Body(Kind(kind), *rest) for kind, *rest in map(str.split, names(text))]


@rows_of("Order")
def test_order(row: Row):
    (then,), waiting, done = (bodies(row[name]) for name in ("next", "not yet done", "done"))
    found = breaches(then, [then, *done, *waiting], done)
    told = [cell.partition(" ") for cell in names(row["must come first"])]
    assert [(int(breach.guard), breach.first) for breach in found] == [
        (int(guard), *bodies(body)) for guard, _, body in told
    ]


def test_every_guard_has_an_example():
    told = {int(cell[0]) for row in TABLES["Order"] for cell in names(row["must come first"])}
    assert told == set(Guard)


# ── cases to try, and what a rule set may choose ──


def keys_of(value: Any, path: str = "") -> set[str]:
    """Every key of a case; those of objects, and of objects in lists, behind a dot."""
    if isinstance(value, dict):
        return set().union(*(keys_of(inner, f"{path}.{key}") for key, inner in value.items()))
    in_lists = (keys_of(inner, path) for inner in value if isinstance(inner, dict)) if isinstance(value, list) else ()
    return {path.removeprefix(".")}.union(*in_lists)


def test_the_sample_we_ship_shows_every_key_that_is_told_and_no_other():
    sample = json.loads(SAMPLE_CASES.read_text(encoding="utf-8"))
    told = {(row["list"], row["key"].strip("`")) for row in TABLES["Keys"]}
    for kind in ("cases", "participation", "caps"):
        shown = set().union(*map(keys_of, sample[kind]))
        assert shown == {key for where, key in told if where in (kind, "all")}, kind


@rows_of("Refused")
def test_refused(row: Row):
    text = json.dumps({row["list"]: [changed(LISTS[row["list"]], {row["key"]: "?"})]}).replace('"?"', row["value"])
    (refusal,) = report(text).refused
    assert refusal.code == row["why"]


def test_choices():
    shipped = shipped_rule_sets()["QD366"]
    stated = {row["field"]: row["QĐ 366"] for row in TABLES["Choices"]}
    assert stated == {name: str(value) for name, value in (shipped["cap"] | shipped["choices"]).items()}
    for row in TABLES["Choices"]:
        if row["field"] in CHOSEN:
            assert {row["QĐ 366"], *names(row["may also be"])} == set(CHOSEN[row["field"]].values)


def test_every_open_question_is_answered_once():
    assert re.findall(r"^\| (A-\d+) \|", DOCUMENT, re.MULTILINE) == [f"A-{number}" for number in range(1, 28)]


def test_every_field_named_in_an_answer_exists_and_every_switch_is_named():
    answers = re.findall(r"^\| (A-\d+) \|.*rule set, ([^|;]+)", DOCUMENT, re.MULTILINE)
    named = {question: set(re.findall(r"`(\w+)`", fields)) for question, fields in answers}
    every = set().union(*named.values())
    assert every <= {field.name for field in RuleSet._meta.fields}
    assert every >= {field.name for field in fields(Thresholds) if field.type in (bool, "bool")}
    chosen = {(row["question"], row["field"]) for row in TABLES["Choices"] if row["question"]}
    assert chosen <= {(question, name) for question, found in named.items() for name in found}
