"""Sample data for the style guide, so that it shows the very partials the pages use."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from django import forms, template

from ..charts import LineChart, Point, bar_chart, line_chart

register = template.Library()


class SampleForm(forms.Form):
    """Every kind of field, sent empty so that errors show as well."""

    name = forms.CharField(label="Họ và tên", max_length=80)
    deed = forms.CharField(
        label="Việc cụ thể", widget=forms.Textarea, required=False, help_text="Ngắn, dễ hiểu, dễ làm, dễ kiểm tra."
    )
    due_on = forms.DateField(
        label="Thời hạn",
        help_text="Ngày/tháng/năm, ví dụ 30/11/2026.",
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}),
    )
    group = forms.ChoiceField(
        label="Nhóm", choices=[("1", "Tư tưởng chính trị"), ("2", "Đạo đức, lối sống")], required=False
    )
    level = forms.ChoiceField(
        label="Mức tự xếp loại",
        widget=forms.RadioSelect,
        choices=[
            ("HTXSNV", "Hoàn thành xuất sắc nhiệm vụ"),
            ("HTTNV", "Hoàn thành tốt nhiệm vụ"),
            ("HTNV", "Hoàn thành nhiệm vụ"),
            ("KHTNV", "Không hoàn thành nhiệm vụ"),
        ],
    )
    posted = forms.BooleanField(label="Niêm yết công khai tại nơi làm việc", required=False)


class SamplePoints(forms.Form):
    """Points as they are typed: decimals as text."""

    first = forms.CharField(label="Tư tưởng chính trị", initial="8,5", required=False)
    second = forms.CharField(label="Phẩm chất đạo đức, lối sống", initial="9", required=False)


class SampleRow(forms.Form):
    """One row of a formset."""

    deed = forms.CharField(label="Việc cụ thể", required=False)
    measure = forms.CharField(label="Chỉ tiêu", required=False)


def _entry(who: str, what: str, hour: int, note: str = "") -> SimpleNamespace:
    return SimpleNamespace(who=who, what=what, when=datetime(2026, 11, 20, hour, 5, tzinfo=UTC), note=note)


def _level(code: str, label: str, count: int, percent: str, place: tuple[int, int]) -> SimpleNamespace:
    return SimpleNamespace(code=code, label=label, count=count, percent=percent, x=place[0], width=place[1])


def _line() -> LineChart | None:
    readings = [Point("01/2019", Decimal("76.7")), Point("05/2019", Decimal(88)), Point("08/2019", Decimal("97.4"))]
    return line_chart("Hồ sơ giải quyết đúng hạn", readings, references=[Point("Chỉ tiêu", Decimal(95))], unit="%")


def _levels() -> list[SimpleNamespace]:
    return [
        _level("HTXSNV", "Hoàn thành xuất sắc nhiệm vụ", 8, "15,4 %", (0, 154)),
        _level("HTTNV", "Hoàn thành tốt nhiệm vụ", 33, "63,5 %", (154, 635)),
        _level("HTNV", "Hoàn thành nhiệm vụ", 9, "17,3 %", (789, 173)),
        _level("KHTNV", "Không hoàn thành nhiệm vụ", 2, "3,8 %", (962, 38)),
    ]


@register.simple_tag
def style_samples() -> SimpleNamespace:
    """Return the sample objects that the style guide hands to the partials."""
    return SimpleNamespace(
        form=SampleForm({"name": ""}, auto_id="sample_%s"),
        points=SamplePoints(auto_id="points_%s"),
        rows=forms.formset_factory(SampleRow, extra=1)(prefix="sample"),
        facts=[("Chi bộ", "Chi bộ Khu phố 1"), ("Ngày vào Đảng", "03/02/1998"), ("Số thẻ", "79.012345")],
        timeline=[
            _entry("Nguyễn Thị Hạnh", "đã nộp bản cam kết", 1),
            _entry("Trần Văn Bình", "đã trả lại", 3, "Đề nghị ghi rõ chỉ tiêu của việc thứ hai."),
            _entry("Nguyễn Thị Hạnh", "đã nộp lại", 7),
        ],
        tabs=[
            SimpleNamespace(url="#tabs", label="Chờ xác nhận", is_current=True, count=12),
            SimpleNamespace(url="#tabs", label="Đã xác nhận", is_current=False, count=29),
            SimpleNamespace(url="#tabs", label="Tất cả", is_current=False, count=None),
        ],
        sections=[
            SimpleNamespace(id="phan-1", label="Tự chấm điểm"),
            SimpleNamespace(id="phan-2", label="Cam kết của tôi"),
        ],
        levels=_levels(),
        line=_line(),
        bars=bar_chart(
            "Đã báo cáo tiến độ", [("Khu phố 1", Decimal(18), "18", "#pieces", ""), ("Y tế", Decimal(7), "7", "", "")]
        ),
        due=date(2026, 12, 5),
        saved_at=datetime(2026, 11, 20, 7, 5, tzinfo=UTC),
    )
