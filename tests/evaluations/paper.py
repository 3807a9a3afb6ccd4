"""Lists of old results for tests: the headings, a good row, the file, reading and taking it over."""

import datetime

from emulation.models import Member
from evaluations.models import Campaign, RuleSet
from evaluations.paper import ResultsReading, read_results
from evaluations.paper.plan import ResultsPlan
from evaluations.selectors.results import words_of
from evaluations.services.results import take_over_results
from evaluations.services.rulesets import install_rule_set
from tests.emulation.sheets import xlsx

from .year import SYSTEM

YEAR = 2024
TODAY = datetime.date(2026, 5, 4)
SIGNED = datetime.date(2024, 12, 20)
NUMBER = "125-QĐ/ĐU"
HEADINGS = [
    "STT",
    "Số thẻ đảng",
    "Họ và tên",
    "Ngày sinh",
    "Chi bộ",
    "Mức xếp loại",
    "Số quyết định",
    "Ngày quyết định",
    "Ghi chú",
]
PLACES = {"card": 1, "name": 2, "born": 3, "unit": 4, "level": 5, "number": 6, "signed_on": 7, "note": 8}
GOOD = "Hoàn thành tốt nhiệm vụ"


def make_qd124() -> RuleSet:
    """Install QĐ 124."""
    return install_rule_set(code="QD124", by=SYSTEM)


def row_of(member: Member, **changes) -> list:
    """A good row about the member under HEADINGS; `changes` by the name of the field."""
    row = [1, member.card_number, member.full_name, member.born_on or "", "", GOOD, NUMBER, SIGNED, ""]
    for name, value in changes.items():
        row[PLACES[name]] = value
    return row


def file_of(*rows, headings=HEADINGS) -> bytes:
    """The rows as an office's workbook."""
    return xlsx([["KẾT QUẢ XẾP LOẠI NĂM 2024"], [], headings, *rows], sheet="Kết quả")


def read(*rows, headings=HEADINGS, year=YEAR) -> ResultsReading:
    """Read rows in the words of QĐ 124."""
    data = file_of(*rows, headings=headings)
    return read_results(data, "ket-qua.xlsx", words=words_of(make_qd124()), year=year, today=TODAY)


def take_over(cast, *rows, by=None, year=YEAR, **options) -> ResultsPlan:
    """Take rows over into the cast's committee, by its officer."""
    reading = read(*rows, year=year, **options)
    return take_over_results(reading=reading, committee=cast.committee, year=year, by=by or cast.officer)


def paper_campaign(cast, *members: Member) -> Campaign:
    """A year whose results of these members were taken over."""
    take_over(cast, *(row_of(member) for member in members))
    return Campaign.objects.get(from_paper=True)
