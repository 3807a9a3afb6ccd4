"""Plain make_… functions: what a test needs and nothing more, defaults in sight."""

import datetime
import itertools
from decimal import Decimal

from emulation.models import (
    Account,
    CellType,
    LegalBasis,
    Member,
    Membership,
    RatingAuthority,
    Role,
    RoleAssignment,
    Theme,
    Unit,
    UnitKind,
    Year,
)
from emulation.text import search_text, sort_key

START = datetime.date(2025, 7, 1)
_numbers = itertools.count(1)


def make_committee(name: str = "Đảng ủy phường Hòa Bình", parent: Unit | None = None, **fields) -> Unit:
    """Make a committee, at the root unless a parent is given."""
    values = {"name": name, "code": f"DU{next(_numbers)}", "kind": UnitKind.COMMITTEE, "valid_from": START} | fields
    values.setdefault("search_text", search_text(name))
    return Unit.objects.add_child(parent, values) if parent else Unit.objects.add_root(values)


def make_cell(committee: Unit, name: str = "Chi bộ Khu phố 1", **fields) -> Unit:
    """Make a cell under the committee, which also decides its ratings."""
    values = {
        "name": name,
        "code": f"CB{next(_numbers)}",
        "kind": UnitKind.CELL,
        "cell_type": CellType.NEIGHBOURHOOD,
        "valid_from": START,
        "search_text": search_text(name),
    } | fields
    cell = Unit.objects.add_child(committee, values)
    RatingAuthority.objects.create(decider=committee, subject=cell, valid_from=START)
    return cell


def make_member(name: str = "Nguyễn Văn An", cell: Unit | None = None, **fields) -> Member:
    """Make an official member; in the cell when one is given."""
    membership = {key: fields.pop(key) for key in ("subject_type", "stay", "work_unit") if key in fields}
    values = {
        "full_name": name,
        "sort_key": sort_key(name),
        "search_text": search_text(name),
        "sex": "M",
        "born_on": datetime.date(1975, 5, 19),
        "born_year": 1975,
        "joined_on": datetime.date(2000, 2, 3),
        "official_on": datetime.date(2001, 2, 3),
        "card_number": f"{next(_numbers):08d}",
    } | fields
    member = Member.objects.create(**values)
    if cell:
        member.refresh_from_db()
        new = member.joined_on is not None and member.joined_on > START  # nobody is on a list before being admitted
        since = {"valid_from": member.joined_on, "arrival": "ADMITTED"} if new else {"valid_from": START}
        Membership.objects.create(member=member, unit=cell, **since, **membership)
    return member


def make_account(name: str, member: Member | None = None, password: str = "mat-khau-dai") -> Account:
    """Make an account without roles."""
    return Account.objects.create_user(f"tk{next(_numbers)}", password, display_name=name, member=member)


def give_role(account: Account, role: Role, unit: Unit) -> Account:
    """Give the account a role at the unit, open-ended."""
    RoleAssignment.objects.create(account=account, role=role, unit=unit, valid_from=START)
    account.forget_scope()
    return account


def make_year(committee: Unit, by: Account, number: int = 2026) -> Year:
    """Make the committee's year, pledges due at the end of March."""
    return Year.objects.create(unit=committee, number=number, pledges_due=datetime.date(number, 3, 31), created_by=by)


def make_theme(year: Year, unit: Unit, by: Account, parent: Theme | None = None) -> Theme:
    """Make a theme of the unit."""
    return Theme.objects.create(
        year=year,
        first_year=year.number,
        last_year=year.number,
        unit=unit,
        parent=parent,
        title="Nâng cao trách nhiệm nêu gương",
        basis=make_basis(),
        key_actions="Việc một\nViệc hai",
        updated_by=by,
    )


def make_basis(number: str = "01-KL/TW") -> LegalBasis:
    """Make the legal basis, once."""
    basis, _created = LegalBasis.objects.get_or_create(
        number=number,
        issued_on=datetime.date(2021, 5, 18),
        defaults={"kind": "Kết luận", "issuer": "Bộ Chính trị", "title": "về tiếp tục thực hiện Chỉ thị 05-CT/TW"},
    )
    return basis


def points(text: str) -> Decimal:
    """Return points written with a dot."""
    return Decimal(text)


def make_ready(committee: Unit) -> None:
    """Give every cell of the committee that has none a secretary's account, so that its review may be opened."""
    held = RoleAssignment.objects.filter(role__in=(Role.SECRETARY, Role.DEPUTY)).values("unit")
    for cell in Unit.objects.within(committee).cells().exclude(pk__in=held):
        give_role(make_account(f"Bí thư {cell.name}"), Role.SECRETARY, cell)
