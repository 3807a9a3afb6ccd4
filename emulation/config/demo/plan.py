"""What was asked for, and the days on which the demonstration's year happens."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from random import Random
from typing import Final

from django.utils import timezone

FOUNDED: Final = datetime.date(2025, 7, 1)  # since then there is no district
MEMBERS_A_WARD: Final = 2_500
ONE_WARD_UP_TO: Final = 3_000
MEMBERS_A_CELL: Final = 25
SMALLEST_CELL: Final = 3
ACCOUNTS_FOR_ALL_UP_TO: Final = 3_000


class Stage(StrEnum):
    """How far the year has come, in order; LIVE has something waiting for each of the five people."""

    EMPTY = "empty"
    PLEDGED = "pledged"
    ASSESSED = "assessed"
    PROPOSED = "proposed"
    DECIDED = "decided"
    LIVE = "live"

    def reaches(self, other: "Stage") -> bool:
        """Whether at this stage the other one is behind us; live stands between proposed and decided."""
        order = [Stage.EMPTY, Stage.PLEDGED, Stage.ASSESSED, Stage.PROPOSED, Stage.LIVE, Stage.DECIDED]
        return order.index(self) >= order.index(other)


@dataclass(frozen=True)
class Wish:
    """What to build; without numbers of members and cells the shipped roster of one ward is loaded."""

    year: int
    stage: Stage
    members: int = 0
    cells: int = 0

    @property
    def is_from_roster(self) -> bool:
        return not self.members

    @property
    def wards(self) -> int:
        """How many wards the members are spread over."""
        if self.members <= ONE_WARD_UP_TO:
            return 1
        return min(self.cells, ceil(self.members / MEMBERS_A_WARD))

    @property
    def has_accounts_for_all(self) -> bool:
        """Whether members who write for themselves get accounts."""
        return self.members <= ACCOUNTS_FOR_ALL_UP_TO


@dataclass(frozen=True)
class Times:
    """The days of the demonstrated year. Nothing has happened later than now."""

    year: int
    now: datetime.datetime

    @property
    def today(self) -> datetime.date:
        return timezone.localtime(self.now).date()

    @property
    def pledges_due(self) -> datetime.date:
        return datetime.date(self.year, 3, 31)

    @property
    def cut_off(self) -> datetime.date:
        return datetime.date(self.year, 12, 31)

    @property
    def begun(self) -> datetime.date:
        """The day since which the ward's units and memberships hold."""
        return min(FOUNDED, datetime.date(self.year, 7, 1))

    def due(self, month: int, day: int, days_left: int) -> datetime.date:
        """A due date of the review: the usual day, or later when that is too near to be lived through."""
        return max(datetime.date(self.year, month, day), self.today + datetime.timedelta(days=days_left))

    def moment(self, rng: Random, first: datetime.date, days: int) -> datetime.datetime:
        """A moment in office hours within so many days from the first; at the latest some hours ago."""
        day = first + datetime.timedelta(days=rng.randrange(days))
        hour = datetime.time(rng.randrange(7, 17), rng.randrange(60))
        moment = timezone.make_aware(datetime.datetime.combine(day, hour))
        return min(moment, self.now - datetime.timedelta(minutes=rng.randrange(60, 600)))

    def ago(self, rng: Random, least: int, most: int) -> datetime.datetime:
        """A moment in office hours from `least` to `most` days before today."""
        return self.moment(rng, self.today - datetime.timedelta(days=most), most - least + 1)
