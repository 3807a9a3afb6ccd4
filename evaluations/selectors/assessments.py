"""One member's assessment as pages and the API show it; lists of assessments."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.models import JournalEntry, Membership

from ..bridge import derivation_of, findings_by_member, thresholds_of
from ..completeness import Gap, Parts, missing_in, parts_of
from ..criteria import Group, groups_of
from ..explained import Explained, explained, explained_decision
from ..models import Assessment, Decision, Proposal
from ..rules.visibility import Part
from ..sections import sections_of
from ..subjects import subject_names
from ..visibility import seen_by, sees

RELATED = ("member", "unit", "recorded_by", "campaign__year__unit", "campaign__rule_set")
DONE_IN_WORDS = {
    "assessment.saved": gettext_lazy("wrote in the self-assessment"),
    "assessment.submitted": gettext_lazy("submitted the self-assessment"),
    "assessment.returned": gettext_lazy("returned the self-assessment"),
    "assessment.comment_settled": gettext_lazy("settled the comment of the temporary cell"),
    "fault.noted": gettext_lazy("wrote down a fault noted last year"),
}


@dataclass(frozen=True)
class Fact:
    """One line of the timeline: who did what, when."""

    when: object
    who: str
    what: str
    note: str = ""


@dataclass(frozen=True)
class Graded:
    """One criterion with the grade the paper gives it, empty where it gives none."""

    heading: str
    label: str
    code: str
    grade: str
    grade_name: str


@dataclass(frozen=True)
class Sheet:
    """Everything one page of an assessment shows; `shows_own` and `shows_cell` guard what either wrote until its step.

    Of a year taken over from paper there is the decision alone, and `graded` where criteria got grades.
    """

    assessment: Assessment
    parts: Parts
    texts: tuple[tuple[object, str], ...]
    groups: tuple[Group, ...]
    missing: list[Gap]
    derived: Explained | None
    decision: Decision | None
    proposal: Proposal | None
    shows_cell: bool
    graded: tuple[Graded, ...] = ()
    decisions: tuple[Decision, ...] = ()
    shows_own: bool = True

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing for submitting."""
        return not self.missing


def own_assessments(reader) -> QuerySet[Assessment]:
    """The reader's own, newest year first."""
    found = Assessment.objects.visible_to(reader).filter(member_id=reader.member_id)
    return found.select_related(*RELATED).order_by("-campaign__year__number")


def assessments_for(reader) -> QuerySet[Assessment]:
    """Every assessment the reader may open, with what pages name."""
    return Assessment.objects.visible_to(reader).select_related(*RELATED)


def assessment_sheet(reader, assessment: Assessment) -> Sheet:
    """Read one assessment whole, in a fixed number of queries."""
    if assessment.campaign.from_paper:
        return _paper_sheet(assessment)
    parts, shows_own = parts_of(assessment), sees(reader, Part.OWN, assessment)
    missing = missing_in(assessment, parts) if assessment.is_required else []
    if not shows_own:
        assessment, parts = seen_by(reader, assessment), Parts(parts.criteria, [], [], None, [])
    decisions = tuple(assessment.decisions.select_related("by", "replaces").order_by("at", "pk"))
    decision = next((one for one in decisions if one.is_current), None)
    shows_cell = sees(reader, Part.CELL, assessment)
    proposal = Proposal.objects.filter(assessment=assessment).select_related("by").first() if shows_cell else None
    return Sheet(
        assessment=assessment,
        parts=parts,
        texts=_texts(assessment),
        groups=_groups(assessment, parts),
        missing=missing,
        derived=_derived(assessment, decision, missing) if shows_own else None,
        decision=decision,
        proposal=proposal,
        shows_cell=shows_cell,
        shows_own=shows_own,
        decisions=decisions,
    )


def _paper_sheet(assessment: Assessment) -> Sheet:
    """What paper tells: the decision and the grades; nothing is derived and nothing is missing."""
    decision = assessment.decisions.current().select_related("by", "rule_set", "replaces").first()
    return Sheet(
        assessment=assessment,
        parts=Parts((), [], [], None, [], {}),
        texts=(),
        groups=(),
        missing=[],
        derived=None,
        decision=decision,
        proposal=None,
        shows_cell=True,
        graded=_graded(assessment),
        decisions=(decision,) if decision else (),
    )


def _graded(assessment: Assessment) -> tuple[Graded, ...]:
    rule_set, given = assessment.campaign.rule_set, assessment.cell_points
    if rule_set.has_points:
        return ()
    criteria = rule_set.criteria_by_subject.get(assessment.subject_type, ())
    names = rule_set.grade_names
    return tuple(
        Graded(one.heading, one.label, one.code, given.get(one.code, ""), names.get(given.get(one.code, ""), ""))
        for one in criteria
    )


def _derived(assessment: Assessment, decision: Decision | None, missing: list[Gap]) -> Explained | None:
    """The decided level as it was frozen; before that what the member's own points give, once complete."""
    if decision is not None:
        return explained_decision(decision)
    if missing or not assessment.is_required:
        return None
    year, member = assessment.campaign.year.number, assessment.member_id
    findings = findings_by_member(year, [member]).get(member, [])
    return explained(derivation_of(assessment, thresholds_of(assessment.campaign.rule_set), "self", findings))


def _texts(assessment: Assessment) -> tuple[tuple[object, str], ...]:
    sections = sections_of(assessment.subject_type)
    return tuple((section, assessment.sections.get(section.code, "")) for section in sections)


def _groups(assessment: Assessment, parts: Parts) -> tuple[Group, ...]:
    sums = (assessment.self_common, assessment.self_results)
    return groups_of(parts.criteria, assessment.self_points, sums, assessment.cell_points)


def header_of(assessment: Assessment) -> list[tuple[str, str]]:
    """The head of the form: name, birth, work unit, cell, posts (HD 43-HD/BTCTW, forms 2A to 2C)."""
    member, day = assessment.member, assessment.campaign.cut_off
    held = Membership.objects.on(day).filter(member=member, unit_id=assessment.unit_id).select_related("work_unit")
    membership = held.prefetch_related("posts").first()
    posts = [post.title for post in membership.posts.all() if post.holds_on(day)] if membership else []
    work_unit = membership.work_unit if membership else None
    rows = [
        (_("Full name"), member.full_name),
        (_("Born"), member.born_on.strftime("%d/%m/%Y") if member.born_on else str(member.born_year)),
        (_("Work unit"), str(work_unit or "")),
        (_("Cell"), str(assessment.unit)),
        (_("Posts"), ", ".join(posts)),
        (_("Form"), str(subject_names(assessment.campaign.rule_set)[assessment.subject_type])),
    ]
    return [(label, value) for label, value in rows if value]


def timeline_of(sheet: Sheet) -> list[Fact]:
    """Who did what to the assessment, oldest first; the cell's and committee's facts where they may be seen."""
    entries = JournalEntry.objects.filter(
        subject="assessment", subject_id=sheet.assessment.pk, verb__in=DONE_IN_WORDS
    ).order_by("pk")
    facts = [Fact(e.at, e.actor_name, str(DONE_IN_WORDS[e.verb]), _note(e)) for e in entries]
    if sheet.proposal:
        what = _("recorded the cell's proposal: %(level)s") % {"level": sheet.proposal.get_level_display()}
        facts.append(Fact(sheet.proposal.at, str(sheet.proposal.by), what, sheet.proposal.explanation))
    return facts + [_decided(decision) for decision in sheet.decisions]


def _note(entry: JournalEntry) -> str:
    """The reason of a return, the words of a comment, or that it was done for the member."""
    if entry.data.get("on_behalf"):
        return _("On the member's behalf.")
    return entry.data.get("reason") or entry.data.get("note") or ""


def _decided(decision: Decision) -> Fact:
    values = {
        "level": decision.get_level_display(),
        "number": decision.number,
        "day": decision.signed_on.strftime("%d/%m/%Y"),
    }
    if decision.is_rerating:
        what = _("recorded the re-rating by decision %(number)s of %(day)s: %(level)s") % values
    else:
        what = _("recorded decision %(number)s of %(day)s: %(level)s") % values
    return Fact(decision.at, str(decision.by), what, decision.reason)
