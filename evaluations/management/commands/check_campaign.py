"""manage.py check_campaign: whether a committee's review may be opened, and what to cure first."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.management.base import SentenceCommand
from emulation.models import Year

from ...due_days import due_dates
from ...models import RuleSet
from ...readiness import problems_of
from ...selectors.campaigns import rule_sets_to_open


class Command(SentenceCommand):
    """Prints each problem with its cure, and ends with 1 while there is one."""

    help = "Check whether the review of a committee's year may be opened; exit code 1 with what to cure first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("unit", metavar="CODE", help="the code of the committee")
        parser.add_argument("year", type=int, help="for example 2026")
        parser.add_argument("--rule-set", metavar="CODE", help="left out: the nearest one in force for the year")

    def handle(self, *, unit: str, year: int, rule_set: str | None, **options) -> None:
        opened = Year.objects.select_related("unit").filter(unit__code=unit, number=year).first()
        if opened is None:
            raise CommandError(
                _("“%(unit)s” has no year %(year)s: open the year first.") % {"unit": unit, "year": year}
            )
        rules = self._rules(opened, rule_set)
        found = problems_of(opened, rules, due_dates(rules, year)["cut_off"], timezone.localdate())
        for problem in found:
            self.stdout.write(f"– {problem.text}\n  {problem.cure} {problem.url}")
        if found:
            raise CommandError(_("%(count)s problems stand against opening the review.") % {"count": len(found)})
        self.stdout.write(_("Nothing stands against opening the review."))

    def _rules(self, year: Year, code: str | None) -> RuleSet:
        """Return the rule set named, or the nearest in force."""
        found = rule_sets_to_open(year)
        rules = found.filter(code=code).first() if code else found.first()
        if rules is None:
            raise CommandError(_("No such rule set is in force for %(year)s.") % {"year": year.number})
        return rules
