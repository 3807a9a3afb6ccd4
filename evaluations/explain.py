"""The rules' reasons as sentences in the reader's language, with exact numbers and the article each rests on."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from evaluations.rules.cap import Cap, Reading
from evaluations.rules.classification import Code, Condition, Derivation, Outcome, Tag, not_selected
from evaluations.rules.inputs import Targets
from evaluations.rules.levels import Level
from evaluations.rules.participation import Participation
from evaluations.rules.reading import goal_of, lacking_for, mark_of, shortfall
from evaluations.wording import (
    ARTICLES,
    CONCLUDED,
    EMPTY,
    ESCAPES,
    FRAMES,
    LACKING,
    LACKING_CHOICE,
    LACKING_OTHER,
    NOT_RATED,
    OUTCOMES,
    ROWS,
    SHARES,
    TODO,
    TODO_UNRATED,
    WORDINGS,
)

MOST_DECIMALS: Final = 4  # a fraction with more is cut, and shown to be cut


def derivation_sentences(derivation: Derivation) -> tuple[str, ...]:
    """One whole sentence for every condition, with the article it rests on."""
    return tuple(condition_sentence(condition) for condition in derivation.conditions)


def condition_sentence(condition: Condition) -> str:
    """One condition as a sentence: what it means for the level, the reason, the article."""
    values = {"reason": reason(condition), "article": article_of(condition)}
    return str(FRAMES[mark_of(condition)]) % values


def article_of(condition: Condition) -> str:
    """What the condition rests on, as it is cited."""
    return str(ARTICLES.get(condition.article, condition.article))


def summary(derivation: Derivation, outcome: str = "") -> str:
    """Points, what kept the subject from more, and the outcome, in one sentence."""
    first = derivation.conditions[0]
    because = derivation.because
    values = {
        "points": _capital(reason(first)),
        "reasons": "; ".join(reason(c) for c in because if c is not first),
        "outcome": outcome or _outcome(derivation),
    }
    if values["reasons"]:
        return _("%(points)s; but %(reasons)s → %(outcome)s.") % values
    return _("%(points)s → %(outcome)s.") % values


def decided_summary(derivation: Derivation, level: Level) -> str:
    """The same once the committee has decided: chosen or not within the cap, or another level than the derived."""
    if derivation.eligible and level == Level.EXCELLENT:
        return summary(derivation, _("%(level)s, chosen within the cap") % {"level": OUTCOMES[Outcome(level)]})
    if derivation.eligible and level == Level.GOOD:
        return summary(not_selected(derivation))
    if level == derivation.level:
        return summary(derivation)
    return f"{summary(derivation)} {level_decided(OUTCOMES[Outcome(level)])}"


def level_decided(name: str | Promise) -> str:
    """What the committee has decided, in a sentence of its own."""
    return _("The committee has decided: %(level)s.") % {"level": name}


def proposed_summary(derivation: Derivation, level: Level) -> str:
    """The same before the decision, with the level the cell proposes where it is another than the derived."""
    if level == derivation.level:
        return summary(derivation)
    return f"{summary(derivation)} {_('The cell proposes: %(level)s.') % {'level': OUTCOMES[Outcome(level)]}}"


def unmet_besides(derivation: Derivation, level: Level) -> str:
    """What the level above the given one lacked besides points and what the summary names; no word after a finding."""
    goal, told = goal_of(derivation, level), derivation.because
    is_forced = any(condition.is_trigger and condition.held for condition in derivation.conditions)
    lacking = lacking_for(derivation, goal) if goal and not is_forced else ()
    clauses = "; ".join(reason(c) for c in lacking if c not in told and c.code != Code.SCORE)
    return _("Other conditions not met: %(clauses)s.") % {"clauses": clauses} if clauses else ""


def cited(sentence: str, derivation: Derivation) -> str:
    """A summary with what it rests on, each article once: … → Good completion of duties (Article 11)."""
    telling = (derivation.conditions[0], *derivation.because)
    articles = "; ".join(dict.fromkeys(map(article_of, telling)))
    return _("%(sentence)s (%(articles)s).") % {"sentence": sentence.rstrip("."), "articles": articles}


def lacking_sentence(derivation: Derivation, decided: Level | None = None) -> str:
    """What was missing for the level above the one decided, else derived; empty where nothing was, or none is above."""
    goal = goal_of(derivation, decided)
    if goal is None:
        return ""
    clauses = [_lacking(condition) for condition in lacking_for(derivation, goal)]
    if Tag.CAP in derivation.tags and goal is Level.EXCELLENT:
        clauses.append(str(LACKING_CHOICE))
    if not clauses:
        return ""
    values = {"level": OUTCOMES[Outcome(goal)], "clauses": "; ".join(clauses)}
    return _("For “%(level)s” there is lacking: %(clauses)s.") % values


def _lacking(condition: Condition) -> str:
    if condition.code in LACKING:
        wanted = shortfall(condition) if condition.code != Code.TASKS else {}
        return str(LACKING[condition.code]) % {name: _value(value) for name, value in wanted.items()}
    return str(LACKING_OTHER) % {"reason": reason(condition)}


def row_sentence(derivation: Derivation) -> str:
    """The decision row that matched, in words."""
    return _("Row %(row)s: %(words)s.") % {"row": derivation.row, "words": ROWS[derivation.row]}


def todo_sentence(derivation: Derivation) -> str:
    """What is to be done and by whom where no level follows; empty where one does."""
    if derivation.level is not None:
        return ""
    if derivation.outcome == Outcome.NOT_RATED:
        return str(TODO_UNRATED[Participation(derivation.conditions[0].numbers["status"])])
    by_people = derivation.row == "R5" and derivation.outcome == Outcome.NEEDS_DECISION
    return str(TODO["R5 by people" if by_people else derivation.row])


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


def check_sentence(cap: Cap, chosen: int) -> str:
    """The exact check of a choice, whatever the rounding: 100 × 6 = 600 ≤ 20 × 31 = 620."""
    counted = cap.base if cap.reading == Reading.INCLUSIVE else cap.base - chosen
    base = number(cap.base) if cap.reading == Reading.INCLUSIVE else f"({number(cap.base)} − {number(chosen)})"
    left, right = 100 * chosen, cap.percent * counted
    sign = "≤" if cap.working(chosen).holds else ">"
    return f"100 × {number(chosen)} = {number(left)} {sign} {cap.percent} × {base} = {number(right)}"


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
