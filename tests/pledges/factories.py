"""Pledges for tests: drafts, rows in any state, items in bulk."""

import datetime

from django.utils import timezone

from emulation.models import Account, Member, Membership, Unit, Year
from pledges.models import Pledge, PledgeItem, State
from pledges.rules import ItemDraft
from tests.factories import make_member


def make_draft(deed: str = "Tham gia tổng vệ sinh hẻm", **fields) -> ItemDraft:
    """Make the words of a complete item, due at the end of 2026."""
    words = {"group": "STYLE", "measure": "10 buổi", "method": "", "due_on": datetime.date(2026, 12, 31)}
    return ItemDraft(**words | {"deed": deed} | fields)


def make_pledge(member: Member, unit: Unit, year: Year, state: int = State.DRAFT, items: int = 1, **fields) -> Pledge:
    """Make a pledge in the state with that many complete items."""
    now = timezone.now()
    if state >= State.SUBMITTED:
        fields.setdefault("submitted_at", now)
    if state == State.CONFIRMED:
        fields.setdefault("confirmed_at", now)
    if state == State.RETURNED:
        fields.setdefault("return_reason", "Chưa rõ chỉ tiêu")
    pledge = Pledge.objects.create(member=member, unit=unit, year=year, state=state, **fields)
    due = datetime.date(year.number, 12, 31)
    PledgeItem.objects.bulk_create(
        PledgeItem(pledge=pledge, position=at, group="STYLE", deed=f"Làm việc {at}", measure="1 lần", due_on=due)
        for at in range(1, items + 1)
    )
    return pledge


def membership_of(account: Account) -> Membership:
    """Return the account's member's membership."""
    return account.member.memberships.get()


def make_people(cell: Unit, count: int) -> list[Member]:
    """Make that many members of the cell."""
    return [make_member(f"Nguyễn Văn {chr(65 + at % 26)}{at}", cell) for at in range(count)]
