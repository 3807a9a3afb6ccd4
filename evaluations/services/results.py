"""Taking over old results: previewing says what each row would do; taking over does exactly that, at once."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from import_export.exceptions import ImportError as RefusedImport

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account, Unit

from ..paper import ResultsReading
from ..paper.plan import ResultsPlan, TakingOver
from ..selectors.results import campaign_of_year, rule_set_of_year

NOT_A_COMMITTEE = _("Results are taken over by the ward or commune committee that decided them: choose the committee.")
HELD_HERE = _("The review of %(year)s is held in this application; its results are not taken over from paper.")
CHANGED_MEANWHILE = _("Somebody recorded results of this year at the same moment. Nothing was taken over; try again.")


def preview_results(*, reading: ResultsReading, committee: Unit, year: int, by: Account) -> ResultsPlan:
    """Say what taking over would do, row by row. Rows the stored data contradict become rejected in the reading."""
    ensure(by, "results.take_over", committee)
    return _taking_over(reading, committee, year).plan()


def take_over_results(*, reading: ResultsReading, committee: Unit, year: int, by: Account) -> ResultsPlan:
    """Record the accepted rows as decided; rejected rows stay out, what is recorded already stays as it is.

    The committee's year and a campaign that says its results are from paper begin with the first of them.
    """
    ensure(by, "results.take_over", committee)
    try:
        with transaction.atomic():
            taking_over = _taking_over(reading, locked(committee), year)
            plan = taking_over.plan()
            if plan.changes_something:
                taking_over.write(plan, by)
                data = {"year": year, "rule_set": plan.rule_set.code, **plan.summary}
                record(by, "results.taken_over", taking_over.campaign, unit=committee, data=data)
    except (IntegrityError, RefusedImport) as refused:
        raise ValidationError(CHANGED_MEANWHILE, "changed_meanwhile") from refused
    return plan


def _taking_over(reading: ResultsReading, committee: Unit, year: int) -> TakingOver:
    """Return the reading with what it meets; refuses a year that is reviewed here."""
    if not committee.is_committee:
        raise ValidationError(NOT_A_COMMITTEE, "not_a_committee")
    campaign = campaign_of_year(committee, year)
    if campaign and not campaign.from_paper:
        raise ValidationError(HELD_HERE, "wrong_state", {"year": year})
    return TakingOver(reading, committee, year, rule_set_of_year(committee, year), campaign)
