"""What the press tells of three offices, entered as it stands and read back from the page and from the paper."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry, Unit, Year
from pledges.selectors import unit_year
from reports.documents import build_registration
from reports.services import export_unit_year
from tests.factories import make_year
from tests.people import Cast
from tests.pledges.units import Office, make_initiative, read

from .test_exports import text_of

OFFICES = {
    # row of the articles → (year, entered by, sentences of the page and of the paper)
    "2.6": (2021, "tan_an", ("khoảng 200 lượt người", "trên 2.500 hồ sơ", "8 người", "2 người")),
    "3.1 3.3": (
        2019,
        "can_duoc",
        (
            "76,7 %", "97,4 %", "+20,7 điểm %", "85 đơn", "thuộc thẩm quyền: 5 đơn (5,88 %)",
            "khiếu nại: 4 đơn (4,71 %)", "tố cáo: 3 đơn (3,53 %)", "phản ánh: 73 đơn (85,88 %)", "100 %", "trên 90 %",
        ),
    ),
    "5.2 5.3 5.4": (
        2017,
        "o_mon",
        (
            "8.127 hồ sơ", "trước hạn: 6.126 hồ sơ (75,38 %)", "đúng hạn: 1.772 hồ sơ (21,8 %)",
            "Đang giải quyết, khác: 229 hồ sơ (2,82 %)", "trước hạn: 20,92 % (20,92 %)", "đúng hạn: 78,69 % (78,69 %)",
            "4 người", "2 người", "73 người", "trên 1.000 lượt", "100 %",
            "3 đợt thi đua, 17/17 chỉ tiêu đạt hoặc vượt",
        ),
    ),
}  # fmt: skip


def office(cast: Cast, year: int) -> tuple[Unit, Year, Office]:
    its_year = make_year(cast.committee, cast.officer, year)
    return cast.cell, its_year, Office(cast.cell, its_year, cast.secretary, cast.officer)


def words_of(html: str) -> str:
    """Return the words of a page as they are read, figures of charts too."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&#x27;", "'").split()).replace(" :", ":")


def on_the_page(account, unit: Unit, year: Year) -> str:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(account)
    pages = [client.get(reverse("pledges:unit-year", args=[unit.pk, year.number])).content.decode()]
    for one in unit_year(account, unit, year).initiatives:
        pages.append(client.get(reverse("pledges:initiative", args=[one.pk])).content.decode())
    return words_of(" ".join(pages))


def on_paper(account, unit: Unit, year: Year, **more) -> str:
    content, _name = export_unit_year(unit=unit, year=year, by=account, **more)
    return " ".join(text_of(content, "-layout").split())


@pytest.mark.parametrize("rows", OFFICES)
def test_the_figures_of_the_press_are_read_back_to_the_digit(cast, rows):
    number, enter, said = OFFICES[rows]
    unit, year, made = office(cast, number)
    getattr(made, enter)()
    page, paper = on_the_page(cast.member, unit, year), on_paper(cast.member, unit, year)
    assert [text for text in said if text not in page] == []
    assert [text for text in said if text not in paper] == []


def test_the_on_time_rate_is_a_line_of_its_own_with_baseline_and_target(cast):
    unit, year, made = office(cast, 2019)
    made.can_duoc()
    rate = unit_year(cast.member, unit, year).initiatives[0].indicators[0]
    assert [(mark.label, mark.said) for mark in rate.line.marks] == [("01/01/2019", "76,7 %"), ("01/08/2019", "97,4 %")]
    assert [mark.said for mark in rate.line.references] == ["76,7 %", "95 %"]


def test_the_pairs_are_printed_alone_in_their_order(cast):
    unit, year, made = office(cast, 2019)
    made.pairs()
    paper = on_paper(cast.member, unit, year, only_pairs=True)
    assert paper.index("tận tụy với dân") < paper.index("hách dịch, cửa quyền") < paper.index("đúng giờ, đúng hẹn")


def test_page_and_paper_take_the_same_object(cast):
    unit, year, made = office(cast, 2017)
    made.o_mon()
    document = build_registration(cast.member, unit, year, timezone.localdate())
    assert document.found == unit_year(cast.member, unit, year)


def test_an_export_is_journaled_with_who_is_named(cast):
    row = make_initiative(cast, members=[cast.colleague.member_id], state="RUNNING")
    indicator = row.indicators.select_related("initiative__unit", "initiative__year").get()
    read(indicator, datetime.date(2026, 8, 1), "97.4", by=cast.secretary)
    _content, name = export_unit_year(unit=cast.cell, year=cast.year, by=cast.leader)
    entry = JournalEntry.objects.first()
    assert (entry.verb, entry.data["document"], name) == (
        "report.exported", "registration", "dang-ky-2026-chi-bo-khu-pho-1.pdf"
    )  # fmt: skip
    assert list(entry.members.values_list("member", flat=True)) == [cast.colleague.member_id]


def test_an_empty_year_prints_too(cast):
    assert "Chi bộ Khu phố 1" in on_paper(cast.member, cast.cell, cast.year)
    assert on_paper(cast.member, cast.cell, cast.year, only_pairs=True)


@pytest.mark.parametrize("who", ["viewer", "admin", "stranger"])
def test_who_may_not_see_it_takes_nothing_out(cast, client, who):
    with pytest.raises(PermissionDenied):
        export_unit_year(unit=cast.cell, year=cast.year, by=getattr(cast, who))
    client.force_login(getattr(cast, who))
    for name in ("unit-year-pdf", "pairs-pdf"):
        assert client.get(reverse(f"reports:{name}", args=[cast.cell.pk, 2026])).status_code == 404
        assert client.get(reverse(f"api-{name}", args=[cast.cell.pk, 2026])).status_code == 404


def test_the_file_comes_from_page_and_api(cast, client):
    client.force_login(cast.member)
    for name in ("reports:unit-year-pdf", "reports:pairs-pdf", "api-unit-year-pdf", "api-pairs-pdf"):
        answer = client.get(reverse(name, args=[cast.cell.pk, 2026]))
        assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
