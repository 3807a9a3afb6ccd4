"""Units and the people in them: from the shipped roster, or drawn from the bank of names."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from random import Random
from typing import Final

from emulation.access import SystemActor
from emulation.models import (
    Account,
    Arrival,
    CellType,
    Circumstance,
    Member,
    Membership,
    Post,
    RatingAuthority,
    SubjectType,
    Unit,
    UnitKind,
    WorkUnit,
)
from emulation.models.units import STEP
from emulation.roster import read_roster
from emulation.services.roster import load_roster
from emulation.text import search_text, sort_key

from .bank import person_name, pick, words
from .plan import SMALLEST_CELL, Times, Wish

ACTOR: Final = SystemActor("seed_demo")
ROSTER: Final = Path(__file__).parent / "roster.xlsx"
BATCH: Final = 2_000
Kind = Circumstance.Kind

# In the order in which a ward's cells are founded; what a ward has once is followed by neighbourhoods.
CELL_ORDER: Final = (
    "NEIGHBOURHOOD OFFICE SCHOOL NEIGHBOURHOOD OFFICE ARMED NEIGHBOURHOOD SCHOOL "
    "OFFICE NEIGHBOURHOOD SCHOOL ENTERPRISE NEIGHBOURHOOD ARMED OFFICE NEIGHBOURHOOD "
    "HEALTH SCHOOL NEIGHBOURHOOD OFFICE ENTERPRISE NEIGHBOURHOOD SCHOOL NEIGHBOURHOOD"
).split()
OUTSIDE_TYPES: Final = (CellType.ENTERPRISE, CellType.OTHER, CellType.NEIGHBOURHOOD)
# Shares of a ward's members in whole percent.
WOMEN, PROVISIONAL, NEW, EXEMPT, AWAY, LEADERS, OUTSIDERS = 46, 4, 2, 6, 1, 12, 28


@dataclass
class Person:
    """One member in one cell, with the posts and circumstances known of them."""

    member: Member
    membership: Membership
    cell: Unit
    posts: tuple[str, ...] = ()
    circumstances: frozenset[str] = frozenset()
    account: Account | None = None

    @property
    def is_secretary(self) -> bool:
        return words("units")["posts"]["SECRETARY"] in self.posts

    @property
    def is_deputy(self) -> bool:
        return words("units")["posts"]["DEPUTY"] in self.posts

    @property
    def is_exempt(self) -> bool:
        return Kind.EXEMPT in self.circumstances


@dataclass
class Ward:
    """A ward committee with its cells and people; `people` by cell, then in the order of the roster."""

    unit: Unit
    name: str
    rng: Random
    cells: list[Unit] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    def of(self, cell: Unit) -> list[Person]:
        """The people of one cell."""
        return [person for person in self.people if person.cell.pk == cell.pk]


def found_province(times: Times) -> Unit:
    """Begin the province, the root of the tree."""
    data = words("units")["province"]
    return Unit.objects.add_root({**data, "kind": UnitKind.PROVINCE, **_unit_facts(data["name"], times)})


def found_ward(province: Unit, number: int, times: Times) -> Ward:
    """Begin a ward under the province, which decides the ward's own rating."""
    names = words("units")["wards"]
    name = names[number % len(names)] + (f" {number // len(names) + 1}" if number >= len(names) else "")
    title = words("units")["ward_name"].format(name=name)
    values = {"name": title, "code": f"{province.code}.{number + 1:03d}", "kind": UnitKind.COMMITTEE}
    unit = Unit.objects.add_child(province, {**values, **_unit_facts(title, times)})
    RatingAuthority.objects.create(decider=province, subject=unit, valid_from=times.begun)
    province.refresh_from_db()
    return Ward(unit, name, Random(f"{times.year} {unit.code}"))


def _unit_facts(name: str, times: Times) -> dict[str, object]:
    return {"search_text": search_text(name), "valid_from": times.begun}


def fill_ward(ward: Ward, wish: Wish, number: int, times: Times) -> None:
    """Give the ward its cells and people, who they are to the regulation, and what excuses some of them."""
    if wish.is_from_roster:
        _load(ward, times)
    else:
        _found_cells(ward, _share(wish.cells, wish.wards, number), times)
        _draw_people(ward, _share(wish.members, wish.wards, number), times)
    _assign_subjects(ward)
    _assign_work(ward)
    _excuse(ward, times)


def _share(total: int, parts: int, number: int) -> int:
    """The part of one ward when a total is spread evenly."""
    return total // parts + (number < total % parts)


# ── from the shipped roster ──


def _load(ward: Ward, times: Times) -> None:
    reading = read_roster(ROSTER.read_bytes(), ROSTER.name, today=times.today)
    plan = load_roster(reading=reading, committee=ward.unit, on=times.begun, by=ACTOR)
    ward.unit.refresh_from_db()
    ward.cells = list(Unit.objects.within(ward.unit).cells())
    cells = {cell.pk: cell for cell in ward.cells}
    ward.people = [
        Person(one.member, one.membership, cells[one.membership.unit_id], one.row.posts, frozenset(one.circumstances))
        for one in plan.accepted
    ]


# ── drawn ──


def _found_cells(ward: Ward, count: int, times: Times) -> None:
    """Begin all cells in one statement: their paths follow from their places."""
    cells = []
    for place, (cell_type, name) in enumerate(_cell_names(ward.name, count), start=1):
        path = Unit._get_path(ward.unit.path, ward.unit.depth + 1, place)
        unit = Unit(path=path, depth=len(path) // STEP, numchild=0, code=f"{ward.unit.code}-{place:02d}", name=name)
        unit.kind, unit.cell_type = UnitKind.CELL, cell_type
        unit.search_text, unit.valid_from = search_text(name), times.begun
        cells.append(unit)
    ward.cells = Unit.objects.bulk_create(cells, batch_size=BATCH)
    Unit.objects.filter(pk=ward.unit.pk).update(numchild=count)
    ward.unit.refresh_from_db()
    RatingAuthority.objects.bulk_create(
        RatingAuthority(decider=ward.unit, subject=cell, valid_from=times.begun) for cell in ward.cells
    )


def _cell_names(ward: str, count: int) -> Iterator[tuple[str, str]]:
    """Names of a ward's cells; where a kind has no name left, another neighbourhood follows."""
    patterns, used = words("units")["cells"], dict.fromkeys(CellType.values, 0)
    for place in range(count):
        cell_type = CELL_ORDER[place % len(CELL_ORDER)]
        free = [text for text in patterns[cell_type] if "{n}" in text] or patterns[cell_type][used[cell_type] :]
        if not free:
            cell_type, free = "NEIGHBOURHOOD", patterns["NEIGHBOURHOOD"]
        text = free[used[cell_type] % len(free)] if "{n}" in free[0] else free[0]
        used[cell_type] += 1
        yield cell_type, text.format(n=ceil(used[cell_type] / (len(free) if "{n}" in text else 1)), ward=ward)


def _draw_people(ward: Ward, count: int, times: Times) -> None:
    sizes = _sizes(ward.rng, count, len(ward.cells))
    posts = list(words("units")["posts"].values())
    for cell, size in zip(ward.cells, sizes, strict=True):
        for place in range(size):
            member = _draw_member(ward.rng, cell, times, is_plain=place < len(posts))
            arrival = Arrival.LISTED if member.joined_on <= times.begun else Arrival.ADMITTED
            membership = Membership(unit=cell, valid_from=max(times.begun, member.joined_on), arrival=arrival)
            has_post = place < (len(posts) if size >= len(posts) * 2 else 1)
            held = (posts[place],) if has_post else ()
            ward.people.append(Person(member, membership, cell, held))
    _store(ward)


def _sizes(rng: Random, count: int, cells: int) -> list[int]:
    """Uneven sizes that add to the count; no cell is smaller than the smallest."""
    weights = [rng.randrange(60, 140) for _ in range(cells)]
    spare, total = count - SMALLEST_CELL * cells, sum(weights)
    sizes = [SMALLEST_CELL + spare * weight // total for weight in weights]
    for place in range(count - sum(sizes)):
        sizes[place % cells] += 1
    return sizes


def _store(ward: Ward) -> None:
    """Write members with their cards, memberships and posts."""
    first = Member.objects.count()
    for place, person in enumerate(ward.people, start=first):
        if person.member.official_on:
            # 7919 and 90 million share no divisor, so no card comes twice.
            person.member.card_number = str(10_000_000 + (place * 7_919) % 90_000_000)
    Member.objects.bulk_create([person.member for person in ward.people], batch_size=BATCH)
    for person in ward.people:
        person.membership.member = person.member
    Membership.objects.bulk_create([person.membership for person in ward.people], batch_size=BATCH)
    Post.objects.bulk_create(
        Post(membership=person.membership, title=title, valid_from=person.membership.valid_from)
        for person in ward.people
        for title in person.posts
    )


def _draw_member(rng: Random, cell: Unit, times: Times, *, is_plain: bool) -> Member:
    """Draw one member; `is_plain`: long a member, as those who hold posts are."""
    sex = "F" if rng.randrange(100) < WOMEN else "M"
    chance = 100 if is_plain else rng.randrange(100)
    youngest, oldest = (52, 88) if cell.cell_type == CellType.NEIGHBOURHOOD else (27, 59)
    age = rng.randrange(22, 36) if chance < NEW + PROVISIONAL else rng.randrange(youngest, oldest)
    born = _day(rng, times.year - age)
    joined, official = _admission(rng, born, times, chance)
    name = person_name(rng, sex)
    return Member(
        full_name=name,
        sort_key=sort_key(name),
        search_text=search_text(name),
        sex=sex,
        born_on=born,
        born_year=born.year,
        ethnicity=pick(rng, words("names")["ethnicity"]),
        joined_on=joined,
        official_on=official,
    )


def _day(rng: Random, year: int) -> datetime.date:
    return datetime.date(year, rng.randrange(1, 13), rng.randrange(1, 29))


def _admission(
    rng: Random, born: datetime.date, times: Times, chance: int
) -> tuple[datetime.date, datetime.date | None]:
    """The days of admission and of being made official; the newest members are provisional."""
    halfway = datetime.date(times.year, 7, 5)
    if chance < NEW and halfway < times.today:
        days = (min(times.today, times.cut_off) - halfway).days + 1
        return halfway + datetime.timedelta(days=rng.randrange(days)), None
    if chance < NEW + PROVISIONAL:
        earliest = datetime.date(times.year - 1, 12, 1)
        return min(earliest + datetime.timedelta(days=rng.randrange(120)), times.today), None
    last = times.year - 3
    joined = _day(rng, rng.randrange(min(born.year + 19, last), min(born.year + 40, last) + 1))
    return joined, joined.replace(year=joined.year + 1) + datetime.timedelta(days=rng.randrange(20))


# ── who they are to the regulation ──


def _assign_subjects(ward: Ward) -> None:
    """12 % leaders, those with posts first; 28 % outside the political system, the eldest first; the rest form 2B."""
    count = len(ward.people)
    leaders = _first(ward, _leader_rank, count * LEADERS // 100, lambda person: True)
    outside = _first(
        ward,
        lambda person: (OUTSIDE_TYPES.index(person.cell.cell_type), person.member.born_year),
        count * OUTSIDERS // 100,
        lambda person: person.cell.cell_type in OUTSIDE_TYPES and id(person) not in leaders,
    )
    for subject, chosen in ((SubjectType.LEADER, leaders), (SubjectType.OUTSIDE, outside)):
        _set_subject(subject, list(chosen.values()))


def _leader_rank(person: Person) -> tuple[int, int]:
    if person.is_secretary or person.is_deputy:
        return (0, 0)
    return (1 + (person.cell.cell_type in OUTSIDE_TYPES), person.member.born_year)


def _first(ward: Ward, rank, count: int, suits) -> dict[int, Person]:
    ranked = sorted((person for person in ward.people if suits(person)), key=rank)
    return {id(person): person for person in ranked[:count]}


def _set_subject(subject: str, people: list[Person]) -> None:
    for person in people:
        person.membership.subject_type = subject
    Membership.objects.filter(pk__in=[person.membership.pk for person in people]).update(subject_type=subject)


def _assign_work(ward: Ward) -> None:
    """Every cell of people who work has its work units; a cell of an office joins those of several."""
    for cell in ward.cells:
        patterns = words("units")["work_units"].get(cell.cell_type, [])
        if not patterns:
            continue
        names = [text.format(ward=ward.name) for text in patterns]
        first = ward.rng.randrange(len(names))
        own = names[first:][: 2 if cell.cell_type == CellType.OFFICE else 1]
        works = [WorkUnit.objects.get_or_create(name=name)[0] for name in own]
        people = ward.of(cell)
        for place, work in enumerate(works):
            keys = [person.membership.pk for person in people[place :: len(works)]]
            Membership.objects.filter(pk__in=keys).update(work_unit=work)


def _excuse(ward: Ward, times: Times) -> None:
    """The eldest are exempt, a few are away, on maternity leave or sick for long."""
    plain = [person for person in ward.people if not person.posts and person.member.official_on]
    count, rng, found = len(ward.people), ward.rng, []
    exempt = sum(person.is_exempt for person in ward.people)
    wanted = max(0, count * EXEMPT // 100 - exempt)
    eldest = sorted((person for person in plain if not person.is_exempt), key=lambda person: person.member.born_year)
    found += [(person, Kind.EXEMPT, times.begun) for person in eldest[:wanted]]
    others = [person for person in eldest[wanted:] if person.member.born_year > times.year - 65]
    rng.shuffle(others)
    spring = datetime.date(times.year, 3, 15)
    away, few = count * AWAY // 100, count // 300
    found += [(person, Kind.AWAY, spring) for person in others[:away]]
    found += [(person, Kind.SICK, spring) for person in others[away : away + few]]
    mothers = [p for p in others[away + few :] if p.member.sex == "F" and p.member.born_year > times.year - 40]
    found += [(person, Kind.MATERNITY, spring) for person in mothers[:few]]
    _store_circumstances(found)


def _store_circumstances(found: list[tuple[Person, str, datetime.date]]) -> None:
    rows = []
    for person, kind, since in found:
        person.circumstances |= {kind}
        since = max(since, person.membership.valid_from)
        until = since + datetime.timedelta(days=180) if kind in (Kind.MATERNITY, Kind.SICK) else None
        note = words("texts")["exemption"] if kind == Kind.EXEMPT else ""
        rows.append(Circumstance(member=person.member, kind=kind, valid_from=since, valid_to=until, note=note))
    Circumstance.objects.bulk_create(rows, batch_size=BATCH)
