"""What the committees at the places of residence have written, and an issue the ward's committee wants explained."""

import datetime
from collections.abc import Iterable
from typing import Final

from evaluations.awaited import AT_WORK
from evaluations.models import Campaign, CommentKind, State, WrittenComment
from evaluations.services.issues import suggest_issue

from .accounts import Staff
from .assessing import Entry
from .people import BATCH
from .plan import Times

SAID: Final = (
    "Bản thân và gia đình chấp hành tốt chủ trương của Đảng, pháp luật của Nhà nước và quy ước của khu phố.",
    "Tham gia sinh hoạt nơi cư trú đầy đủ; quan hệ đoàn kết với nhân dân; gia đình được công nhận gia đình văn hóa.",
    "Có trách nhiệm với phong trào của khu phố; đề nghị dự họp với chi bộ nơi cư trú đều hơn.",
)
ISSUE: Final = (
    "Làm rõ việc tham gia sinh hoạt chi bộ trong sáu tháng đầu năm: số buổi vắng, lý do, và biện pháp khắc phục."
)
AT: Final = "Chi ủy Khu phố {place}"


def write_comments(entries: Iterable[Entry], staff: Staff, times: Times) -> None:
    """Write down the comment on everybody who meets at work and is past the own writing."""
    due = [entry for entry in entries if entry.is_rated and entry.person.cell.cell_type in AT_WORK]
    day = times.today - datetime.timedelta(days=9)
    WrittenComment.objects.bulk_create(
        [
            WrittenComment(
                assessment=entry.assessment,
                kind=CommentKind.RESIDENCE,
                author=AT.format(place=1 + place % 12),
                signed_on=day,
                text=SAID[place % len(SAID)],
                recorded_by=staff.officer,
            )
            for place, entry in enumerate(due)
        ],
        batch_size=BATCH,
    )


def suggest_one(campaign: Campaign, cell, staff: Staff) -> None:
    """The committee asks one member of the cell at work to explain something; it awaits the answer."""
    rows = campaign.assessments.to_rate().filter(unit=cell, state=State.RETURNED)
    row = rows.select_related("unit", "campaign__year__unit").order_by("pk").first()
    if row:
        suggest_issue(about=row, text=ISSUE, by=staff.officer)
