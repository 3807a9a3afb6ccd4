"""A province of 100,000 members, written by the database itself: every row is copied from a row of ours."""

# ruff: noqa: S608 - the statements are made of our own table names and numbers

import datetime
from collections.abc import Iterator

from django.db import connection, models
from django.utils import timezone

from emulation.models import Account, CellType, Member, Theme, Unit, UnitKind, Year
from emulation.models.units import below
from pledges.models import CheckIn, CheckInLine, Pledge, PledgeItem, State
from pledges.standing import renew
from tests.factories import START, make_member

WARDS, CELLS, MEMBERS, ITEMS = 40, 50, 50, 4
MONTHS = (3, 6, 9, 12)
STEP = Unit.steplen
SAID = "CASE ({item} * 7 + {month}) %% 10 WHEN 0 THEN 'OFF' WHEN 1 THEN 'AT_RISK' ELSE 'ON_TRACK' END"


def build_province(number: int, by: Account) -> Unit:
    """Return the province with its year: themes down to the cell, everybody's confirmed pledge, four reports each."""
    root = Unit.objects.add_root({"name": "Tỉnh đo", "code": "DO", "kind": UnitKind.PROVINCE, "valid_from": START})
    _units(root)
    _themes(root, number, by)
    _people(root)
    _pledges(root)
    _reports(root)
    renew(PledgeItem.objects.filter(pledge__unit__path__range=below(root.path)))
    return root


def _units(root: Unit) -> None:
    wards = [_unit(root, at, UnitKind.COMMITTEE) for at in range(WARDS)]
    Unit.objects.bulk_create(wards)
    Unit.objects.bulk_create(_unit(ward, at, UnitKind.CELL) for ward in wards for at in range(CELLS))


def _unit(above: Unit, at: int, kind: str) -> Unit:
    path = f"{above.path}{at + 1:0{STEP}d}"
    cell_type = CellType.NEIGHBOURHOOD if kind == UnitKind.CELL else ""
    facts = {"kind": kind, "cell_type": cell_type, "valid_from": START}
    return Unit(path=path, depth=len(path) // STEP, name=f"Đơn vị {path}", code=f"DO{path}", numchild=0, **facts)


def _themes(root: Unit, number: int, by: Account) -> None:
    """The province's, one of each ward, one of every second cell; each names the one above."""
    wards = list(Unit.objects.within(root).filter(kind=UnitKind.COMMITTEE))
    due = datetime.date(number, 3, 31)
    Year.objects.bulk_create(Year(unit=ward, number=number, pledges_due=due, created_by=by) for ward in wards)
    years = {year.unit_id: year for year in Year.objects.filter(unit__in=wards, number=number)}
    facts = {"first_year": number, "last_year": number, "title": "Đo", "key_actions": "Đo", "updated_by": by}
    top = Theme.objects.create(unit=root, **facts)
    made = [Theme(unit=ward, year=years[ward.pk], parent=top, **facts) for ward in wards]
    Theme.objects.bulk_create(made)
    Theme.objects.bulk_create(
        Theme(unit=cell, year=theme.year, parent=theme, **facts)
        for theme in made
        for cell in Unit.objects.within(theme.unit).cells()[::2]
    )


def _people(root: Unit) -> None:
    """One member stands for all: the others are copies without a card."""
    source = make_member("Người đo", card_number="")
    copied(Member, source, f"{_numbers(WARDS * CELLS * MEMBERS - 1)} n")
    Member.objects.filter(full_name=source.full_name).update(search_text="do")


def _pledges(root: Unit) -> None:
    first = Member.objects.filter(full_name="Người đo").order_by("pk").first()
    cell = Unit.objects.within(root).cells().first()
    year = Year.objects.get(unit__path=cell.path[:-STEP])
    theme = Theme.objects.get(unit=cell)
    now = timezone.now()
    facts = {"state": State.CONFIRMED, "confirmed_at": now, "submitted_at": now}
    source = Pledge.objects.create(year=year, member=first, unit=cell, theme=theme, **facts)
    places = f"""(
      SELECT m.id member, c.id cell, y.id year, coalesce(own.id, ward.id) theme
      FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 place FROM {_table(Member)} WHERE full_name = 'Người đo') m
      JOIN (SELECT id, path, row_number() OVER (ORDER BY path) - 1 place FROM {_table(Unit)}
            WHERE path > '{root.path}' AND path < '{root.path}Z' AND kind = 'CELL') c ON c.place = m.place / {MEMBERS}
      JOIN {_table(Unit)} w ON w.path = substr(c.path, 1, {2 * STEP})
      JOIN {_table(Year)} y ON y.unit_id = w.id AND y.number = {year.number}
      JOIN {_table(Theme)} ward ON ward.unit_id = w.id
      LEFT JOIN {_table(Theme)} own ON own.unit_id = c.id
      WHERE m.id <> {first.pk}) p"""
    copied(Pledge, source, places, member_id="p.member", unit_id="p.cell", year_id="p.year", theme_id="p.theme")
    for position in range(1, ITEMS + 1):
        words = {"group": "STYLE", "deed": "Tham gia tổng vệ sinh tuyến hẻm cùng tổ dân phố", "measure": "10 buổi"}
        item = PledgeItem.objects.create(pledge=source, position=position, due_on=year.pledges_due, **words)
        others = f"{_table(Pledge)} p WHERE p.id <> {source.pk} AND p.confirmed_at IS NOT NULL"
        outcome = "CASE p.id %% 5 WHEN 0 THEN '' WHEN 1 THEN 'PARTLY' WHEN 2 THEN 'NOT_KEPT' ELSE 'KEPT' END"
        copied(PledgeItem, item, others, pledge_id="p.id", outcome=outcome)


def _reports(root: Unit) -> None:
    pledge = Pledge.objects.filter(member__full_name="Người đo").order_by("pk").first()
    item = pledge.items.first()
    for month in MONTHS:
        report = CheckIn.objects.create(pledge=pledge, month=month, sent_at=timezone.now())
        line = CheckInLine.objects.create(check_in=report, item=item, confidence="ON_TRACK", next_step="Làm tiếp")
        copied(CheckIn, report, f"{_table(Pledge)} p WHERE p.id <> {pledge.pk}", pledge_id="p.id")
        pairs = f"""(SELECT c.id report, i.id item FROM {_table(CheckIn)} c
                     JOIN {_table(PledgeItem)} i ON i.pledge_id = c.pledge_id
                     WHERE c.month = {month} AND i.id <> {item.pk}) p"""
        said = SAID.format(item="p.item", month=month)
        copied(CheckInLine, line, pairs, check_in_id="p.report", item_id="p.item", confidence=said)


def copied(model: type[models.Model], source: models.Model, others: str, **changes: str) -> None:
    """Copy a row once for each row of `others`, with SQL in place of the columns named."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = [changes.get(column, f's."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    where = "" if " WHERE " in others and not others.startswith("(") else " WHERE true"
    joined = f"{_table(model)} s CROSS JOIN {others}{where} AND s.id = {source.pk}"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_table(model)} ({names}) SELECT {', '.join(values)} FROM {joined}", [])


def _numbers(count: int) -> str:
    counting = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT i FROM n"
    return f"({counting})"


def _table(model: type[models.Model]) -> str:
    return f'"{model._meta.db_table}"'


def said_last() -> Iterator[tuple[str, int]]:
    """Count the items by what the newest report says of them, from the reports themselves."""
    lines = CheckInLine.objects.filter(check_in__month=MONTHS[-1]).order_by()
    yield from lines.values_list("confidence").annotate(models.Count("pk"))
