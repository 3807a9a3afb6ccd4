"""Opening the review of a committee's year, and keeping its list up with the roster."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.journal import record
from emulation.models import Account, Year

from ..closed import refuse_closed
from ..following import facts_of, follow, retire, roll_call_of
from ..from_paper import refuse_from_paper
from ..models import Assessment, Campaign, CellReview, RuleSet
from ..readiness import problems_with
from ..rollcall import Listed, roll_call

DRAFT_RULES = _("The rule set “%(rule_set)s” is a draft; publish it first, then open the review.")
FOREIGN_RULES = _("The rule set “%(rule_set)s” belongs to %(owner)s, which your committee is not under.")
NOT_IN_FORCE = _("The rule set “%(rule_set)s” is not published for %(year)s; choose one that is in force that year.")
ONLY_OLD_RESULTS = _(
    "Under “%(rule_set)s” criteria get grades and no points, so no level can be derived: no review is opened under it. "
    "Take over the results of %(year)s from paper instead."
)
ALREADY_OPEN = _("The review of %(year)s is already open; go on with that one.")
NOT_READY = "not_ready"
CUT_OFF = _("The cut-off date must lie between 01/07/%(year)s and 31/01 of the following year.")
DECIDED = _("The committee has decided this year's ratings; the list can no longer change.")


@dataclass(frozen=True)
class Refreshed:
    """How many rows a refresh added, changed and took away."""

    added: int
    updated: int
    removed: int


def open_campaign(
    *,
    year: Year,
    rule_set: RuleSet,
    cut_off: datetime.date,
    assessments_due: datetime.date,
    reviews_due: datetime.date,
    decisions_due: datetime.date,
    by: Account,
) -> Campaign:
    """Bind the year to the rule set; make one assessment for each listed member and one review for each cell."""
    ensure(by, "campaign.open", year.unit)
    dates = {"assessments_due": assessments_due, "reviews_due": reviews_due, "decisions_due": decisions_due}
    campaign = Campaign(year=year, rule_set=rule_set, cut_off=cut_off, opened_by_id=by.pk, **dates)
    _refuse_what_cannot_open(campaign)
    with transaction.atomic():
        campaign.save()
        listed = roll_call(campaign)
        _refuse_what_is_not_ready(campaign, list(listed.values()))
        _create(campaign, listed.values())
        cells = _create_reviews(campaign, {entry.membership.unit_id for entry in listed.values()})
        counts = {"assessments": len(listed), "reviews": cells, "rule_set": rule_set.code}
        record(by, "campaign.opened", campaign, unit=year.unit, data=counts)
    return campaign


def refresh_campaign(*, campaign: Campaign, by: Account) -> Refreshed:
    """Follow the roster: add newcomers, recompute who is rated, let rows go that nobody touched and nobody needs."""
    ensure(by, "campaign.open", campaign.unit)
    refuse_from_paper(campaign)
    with transaction.atomic():
        rows = list(campaign.assessments.all().locked())
        refuse_closed(campaign)
        if any(row.is_decided for row in rows):
            raise ValidationError(DECIDED, "frozen")
        listed = roll_call_of(campaign, rows)
        known = {row.member_id for row in rows}
        removed = _remove(row for row in rows if row.is_untouched and row.member_id not in listed)
        updated = follow(rows, listed) + retire((row for row in rows if row.pk and not row.is_untouched), listed)
        added = _create(campaign, [entry for member, entry in listed.items() if member not in known])
        _create_reviews(campaign, {entry.membership.unit_id for entry in listed.values()})
        done = Refreshed(added, updated, removed)
        record(by, "campaign.refreshed", campaign, unit=campaign.unit, data=vars(done))
    return done


def _refuse_what_cannot_open(campaign: Campaign) -> None:
    """Dates in order, one campaign a year, a rule set in force that gives points."""
    year = campaign.year.number
    if Campaign.objects.filter(year=campaign.year).exists():
        raise ValidationError(ALREADY_OPEN, "wrong_state", {"year": year})
    _refuse_rules(campaign.rule_set, campaign.year)
    if not datetime.date(year, 7, 1) <= campaign.cut_off <= datetime.date(year + 1, 1, 31):
        raise ValidationError({"cut_off": [_refusal(CUT_OFF, year=year)]})
    campaign.full_clean(exclude=["opened_by"])


def _refuse_what_is_not_ready(campaign: Campaign, listed: list[Listed]) -> None:
    """Refuse while a step has nobody to do it, a cell no secretary, criteria or the roster a gap; tell each cure."""
    found = problems_with(campaign, listed, timezone.localdate())
    if found:
        raise ValidationError([ValidationError(str(problem), NOT_READY) for problem in found])


def _refuse_rules(rule_set: RuleSet, year: Year) -> None:
    """Published, in force for the year, the committee's own or inherited, with points."""
    values = {"rule_set": rule_set, "year": year.number, "owner": rule_set.unit}
    sentence = None
    if rule_set.is_draft:
        sentence = DRAFT_RULES
    elif rule_set.unit and not rule_set.unit.covers(year.unit):
        sentence = FOREIGN_RULES
    elif not RuleSet.objects.in_force(year.number).filter(pk=rule_set.pk).exists():
        sentence = NOT_IN_FORCE
    elif not rule_set.has_points:
        sentence = ONLY_OLD_RESULTS
    if sentence:
        raise ValidationError({"rule_set": [_refusal(sentence, **values)]})


def _refusal(sentence: str, **values: object) -> ValidationError:
    return ValidationError(sentence, "invalid", values)


def _create(campaign: Campaign, entries: Iterable[Listed]) -> int:
    rows = [Assessment(campaign=campaign, member_id=entry.membership.member_id, **facts_of(entry)) for entry in entries]
    return len(Assessment.objects.bulk_create(rows))


def _create_reviews(campaign: Campaign, cells: set[int]) -> int:
    """One review for each cell with somebody on the list; those that are there stay."""
    known = set(campaign.reviews.values_list("unit_id", flat=True))
    reviews = [CellReview(campaign=campaign, unit_id=cell) for cell in sorted(cells - known)]
    return len(CellReview.objects.bulk_create(reviews))


def _remove(rows: Iterable[Assessment]) -> int:
    found = [row.pk for row in rows]
    Assessment.objects.filter(pk__in=found).delete()
    return len(found)
