"""Taking the movement table out as a file, which is recorded."""

from ..access import can, ensure
from ..journal import record
from ..models import Account, Unit
from ..movement_table import movement_table
from ..movement_workbook import movement_workbook


def export_movement(*, unit: Unit, year: int, by: Account) -> bytes:
    """Return form 1-BTCTW of the unit and year as a workbook."""
    ensure(by, "movement.view", unit)
    table = movement_table(unit, year)
    with_names = bool(can(by, "member.edit", unit))
    members = {problem.member_id for problem in table.problems} if with_names else ()
    record(by, "movement.exported", unit, unit=unit, data={"year": year}, members=members)
    return movement_workbook(table, with_names=with_names)
