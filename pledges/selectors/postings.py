"""What stands on the public board: the lesser of what the committee shows and what the owner has agreed to."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from emulation.models import Membership, Unit, Year
from emulation.text import figure

from ..models import Audience, BoardComment, CheckInLine, Group, Pledge, PledgeItem, Posting, PublicBoard
from ..models.postings import is_code


@dataclass(frozen=True)
class PostedItem:
    """What shows of one item; empty what the board or the owner does not show."""

    item: PledgeItem
    measure: str = ""
    method: str = ""
    due_on: datetime.date | None = None
    line: CheckInLine | None = None

    @property
    def figures(self) -> str:
        """Return the figure so far, with what is to be reached."""
        if self.line is None or self.line.value is None or self.item.is_yes_no:
            return ""
        parts = [self.line.value, self.item.target]
        told = " / ".join(figure(part) for part in parts if part is not None)
        return f"{told} {self.item.counted_in}".strip()


@dataclass(frozen=True)
class PostedPledge:
    """A pledge as the board shows it."""

    posting: Posting
    items: tuple[PostedItem, ...]

    @property
    def pledge(self) -> Pledge:
        return self.posting.pledge

    @property
    def unit(self) -> Unit:
        return self.posting.pledge.unit


@dataclass(frozen=True)
class SaidComment:
    """A comment as one reader sees it: with its author where the reader may know."""

    comment: BoardComment
    author: str
    is_mine: bool


def boards_of(reader) -> QuerySet[PublicBoard]:
    """Return the boards the reader may open, the newest year first."""
    return PublicBoard.objects.visible_to(reader).select_related("year__unit")


def open_board(code: str) -> PublicBoard | None:
    """Return the board of an open page, None when there is none or it is not open."""
    boards = PublicBoard.objects.select_related("year__unit").filter(audience=Audience.OPEN)
    return boards.filter(code=code).first() if is_code(code) else None


def postings_on(board: PublicBoard, on: datetime.date) -> QuerySet[Posting]:
    """Return what stands on an open board for whoever opens its page; the board's own readers take `board_for`."""
    return Posting.objects.posted(on).filter(pledge__year=board.year).select_related(*RELATED).order_by(*BY_UNIT)


def board_for(reader, board: PublicBoard, on: datetime.date) -> QuerySet[Posting]:
    """Return what stands on the board for the reader, unit by unit."""
    return postings_on(board, on).read_by(reader)


def shown(board: PublicBoard, postings: Iterable[Posting]) -> list[PostedPledge]:
    """Return what shows of the postings, in two queries whatever their number."""
    postings = list(postings)
    found = PledgeItem.objects.filter(pledge__in=[one.pledge_id for one in postings])
    if not board.shows_repairs:
        found = found.exclude(group=Group.REPAIR)
    progress = [one.pledge_id for one in postings if board.with_progress and one.with_progress]
    items: dict[int, list[PledgeItem]] = {}
    for item in found.order_by("pledge", "position"):
        items.setdefault(item.pledge_id, []).append(item)
    lines = _last_lines(progress)
    return [_posted(board, one, items.get(one.pledge_id, []), lines) for one in postings]


def comments_on(reader, posting: Posting) -> list[SaidComment]:
    """Return the comments the reader sees; who wrote them is for the owner, the secretary and the committee."""
    found = BoardComment.objects.visible_to(reader).filter(posting=posting).select_related("author", "hidden_by")
    knows = posting.member_id == reader.member_id or reader.scope.reaches("posting.hide", posting.unit.path)
    return [_said(reader, comment, knows) for comment in found]


def to_tick(reader, board: PublicBoard | None, year: Year, unit: Unit, on: datetime.date) -> list[tuple]:
    """Return a unit's members as (membership, whether ticked, what they have agreed to)."""
    reach = reader.scope.units_q("board.set", "unit__path")
    here = Membership.objects.within(unit).on(on).filter(reach).select_related("member", "unit")
    ticked = set(board.members.values_list("member_id", flat=True)) if board else set()
    postings = Posting.objects.filter(pledge__year=year, withdrawn_at=None, pledge__unit__path__startswith=unit.path)
    agreed = {one.pledge.member_id: one for one in postings.select_related("pledge")}
    order = here.order_by("member__sort_key", "pk")
    return [(row, row.member_id in ticked, agreed.get(row.member_id)) for row in order]


RELATED = ("pledge__member", "pledge__unit", "pledge__year__unit", "pledge__year__public_board", "pledge__theme")
BY_UNIT = ("pledge__unit__path", "pledge__member__sort_key", "pk")


def _posted(board: PublicBoard, posting: Posting, items: list[PledgeItem], lines: dict) -> PostedPledge:
    own = [item for item in items if posting.with_repairs or item.group != Group.REPAIR]
    return PostedPledge(
        posting,
        tuple(
            PostedItem(
                item,
                item.measure if board.shows_measure else "",
                item.method if board.shows_method else "",
                item.due_on if board.shows_due else None,
                lines.get(item.pk),
            )
            for item in own
        ),
    )


def _last_lines(pledges: list[int]) -> dict[int, CheckInLine]:
    """Return the newest line of each item of the pledges; what was sent back to be completed counts as not said."""
    if not pledges:
        return {}
    found = CheckInLine.objects.filter(check_in__pledge__in=pledges, check_in__is_returned=False)
    return {line.item_id: line for line in found.select_related("check_in").order_by("check_in__month")}


def _said(reader, comment: BoardComment, knows: bool) -> SaidComment:
    is_mine = comment.author_id == reader.pk
    return SaidComment(comment, str(comment.author) if knows or is_mine else "", is_mine)
