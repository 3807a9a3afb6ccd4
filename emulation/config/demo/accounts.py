"""Accounts and roles: six to sign in with, and one for everybody whose name stands under an act."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.hashers import make_password
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, CellType, Post, Role, RoleAssignment, Unit
from emulation.signin.passwords import draw_password
from emulation.usernames import Usernames

from .people import BATCH, Person, Ward
from .plan import Times, Wish

WRITES_ALONE_FROM: Final = 1958  # members born earlier have the secretary write for them
VIEWER, ADMIN = _("Province viewer"), _("System administrator")
OFFICER_POST, LEADER_POST = "Chuyên viên Ban Xây dựng Đảng", "Bí thư Đảng ủy"


@dataclass(frozen=True)
class DemoAccount:
    """An account to sign in with, and its password in the clear for the one table that shows it."""

    username: str
    password: str
    who: str
    role: str | Promise
    unit: str


@dataclass
class Staff:
    """Whose names stand under a ward's acts."""

    officer: Account
    leader: Account
    secretaries: dict[int, Account]


@dataclass
class Desk:
    """Makes accounts in bulk and remembers which names are taken."""

    times: Times
    names: Usernames

    def open(self, people: list[Person], role: str) -> None:
        """Give each person an account nobody can sign in with yet, holding the role at the cell."""
        for person in people:
            person.account = Account(
                username=self.names.draw(person.member.full_name),
                display_name=person.member.full_name,
                member=person.member,
                password=make_password(None),
            )
        Account.objects.bulk_create([person.account for person in people], batch_size=BATCH)
        self.grant([(person.account, role, person.cell) for person in people])

    def grant(self, roles: list[tuple[Account, str, Unit]]) -> None:
        """Let the accounts hold the roles since the ward began."""
        rows = [
            RoleAssignment(account=account, role=role, unit=unit, valid_from=self.times.begun)
            for account, role, unit in roles
        ]
        RoleAssignment.objects.bulk_create(rows, batch_size=BATCH)


def staff_ward(ward: Ward, wish: Wish, desk: Desk) -> Staff:
    """Give a ward's officer, leader and secretaries their roles, and accounts to those who write for themselves."""
    secretaries = [person for person in ward.people if person.is_secretary]
    desk.open(secretaries, Role.SECRETARY)
    officer, leader = _committee_people(ward)
    desk.open([person for person in (officer, leader) if not person.account], Role.MEMBER)
    desk.grant([(officer.account, Role.OFFICER, ward.unit), (leader.account, Role.LEADER, ward.unit)])
    _give_posts(((officer, OFFICER_POST), (leader, LEADER_POST)))
    if wish.has_accounts_for_all:
        desk.open([person for person in ward.people if not person.account and _writes_alone(person)], Role.MEMBER)
    return Staff(officer.account, leader.account, {person.cell.pk: person.account for person in secretaries})


def _give_posts(posts: Iterable[tuple[Person, str]]) -> None:
    Post.objects.bulk_create(
        Post(membership=person.membership, title=title, valid_from=person.membership.valid_from)
        for person, title in posts
    )


def _writes_alone(person: Person) -> bool:
    return person.member.born_year >= WRITES_ALONE_FROM and not person.is_exempt


def _committee_people(ward: Ward) -> tuple[Person, Person]:
    """An officer and a leader: members of the Party's own office where there is one, in working age."""
    found = [person for person in ward.people if not person.posts and not person.circumstances]
    found = [person for person in found if person.member.official_on] or ward.people
    found.sort(key=lambda person: (not _is_of_party_office(person.cell), abs(person.member.born_year - 1978)))
    return found[1], found[0]


def _is_of_party_office(cell: Unit) -> bool:
    return cell.cell_type == CellType.OFFICE and "Đảng" in cell.name


# ── the six ──


def open_demo_accounts(province: Unit, ward: Ward, staff: Staff, desk: Desk) -> list[DemoAccount]:
    """Name the six accounts, draw their passwords; in the order in which the year passes through them."""
    cell = demo_cell(ward)
    member = demo_member(ward)
    if not member.account:
        desk.open([member], Role.MEMBER)
    viewer, admin = _outsiders(province, desk)
    six = [
        (member.account, "dangvien", Role.MEMBER.label, cell),
        (staff.secretaries[cell.pk], "bithu", Role.SECRETARY.label, cell),
        (staff.officer, "canbo", Role.OFFICER.label, ward.unit),
        (staff.leader, "lanhdao", Role.LEADER.label, ward.unit),
        (viewer, "tinh", Role.VIEWER.label, province),
        (admin, "quantri", Role.ADMIN.label, province),
    ]
    return [_hand_over(account, username, role, unit) for account, username, role, unit in six]


def demo_cell(ward: Ward) -> Unit:
    """The cell whose secretary and member can be signed in as: the ward's first."""
    return ward.cells[0]


def demo_member(ward: Ward) -> Person:
    """A member of the demonstration's cell without any post, in the middle of life."""
    plain = [p for p in ward.of(demo_cell(ward)) if not p.posts and not p.circumstances and p.member.official_on]
    form_2b = [person for person in plain if person.membership.subject_type == "NONLEAD"]
    return min(form_2b or plain or ward.of(demo_cell(ward)), key=lambda person: abs(person.member.born_year - 1982))


def _outsiders(province: Unit, desk: Desk) -> list[Account]:
    names = (("tinh", VIEWER), ("quantri", ADMIN))
    accounts = [Account(username=name, display_name=str(label)) for name, label in names]
    for account in accounts:
        account.save()
    desk.grant(list(zip(accounts, (Role.VIEWER, Role.ADMIN), (province, province), strict=True)))
    return accounts


def _hand_over(account: Account, username: str, role: str | Promise, unit: Unit) -> DemoAccount:
    password = draw_password()
    account.username = username
    account.set_password(password)
    account.save(update_fields=["username", "password"])
    return DemoAccount(username, password, account.display_name, role, unit.name)
