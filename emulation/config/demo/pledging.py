"""Pledges of a year in bulk: last year's with what came of them, this year's as far as the stage asks."""

import datetime
from random import Random
from typing import Final

from pledges.models import Kind, Outcome, Pledge, PledgeItem, State

from .accounts import Staff
from .bank import Deed, deeds_for, words
from .people import BATCH, Person, Ward
from .plan import Times
from .progress import measured
from .years import Lived

ITEMS: Final = 3
MOSTLY_CONFIRMED: Final = (
    [State.CONFIRMED] * 88 + [State.SUBMITTED] * 6 + [State.DRAFT] * 3 + [State.RETURNED] * 2 + [None]
)
OUTCOMES: Final = [Outcome.KEPT] * 82 + [Outcome.PARTLY] * 14 + [Outcome.NOT_KEPT] * 4


class Pledging:
    """Writes the pledges of one ward. Everybody's deeds differ from year to year."""

    def __init__(self, ward: Ward, staff: Staff, times: Times) -> None:
        self.ward, self.staff, self.times, self.rng = ward, staff, times, ward.rng
        self.places = {id(person): self.rng.randrange(100) for person in ward.people}

    def last_year(self, lived: Lived) -> None:
        """Pledges of the year before, all confirmed and with results."""
        admitted = datetime.date(lived.year.number, 6, 30)
        people = [p for p in self._pledging() if p.member.joined_on is None or p.member.joined_on <= admitted]
        self._write(lived, people, {}, first=0, is_over=True)

    def this_year(self, lived: Lived, *, is_over: bool, states: dict[int, int | None] | None = None) -> None:
        """This year's pledges; `is_over`: with results. Without `states` by member most are confirmed."""
        people = self._pledging()
        if states is None:
            states = {person.member.pk: self.rng.choice(MOSTLY_CONFIRMED) for person in people}
        self._write(lived, people, states, first=ITEMS, is_over=is_over)

    def _pledging(self) -> list[Person]:
        return [person for person in self.ward.people if not person.is_exempt]

    def _write(self, lived: Lived, people: list[Person], states: dict, *, first: int, is_over: bool) -> None:
        pairs = []
        for person in people:
            state = states.get(person.member.pk, State.CONFIRMED)
            if state is not None:
                pairs.append((self._pledge(lived, person, state), self._deeds(person, first)))
        Pledge.objects.bulk_create([pledge for pledge, _ in pairs], batch_size=BATCH)
        items = [
            self._item(pledge, deed, place, lived.year.number, is_over)
            for pledge, deeds in pairs
            for place, deed in enumerate(deeds, start=1)
        ]
        PledgeItem.objects.bulk_create(items, batch_size=BATCH)

    def _deeds(self, person: Person, first: int) -> list[Deed]:
        """Three neighbours from the list of the cell's kind, which are of different groups."""
        bank = deeds_for(person.cell.cell_type)
        start = self.places[id(person)] + first
        return [bank[(start + step) % len(bank)] for step in range(ITEMS)]

    def _pledge(self, lived: Lived, person: Person, state: int) -> Pledge:
        year, rng = lived.year.number, self.rng
        secretary = self.staff.secretaries[person.cell.pk]
        writer = person.account or secretary
        admitted = person.member.joined_on or datetime.date(year, 1, 10)
        written = self.times.moment(rng, max(datetime.date(year, 1, 10), admitted), 60)
        confirmed = self.times.moment(rng, written.date() + datetime.timedelta(days=1), 10)
        return Pledge(
            year=lived.year,
            member=person.member,
            unit=person.cell,
            theme=lived.theme_of(person.cell),
            kind=Kind.BOTH,
            state=state,
            on_behalf=writer is not person.account,
            recorded_by=writer,
            return_reason=rng.choice(words("texts")["returns"]) if state == State.RETURNED else "",
            submitted_at=written if state != State.DRAFT else None,
            confirmed_at=max(confirmed, written) if state == State.CONFIRMED else None,
            confirmed_by=self._confirmer(person, secretary) if state == State.CONFIRMED else None,
        )

    def _confirmer(self, person: Person, secretary):
        """The committee confirms the secretary's own pledge."""
        return self.staff.officer if person.is_secretary else secretary

    def _item(self, pledge: Pledge, deed: Deed, place: int, year: int, is_over: bool) -> PledgeItem:
        item = PledgeItem(
            pledge=pledge,
            position=place,
            group=deed.group,
            deed=deed.deed,
            measure=deed.measure,
            method=deed.method,
            **measured(deed.measure),
            due_on=datetime.date(year, deed.month, deed.day),
        )
        if is_over and pledge.state == State.CONFIRMED:
            report(self.rng, item, deed, self.times.moment(self.rng, datetime.date(year, 11, 10), 15))
        return item


def report(rng: Random, item: PledgeItem, deed: Deed, at: datetime.datetime) -> None:
    """Say what came of an item, with the evidence that suits."""
    item.outcome = rng.choice(OUTCOMES)
    evidence = words("texts")["evidence"]
    item.evidence = deed.kept if item.outcome == Outcome.KEPT else rng.choice(evidence[item.outcome])
    item.reported_at = at
