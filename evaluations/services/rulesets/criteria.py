"""The criteria of a draft: the whole table of one or more subject types at once, typed or read from a workbook."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.journal import record
from emulation.models import Account

from ...models import Criterion, RuleSet
from ...ruleset_criteria import MOST_LINES, CriterionLine, faults_of, place_name
from ...ruleset_fields import SUBJECTS
from .drafts import open_draft

UNKNOWN_SUBJECT = _("There is no subject type “%(subject)s”.")
TOO_MANY = _("A subject type has at most %(most)s criteria.")
AT = _("%(subject)s, %(line)s: %(fault)s")


def edit_criteria(
    *,
    rule_set: RuleSet,
    criteria: Mapping[str, Sequence[CriterionLine]],
    by: Account,
    version: int | None = None,
) -> RuleSet:
    """Replace the criteria of the subject types given, in the order given; the others stay.

    Raises ValidationError by `SUBJECT.line.field`, lines counted from 0.
    """
    ensure(by, "ruleset.edit", rule_set)
    with transaction.atomic():
        row = open_draft(rule_set, version)
        _refuse_faults(criteria, row)
        row.criteria.filter(subject_type__in=criteria).delete()
        Criterion.objects.bulk_create(
            Criterion(rule_set=row, subject_type=subject, position=position, **_values(line))
            for subject, lines in criteria.items()
            for position, line in enumerate(lines, start=1)
        )
        row.version += 1
        row.save(update_fields=["version"])
        counts = {subject: len(lines) for subject, lines in criteria.items()}
        record(by, "ruleset.criteria_edited", row, unit=row.unit, data={"criteria": counts, "version": row.version})
    return row


def _values(line: CriterionLine) -> dict[str, object]:
    return {name: getattr(line, name) for name in CriterionLine.__slots__}


def _refuse_faults(criteria: Mapping[str, Sequence[CriterionLine]], row: RuleSet) -> None:
    """Every fault of every line at once, each naming its place."""
    found: dict[str, list[ValidationError]] = {}
    for subject, lines in criteria.items():
        if subject not in SUBJECTS:
            raise ValidationError(UNKNOWN_SUBJECT, "invalid", {"subject": subject})
        if len(lines) > MOST_LINES:
            raise ValidationError(TOO_MANY, "invalid", {"most": MOST_LINES})
        for (place, field), fault in faults_of(lines, row).items():
            values = {"subject": SUBJECTS[subject], "line": place_name(place), "fault": fault}
            found[f"{subject}.{place}.{field}"] = [ValidationError(AT, "invalid", values)]
    if found:
        raise ValidationError(found)
