"""Tables of cases: every key, every way to be wrong, and that one bad case never hides the others."""

import ast
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.checking_wording import CASE_FAULTS, FILE_FAULTS
from evaluations.rules.cap import Rounding
from evaluations.rules.cases import Kind, Unreadable, read_json, read_table
from evaluations.shipped import SAMPLE_CASES
from tests.architecture.source import modules
from tests.evaluations.qd366 import CASES, QD366, inputs_of
from tests.evaluations.trial import CAP, LEAVE_OUT, LEVEL, LISTS, MOST, STANDARD, STANDING, TASKS, changed, report


def refused(kind: str, **changes: Any) -> tuple[str, str]:
    """The code and the key of a refusal; the untouched case beside it must have been run as expected."""
    bad = changed(LISTS[kind], {"id": "bad"} | {path.replace("__", "."): value for path, value in changes.items()})
    found = report({kind: [bad, LISTS[kind]]})
    assert (found.run, found.differences) == (1, ())
    (refusal,) = found.refused
    assert (refusal.kind, refusal.place) == (kind, 1)
    return refusal.code, refusal.values.get("key", "")


# ── what is as expected ──


def test_the_published_table_comes_out_as_expected():
    found = report(CASES)
    assert (found.run, found.as_expected, found.differences, found.refused) == (84, 84, (), ())
    assert found.holds


def test_the_reader_reads_the_published_years_as_the_tests_do():
    read = read_table(read_json(json.dumps(CASES).encode(), MOST)).cases
    assert [case.inputs for case in read if case.kind is Kind.LEVEL] == [inputs_of(case) for case in CASES["cases"]]


def test_the_shipped_sample_holds_the_published_table_and_comes_out_as_expected():
    sample = json.loads(SAMPLE_CASES.read_text(encoding="utf-8"))
    for kind in LISTS:
        assert sample[kind][: len(CASES[kind])] == CASES[kind]
    assert report(sample).holds


@pytest.mark.parametrize("kind", LISTS)
def test_one_list_alone_is_a_table(kind):
    assert report({kind: [LISTS[kind]]}).as_expected == 1


def test_tags_are_a_set():
    twice = changed(LEVEL, {"expect.tags": ["ELIGIBLE", "ELIGIBLE"]})
    assert report({"cases": [twice]}).holds


def test_what_is_absent_or_null_is_none():
    case = {"id": "1", "subject": "OUTSIDE", "score": "91", "faults": None, "expect": {"result": "NEEDS_INPUT"}}
    assert report({"cases": [case], "participation": None}).holds


def test_a_byte_order_mark_does_no_harm():
    assert read_table(read_json(b"\xef\xbb\xbf" + json.dumps({"caps": [CAP]}).encode(), MOST)).cases


@pytest.mark.parametrize("word", ["NOT_RATED_HERE", "TEMPORARY_HERE"])
def test_who_is_here_for_a_while_has_two_names(word):
    case = changed(STANDING, {"admitted": "2000-01-01", "temporary_here": True, "expect": word})
    assert report({"participation": [case]}).holds


@pytest.mark.parametrize(
    ("facts", "expect"),
    [
        ({"exempt": True}, "EXEMPT"),
        ({"exempt": False}, "REQUIRED"),
        ({"exempt": [{"from": "2026-01-01", "to": "2026-12-31"}]}, "EXEMPT"),
        ({"exempt": [{"from": "2026-01-01", "to": "2026-12-30"}]}, "REQUIRED"),
        ({"exempt": [{"from": "2027-01-01"}]}, "REQUIRED"),
        ({"suspended": [{"from": "2026-12-31"}]}, "SUSPENDED"),
        ({"suspended": True, "exempt": True}, "EXEMPT"),
        ({"admitted": LEAVE_OUT}, "REQUIRED"),
        ({"admitted": "2026-06-30"}, "REQUIRED"),
        ({"admitted": "2026-07-01"}, "NEW_UNDER_6M"),
    ],
)
def test_facts_of_who_is_rated(facts, expect):
    case = changed(STANDING, {"admitted": "1990-01-01"} | facts | {"expect": expect})
    assert report({"participation": [case]}).holds


def test_a_cap_that_names_no_choice_follows_the_rule_set():
    case = {"id": "c", "eligible": 9, "good": 32, "expect": {"max": 9, "selected": 9}}
    assert [found.found for found in report({"caps": [case]}).differences] == [{"max": 8, "selected": 8}]
    assert report({"caps": [case]}, replace(STANDARD, cap_rounding=Rounding.CEILING)).holds


# ── what differs ──


def test_a_level_that_differs_says_what_was_expected_what_came_out_and_which_conditions_failed():
    case = changed(LEVEL, {"tasks.exceeded": 2, "faults": {"noted": 1}})
    (found,) = report({"cases": [case]}).differences
    assert (found.case.id, found.expected) == ("a", {"result": "HTXSNV", "tags": ["ELIGIBLE"]})
    assert found.found == {"result": "HTTNV", "tags": ["STEP_DOWN"]}
    assert [condition.code for condition in found.failed] == ["T_EXC", "FIXED"]


def test_a_finding_that_holds_is_named_among_the_failed():
    (found,) = report({"cases": [changed(LEVEL, {"findings": ["K2"]})]}).differences
    assert [condition.code for condition in found.failed] == ["K2"]


def test_the_same_level_with_another_tag_differs():
    (found,) = report({"cases": [changed(LEVEL, {"expect.tags": []})]}).differences
    assert found.found["tags"] == ["ELIGIBLE"]


@pytest.mark.parametrize(
    ("kind", "expect", "found"),
    [
        ("participation", "REQUIRED", "NEW_UNDER_6M"),
        ("caps", {"max": 6, "selected": 5}, {"max": 6, "selected": 6}),
        ("caps", {"max": 7, "selected": 6}, {"max": 6, "selected": 6}),
    ],
)
def test_other_lists_differ_too(kind, expect, found):
    (difference,) = report({kind: [changed(LISTS[kind], {"expect": expect})]}).differences
    assert (difference.expected, difference.found, difference.failed) == (expect, found, ())


def test_the_rule_set_decides_what_comes_out():
    stricter = replace(STANDARD, thresholds=replace(QD366, beyond_percent=40), new_member_months=5)
    found = report({"cases": [LEVEL], "participation": [STANDING]}, stricter)
    assert [difference.case.id for difference in found.differences] == ["a", "p"]


# ── what is refused: with the id and the place, the others run ──


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"score": "100.01"}, "score_out_of_range", ""),
        ({"score": "-1"}, "score_out_of_range", ""),
        ({"score": 93}, "score_not_decimal", "score"),
        ({"score": 93.5}, "score_not_decimal", "score"),
        ({"score": "93,5"}, "score_not_decimal", "score"),
        ({"score": "9e1"}, "score_not_decimal", "score"),
        ({"score": "NaN"}, "score_not_decimal", "score"),
        ({"score": " 93"}, "score_not_decimal", "score"),
        ({"score": ""}, "score_not_decimal", "score"),
        ({"score": "٩٣"}, "score_not_decimal", "score"),
        ({"score": True}, "score_not_decimal", "score"),
        ({"score": ["93"]}, "score_not_decimal", "score"),
        ({"score": LEAVE_OUT}, "missing", "score"),
        ({"score": None}, "missing", "score"),
        ({"subject": "MEMBER"}, "not_known", "subject"),
        ({"subject": "nonlead"}, "not_known", "subject"),
        ({"subject": ["NONLEAD"]}, "not_known", "subject"),
        ({"subject": LEAVE_OUT}, "missing", "subject"),
        ({"expect": LEAVE_OUT}, "missing", "expect"),
        ({"expect": "HTXSNV"}, "not_an_object", "expect"),
        ({"expect": {}}, "missing", "expect.result"),
        ({"expect__result": "EXCELLENT"}, "not_known", "expect.result"),
        ({"expect__tags": "ELIGIBLE"}, "not_a_list", "expect.tags"),
        ({"expect__tags": ["CAP"]}, "not_known", "expect.tags"),
        ({"expect__tags": [1]}, "not_known", "expect.tags"),
        ({"expect__tag": []}, "key_unknown", "expect.tag"),
        ({"tasks": [1]}, "not_an_object", "tasks"),
        ({"tasks__done": 11}, "done_above_assigned", ""),
        ({"tasks__exceeded": 11}, "exceeded_above_done", ""),
        ({"tasks__late": 1}, "on_time_and_late_above_done", ""),
        ({"tasks__done": -1}, "below_zero", "tasks.done"),
        ({"tasks__done": "10"}, "not_a_whole_number", "tasks.done"),
        ({"tasks__done": True}, "not_a_whole_number", "tasks.done"),
        ({"tasks__done": 10.0}, "not_a_whole_number", "tasks.done"),
        ({"tasks__assigned": 1_000_001}, "too_large", "tasks.assigned"),
        ({"tasks__finished": 10}, "key_unknown", "tasks.finished"),
        ({"faults": {"noted": 1, "repaired": 2}}, "repaired_above_noted", ""),
        ({"faults": {"found": 1}}, "key_unknown", "faults.found"),
        ({"areas": {"led": 1, "failed": 2}}, "areas_failed_above_led", ""),
        ({"confidence": {"cast": 1, "low": 2}}, "low_votes_above_cast", ""),
        ({"members": {"rated": 1, "good": 2}}, "good_members_above_rated", ""),
        ({"five_targets": "YES"}, "not_known", "five_targets"),
        ({"five_targets": ""}, "not_known", "five_targets"),
        ({"findings": ["K11"]}, "finding_not_for_subject", ""),
        ({"findings": ["K13"]}, "finding_unknown", ""),
        ({"findings": "K2"}, "not_a_list", "findings"),
        ({"findings": [2]}, "not_text", "findings"),
        ({"escape": "CLAIMED"}, "not_an_object", "escape"),
        ({"escape": {"state": "ASKED"}}, "not_known", "escape.state"),
        ({"escape": {"state": "ACCEPTED"}}, "escape_without_level", ""),
        ({"escape": {"state": "ACCEPTED", "level": "GOOD"}}, "not_known", "escape.level"),
        ({"leadership_disciplined": "yes"}, "not_yes_or_no", "leadership_disciplined"),
        ({"subordinate_disciplined": 1}, "not_yes_or_no", "subordinate_disciplined"),
        ({"participation": "AWAY"}, "not_known", "participation"),
        ({"scores": "93"}, "key_unknown", "scores"),
    ],
)  # fmt: skip
def test_a_level_case_that_cannot_be(changes, code, key):
    assert refused("cases", **changes) == (code, key)


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"admitted": "15/07/2026"}, "not_a_day", "admitted"),
        ({"admitted": "2026-02-30"}, "not_a_day", "admitted"),
        ({"admitted": "20260715"}, "not_a_day", "admitted"),
        ({"admitted": 2026}, "not_a_day", "admitted"),
        ({"cut_off": "9999-12-31"}, "not_a_day", "cut_off"),
        ({"cut_off": LEAVE_OUT}, "missing", "cut_off"),
        ({"expect": LEAVE_OUT}, "missing", "expect"),
        ({"expect": "RATED"}, "not_known", "expect"),
        ({"expect": {"status": "REQUIRED"}}, "not_known", "expect"),
        ({"exempt": "2026-01-01"}, "not_a_list", "exempt"),
        ({"exempt": ["2026-01-01"]}, "not_an_object", "exempt"),
        ({"exempt": [{"to": "2026-01-01"}]}, "missing", "exempt.from"),
        ({"exempt": [{"from": "2026-02-01", "to": "2026-01-01"}]}, "period_backwards", ""),
        ({"exempt": [{"from": "2026-02-01", "until": "2026-01-01"}]}, "key_unknown", "exempt.until"),
        ({"away": 1}, "not_yes_or_no", "away"),
        ({"percent": 20}, "key_unknown", "percent"),
    ],
)
def test_a_participation_case_that_cannot_be(changes, code, key):
    assert refused("participation", **changes) == (code, key)


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"percent": 120}, "percent_above_hundred", ""),
        ({"percent": -1}, "below_zero", "percent"),
        ({"percent": "20"}, "not_a_whole_number", "percent"),
        ({"percent": 20.5}, "not_a_whole_number", "percent"),
        ({"percent": False}, "not_a_whole_number", "percent"),
        ({"reading": "BOTH"}, "not_known", "reading"),
        ({"rounding": "HALF"}, "not_known", "rounding"),
        ({"eligible": LEAVE_OUT}, "missing", "eligible"),
        ({"good": None}, "missing", "good"),
        ({"good": -1}, "below_zero", "good"),
        ({"expect": {"max": 6}}, "missing", "expect.selected"),
        ({"expect": {"max": 6, "selected": 6, "tags": []}}, "key_unknown", "expect.tags"),
        ({"expect": 6}, "not_an_object", "expect"),
    ],
)
def test_a_cap_case_that_cannot_be(changes, code, key):
    assert refused("caps", **changes) == (code, key)


@pytest.mark.parametrize(
    ("id_", "code"),
    [(None, "missing"), (1, "not_text"), ("", "id_unusable"), ("  ", "id_unusable"), ("x" * 61, "id_unusable"),
     ("a\nb", "id_unusable"), ("\ud800", "id_unusable"), (True, "not_text")],
)  # fmt: skip
def test_a_case_without_a_name_is_known_by_its_place(id_, code):
    found = report({"cases": [LEVEL, changed(LEVEL, {"id": id_})]})
    (refusal,) = found.refused
    assert (refusal.code, refusal.place, found.run) == (code, 2, 1)


@pytest.mark.parametrize("row", [1, "x", [], None, True])
def test_what_is_no_case_is_refused_by_its_place(row):
    (refusal,) = report({"cases": [row, LEVEL]}).refused
    assert (refusal.code, refusal.id, refusal.place) == ("not_a_case", "", 1)


def test_of_two_with_one_id_the_first_is_run():
    found = report({"cases": [LEVEL, changed(LEVEL, {"score": "10"}), changed(LEVEL, {"id": "b"})]})
    assert [(refusal.id, refusal.code, refusal.place) for refusal in found.refused] == [("a", "id_twice", 2)]
    assert (found.run, found.differences) == (2, ())


def test_ids_of_two_lists_may_be_the_same():
    assert report({"cases": [LEVEL], "caps": [changed(CAP, {"id": "a"})]}).holds


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e400", "-0.0"])
@pytest.mark.parametrize("key", ["assigned", "late"])
def test_no_number_with_decimals_is_a_count(value, key):
    tasks = json.dumps(TASKS | {key: "?"}).replace('"?"', value)
    text = f'{{"cases": [{{"id": "n", "subject": "NONLEAD", "score": "93", "tasks": {tasks}, "expect": {{}}}}, '
    text += json.dumps(LEVEL) + "]}"
    text = text.replace('"expect": {}', '"expect": {"result": "HTTNV"}')
    (refusal,) = report(text).refused
    assert (refusal.code, refusal.id, refusal.values["value"]) == ("not_a_whole_number", "n", value)


@pytest.mark.parametrize(("digits", "code"), [("9" * 5000, "too_large"), ("-" + "9" * 5000, "below_zero")])
def test_a_number_of_any_length_is_refused_like_any_other(digits, code):
    text = json.dumps({"caps": [changed(CAP, {"good": "?"}), changed(CAP, {"id": "d"})]}).replace('"?"', digits)
    (refusal,) = report(text).refused
    assert (refusal.code, refusal.id) == (code, "c")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"id": "t", "id": "u", "eligible": 1}', "id"),
        ('{"id": "t", "eligible": 1, "good": 1, "expect": {"max": 0, "max": 1, "selected": 0}}', "expect.max"),
    ],
)
def test_a_key_written_twice_is_refused_since_either_may_be_meant(text, key):
    (refusal,) = report(f'{{"caps": [{text}]}}').refused
    assert (refusal.code, refusal.values["key"]) == ("key_twice", key)


@pytest.mark.parametrize(
    ("extra", "code", "key"),
    [
        ({"case": [LEVEL]}, "key_unknown", "case"),
        ({"rule_set": 366}, "not_text", "rule_set"),
        ({"rule_set": "\ud800"}, "not_text", "rule_set"),
        ({"participation": {"id": "x"}}, "not_a_list", "participation"),
    ],
)
def test_a_slip_in_the_table_itself_is_told_and_hides_nothing(extra, code, key):
    found = report({"cases": [LEVEL]} | extra)
    (refusal,) = found.refused
    assert (refusal.code, refusal.values["key"], refusal.id, found.run) == (code, key, "", 1)
    assert not found.holds


def test_refusals_stand_in_the_order_of_the_file():
    rows = [changed(LEVEL, {"id": "1", "score": "101"}), changed(LEVEL, {"id": "2", "score": 1}), LEVEL]
    found = report({"caps": [changed(CAP, {"good": -1})], "cases": rows, "extra": 1})
    assert [(refusal.kind, refusal.place) for refusal in found.refused] == [
        (Kind.FILE, 0), (Kind.LEVEL, 1), (Kind.LEVEL, 2), (Kind.CAP, 1),
    ]  # fmt: skip


# ── files that cannot be used at all ──


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b'{"cases": [}', "not_json"),
        (b"\xff\xfe{}", "not_utf8"),
        ('{"cases": "é"}'.encode("latin-1"), "not_utf8"),
        (b"[" * 50_000, "too_deep"),
        (b" " * (MOST + 1), "too_large"),
        (b"[]", "not_a_table"),
        (b"null", "not_a_table"),
        (b'"cases"', "not_a_table"),
        (b"12", "not_a_table"),
        (b"1.5", "not_a_table"),
        (b"{}", "no_cases"),
        (b'{"cases": [], "caps": []}', "no_cases"),
        (b'{"rule_set": "QD366"}', "no_cases"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data, code):
    with pytest.raises(Unreadable) as fault:
        read_table(read_json(data, MOST))
    assert fault.value.code == code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["K2", "93", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(list(LISTS)), st.data())
def test_whatever_stands_in_a_case_the_others_are_run(kind, data):
    case = LISTS[kind]
    broken = case | {data.draw(st.sampled_from([*case, "findings", "escape", "exempt"])): data.draw(JSON)}
    found = report({kind: [broken, changed(case, {"id": "good"})]})
    assert found.run + len(found.refused) == 2
    assert not any(difference.case.id == "good" for difference in found.differences)


# ── the words for it ──


def codes_raised() -> set[str]:
    """Every code a case or a file may be refused with, as the source raises it."""
    trees = (modules()[f"evaluations.rules.{name}"] for name in ("cases.fields", "cases.table", "inputs"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    first = (call.args[0] for call in calls if ast.unparse(call.func) in ("Malformed", "Unreadable", "Inconsistent"))
    return {part.value for code in first for part in ast.walk(code) if isinstance(getattr(part, "value", None), str)}


def test_every_refusal_has_its_sentence_and_no_sentence_is_left_over():
    # Counts below zero are refused while they are read, before the year they stand in could refuse them.
    assert codes_raised() - {"count_below_zero"} == set(CASE_FAULTS) | set(FILE_FAULTS)


@pytest.mark.parametrize("changes", [{"score": "101"}, {"tasks.done": 11}, {"findings": ["K11"]}, {"score": 1}])
def test_a_sentence_names_what_stands_in_the_file(changes):
    (refusal,) = report({"cases": [changed(LEVEL, changes)]}).refused
    sentence = str(CASE_FAULTS[refusal.code]) % refusal.values
    assert str(next(iter(changes.values()))).strip("[]'") in sentence
