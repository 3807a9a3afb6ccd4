"""The list of the dossier of the review, form 04 (QĐ 366-QĐ/TW Art. 17): what is there, what is missing, by member."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from evaluations.awaited import missing_comments, open_issues
from evaluations.models import (
    Appeal,
    Assessment,
    Campaign,
    CommentKind,
    Decision,
    State,
    SuggestedIssue,
    WrittenComment,
)
from evaluations.selectors.ratings import RatingSheet, rating_sheet
from evaluations.subjects import guidance_of

from .asked import Asked
from .blocks import Column, Document, Heading, Row, Section, Shows, Table
from .common import campaign_of, document
from .meeting import Meeting, meeting_of, open_review

FORM: Final = "04"
THERE, NONE = "X", "–"
MISSING: Final = pgettext_lazy("dossier", "missing")
TO_WRITE: Final = ""
NOT_DECIDED: Final = gettext_lazy("The committee has not decided on everybody yet, so the dossier is not complete.")
COLUMNS: Final = (
    Column("number", gettext_lazy("No."), 5, Shows.NUMBER),
    Column("name", gettext_lazy("Full name"), 19),
    Column("self_review", pgettext_lazy("dossier", "Own review"), 8, Shows.CENTRED),
    Column("residence", pgettext_lazy("dossier", "Residence"), 8, Shows.CENTRED),
    Column("minutes", pgettext_lazy("dossier", "Minutes"), 8, Shows.CENTRED),
    Column("verification", pgettext_lazy("dossier", "Verification"), 9, Shows.CENTRED),
    Column("decision", pgettext_lazy("dossier", "Decision"), 9, Shows.CENTRED),
    Column("issues", pgettext_lazy("dossier", "Suggested issues"), 8, Shows.CENTRED),
    Column("opinions", pgettext_lazy("dossier", "Opinions"), 8, Shows.CENTRED),
    Column("complaint", pgettext_lazy("dossier", "Complaint"), 9, Shows.CENTRED),
    Column("missing", pgettext_lazy("dossier", "Still missing"), 9, Shows.COUNT, adds=True),
)
OF_THE_CELL: Final = (
    Column("number", gettext_lazy("No."), 8, Shows.NUMBER),
    Column("paper", pgettext_lazy("dossier", "Paper"), 52),
    Column("standing", pgettext_lazy("dossier", "There"), 12, Shows.CENTRED),
    Column("note", gettext_lazy("Note"), 28),
)


@dataclass(frozen=True)
class Facts:
    """What the application knows of the papers of a cell's members, each read once for all of them."""

    missing: Mapping[int, Sequence[CommentKind]]
    comments: Mapping[int, set[str]]
    issues: Counter
    unexplained: Counter
    decisions: Mapping[int, str]
    complaints: Counter | None


def build_dossier(by: Any, asked: Asked) -> Document:
    """Build form 04; a blank one has the names and the papers with room to mark."""
    campaign = campaign_of(asked)
    meeting = meeting_of(by, asked, campaign)
    individual = _of_members(by, meeting, campaign)
    collective = _of_cell(by, asked, campaign, meeting)
    is_open = not meeting.is_blank and not all(line.assessment.state == State.DECIDED for line in meeting.lines)
    guidance = {"form": FORM, "number": guidance_of(campaign.rule_set)}
    blocks = (Heading(_("I- Of the Party members")), individual, Heading(_("II- Of the collective")), collective)
    return document(
        by,
        asked,
        campaign=campaign,
        title=_("LIST OF THE DOSSIER"),
        summary=_("of the review, assessment and rating of the year %(year)s") % {"year": asked.year},
        form=_("Form %(form)s of guidance %(number)s-HD/BTCTW") % guidance,
        sections=(Section(blocks),),
        is_draft=is_open,
        draft_note=NOT_DECIDED if is_open else "",
        members=meeting.members,
    )


def _of_members(by: Any, meeting: Meeting, campaign: Campaign) -> Table:
    note = _("X: there; –: there is none, or none is due; missing: due and not there.")
    if meeting.is_blank:
        cells = ("",) * (len(COLUMNS) - 2)
        rows = tuple(Row((line.number, line.name, *cells)) for line in meeting.lines)
        return Table("members", COLUMNS, rows, note=note, to_fill=0 if rows else 8, is_small=True)
    records = [line.assessment for line in meeting.lines]
    facts = _facts(by, campaign, records)
    rows, missing = [], 0
    for line in meeting.lines:
        papers = _papers(line.assessment, meeting, facts)
        lacking = sum(paper == MISSING for paper in papers)
        missing += lacking
        rows.append(Row((line.number, line.name, *papers, lacking)))
    total = Row(("", _("Total"), *("",) * (len(COLUMNS) - 3), missing))
    if facts.complaints is None:
        note = f"{note} {_('Complaints are with the committee, which fills in their column.')}"
    return Table("members", COLUMNS, tuple(rows), note=note, total=total, is_small=True)


def _facts(by: Any, campaign: Campaign, records: Sequence[Assessment]) -> Facts:
    """Read what is there; complaints only for who sees the committee's."""
    kept = {"assessment__in": [row.pk for row in records], "withdrawn_at": None}
    comments = defaultdict(set)
    for pk, kind in WrittenComment.objects.filter(**kept, is_waiver=False).values_list("assessment", "kind"):
        comments[pk].add(kind)
    complaints = None
    if by.scope.reaches("appeal.view", campaign.unit.path):
        rows = Appeal.objects.visible_to(by).filter(decision__assessment__in=kept["assessment__in"])
        complaints = Counter(rows.values_list("decision__assessment", flat=True))
    decided = Decision.objects.current().filter(assessment__in=kept["assessment__in"])
    return Facts(
        missing=missing_comments(campaign, records),
        comments=comments,
        issues=Counter(SuggestedIssue.objects.filter(**kept).values_list("assessment", flat=True)),
        unexplained=open_issues(records),
        decisions=dict(decided.values_list("assessment", "number")),
        complaints=complaints,
    )


def _papers(one: Assessment, meeting: Meeting, facts: Facts) -> tuple:
    """Each paper of one member, in the order of the form."""
    lacking, there = facts.missing.get(one.pk, ()), facts.comments.get(one.pk, set())
    residence = CommentKind.RESIDENCE
    others = [kind for kind in CommentKind if kind != residence]
    return (
        _due(one.state >= State.SUBMITTED),
        MISSING if residence in lacking else THERE if residence in there else NONE,
        _due(meeting.review.is_proposed),
        _due(one.state >= State.VERIFIED),
        _due(one.pk in facts.decisions),
        MISSING if facts.unexplained[one.pk] else THERE if facts.issues[one.pk] else NONE,
        MISSING if set(lacking) & set(others) else THERE if there & set(others) else NONE,
        TO_WRITE if facts.complaints is None else THERE if facts.complaints[one.pk] else NONE,
    )


def _due(is_there: bool) -> Any:
    return THERE if is_there else MISSING


def _of_cell(by: Any, asked: Asked, campaign: Campaign, meeting: Meeting) -> Table:
    """The papers of the collective, the rating result with its appendix of points among them."""
    papers = [
        (_("Review report of the collective (form 01)"), "", ""),
        (_("Minutes of the review meeting"), "", ""),
        (_("Issues suggested for the review, if any"), "", ""),
        (_("Result of the rating with the appendix of points"), "", ""),
    ]
    if not meeting.is_blank:
        found = _standings(rating_sheet(by, open_review(by, asked, campaign)), meeting)
        papers = [(label, *one) for (label, _mark, _note), one in zip(papers, found, strict=True)]
    rows = tuple(Row((number, *paper)) for number, paper in enumerate(papers, start=1))
    return Table("collective", OF_THE_CELL, rows)


def _standings(sheet: RatingSheet, meeting: Meeting) -> list[tuple[Any, str]]:
    review, is_rated = meeting.review, sheet.is_rated
    asked = SuggestedIssue.objects.filter(review=review, withdrawn_at=None).count()
    proposed = sheet.rating.state >= State.PROPOSED
    held = f"{review.held_on:%d/%m/%Y}" if review.held_on else ""
    number = sheet.decision.number if sheet.decision else ""
    none = pgettext("dossier", "not rated as a collective")
    return [
        (_due(proposed) if is_rated else NONE, "" if is_rated else none),
        (_due(review.is_proposed), held),
        (THERE if asked else NONE, str(asked) if asked else ""),
        (_due(sheet.decision is not None) if is_rated else NONE, number),
    ]
