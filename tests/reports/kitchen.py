"""A document with a block of every kind, every column a table can show; its texts may be poisoned one and all."""

import datetime
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import get_default_timezone

from emulation.charts import Bar, BarChart
from reports.documents.blocks import (
    Bars,
    Box,
    Boxes,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Role,
    Row,
    Ruled,
    Section,
    Shows,
    Signatures,
    Table,
)
from reports.documents.paper import Basis, Letterhead, Signature

DAY = datetime.date(2026, 12, 20)
MADE = datetime.datetime(2026, 12, 31, 9, 5, tzinfo=get_default_timezone())
ALL = (
    Column("number", "TT", 6, Shows.NUMBER),
    Column("name", "Họ và tên", 24),
    Column("form", "Mẫu", 8, Shows.CENTRED),
    Column("born", "Ngày sinh", 14, Shows.DAY),
    Column("votes", "Số phiếu", 12, Shows.COUNT, "Kết quả", adds=True),
    Column("share", "Tỷ lệ (%)", 12, Shows.PERCENT, "Kết quả"),
    Column("points", "Điểm", 12, Shows.POINTS, "Kết quả"),
    Column("agreed", "Đồng ý", 12, Shows.MARK),
)
LEVELS = (
    Column("level", "Mức xếp loại", 60),
    Column("count", "Số lượng", 20, Shows.COUNT, adds=True),
    Column("share", "Tỷ lệ (%)", 20, Shows.PERCENT),
)
PEOPLE = (
    Row((1, "Nguyễn Thị Bích Ẩn", "2B", datetime.date(1971, 2, 3), 1234, Decimal("98.72"), Decimal("93"), True)),
    Row((2, "Ỷ Lan", "2A", None, 16, Decimal("1.28"), Decimal("84.5"), False)),
    Row((3, "Trần Đức Ngữ Quốc Hữu Xuân Bảo Khẩn", "2C", datetime.date(1999, 12, 31), 0, None, None, None)),
)


def votes(total: int = 1250) -> Table:
    """Return a table that shows all there is to show; another total does not reconcile."""
    whole = Row(("", "Cộng", "", None, total, Decimal("100.00"), None, None), is_strong=True)
    rows = (Row(band="I. Chi bộ Khu phố 1"), *PEOPLE)
    return Table("votes", ALL, rows, "Kết quả kiểm phiếu", whole, note="Tỷ lệ tính trên số phiếu thu vào.")


def levels(first: int, second: int) -> Table:
    rows = (
        Row(("Hoàn thành xuất sắc nhiệm vụ", first, Decimal("25.00"))),
        Row(("Hoàn thành tốt nhiệm vụ", second, Decimal("75.00"))),
        Row(("Trong đó: vượt mức", 1, None), depth=1),
    )
    return Table("levels", LEVELS, rows, total=Row(("Cộng", first + second, Decimal("100.00"))))


def chart() -> BarChart:
    bars = (Bar("Chi bộ Khu phố 1", 750, "75,00"), Bar("Chi bộ Khu phố 2", 250, "25,00"))
    return BarChart("Tỷ lệ theo chi bộ", "Chi bộ Khu phố 1: 75,00; Chi bộ Khu phố 2: 25,00", bars)


def paragraphs() -> tuple[Paragraph, ...]:
    return tuple(Paragraph(f"Đoạn văn: {role.value}.", role) for role in Role if role is not Role.CLOSING)


def kitchen_sink(*, total: int = 1250, unit_id: int = 0) -> Document:
    """Return a document of three sections: all blocks, and two annexes that have the same table."""
    blocks = (
        Heading("I- ĐẶC ĐIỂM, TÌNH HÌNH"),
        *paragraphs(),
        Heading("1. Kết quả kiểm phiếu", 3),
        votes(total),
        Facts((("Họ và tên", "Nguyễn Thị Bích Ẩn"), ("Chức vụ Đảng", ""))),
        Paragraph("Hai dòng:\nmột và hai.", lead="Ưu điểm."),
        Ruled(3),
        Boxes((Box("Hoàn thành xuất sắc nhiệm vụ", is_ticked=True), Box("Hoàn thành tốt nhiệm vụ"))),
        Bars(chart()),
        Table("blank", LEVELS[:1] + (Column("sign", "Ký tên", 40),), (), "Danh sách ký tên", to_fill=2),
        Signatures(
            (Signature("", "NGƯỜI GHI BIÊN BẢN", "Ỷ Lan"), Signature("", "CHỦ TRÌ HỘI NGHỊ", "", "(ký, họ tên)"))
        ),
        Paragraph("Trên đây là kết quả.", Role.CLOSING),
    )
    annexes = (
        Section((levels(1, 3),), "PHỤ LỤC 1", "Chi bộ Khu phố 1"),
        Section((levels(5, 15), Paragraph("Hết.")), "PHỤ LỤC 2", "Chi bộ Khu phố 2", is_landscape=True),
    )
    return Document(
        kind="kitchen-sink",
        unit_id=unit_id,
        unit_name="Chi bộ Khu phố 1",
        year=2026,
        title="BÁO CÁO",
        summary="kết quả thử mọi khối của văn bản",
        sections=(Section(blocks), *annexes),
        made_at=MADE,
        made_by="Lê Văn Bình",
        form="Mẫu 2B-HD KĐ.ĐG 2025",
        letterhead=Letterhead(
            "ĐẢNG BỘ PHƯỜNG HÒA BÌNH", "CHI BỘ KHU PHỐ 1", "-BC/CB", "Hòa Bình, ngày 20 tháng 12 năm 2026"
        ),
        bases=(Basis("366-QĐ/TW", DAY, "Bộ Chính trị", "Quy định", "Quy định số 366-QĐ/TW"),),
        signatures=(Signature("T/M CHI BỘ", "BÍ THƯ", "Lê Văn Bình"),),
        recipients=("Đảng ủy phường (báo cáo)", "Lưu Chi bộ"),
        rule_set="Quy định 366-QĐ/TW",
        sources=("Số liệu đến ngày 20/12/2026.",),
    )


def with_texts(
    shape: Any, change: Callable[[str], str], leave: tuple[str, ...] = ("kind", "code", "role", "shows", "url")
) -> Any:
    """Return the shape with every text in it changed, down to the last cell; names of things stay."""
    if isinstance(shape, str | Promise):
        return change(str(shape)) if str(shape) else ""
    if isinstance(shape, tuple):
        return tuple(with_texts(one, change, leave) for one in shape)
    if is_dataclass(shape):
        new = {
            field.name: with_texts(getattr(shape, field.name), change, leave)
            for field in fields(shape)
            if field.name not in leave
        }
        return replace(shape, **new)
    return shape
