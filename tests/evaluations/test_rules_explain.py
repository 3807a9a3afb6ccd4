"""Reasons as sentences: exact numbers, decimal comma, an article for each."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from evaluations.explain import (
    cap_sentence,
    decided_summary,
    derivation_sentences,
    lacking_sentence,
    number,
    proposed_summary,
    row_sentence,
    summary,
    todo_sentence,
)
from evaluations.rules.cap import Reading, Rounding, cap
from evaluations.rules.classification import Escape, derive, not_selected
from evaluations.rules.levels import Level, Subject
from evaluations.rules.participation import Participation
from tests.evaluations.qd366 import CASES, QD366, inputs_of, make_inputs

INCLUSIVE, EXCLUSIVE = Reading.INCLUSIVE, Reading.EXCLUSIVE
ALL = [inputs_of(case) for case in CASES["cases"]]
ALL += [make_inputs(participation=status) for status in Participation]
ALL += [make_inputs(Subject(subject), findings=(code,)) for subject, codes in QD366.findings.items() for code in codes]
ALL += [make_inputs(Subject.COLLECTIVE, findings=(code,), escape=Escape.CLAIMED) for code in ("K10", "K11")]
ALL += [make_inputs(findings=("K2",), escape=Escape.ACCEPTED, escape_level=Level.GOOD)]
ALL += [make_inputs(other_discipline=True), make_inputs(faults_noted=2, faults_repaired=2)]
ALL += [make_inputs(Subject.LEADER, tasks="20/20/20/7/0", confidence_cast=40, confidence_low=low) for low in (20, 21)]


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("value", "vietnamese", "plain"),
    [
        (92, "92", "92"),
        (2250, "2.250", "2,250"),
        (Decimal("92.00"), "92", "92"),
        (Decimal("100.00"), "100", "100"),
        (Decimal("89.95"), "89,95", "89.95"),
        (Decimal("0.50"), "0,5", "0.5"),
        (Fraction(41, 5), "8,2", "8.2"),
        (Fraction(25, 8), "3,125", "3.125"),
        (Fraction(41, 6), "6,83…", "6.83…"),
        (Fraction(100, 3), "33,33…", "33.33…"),
        (Fraction(0), "0", "0"),
    ],
)
def test_numbers_are_exact_in_either_language(value, vietnamese, plain):
    with translation.override("vi"):
        assert number(value) == vietnamese
    with translation.override("en"):
        assert number(value) == plain


@pytest.mark.usefixtures("english")
def test_summary_says_what_kept_from_more():
    assert summary(derive(make_inputs(score="92", tasks="4/4/4/1/0"), QD366)) == (
        "92 points, in the band from 90 points; but only 1/4 tasks went beyond requirement "
        "(25 %, 30 % or more needed) → Good completion of duties."
    )


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("inputs", "ending"),
    [
        (make_inputs(), "in the band from 90 points → Excellent completion of duties, if the cap allows."),
        (make_inputs(score="49.99"), "49.99 points, below 50 points → Non-completion of duties."),
        (make_inputs(score="75"), "from 70 to below 90 points → Good completion of duties."),
        (make_inputs(tasks="4/4/3/0/1"), "decide: Completion of duties, Non-completion of duties."),
        (make_inputs(participation=Participation.NEW_UNDER_6M), "six months before the cut-off date → not rated."),
    ],
)
def test_summary_ends_with_the_outcome(inputs, ending):
    assert summary(derive(inputs, QD366)).endswith(ending)


@pytest.mark.usefixtures("english")
def test_summary_of_one_not_chosen_names_the_cap():
    text = summary(not_selected(derive(make_inputs(), QD366)))
    assert text.endswith("→ Good completion of duties, since not chosen within the cap.")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("result", "chosen", "sentence"),
    [
        (cap(9, 32, 20, INCLUSIVE, Rounding.FLOOR), 9, "41 × 20 % = 8.2 → 8; 9 proposed; 1 too many"),
        (cap(9, 32, 20, INCLUSIVE, Rounding.FLOOR), 8, "41 × 20 % = 8.2 → 8; 8 proposed; within the cap"),
        (cap(9, 22, 20, EXCLUSIVE, Rounding.FLOOR), 5, "31 × 20 / 120 = 5.16… → 5; 5 proposed; within the cap"),
        (cap(0, 0, 20, INCLUSIVE, Rounding.FLOOR), 0, "0 × 20 % = 0 → 0; 0 proposed; within the cap"),
        (
            cap(9, 34, 20, INCLUSIVE, Rounding.HALF_UP),
            9,
            "43 × 20 % = 8.6 → 9; 9 proposed; rounding has passed the exact share; the competent level must decide",
        ),
    ],
)
def test_cap_shows_its_working(result, chosen, sentence):
    assert cap_sentence(result, chosen) == sentence


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("inputs", ALL, ids=range(len(ALL)))
def test_every_condition_becomes_a_whole_sentence_with_its_article(inputs, language):
    derivation = derive(inputs, QD366)
    with translation.override(language):
        sentences = derivation_sentences(derivation)
        assert summary(derivation).endswith(".")
    assert len(sentences) == len(derivation.conditions)
    for sentence in sentences:
        assert "%(" not in sentence
        assert "%%" not in sentence
        assert sentence.endswith(").")
        assert "366-QĐ/TW" in sentence or "38-HD/BTCTW" in sentence


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("inputs", ALL, ids=range(len(ALL)))
def test_every_derivation_is_told_in_whole_sentences(inputs, language):
    derivation = derive(inputs, QD366)
    with translation.override(language):
        told = [summary(derivation), lacking_sentence(derivation), row_sentence(derivation), todo_sentence(derivation)]
    assert bool(told[3]) == (derivation.level is None)
    for sentence in filter(None, told):
        assert "%(" not in sentence and "%%" not in sentence
        assert (sentence.endswith(".") and sentence[0].isupper()) or sentence[0].isdigit()


# What a Vietnamese reader is told, one row for each way it can go.
TOLD = [
    (
        make_inputs(score="92", tasks="4/4/4/1/0"),
        "92 điểm, đạt mức từ 90 điểm; nhưng chỉ 1/4 nhiệm vụ vượt mức (25 %, cần từ 30 %) → Hoàn thành tốt nhiệm vụ.",
        "Để đạt “Hoàn thành xuất sắc nhiệm vụ”, còn thiếu: 1 nhiệm vụ vượt mức (cần ít nhất 2/4).",
    ),
    (
        make_inputs(score="89.95"),
        "89,95 điểm, thuộc khung từ 70 đến dưới 90 điểm → Hoàn thành tốt nhiệm vụ.",
        "Để đạt “Hoàn thành xuất sắc nhiệm vụ”, còn thiếu: 0,05 điểm (cần từ 90 điểm).",
    ),
    (
        make_inputs(Subject.LEADER, tasks="20/20/20/7/0", areas_led=3, areas_failed=2),
        "93 điểm, đạt mức từ 90 điểm; nhưng 2/3 lĩnh vực, đơn vị phụ trách không hoàn thành nhiệm vụ "
        "(66,66… %, trên 50 %) → Không hoàn thành nhiệm vụ.",
        "Để đạt “Hoàn thành nhiệm vụ”, còn thiếu: điều kiện không thuộc trường hợp “2/3 lĩnh vực, đơn vị phụ trách "
        "không hoàn thành nhiệm vụ (66,66… %, trên 50 %)”.",
    ),
    (
        make_inputs(Subject.LEADER, tasks="20/20/20/7/0", confidence_cast=40, confidence_low=21),
        "93 điểm, đạt mức từ 90 điểm; nhưng 21/40 phiếu tín nhiệm ở mức thấp (52,5 %, trên 50 %) "
        "→ Không hoàn thành nhiệm vụ.",
        "Để đạt “Hoàn thành nhiệm vụ”, còn thiếu: điều kiện không thuộc trường hợp “21/40 phiếu tín nhiệm ở mức thấp "
        "(52,5 %, trên 50 %)”.",
    ),
]


@pytest.mark.parametrize(("inputs", "headline", "lacking"), TOLD)
def test_what_a_vietnamese_reader_is_told(inputs, headline, lacking):
    derivation = derive(inputs, QD366)
    with translation.override("vi"):
        assert (summary(derivation), lacking_sentence(derivation)) == (headline, lacking)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("inputs", "level", "ending"),
    [
        (make_inputs(), "HTXSNV", "→ Excellent completion of duties, chosen within the cap."),
        (make_inputs(), "HTTNV", "→ Good completion of duties, since not chosen within the cap."),
        (make_inputs(score="75"), "HTTNV", "→ Good completion of duties."),
        (make_inputs(score="75"), "HTNV", "duties. The committee has decided: Completion of duties."),
        (make_inputs(tasks="4/4/3/0/1"), "KHTNV", "duties. The committee has decided: Non-completion of duties."),
    ],
)
def test_the_decided_summary_ends_with_what_was_decided(inputs, level, ending):
    assert decided_summary(derive(inputs, QD366), Level(level)).endswith(ending)


@pytest.mark.usefixtures("english")
def test_the_proposed_summary_names_a_level_that_differs():
    derivation = derive(make_inputs(score="75"), QD366)
    assert proposed_summary(derivation, Level.GOOD) == summary(derivation)
    assert proposed_summary(derivation, Level.COMPLETED).endswith(" The cell proposes: Completion of duties.")
