"""The rules' reasons as sentences in the reader's language, with exact numbers and the article each rests on."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from evaluations.rules.cap import Cap, Reading
from evaluations.rules.classification import Code, Condition, Derivation, Outcome, Tag
from evaluations.rules.inputs import Targets
from evaluations.rules.levels import Level
from evaluations.rules.participation import Participation
from evaluations.wording import (
    ARTICLES,
    CONCLUDED,
    EMPTY,
    ESCAPES,
    FRAMES,
    NOT_RATED,
    ORDINARY_FRAMES,
    OUTCOMES,
    SHARES,
    TRIGGER_FRAMES,
    WORDINGS,
)

MOST_DECIMALS: Final = 4  # a fraction with more is cut, and shown to be cut


def derivation_sentences(derivation: Derivation) -> tuple[str, ...]:
    """One whole sentence for every condition, with the article it rests on."""
    return tuple(condition_sentence(condition) for condition in derivation.conditions)


def condition_sentence(condition: Condition) -> str:
    """One condition as a sentence: what it means for the level, the reason, the article."""
    values = {"reason": _capital(reason(condition)), "article": ARTICLES.get(condition.article, condition.article)}
    return str(_frame(condition)) % values


def _frame(condition: Condition) -> Promise:
    """The sentence around a reason; a trigger that holds is bad news, every other condition good."""
    if condition.is_trigger:
        return TRIGGER_FRAMES[condition.held]
    return FRAMES.get(condition.code, ORDINARY_FRAMES)[condition.held]


def summary(derivation: Derivation) -> str:
    """Points, what kept the subject from more, and the outcome, in one sentence."""
    first = derivation.conditions[0]
    because = derivation.because
    values = {
        "points": _capital(reason(first)),
        "reasons": "; ".join(reason(c) for c in because if c is not first),
        "outcome": _outcome(derivation),
    }
    if values["reasons"]:
        return _("%(points)s; but %(reasons)s → %(outcome)s.") % values
    return _("%(points)s → %(outcome)s.") % values


def cap_sentence(cap: Cap, chosen: int) -> str:
    """The working of a cap and a choice: 41 × 20 % = 8.2 → 8; 9 proposed; 1 too many."""
    working = cap.working(chosen)
    values = {name: number(getattr(working, name)) for name in working.__slots__}
    parts = [_product(cap) % values, _("%(chosen)s proposed") % values]
    if working.over:
        parts.append(_("%(over)s too many") % values)
    elif not working.holds:
        parts.append(_("rounding has passed the exact share; the competent level must decide"))
    else:
        parts.append(_("within the cap"))
    return "; ".join(parts)


def _product(cap: Cap) -> str:
    if cap.reading == Reading.INCLUSIVE:
        return _("%(base)s × %(percent)s %% = %(product)s → %(maximum)s")
    return _("%(base)s × %(percent)s / %(divisor)s = %(product)s → %(maximum)s")


def reason(condition: Condition) -> str:
    """The condition as a clause without its article."""
    if condition.code == Code.SCORE:
        return _score_clause(condition)
    if condition.code == Code.PARTICIPATION:
        return str(NOT_RATED[Participation(condition.numbers["status"])])
    if condition.code in CONCLUDED and (condition.code not in WORDINGS or "concluded" in condition.numbers):
        return str(CONCLUDED[condition.code])
    return _worded(condition)


def _worded(condition: Condition) -> str:
    """The clause of a condition that compares numbers."""
    if condition.code == "K6" and condition.numbers["five_targets"] == Targets.MISSED:
        return _("the five basic socio-economic targets were missed")
    if condition.code in EMPTY:
        counted, clause = EMPTY[condition.code]
        if not condition.numbers[counted]:
            return str(clause)
    wording = WORDINGS[condition.code]
    return str(wording.held if condition.held else wording.failed) % _values(condition)


def _values(condition: Condition) -> dict[str, str]:
    """The numbers of a condition as the reader writes them, with the share they make."""
    numbers = {"percent": 50, **condition.numbers}  # K7 and K8 once meant half without saying so
    values = {name: _value(value) for name, value in numbers.items()}
    if condition.code in SHARES:
        part, whole = (condition.numbers[name] for name in SHARES[condition.code])
        values["share"] = number(Fraction(100 * part, whole)) if whole else number(0)
    return values


def _value(value: object) -> str:
    if isinstance(value, str):
        return str(ESCAPES.get(value, value))
    return "" if value is None else number(value)


def _score_clause(condition: Condition) -> str:
    numbers = condition.numbers
    values = {name: _value(numbers[name]) for name in ("score", "from", "below")}
    if numbers["band"] == Level.EXCELLENT:
        return _("%(score)s points, in the band from %(from)s points") % values
    if numbers["band"] == Level.FAILED:
        return _("%(score)s points, below %(below)s points") % values
    return _("%(score)s points, in the band from %(from)s to below %(below)s points") % values


def _outcome(derivation: Derivation) -> str:
    """The outcome by name, with what is still open about it."""
    name = str(OUTCOMES[derivation.outcome])
    if Tag.ELIGIBLE in derivation.tags:
        return _("%(level)s, if the cap allows") % {"level": name}
    if Tag.ESCAPE in derivation.tags:
        return _("%(level)s, by recorded decision") % {"level": name}
    if Tag.CAP in derivation.tags:
        return _("%(level)s, since not chosen within the cap") % {"level": name}
    if derivation.choices:
        levels = ", ".join(str(OUTCOMES[Outcome(level)]) for level in derivation.choices)
        return _("%(outcome)s: %(levels)s") % {"outcome": name, "levels": levels}
    return name


def number(value: int | Decimal | Fraction) -> str:
    """An exact number as the reader writes it; one that has no short decimal form is cut and marked with …"""
    if not isinstance(value, Fraction):
        return number_format(Decimal(value).normalize(), force_grouping=True)
    scaled, rest = divmod(value.numerator * 10**MOST_DECIMALS, value.denominator)
    if rest:
        return number_format(Decimal(int(value * 100)).scaleb(-2).normalize(), force_grouping=True) + "…"
    return number_format(Decimal(scaled).scaleb(-MOST_DECIMALS).normalize(), force_grouping=True)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
