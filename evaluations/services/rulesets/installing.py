"""Installing a rule set that comes with the application: from shipped data to rows."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.journal import record
from emulation.models import Account, LegalBasis

from ...models import Criterion, RuleSet, RuleSetState, ScoringMethod
from ...rules.thresholds import Thresholds
from ...shipped import criteria_rows, maxima_of, shipped_rule_sets

UNKNOWN = _("There is no rule set with the code “%(code)s” to install.")
OWN_NAMES = ("code", "name", "first_year", "last_year", "method", "level_names", "grade_names")
SUMS = _("The maxima of %(subject)s add to %(common)s and %(results)s; they must be exactly 30 and 70.")


def install_rule_set(*, code: str, by: Account) -> RuleSet:
    """Make the shipped rule set's rows, published; one that is there already stays as it is (A-25)."""
    ensure(by, "ruleset.install")
    data = shipped_rule_sets().get(code)
    if data is None:
        raise ValidationError(UNKNOWN, "unknown", {"code": code})
    installed = RuleSet.objects.filter(code=code).first()
    if installed:
        return installed
    _refuse_wrong_sums(data)
    with transaction.atomic():
        rule_set = _create(data, by)
        record(by, "ruleset.installed", rule_set, data={"criteria": rule_set.criteria.count()})
    return rule_set


def _refuse_wrong_sums(data: dict[str, Any]) -> None:
    """Where criteria get grades there is nothing to add."""
    if data["method"] == ScoringMethod.GRADES:
        return
    for subject, maxima in maxima_of(data).items():
        if not maxima.holds:
            values = {"subject": subject, "common": maxima.common, "results": maxima.results}
            raise ValidationError(SUMS, "wrong_sums", values)


def _create(data: dict[str, Any], by: Account) -> RuleSet:
    thresholds = Thresholds.from_data(data["thresholds"])
    rule_set = RuleSet(
        **{name: data[name] for name in OWN_NAMES},
        **{name: getattr(thresholds, name) for name in data["thresholds"]},
        **data["cap"],
        **data["choices"],
    )
    rule_set.full_clean()
    rule_set.save()
    rule_set.bases.set(_basis(basis) for basis in data["bases"])
    Criterion.objects.bulk_create(Criterion(rule_set=rule_set, **row) for row in criteria_rows(data))
    rule_set.state, rule_set.published_at, rule_set.published_by_id = RuleSetState.PUBLISHED, timezone.now(), by.pk
    rule_set.save(update_fields=["state", "published_at", "published_by"])
    return rule_set


def _basis(data: dict[str, str | None]) -> LegalBasis:
    basis, _created = LegalBasis.objects.get_or_create(
        number=data["number"],
        issued_on=data["issued_on"],
        defaults={name: data[name] for name in ("kind", "issuer", "title", "valid_from", "valid_to")},
    )
    return basis
