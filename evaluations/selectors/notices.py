"""Who has been told the result and how it arrived; published lists; what the dossier of a member holds (form 04)."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from emulation.access import can
from emulation.models import Account, Attachment, Unit

from ..awaited import duties_of
from ..models import (
    Assessment,
    Campaign,
    CellReview,
    CommentKind,
    Decision,
    LevelChoice,
    NoticeTo,
    Publication,
    ResultNotice,
    State,
    SuggestedIssue,
    WrittenComment,
)

LEVEL_NAMES = dict(LevelChoice.choices)


@dataclass(frozen=True)
class CellNotices:
    """How many members of a cell are decided, told, and known to have the notice."""

    review: CellReview
    decided: int
    told: int
    received: int


def notices_by_cell(reader: Account, campaign: Campaign) -> tuple[CellNotices, ...]:
    """Return the cells the reader reaches; two queries."""
    told = Q(notices__to=NoticeTo.MEMBER)
    received = told & (Q(notices__read_at__isnull=False) | Q(notices__handed_on__isnull=False))
    rows = (
        Decision.objects.current()
        .filter(assessment__campaign=campaign)
        .order_by()
        .values("assessment__unit")
        .annotate(
            decided=Count("pk", distinct=True),
            told=Count("notices", filter=told, distinct=True),
            received=Count("notices", filter=received, distinct=True),
        )
    )
    counts = {row.pop("assessment__unit"): row for row in rows}
    reviews = CellReview.objects.visible_to(reader).filter(campaign=campaign).select_related("unit")
    return tuple(CellNotices(review, **counts[review.unit_id]) for review in reviews if review.unit_id in counts)


@dataclass(frozen=True)
class MemberNotice:
    """One member's decision that holds, with its notices."""

    assessment: Assessment
    decision: Decision
    member: ResultNotice | None
    manager: ResultNotice | None
    is_own: bool


def notices_in_cell(reader: Account, review: CellReview) -> tuple[MemberNotice, ...]:
    """Return the decided members of a cell with what has been told; two queries."""
    decisions = list(
        Decision.objects.current()
        .filter(assessment__campaign=review.campaign_id, assessment__unit=review.unit_id)
        .select_related("assessment__member")
        .order_by("assessment__member__sort_key", "pk")
    )
    told: dict[int, dict[str, ResultNotice]] = defaultdict(dict)
    for notice in ResultNotice.objects.filter(decision__in=decisions).select_related("sent_by", "handed_by"):
        told[notice.decision_id][notice.to] = notice
    return tuple(_member_notice(reader, row, told[row.pk]) for row in decisions)


def notices_on(decision: Decision | None) -> tuple[ResultNotice, ...]:
    """Return what has been told of a decision, for its page."""
    if decision is None:
        return ()
    return tuple(decision.notices.select_related("sent_by", "handed_by"))


def _member_notice(reader: Account, decision: Decision, told: dict[str, ResultNotice]) -> MemberNotice:
    row = decision.assessment
    is_own = reader.member_id is not None and row.member_id == reader.member_id
    return MemberNotice(row, decision, told.get(NoticeTo.MEMBER), told.get(NoticeTo.MANAGER), is_own)


def publications_for(reader: Account) -> QuerySet[Publication]:
    """Return the published lists the reader may open."""
    related = ("unit", "campaign__year__unit", "published_by", "withdrawn_by")
    return Publication.objects.visible_to(reader).select_related(*related)


@dataclass(frozen=True)
class PublishedCell:
    """A cell of a published list: names with the word of the level, never points or remarks (A-24)."""

    name: str
    people: tuple[tuple[str, str | Promise], ...]


def published_levels(publication: Publication) -> tuple[PublishedCell, ...]:
    """Return what a published list says now: the decisions that hold, so that a re-rating is followed; one query."""
    rows = Decision.objects.current().filter(assessment__campaign=publication.campaign_id)
    if publication.unit.is_cell:
        rows = rows.filter(assessment__unit=publication.unit_id)
    values = rows.order_by("assessment__unit__path", "assessment__member__sort_key", "pk").values_list(
        "assessment__unit__name", "assessment__member__full_name", "level"
    )
    cells: dict[str, list[tuple[str, str | Promise]]] = {}
    for cell, name, level in values:
        cells.setdefault(cell, []).append((name, LEVEL_NAMES[level]))
    return tuple(PublishedCell(name, tuple(people)) for name, people in cells.items())


def publishable_units(campaign: Campaign) -> QuerySet[Unit]:
    """The committee, then its cells."""
    return Unit.objects.filter(Q(pk=campaign.unit.pk) | Q(reviews__campaign=campaign)).order_by("path").distinct()


@dataclass(frozen=True)
class Piece:
    """One piece of a member's dossier: there, missing, done without, or not needed."""

    code: str
    label: str
    state: str  # THERE, MISSING, WAIVED, NONE
    note: str = ""

    @property
    def is_there(self) -> bool:
        return self.state == "THERE"

    @property
    def is_waived(self) -> bool:
        return self.state == "WAIVED"

    @property
    def is_missing(self) -> bool:
        return self.state == "MISSING"


def dossier_of(reader: Account, assessment: Assessment) -> tuple[Piece, ...]:
    """Return the checklist of form 04 for one member (Art. 17), in its order; a fixed number of queries."""
    return tuple(_Dossier(reader, assessment).pieces())


class _Dossier:
    """What the pieces of one dossier are read from."""

    def __init__(self, reader: Account, assessment: Assessment) -> None:
        self.reader, self.row = reader, assessment
        self.review = CellReview.objects.filter(campaign=assessment.campaign_id, unit=assessment.unit_id).first()
        self.decision = assessment.decisions.current().first()

    def pieces(self) -> Iterator[Piece]:
        yield self._self_review()
        yield from self._comments()
        yield self._minutes()
        yield self._verification()
        yield self._decision()
        yield self._issues()
        yield self._appeals()
        yield self._notice()

    def _self_review(self) -> Piece:
        note = _day(self.row.submitted_at) if self.row.submitted_at else ""
        is_there = self.row.state >= State.SUBMITTED
        return Piece("SELF_REVIEW", _("Self-review"), "THERE" if is_there else "MISSING", note if is_there else "")

    def _comments(self) -> Iterator[Piece]:
        due = duties_of(self.row.campaign).due(self.row)
        # A member reads what others wrote once decided; that a piece is there is told before.
        held: dict[str, list[WrittenComment]] = defaultdict(list)
        for comment in WrittenComment.objects.held().of(self.row):
            held[comment.kind].append(comment)
        for kind in CommentKind:
            if kind in due or held[kind] or kind == CommentKind.RESIDENCE:
                yield self._comment(kind, held[kind], is_due=kind in due)

    def _comment(self, kind: CommentKind, held: list[WrittenComment], *, is_due: bool) -> Piece:
        label = _("Written comment: %(kind)s") % {"kind": kind.label}
        written = [comment for comment in held if not comment.is_waiver]
        if written:
            return Piece(kind, label, "THERE", f"{written[-1].author}, {written[-1].signed_on:%d/%m/%Y}")
        if held:
            may_read = can(self.reader, "comment.read", self.row)
            return Piece(kind, label, "WAIVED", held[-1].text if may_read else "")
        return Piece(kind, label, "MISSING" if is_due else "NONE")

    def _minutes(self) -> Piece:
        review, label = self.review, _("Minutes of the meeting")
        if review is None or review.held_on is None:
            return Piece("MINUTES", label, "MISSING")
        scans = Attachment.objects.of(review).held().count()
        values = {"day": f"{review.held_on:%d/%m/%Y}", "scans": scans}
        return Piece("MINUTES", label, "THERE", _("meeting of %(day)s, scans attached: %(scans)s") % values)

    def _verification(self) -> Piece:
        at = self.review.verified_at if self.review and self.row.state >= State.VERIFIED else None
        label = _("Summary of the verification")
        return Piece("VERIFICATION", label, "THERE" if at else "MISSING", _day(at) if at else "")

    def _decision(self) -> Piece:
        found, label = self.decision, _("Decision on the level")
        if found is None:
            return Piece("DECISION", label, "MISSING")
        return Piece("DECISION", label, "THERE", f"{found.number}, {found.signed_on:%d/%m/%Y}")

    def _issues(self) -> Piece:
        label = _("Suggested issues and explanations")
        issues = list(SuggestedIssue.objects.of(self.row).filter(withdrawn_at=None))
        if not issues:
            return Piece("ISSUES", label, "NONE")
        open_ones = sum(not issue.explanation for issue in issues)
        note = _("issues: %(count)s, without an explanation: %(open)s") % {"count": len(issues), "open": open_ones}
        return Piece("ISSUES", label, "MISSING" if open_ones else "THERE", note)

    def _appeals(self) -> Piece:
        label, count = _("Complaint file"), self.row.decisions.filter(appeals__isnull=False).count()
        return Piece("APPEALS", label, "THERE" if count else "NONE")

    def _notice(self) -> Piece:
        label = _("Notice of the result")
        told = self.decision.notices.filter(to=NoticeTo.MEMBER).first() if self.decision else None
        if told is None:
            return Piece("NOTICE", label, "MISSING")
        return Piece("NOTICE", label, "THERE", _day(told.sent_at))


def _day(at: datetime.datetime) -> str:
    """The day of a moment where the reader is."""
    return f"{timezone.localdate(at):%d/%m/%Y}"


def dossiers_for(reader: Account) -> QuerySet[Assessment]:
    """Return the records whose dossier the reader may open."""
    related = ("member", "unit", "campaign__year__unit", "campaign__rule_set")
    rows = Assessment.objects.visible_to(reader).to_rate().filter(campaign__from_paper=False)
    return rows.select_related(*related)
