"""What stands against publishing a rule set: every fault a sentence that says what is wrong and where."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from emulation.models import LegalBasis

from .bridge import SHARED_NAMES
from .explain import number
from .models import Criterion, RuleSet, RuleSetState
from .models.choices import SHARES
from .rules.levels import KNOWN_FINDINGS, Level, Subject
from .rules.thresholds import Thresholds
from .ruleset_criteria import maxima
from .ruleset_differences import departures
from .ruleset_fields import FIELDS, SUBJECTS, TOPICS

FAR = 9999  # a year no rule set reaches


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `part` is where it is mended: a section of the form, a subject type, `about` or `bases`."""

    code: str
    part: str
    text: str | Promise

    @property
    def is_of_criteria(self) -> bool:
        return self.part in SUBJECTS


def faults_of(rule_set: RuleSet) -> tuple[Fault, ...]:
    """Return everything that stands against publishing; nothing when the rule set may bind a year."""
    numbers = (*_bands(rule_set), *_shares(rule_set), *_findings(rule_set)) if rule_set.has_points else ()
    found = (*criteria_faults(rule_set), *numbers, *_texts(rule_set))
    return (*found, *_unforeseen(rule_set, found), *_legal_bases(rule_set), *_validity(rule_set), *_reason(rule_set))


def criteria_faults(rule_set: RuleSet) -> Iterator[Fault]:
    """Return what is wrong with the criteria: missing, not adding up, unusable."""
    for subject, label in SUBJECTS.items():
        leaves, values = rule_set.criteria_by_subject.get(subject, ()), {"subject": label}
        if not leaves:
            yield Fault("no_criteria", subject, _("%(subject)s: there are no criteria.") % values)
        elif rule_set.has_points:
            yield from _sums(subject, leaves)
        pledges = [leaf.code for leaf in leaves if leaf.is_pledge]
        if len(pledges) > 1:
            values["codes"] = ", ".join(pledges)
            text = _("%(subject)s: only one criterion gives the points for the pledge, not %(codes)s.")
            yield Fault("pledge_twice", subject, text % values)


def _sums(subject: str, leaves: tuple[Criterion, ...]) -> Iterator[Fault]:
    found = maxima(leaves)
    values = {"subject": SUBJECTS[subject], "common": number(found.common), "results": number(found.results)}
    if (found.common, found.results) != (30, 70):
        text = _("%(subject)s: the maxima add to %(common)s and %(results)s; they must be exactly 30 and 70.")
        yield Fault("wrong_sums", subject, text % values)
    for code in found.faulty:
        text = _(
            "%(subject)s: criterion %(code)s cannot be used: it needs a maximum above 0 whose grades have at most two "
            "decimals."
        )
        yield Fault("faulty_leaf", subject, text % {**values, "code": code})


def _bands(rule_set: RuleSet) -> Iterator[Fault]:
    if not 100 >= rule_set.excellent_from > rule_set.good_from > rule_set.completed_from >= 0:
        names = ("excellent_from", "good_from", "completed_from")
        values = {"bands": " / ".join(number(getattr(rule_set, name)) for name in names)}
        text = _("The bands must go down between 100 and 0 points: excellent, good, completed; they are %(bands)s.")
        yield Fault("bands_out_of_order", "bands", text % values)


def _shares(rule_set: RuleSet) -> Iterator[Fault]:
    for name in SHARES:
        if not 0 <= getattr(rule_set, name) <= 100:
            field = FIELDS[name]
            values = {"field": field.label, "share": getattr(rule_set, name)}
            text = _("%(field)s: %(share)s is no share; it is a whole number from 0 to 100.")
            yield Fault("share_out_of_range", field.section, text % values)
    if rule_set.cap_exception_percent < rule_set.cap_percent:
        text = _("The cap for an outstanding unit cannot be below the ordinary one.")
        yield Fault("exception_below_cap", "cap", text)


def _findings(rule_set: RuleSet) -> Iterator[Fault]:
    for subject in Subject:
        codes = rule_set.findings.get(subject)
        if not codes:
            text = _("%(subject)s: no finding forces the lowest level; tick those that do.")
            yield Fault("no_findings", "findings", text % {"subject": SUBJECTS[subject]})
        elif unknown := sorted(set(codes) - KNOWN_FINDINGS):
            text = _("%(subject)s: the findings %(codes)s are unknown.")
            values = {"subject": SUBJECTS[subject], "codes": ", ".join(unknown)}
            yield Fault("finding_unknown", "findings", text % values)


def _texts(rule_set: RuleSet) -> Iterator[Fault]:
    for topic, label in TOPICS.items():
        if not rule_set.articles.get(topic):
            text = _("The article is missing that explanations cite for: %(topic)s.")
            yield Fault("article_missing", "names", text % {"topic": label})
    for level in Level:
        if not rule_set.level_names.get(level):
            yield Fault("name_missing", "names", _("The level %(code)s has no name.") % {"code": level.value})
    if not rule_set.has_points and not rule_set.grade_names:
        yield Fault("grades_missing", "names", _("The grades of the criteria have no names."))


def _unforeseen(rule_set: RuleSet, found: tuple[Fault, ...]) -> Iterator[Fault]:
    """Ask the rules themselves: what they refuse, and no sentence above has named."""
    if found:
        return
    try:
        Thresholds(**{name: getattr(rule_set, name) for name in SHARED_NAMES})
    except ValueError as refused:
        text = _("The rules cannot be applied with these numbers (%(code)s).") % {"code": refused}
        yield Fault("unusable", "conditions", text)


def _legal_bases(rule_set: RuleSet) -> Iterator[Fault]:
    year = rule_set.first_year
    if not any(covers(basis, year) for basis in rule_set.bases.all()):
        text = _("No legal basis is in force at the end of %(year)s: choose the document the rule set rests on.")
        yield Fault("no_basis", "bases", text % {"year": year})


def covers(basis: LegalBasis, year: int) -> bool:
    """Whether the document is in force at the end of the year, when levels are decided."""
    day = datetime.date(year, 12, 31)
    return (basis.valid_from or basis.issued_on) <= day and (basis.valid_to is None or basis.valid_to >= day)


def _validity(rule_set: RuleSet) -> Iterator[Fault]:
    """Two sets of one owner may not bind the same year, unless one replaces the other from then on."""
    if rule_set.last_year and rule_set.last_year < rule_set.first_year:
        yield Fault("years_out_of_order", "about", _("The last year cannot be before the first."))
    for other, last in _years_of_others(rule_set):
        if other.first_year <= min(last, rule_set.last_year or FAR) and rule_set.first_year <= last:
            values = {"name": other.name, "code": other.code, "years": years(other.first_year, last)}
            text = _(
                "“%(name)s” (%(code)s) of the same owner is in force %(years)s: end this one before, or replace it."
            )
            yield Fault("overlapping", "about", text % values)


def _years_of_others(rule_set: RuleSet) -> Iterator[tuple[RuleSet, int]]:
    """The owner's other sets with the last year each is in force."""
    others = RuleSet.objects.filter(unit=rule_set.unit, state__gt=RuleSetState.DRAFT).exclude(pk=rule_set.pk)
    for other in others.select_related("replacement"):
        replacement = getattr(other, "replacement", None)
        if other.is_superseded and replacement and not replacement.is_draft:
            yield other, min(other.last_year or FAR, replacement.first_year - 1)
        elif other.pk != rule_set.replaces_id and not other.is_superseded:
            yield other, other.last_year or FAR


def years(first: int, last: int | None) -> str:
    """Say from which year to which."""
    values = {"first": first, "last": last}
    if last is None or last >= FAR:
        return _("from the year %(first)s") % values
    return _("for the years %(first)s to %(last)s") % values


def _reason(rule_set: RuleSet) -> Iterator[Fault]:
    found = departures(rule_set)
    if found and not rule_set.departure_reason:
        text = _("It departs from the regulation in what is not delegated: %(what)s. Write down why.")
        what = "; ".join(dict.fromkeys(change.label for change in found))
        yield Fault("no_reason", "about", text % {"what": what})
