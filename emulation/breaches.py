"""What was reached through an account, a key or an address between two days, from the journal: names, never content."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from .doors import Door
from .models import Account, Breach, JournalEntry, JournalMember, Membership, Unit
from .models.units import below
from .verbs import VerbKind, kind_of, verb_label


@dataclass(frozen=True)
class Suspicion:
    """Through what somebody may have got in, and between which days; any of the three counts."""

    first_day: datetime.date
    last_day: datetime.date
    account: Account | None = None
    key: str = ""
    address: str | None = None

    @property
    def names_a_way_in(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.account or self.key or self.address)

    @property
    def as_data(self) -> dict[str, str]:
        """The suspicion as the journal keeps it."""
        days = {"first_day": self.first_day.isoformat(), "last_day": self.last_day.isoformat()}
        ways = {"account": self.account and self.account.username, "key": self.key, "address": self.address}
        return days | {name: way for name, way in ways.items() if way}


@dataclass(frozen=True)
class Reached:
    """One member and one kind of act: by whom, from which door, since when, how often."""

    member_id: int
    member: str
    verb: str
    by: str
    door: str
    address: str
    first_at: datetime.datetime
    last_at: datetime.datetime
    times: int

    @property
    def act(self) -> str | Promise:
        """The act in words."""
        return verb_label(self.verb)

    @property
    def kind(self) -> str | Promise:
        """What the act does: reads, scores, changes, takes out."""
        return VerbKind(kind_of(self.verb)).label

    @property
    def door_label(self) -> str | Promise:
        """The door in words."""
        return dict(Door.choices).get(self.door, "")


def suspicion_of(breach: Breach) -> Suspicion:
    """Return what a recorded breach suspected."""
    return Suspicion(breach.first_day, breach.last_day, breach.account, breach.key, breach.address)


def reached_by(unit: Unit, suspicion: Suspicion) -> list[Reached]:
    """Return what was reached of the unit's members, by given name, then in time; one query."""
    if not suspicion.names_a_way_in:
        return []
    grouped = _rows(unit, suspicion).values(
        "member_id", "member__full_name", "member__sort_key", "entry__verb", "entry__actor_name", "entry__door",
        "entry__address",
    )  # fmt: skip
    counted = grouped.annotate(first=Min("entry__at"), last=Max("entry__at"), times=Count("pk"))
    return [_reached(row) for row in counted.order_by("member__sort_key", "member_id", "first")]


def _rows(unit: Unit, suspicion: Suspicion) -> QuerySet[JournalMember]:
    way = Q(pk__in=[])
    if suspicion.account:
        way |= Q(actor=suspicion.account)
    if suspicion.key:
        way |= Q(door=Door.API, through=suspicion.key)
    if suspicion.address:
        way |= Q(address=suspicion.address)
    until = suspicion.last_day + datetime.timedelta(days=1)
    entries = JournalEntry.objects.filter(way, at__gte=_midnight(suspicion.first_day), at__lt=_midnight(until))
    members = Membership.objects.filter(unit__path__range=below(unit.path)).values("member")
    return JournalMember.objects.filter(entry__in=entries, member__in=members).order_by()


def _reached(row: dict) -> Reached:
    return Reached(
        member_id=row["member_id"],
        member=row["member__full_name"],
        verb=row["entry__verb"],
        by=row["entry__actor_name"],
        door=row["entry__door"],
        address=row["entry__address"] or "",
        first_at=row["first"],
        last_at=row["last"],
        times=row["times"],
    )


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
