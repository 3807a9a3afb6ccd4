"""Charts and codes: where things stand, what is said of them, that text stays text."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from emulation.charts import BAR, BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Point, bar_chart, line_chart
from emulation.qr import LONGEST, qr_svg

ON_TIME = [Point("01/2019", Decimal("76.7")), Point("04/2019", Decimal("85.25")), Point("08/2019", Decimal("97.4"))]


def test_a_line_goes_from_its_first_reading_to_its_last():
    chart = line_chart("Hồ sơ đúng hạn", ON_TIME, references=[Point("Chỉ tiêu", Decimal(95))], unit="%")
    assert [mark.said for mark in chart.marks] == ["76,7 %", "85,25 %", "97,4 %"]
    assert chart.marks[0].x == LEFT and chart.marks[-1].x == WIDTH - RIGHT
    assert chart.points == " ".join(f"{mark.x},{mark.y}" for mark in chart.marks)
    assert [line.said for line in chart.grid] == ["70", "80", "90", "100"]
    assert "76,7 %" in chart.description and "Chỉ tiêu: 95 %" in chart.description


def test_higher_stands_higher_and_everything_within_the_box():
    for values in ([0, 0], [5], [-5, 100_000], [1, 2, 3], [Decimal("0.01"), Decimal("0.02")], [10**12, 1]):
        chart = line_chart("x", [Point(str(at), Decimal(value)) for at, value in enumerate(values)])
        heights = [mark.y for mark in chart.marks]
        assert all(TOP <= y <= HEIGHT - BOTTOM for y in heights + [line.y for line in chart.grid])
        assert sorted(range(len(values)), key=lambda at: -heights[at]) == sorted(
            range(len(values)), key=values.__getitem__
        )
        assert 2 <= len(chart.grid) <= 7


def test_no_reading_no_chart():
    assert line_chart("x", []) is None


def test_bars_share_one_scale():
    rows = [("A", Decimal(1), "1", "", ""), ("B", Decimal(3), "3", "/b/", "KEPT"), ("C", Decimal(-2), "-2", "", "")]
    assert [bar.width for bar in bar_chart("x", rows).bars] == [333, BAR, 0]
    assert [bar.width for bar in bar_chart("x", rows, whole=Decimal(10)).bars] == [100, 300, 0]
    assert [bar.width for bar in bar_chart("x", [("A", Decimal(0), "0", "", "")]).bars] == [0]


@pytest.mark.parametrize("template", ["_chart_line", "_chart_bars"])
def test_hostile_words_are_drawn_as_words(template):
    bad = "<script>alert(1)</script>"
    rows = [(bad, Decimal(1), bad, "", bad)]
    chart = line_chart(bad, [Point(bad, Decimal(1))], unit=bad) if "line" in template else bar_chart(bad, rows)
    drawn = render_to_string(f"components/{template}.html", {"chart": chart, "head": bad})
    assert "<script" not in drawn and drawn.count("&lt;script&gt;") >= 3


def test_a_code_is_an_svg_and_too_long_an_address_is_refused():
    drawn = qr_svg("https://example.vn/go/abc/")
    assert drawn.startswith("<svg") and "style=" not in drawn and "example" not in drawn
    assert qr_svg("https://example.vn/" + "a" * (LONGEST - 19))
    with pytest.raises(ValueError, match="401"):
        qr_svg("a" * 401)
