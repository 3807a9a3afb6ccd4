"""What form 01 of a cell still lacks before the cell can propose, part by part, as sentences."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .completeness import Gap
from .models import CellRating, Criterion, RuleSet, SuggestedIssue
from .rules.classification import Derivation
from .sections import sections_of

COLLECTIVE = "COLLECTIVE"
EMPTY = gettext_lazy("Section %(place)s is empty: %(label)s.")
NO_POINTS = gettext_lazy("Criterion %(code)s has no points: %(label)s.")
NO_TASKS = gettext_lazy("Write down how many tasks the cell had this year, and what came of them.")
NOT_EXPLAINED = gettext_lazy("Explain the issue the committee has suggested to the cell: %(text)s.")
NO_LEVEL = gettext_lazy("Choose the level the cell proposes for itself.")
NO_EXPLANATION = gettext_lazy("Write the explanation: %(reason)s.")


def criteria_of(rule_set: RuleSet) -> tuple[Criterion, ...]:
    """Return the criteria of appendix 1, none where criteria get grades and no points."""
    return rule_set.criteria_by_subject.get(COLLECTIVE, ()) if rule_set.has_points else ()


def rating_gaps(rating: CellRating, derivation: Derivation) -> list[Gap]:
    """Return everything that is missing, in the order of the form; nothing when the cell may propose."""
    return [*_missing_facts(rating), *_missing_explanations(rating), *_missing_level(rating, derivation)]


def _missing_explanations(rating: CellRating) -> Iterator[Gap]:
    """Each issue the committee has suggested to the cell needs the cell's explanation (Art. 7)."""
    about = {"review__campaign": rating.campaign_id, "review__unit": rating.unit_id}
    for issue in SuggestedIssue.objects.open().filter(**about):
        yield Gap("issues", NOT_EXPLAINED, {"text": issue.text[:80].rstrip(".")})


def _missing_facts(rating: CellRating) -> Iterator[Gap]:
    for section in sections_of(COLLECTIVE):
        if section.is_required and not rating.sections.get(section.code):
            yield Gap("texts", EMPTY, {"place": section.place, "label": section.label})
    rule_set = rating.campaign.rule_set
    if not rating.tasks_assigned and rule_set.no_tasks_needs_input:
        yield Gap("tasks", NO_TASKS, {})
    for criterion in criteria_of(rule_set):
        if criterion.code not in rating.points:
            yield Gap("criteria", NO_POINTS, {"code": criterion.code, "label": criterion.label})


def _missing_level(rating: CellRating, derivation: Derivation) -> Iterator[Gap]:
    if not rating.level:
        yield Gap("level", NO_LEVEL, {})
    elif not rating.explanation.strip():
        for reason in rating_reasons(rating, derivation):
            yield Gap("level", NO_EXPLANATION, {"reason": reason})


def rating_reasons(rating: CellRating, derivation: Derivation) -> list[str]:
    """Return why the cell owes an explanation for its level; nothing while it has chosen none."""
    if not rating.level:
        return []
    if derivation.level is None:
        return [_("the regulation leaves this level to people, who say why")]
    if rating.level != derivation.level:
        return [_("the proposed level differs from the one derived by the regulation")]
    return []
