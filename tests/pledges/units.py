"""What units register, for tests: a model running with indicators, and what the press tells of five offices."""

import datetime
from decimal import Decimal

from emulation.models import Account, Unit, Year
from pledges.models import Indicator, Initiative, InitiativeStanding
from pledges.services import (
    Figures,
    IndicatorWords,
    PartWords,
    TargetWords,
    add_reading,
    confirm_initiative,
    register_initiative,
    save_drive,
    save_indicator,
    save_pairs,
    start_initiative,
)
from tests.people import Cast

D = Decimal
WORDS = {"name": "Giải quyết hồ sơ đúng hẹn", "purpose": "Không để dân chờ"}
ON_TIME = IndicatorWords(
    name="Tỷ lệ hồ sơ đúng hạn",
    kind="PERCENT",
    baseline=D("76.7"),
    baseline_on=datetime.date(2026, 1, 1),
    target=D("97"),
    target_on=datetime.date(2026, 12, 31),
)
FILES = IndicatorWords(
    name="Hồ sơ",
    kind="RATIO",
    counted_in="hồ sơ",
    target=D(97),
    parts=(PartWords("trước hạn", counts=True), PartWords("đúng hạn", counts=True)),
)
PETITIONS = IndicatorWords(
    name="Đơn",
    kind="RATIO",
    counted_in="đơn",
    better="FOLLOW",
    must_add_up=True,
    parts=tuple(map(PartWords, ("thuộc thẩm quyền", "khiếu nại", "tố cáo", "phản ánh"))),
)


def make_initiative(cast: Cast, *words: IndicatorWords, state: str = "REGISTERED", unit: Unit | None = None, **more):
    """Make a model of the cell with the indicators, as far along as the state says."""
    said = {"unit": unit or cast.cell, "year": cast.year, "by": cast.secretary} | WORDS | more
    row = register_initiative(**said)
    for one in words or (ON_TIME,):
        save_indicator(initiative=row, words=one, by=said["by"])
    return bring(row, state, said["by"], cast.officer)


def bring(row: Initiative, state: str, writer: Account, committee: Account) -> Initiative:
    """Bring a registered model to the state."""
    number = InitiativeStanding[state]
    if number >= InitiativeStanding.CONFIRMED:
        row = confirm_initiative(initiative=row, by=committee)
    if number >= InitiativeStanding.RUNNING:
        row = start_initiative(initiative=row, by=writer)
    if number == InitiativeStanding.ENDED:
        Initiative.objects.filter(pk=row.pk).update(state=number, result="Đạt")
    row.refresh_from_db()
    return row


def part_values(indicator: Indicator, *values: str) -> dict[int, Decimal]:
    """Return the parts' values by key, in the order of the parts."""
    keys = indicator.parts.values_list("pk", flat=True)
    return {key: D(value) for key, value in zip(keys, values, strict=True)}


def read(indicator: Indicator, on: datetime.date, value: str, *parts: str, by: Account, **more):
    """Enter a reading."""
    figures = Figures(on, D(value), part_values(indicator, *parts), **more)
    return add_reading(indicator=indicator, figures=figures, by=by)


class Office:
    """Enters what the press tells of an office, through the services, in the name of one account and another."""

    def __init__(self, unit: Unit, year: Year, by: Account, committee: Account) -> None:
        self.unit, self.year, self.by, self.committee = unit, year, by, committee

    def model(self, name: str, *indicators: tuple[IndicatorWords, list[tuple]]) -> Initiative:
        """Register a model with indicators and their readings, as (day, value, parts, more)."""
        row = register_initiative(unit=self.unit, year=self.year, name=name, purpose="Phục vụ nhân dân", by=self.by)
        made = [save_indicator(initiative=row, words=words, by=self.by) for words, _readings in indicators]
        bring(row, "RUNNING", self.by, self.committee)
        for indicator, (_words, readings) in zip(made, indicators, strict=True):
            indicator.initiative.refresh_from_db()
            for day, value, *parts in readings:
                more = parts.pop() if parts and isinstance(parts[-1], dict) else {}
                read(indicator, day, value, *parts, by=self.by, **more)
        return row

    def counted(self, name: str, unit: str, day: datetime.date, value: str, **more) -> tuple:
        """Return one plain count with one reading."""
        return IndicatorWords(name=name, counted_in=unit, better="FOLLOW"), [(day, value, more)]

    def tan_an(self) -> None:
        """Row 2.6: the public administration centre, 2021–2022."""
        day = datetime.date(self.year.number, 6, 30)
        self.model(
            "Trung tâm hành chính công thân thiện",
            self.counted("Khách đến mỗi ngày", "lượt người", day, "200", said_as="ABOUT"),
            self.counted("Hồ sơ mỗi tháng", "hồ sơ", day, "2500", said_as="OVER"),
            self.counted("Cán bộ của trung tâm", "người", day, "8"),
            self.counted("Nhân viên hỗ trợ", "người", day, "2"),
        )

    def can_duoc(self) -> None:
        """Rows 3.1 and 3.3: files on time, petitions by kind and settled, 2019."""
        year = self.year.number
        first, august = datetime.date(year, 1, 1), datetime.date(year, 8, 1)
        rate = IndicatorWords(
            name="Hồ sơ đúng hạn", kind="PERCENT", baseline=D("76.7"), baseline_on=first, target=D(95)
        )
        self.model("Trách nhiệm giải quyết hồ sơ đúng hạn", (rate, [(august, "97.4")]))
        settled = IndicatorWords(name="Khiếu nại, tố cáo đã giải quyết", kind="PERCENT", target=D(100))
        rest = IndicatorWords(name="Đơn còn lại đã giải quyết", kind="PERCENT", target=D(90))
        self.model(
            "Tiếp công dân và xử lý đơn",
            (PETITIONS, [(august, "85", "5", "4", "3", "73")]),
            (settled, [(august, "100")]),
            (rest, [(august, "90", {"said_as": "OVER"})]),
        )

    def o_mon(self) -> None:
        """Rows 5.2 to 5.4: files of the division and the wards, training, three drives, 2017."""
        year = self.year.number
        day = datetime.date(year, 12, 31)
        wards = IndicatorWords(name="Hồ sơ của phường", kind="RATIO", counted_in="%", parts=FILES.parts)
        self.model(
            "Một cửa nhanh và đúng hẹn",
            (FILES, [(day, "8127", "6126", "1772")]),
            (wards, [(day, "100", "20.92", "78.69")]),
        )
        training = self.counted("Lượt đào tạo, bồi dưỡng", "lượt", day, "1000", said_as="OVER")
        standard = IndicatorWords(name="Cán bộ đạt chuẩn", kind="PERCENT"), [(day, "100")]
        self.model(
            "Xây dựng đội ngũ",
            self.counted("Sau đại học", "người", day, "4"),
            self.counted("Đại học", "người", day, "2"),
            self.counted("Lý luận chính trị", "người", day, "73"),
            training,
            standard,
        )
        for number, count in enumerate((6, 6, 5), start=1):
            self.drive(number, count)

    def drive(self, number: int, count: int) -> None:
        """One peak drive whose targets are met, every third beaten."""
        year = self.year.number
        targets = [TargetWords(f"Chỉ tiêu {number}.{at}", D(10), D(10 + (at % 3 == 0))) for at in range(count)]
        first, last = datetime.date(year, 4 * number - 3, 1), datetime.date(year, 4 * number - 1, 28)
        days = {"first_day": first, "last_day": last}
        save_drive(unit=self.unit, year=self.year, name=f"Đợt cao điểm {number}", targets=targets, by=self.by, **days)

    def pairs(self) -> None:
        """Row 3.2: the convention of building and fighting."""
        pairs = [("tận tụy với dân", "hách dịch, cửa quyền"), ("đúng giờ, đúng hẹn", "đi muộn, về sớm")]
        save_pairs(unit=self.unit, year=self.year, pairs=pairs, by=self.by)
