"""The cast of every test: one ward with two cells, its people, and a stranger from another ward."""

from dataclasses import dataclass

from emulation.models import Account, Role, Unit, Year

from .factories import give_role, make_account, make_cell, make_committee, make_member, make_year


@dataclass(frozen=True)
class Cast:
    """Lan is a member, Bình her secretary, Cúc the committee's officer, Dũng its leader, Em a stranger."""

    committee: Unit
    cell: Unit
    other_cell: Unit
    year: Year
    member: Account
    colleague: Account
    secretary: Account
    officer: Account
    leader: Account
    viewer: Account
    admin: Account
    stranger: Account
    stranger_cell: Unit


def make_cast() -> Cast:
    """Make the cast; every account of the ward's cell is of a member there except the committee's people."""
    ward = make_committee()
    cell, other_cell = make_cell(ward), make_cell(ward, "Chi bộ Khu phố 2")
    foreign_ward = make_committee("Đảng ủy phường Thanh Khê")
    foreign_cell = make_cell(foreign_ward, "Chi bộ Tổ 5")

    def person(name: str, home: Unit, role: Role, at: Unit | None = None) -> Account:
        return give_role(make_account(name, make_member(name, home)), role, at or home)

    officer = person("Phạm Thị Cúc", other_cell, Role.OFFICER, ward)
    return Cast(
        committee=ward,
        cell=cell,
        other_cell=other_cell,
        year=make_year(ward, officer),
        member=person("Trần Thị Lan", cell, Role.MEMBER),
        colleague=person("Đỗ Văn Ước", cell, Role.MEMBER),
        secretary=person("Lê Văn Bình", cell, Role.SECRETARY),
        officer=officer,
        leader=person("Võ Tấn Dũng", other_cell, Role.LEADER, ward),
        viewer=give_role(make_account("Người xem tỉnh"), Role.VIEWER, ward),
        admin=give_role(make_account("Quản trị"), Role.ADMIN, ward),
        stranger=person("Hồ Thị Em", foreign_cell, Role.SECRETARY),
        stranger_cell=foreign_cell,
    )
