"""Building the demonstration, from the province down and through the year as far as was asked."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from emulation.journal import record
from emulation.models import Account, Member, Unit
from emulation.usernames import Usernames
from evaluations.models import Assessment, Campaign, CellDecision, CellRating, Decision, Fault, Proposal, State
from evaluations.services.campaigns import open_campaign
from pledges.models import Pledge, PledgeItem

from . import live
from .accounts import DemoAccount, Desk, Staff, demo_cell, open_demo_accounts, staff_ward
from .assessing import Assessing, Entry, note_faults, record_findings, save
from .collectives import Collectives, live_states
from .commending import commend
from .commenting import suggest_one, write_comments
from .earlier import take_over_earlier
from .looking_back import look_back, look_in
from .people import ACTOR, Ward, fill_ward, found_province, found_ward
from .plan import Stage, Times, Wish
from .pledging import Pledging
from .progress import report_progress
from .public import post_pledges, survey_visitors
from .registering import Registering
from .reviewing import Reviewing, decide
from .studying import study
from .years import Lived, draft_rules, found_themes, install_rules, open_last_year, open_this_year

COUNTED = (Unit, Member, Account, Pledge, PledgeItem, Fault, Assessment, Proposal, Decision, CellRating, CellDecision)


@dataclass
class Seeded:
    """What was built: accounts to sign in with, rows by model name."""

    accounts: list[DemoAccount] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


def is_empty() -> bool:
    """Whether nobody has used this database yet."""
    return not Unit.objects.exists() and not Account.objects.exists()


def seed(wish: Wish, times: Times, say: Callable[[Ward], None] = lambda ward: None) -> Seeded:
    """Build everything in one transaction; `say` hears of every ward that is done."""
    done = Seeded()
    with transaction.atomic():
        province, desk = found_province(times), Desk(times, Usernames())
        rule_set = install_rules()
        for number in range(wish.wards):
            ward = found_ward(province, number, times)
            fill_ward(ward, wish, number, times)
            staff = staff_ward(ward, wish, desk)
            if number == 0:
                done.accounts = open_demo_accounts(province, ward, staff, desk)
                draft_rules(ward, staff, times, rule_set)
                found_themes(province, times, staff.officer)
            _Year(ward, staff, wish.stage, times, is_first=number == 0).live_through(rule_set)
            if number == 0:
                take_over_earlier(ward, staff)
                commend(ward, staff, times)
            say(ward)
        done.rows = {model._meta.model_name: model.objects.count() for model in COUNTED}
        data = {"stage": wish.stage, "year": wish.year, "rows": done.rows}
        record(ACTOR, "demo.seeded", province, unit=province, data=data)
    return done


class _Year:
    """One ward's year, lived through stage by stage."""

    def __init__(self, ward: Ward, staff: Staff, stage: Stage, times: Times, *, is_first: bool) -> None:
        self.ward, self.staff, self.stage, self.times = ward, staff, stage, times
        self.is_first, self.is_live = is_first, stage is Stage.LIVE and is_first
        self.pledging = Pledging(ward, staff, times)

    def live_through(self, rule_set) -> None:
        before = open_last_year(self.ward, self.staff, self.times)
        self.pledging.last_year(before)
        faults = note_faults(self.ward, self.times)
        lived = open_this_year(self.ward, self.staff, self.times)
        if self.stage.reaches(Stage.PLEDGED):
            study(self.ward, self.staff, lived, self.times)
            self._pledge(lived)
            if self.is_first:
                Registering(self.ward, self.staff, self.times, {-1: before, 0: lived}).register()
        if self.stage.reaches(Stage.ASSESSED):
            self._review(self._open(lived, rule_set), faults)

    def _pledge(self, lived: Lived) -> None:
        if self.stage is Stage.PLEDGED:
            self.pledging.this_year(lived, is_over=False)
        else:
            states = live.pledge_states(self.ward) if self.is_live else {}
            self.pledging.this_year(lived, is_over=True, states=states)
        if self.is_live:
            report_progress(lived, self.times, self.ward.rng)
            look_back(lived, self.times)
            cell = demo_cell(self.ward)
            look_in(lived, cell, self.staff.secretaries[cell.pk], self.times)
            post_pledges(lived, self.ward, self.staff, self.times)
            survey_visitors(self.ward, self.staff, self.times)

    def _open(self, lived: Lived, rule_set) -> Campaign:
        """Open the review by the service; the due dates leave time for what is still to be done."""
        return open_campaign(
            year=lived.year,
            rule_set=rule_set,
            cut_off=self.times.cut_off,
            assessments_due=self.times.due(11, 30, 7),
            reviews_due=self.times.due(12, 10, 14),
            decisions_due=self.times.due(12, 25, 28),
            by=self.staff.officer,
        )

    def _review(self, campaign: Campaign, faults: dict[int, list[Fault]]) -> None:
        assessing = Assessing(self.ward, self.staff, campaign, self.times)
        entries = assessing.entries()
        assessing.fill(entries, faults)
        record_findings(entries, self.staff.officer, self.times)
        if not self.stage.reaches(Stage.PROPOSED):
            save(entries, faults)
            return
        assessing.score(entries)
        reviewing = Reviewing(self.ward, self.staff, campaign, self.times)
        reviewing.meet(entries)
        self._propose(reviewing, assessing, entries, faults)
        save(entries, faults)
        write_comments(entries, self.staff, self.times)
        reviewing.save()
        if self.stage is Stage.DECIDED:
            decide(campaign, self.staff, self.times)
        if self.stage in (Stage.LIVE, Stage.DECIDED):
            self._rate_cells(campaign, entries)
        if self.is_live:
            suggest_one(campaign, demo_cell(self.ward), self.staff)
            live.forget_results(self.ward, self.times.year)
            secretary = self.staff.secretaries[demo_cell(self.ward).pk]
            live.change_pledges(self.ward, campaign, secretary)
            live.leave_traces(self.ward, campaign, secretary)

    def _rate_cells(self, campaign: Campaign, entries: list[Entry]) -> None:
        """The cells as collectives: all verified, in the live stage at every step; decided with the members."""
        collectives = Collectives(self.ward, self.staff, campaign, self.times)
        states = dict.fromkeys((cell.pk for cell in self.ward.cells), State.VERIFIED)
        if self.is_live:
            _at_work, to_verify, _others = live.split(self.ward, entries)
            states = live_states(self.ward, demo_cell(self.ward).pk, {entry.person.cell.pk for entry in to_verify})
        collectives.write(states)
        if self.stage is Stage.DECIDED:
            collectives.decide()

    def _propose(self, reviewing: Reviewing, assessing: Assessing, entries: list[Entry], faults) -> None:
        """Which cells have proposed and which of these are verified, by the stage."""
        if self.is_live:
            at_work, to_verify, others = live.split(self.ward, entries)
            live.take_back(self.ward, at_work, faults, assessing)
            reviewing.propose(to_verify)
        else:
            others = entries
        reviewing.propose(others)
        if self.stage in (Stage.LIVE, Stage.DECIDED):
            reviewing.verify(others)
