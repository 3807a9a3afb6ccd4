"""Written comments and suggested issues as pages and the API list them, with what is still awaited."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from emulation.access import Answer, can
from emulation.models import Account, Attachment

from ..awaited import missing_comments
from ..models import Assessment, Campaign, CellReview, CommentDuty, CommentKind, State, SuggestedIssue, WrittenComment

RELATED = ("member", "unit", "campaign__year__unit", "campaign__rule_set")
ABOUT = (
    "assessment__unit", "assessment__member", "assessment__campaign__year__unit", "assessment__campaign__rule_set",
    "review__unit", "review__campaign__year__unit", "review__campaign__rule_set",
)  # fmt: skip


@dataclass(frozen=True)
class CommentLine:
    """One comment with its scans."""

    comment: WrittenComment
    files: tuple[Attachment, ...]


@dataclass(frozen=True)
class CommentBoard:
    """What has been written about one member or cell, what must still come, what the reader may do."""

    about: Assessment | CellReview
    lines: tuple[CommentLine, ...]
    missing: tuple[str | Promise, ...]
    can_read: Answer
    can_record: Answer
    can_waive: Answer

    @property
    def can_withdraw(self) -> bool:
        """Whether a mistake may still be taken back: until the cell has proposed the member."""
        return bool(self.can_record) and getattr(self.about, "state", State.DRAFT) < State.PROPOSED


def records_for_comments(reader: Account) -> QuerySet[Assessment]:
    """Return the records whose page of comments the reader may open: one's own, and by role in any state."""
    reached = reader.scope.units_q("comment.read", "unit__path")
    rows = Assessment.objects.filter(reached | Q(member_id=reader.member_id)).to_rate()
    return rows.filter(campaign__from_paper=False).select_related(*RELATED)


def comments_for(reader: Account) -> QuerySet[WrittenComment]:
    """Return every comment the reader may read, with what it is about."""
    return WrittenComment.objects.visible_to(reader).select_related("recorded_by", *ABOUT)


def issues_for(reader: Account) -> QuerySet[SuggestedIssue]:
    """Return every suggested issue the reader may read, with what it is about."""
    return SuggestedIssue.objects.visible_to(reader).select_related("suggested_by", "explained_by", *ABOUT)


def comment_board(reader: Account, about: Assessment | CellReview) -> CommentBoard:
    """Return the page of one member or cell; a fixed number of queries."""
    found = list(WrittenComment.objects.visible_to(reader).of(about).select_related("recorded_by"))
    can_read = can(reader, "comment.read", about)
    return CommentBoard(
        about=about,
        lines=tuple(_lines(found)),
        missing=_missing(about) if can_read else (),
        can_read=can_read,
        can_record=can(reader, "comment.record", about),
        can_waive=can(reader, "comment.waive", about),
    )


def _missing(about: Assessment | CellReview) -> tuple[str | Promise, ...]:
    if not isinstance(about, Assessment):
        return ()
    return tuple(kind.label for kind in missing_comments(about.campaign, [about]).get(about.pk, ()))


def _lines(comments: Iterable[WrittenComment]) -> Iterable[CommentLine]:
    """Put the scans at their comments; one query for all."""
    rows = list(comments)
    files = defaultdict(list)
    subject = WrittenComment._meta.label_lower
    for file in Attachment.objects.held().filter(subject=subject, subject_id__in=[row.pk for row in rows]):
        files[file.subject_id].append(file)
    return [CommentLine(row, tuple(files[row.pk])) for row in rows]


@dataclass(frozen=True)
class DutyBoard:
    """What the committee has set, and how many comments each cell still lacks."""

    duties: tuple[CommentDuty, ...]
    cells: tuple[tuple[CellReview, int], ...]

    @property
    def missing(self) -> int:
        return sum(count for _review, count in self.cells)


def duty_board(campaign: Campaign) -> DutyBoard:
    """Return the exceptions and the cells that lack obligatory comments; a fixed number of queries."""
    rows = campaign.assessments.to_rate().select_related("unit").only("unit", "awaits_comment")
    missing, by_cell = missing_comments(campaign, rows), defaultdict(int)
    for row in rows:
        by_cell[row.unit_id] += len(missing.get(row.pk, ()))
    reviews = campaign.reviews.select_related("unit")
    return DutyBoard(
        duties=tuple(campaign.comment_duties.select_related("unit", "recorded_by")),
        cells=tuple((review, by_cell[review.unit_id]) for review in reviews if by_cell[review.unit_id]),
    )


def missing_in_cell(review: CellReview) -> tuple[tuple[Assessment, str], ...]:
    """Return who of the cell lacks which obligatory comment, in the order of the list."""
    rows = review.campaign.assessments.to_rate().filter(unit=review.unit_id).select_related("unit", "member")
    missing = missing_comments(review.campaign, rows)
    kinds = {pk: ", ".join(str(CommentKind(kind).label) for kind in found) for pk, found in missing.items()}
    return tuple((row, kinds[row.pk]) for row in rows if row.pk in kinds)
