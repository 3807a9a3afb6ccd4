"""Commendations of the demonstration: the ward's titles, what was granted for the year on paper, what the cell asks."""

import datetime
from typing import Final

from evaluations.models import Commendation, CommendationState, CommendationTitle, Decision
from evaluations.rules.levels import Level
from evaluations.services.commendations import add_title, propose_commendation

from .accounts import Staff, demo_cell
from .earlier import SIGNED_ON, YEAR
from .people import Ward
from .plan import Times

TITLES: Final = (
    ("Giấy khen đảng viên hoàn thành xuất sắc nhiệm vụ", "MEMBERS", 1),
    ("Đề nghị cấp trên khen thưởng 05 năm liên tục hoàn thành xuất sắc nhiệm vụ", "MEMBERS", 5),
    ("Giấy khen chi bộ hoàn thành xuất sắc nhiệm vụ", "CELLS", 1),
    ("Tập thể tiêu biểu học tập và làm theo Bác", "CELLS", 0),
)
MERIT: Final = "Hoàn thành xuất sắc nhiệm vụ năm {year}; gương mẫu trong công việc được giao và ở nơi cư trú."
OF_THE_CELL: Final = "Mô hình “Tuyến hẻm tự quản” giữ được cả năm; trả lời đủ phản ánh của nhân dân trong khu phố."
NUMBER: Final = "102-QĐ/ĐU"
GRANTED: Final = 12  # of the members at the top level that year


def commend(ward: Ward, staff: Staff, times: Times) -> None:
    """Add the titles; grant one to members of the year on paper; let the demonstration's cell propose itself."""
    made = [
        add_title(unit=ward.unit, name=name, about=about, years=years, by=staff.officer)
        for name, about, years in TITLES
    ]
    _grant(ward, made[0], staff)
    cell = demo_cell(ward)
    secretary = staff.secretaries[cell.pk]
    propose_commendation(unit=cell, title=made[3], year=times.year, reason=OF_THE_CELL, by=secretary)


def _grant(ward: Ward, title: CommendationTitle, staff: Staff) -> None:
    top = Decision.objects.current().filter(level=Level.EXCELLENT, assessment__campaign__year__unit=ward.unit)
    rows = top.filter(assessment__campaign__year__number=YEAR).select_related("assessment").order_by("pk")[:GRANTED]
    moment = datetime.datetime.combine(SIGNED_ON, datetime.time(9), tzinfo=datetime.UTC)
    Commendation.objects.bulk_create(
        Commendation(
            title=title,
            unit_id=row.assessment.unit_id,
            member_id=row.assessment.member_id,
            year=YEAR,
            reason=MERIT.format(year=YEAR),
            state=CommendationState.GRANTED,
            proposed_by=staff.officer,
            proposed_at=moment,
            number=NUMBER,
            signed_on=SIGNED_ON,
            decided_by=staff.leader,
            decided_at=moment,
        )
        for row in rows
    )
