"""The self-assessment: saved as typed, submitted once complete, returned with a reason; its reading is noted."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked, take_step
from emulation.changes import Change, changed, facts_of
from emulation.journal import acted_for, record
from emulation.models import Account
from emulation.text import clean, clean_lines
from pledges.models import Pledge
from pledges.services import Result, report_pledge

from ..bridge import leaves_of
from ..closed import refuse_closed
from ..completeness import missing_in
from ..content import (
    Checked,
    FaultLine,
    TaskLine,
    check_faults,
    check_leader_facts,
    check_level,
    check_pairs,
    check_points,
    check_sections,
    check_tasks,
)
from ..from_paper import refuse_from_paper
from ..models import Assessment, AssignedTask, Fault, Repair
from ..rules.scoring import total
from ..rules.tasks import count_tasks
from ..rules.workflow import STEPS
from ..visibility import refuse_private

NOT_RATED = _("This member is not rated here this year (%(why)s), so there is nothing to fill in.")
REASON_NEEDED = _("Write the reason, so that the member knows what to correct.")
FAULT_NEEDED = _("Write down the fault as it was noted.")
FAULT_KNOWN = _("This fault is already noted for that year.")
COMMENT_NEEDED = _("Write what the temporary cell said, or why its comment is waived.")
NO_COMMENT_DUE = _("No comment of a temporary cell is awaited for this member.")
_SUBMITTED: Final = (
    "state",
    "submitted_at",
    "return_reason",
    "recorded_by",
    "on_behalf",
    "version",
    "updated_at",
)
TEXTS: Final = ("sections",)
JOURNALED: Final = (*TEXTS, "self_points", "self_level", "tasks_assigned", "tasks_done", "tasks_late", "tasks_beyond")
SITTING: Final = timedelta(minutes=10)  # one line in the journal for all the saves of a sitting
LEADER_FACTS: Final = ("areas_led", "areas_failed", "confidence_cast", "confidence_low", "five_targets")


def save_assessment(
    *,
    assessment: Assessment,
    sections: Mapping[str, str] | None = None,
    self_points: Mapping[str, object] | None = None,
    tasks: Iterable[TaskLine] | None = None,
    faults: Mapping[int, FaultLine] | None = None,
    pledge_results: Mapping[int, tuple] | None = None,
    self_level: str | None = None,
    leader_facts: Mapping[str, object] | None = None,
    version: int | None = None,
    by: Account,
) -> Assessment:
    """Save as typed, complete or not; None leaves a part as it is. Refuses what cannot stand, by field."""
    ensure(by, "assessment.write", assessment)
    with transaction.atomic():
        row = locked(assessment)
        _refuse_unrated(row)
        take_step(STEPS, "save", row)
        expect_version(row, version)
        refuse_private(row, by)
        is_new_sitting = row.recorded_by_id != by.pk or timezone.now() - row.updated_at > SITTING
        before = facts_of(row, JOURNALED, TEXTS)
        checked = Checked()
        lines = None if tasks is None else check_tasks(tasks, checked)
        repairs = check_faults(faults or {}, _faults(row).values_list("pk", flat=True), checked)
        _check_fields(row, checked, sections, self_points, self_level, leader_facts)
        if checked.errors:
            raise ValidationError(checked.errors)
        _save_tasks(row, lines)
        _save_faults(row, repairs)
        _save_pledge(row, pledge_results or {}, by)
        _save_fields(row, by)
        if is_new_sitting:  # what stands at the end of the sitting is told by the next line
            _record(by, "assessment.saved", row, changed(before, row, TEXTS))
    return row


def submit_assessment(*, assessment: Assessment, version: int | None = None, by: Account) -> Assessment:
    """Hand the complete self-assessment to the cell; otherwise say everything that is missing."""
    ensure(by, "assessment.write", assessment)
    with transaction.atomic():
        row = locked(assessment)
        _refuse_unrated(row)
        state = take_step(STEPS, "submit", row)
        expect_version(row, version)
        refuse_private(row, by)
        missing = missing_in(row)
        if missing:
            raise ValidationError([ValidationError(str(gap), "incomplete") for gap in missing])
        row.state, row.submitted_at, row.return_reason = state, timezone.now(), ""
        row.recorded_by_id, row.on_behalf = by.pk, by.member_id != row.member_id
        row.version += 1
        row.save(update_fields=_SUBMITTED)
        # The committee reads the journal before the cell has proposed: of these it shows names, never values.
        _record(by, "assessment.submitted", row, Change(after=facts_of(row, JOURNALED, TEXTS)))
    return row


def return_assessment(*, assessment: Assessment, reason: str, by: Account) -> Assessment:
    """Give it back to the member with a reason; refuses one's own and any other state."""
    ensure(by, "assessment.return", assessment)
    reason = clean_lines(reason)
    if not reason:
        raise ValidationError({"reason": [REASON_NEEDED]})
    with transaction.atomic():
        row = locked(assessment)
        refuse_closed(row.campaign)
        refuse_from_paper(row.campaign)
        row.state = take_step(STEPS, "return", row)
        row.return_reason = reason
        row.version += 1
        row.save(update_fields=["state", "return_reason", "version", "updated_at"])
        record(by, "assessment.returned", row, unit=row.unit, data={"reason": reason})
    return row


def note_fault(*, assessment: Assessment, text: str, by: Account) -> Fault:
    """Write down a fault noted at last year's review, for its repair to be told; nobody can delete it."""
    ensure(by, "assessment.write", assessment)
    text = clean(text)
    if not text:
        raise ValidationError({"text": [FAULT_NEEDED]})
    with transaction.atomic():
        row = locked(assessment)
        _refuse_unrated(row)
        take_step(STEPS, "note_fault", row)
        if _faults(row).filter(text=text).exists():
            raise ValidationError({"text": [FAULT_KNOWN]})
        fault = Fault(member_id=row.member_id, noted_year=row.campaign.year.number - 1, text=text)
        fault.full_clean()
        fault.save()
        row.faults_noted, row.faults_repaired = _count_faults(row)
        row.version += 1
        row.save(update_fields=["faults_noted", "faults_repaired", "version", "updated_at"])
        for_whom = acted_for(by, row.member_id)
        record(by, "fault.noted", row, unit=row.unit, data={"fault": fault.pk}, on_behalf_of=for_whom)
    return fault


def settle_comment(*, assessment: Assessment, note: str, by: Account) -> Assessment:
    """Write down the temporary cell's comment, or why it is waived (QĐ 366-QĐ/TW Art. 5, row P5)."""
    ensure(by, "assessment.review", assessment)
    note = clean(note)
    if not note:
        raise ValidationError({"note": [COMMENT_NEEDED]})
    with transaction.atomic():
        row = locked(assessment)
        refuse_closed(row.campaign)
        if not row.awaits_comment:
            raise ValidationError(NO_COMMENT_DUE, "wrong_state")
        row.awaits_comment, row.comment_note = False, note
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name != "comment_note"])
        row.save(update_fields=["awaits_comment", "comment_note", "updated_at"])
        record(by, "assessment.comment_settled", row, unit=row.unit, data={"note": note})
    return row


def note_reading(*, assessment: Assessment, by: Account) -> None:
    """Note in the journal that somebody read another's assessment; one's own leaves no line."""
    ensure(by, "assessment.view", assessment)
    if by.member_id != assessment.member_id:
        record(by, "assessment.read", assessment, unit=assessment.unit)


def _record(by: Account, verb: str, row: Assessment, change: Change) -> None:
    data, for_whom = {"on_behalf": row.on_behalf}, acted_for(by, row.member_id)
    record(by, verb, row, unit=row.unit, data=data, change=change, on_behalf_of=for_whom)


def _refuse_unrated(row: Assessment) -> None:
    refuse_closed(row.campaign)
    refuse_from_paper(row.campaign)
    if not row.is_required:
        raise ValidationError(NOT_RATED, "wrong_state", {"why": row.get_participation_display()})


def _check_fields(
    row: Assessment,
    checked: Checked,
    sections: Mapping[str, str] | None,
    self_points: Mapping[str, object] | None,
    self_level: str | None,
    leader_facts: Mapping[str, object] | None,
) -> None:
    """Check what is kept on the row itself, and put it there; parts that were not given stay."""
    if sections is not None:
        row.sections = row.sections | check_sections(sections, row.subject_type, checked)
    if self_points is not None:
        criteria = row.campaign.rule_set.criteria_by_subject[row.subject_type]
        _set_points(row, check_points(self_points, criteria, checked))
    if self_level is not None:
        row.self_level = check_level(self_level, checked)
    if leader_facts is not None and row.subject_type == "LEADER":
        facts = check_leader_facts(leader_facts, checked)
        for name, value in facts.items():
            setattr(row, name, value)
        check_pairs({name: getattr(row, name) for name in LEADER_FACTS}, checked)


def _set_points(row: Assessment, points: Mapping[str, Decimal]) -> None:
    """Keep the points as text, exactly, with their sums."""
    score = total(leaves_of(row.campaign.rule_set, row.subject_type), points)
    row.self_points = {code: f"{value.normalize():f}" for code, value in points.items()}
    row.self_common, row.self_results, row.self_total = score.common, score.results, score.total


def _save_tasks(row: Assessment, tasks: list[AssignedTask] | None) -> None:
    """Replace the tasks, and keep their counts on the assessment."""
    if tasks is None:
        return
    row.tasks.all().delete()
    for task in tasks:
        task.assessment = row
    AssignedTask.objects.bulk_create(tasks)
    counts = count_tasks(task.result for task in tasks)
    row.tasks_assigned, row.tasks_done, row.tasks_on_time = counts.assigned, counts.done, counts.on_time
    row.tasks_beyond, row.tasks_late = counts.beyond, counts.late


def _faults(row: Assessment):
    """The faults noted at the review before this one."""
    return Fault.objects.filter(member_id=row.member_id, noted_year=row.campaign.year.number - 1)


def _save_faults(row: Assessment, repairs: dict[int, FaultLine]) -> None:
    changed = []
    for fault in _faults(row).filter(pk__in=repairs):
        line = repairs[fault.pk]
        if (fault.repair, fault.note) != (line.repair, line.note):
            fault.repair, fault.note = line.repair, line.note
            changed.append(fault)
    Fault.objects.bulk_update(changed, ["repair", "note"])
    row.faults_noted, row.faults_repaired = _count_faults(row)


def _count_faults(row: Assessment) -> tuple[int, int]:
    repairs = list(_faults(row).values_list("repair", flat=True))
    return len(repairs), repairs.count(Repair.REPAIRED)


def _save_pledge(row: Assessment, results: Mapping[int, tuple], by: Account) -> None:
    """Hand the results that have changed to the pledge, where they belong; reasons may still be missing."""
    pledge = Pledge.objects.filter(year_id=row.campaign.year_id, member_id=row.member_id).first()
    if not results or pledge is None:
        return
    now = {item.pk: Result(item.outcome, item.evidence, item.outcome_reason) for item in pledge.items.all()}
    changed = {key: typed for key, result in results.items() for typed in [_typed(result)] if now.get(key) != typed}
    if changed:
        report_pledge(pledge=pledge, results=changed, by=by, as_typed=True)


def _typed(result: tuple) -> Result:
    outcome, *words = result
    return Result(outcome, *map(clean_lines, words))


def _save_fields(row: Assessment, by: Account) -> None:
    """Save what the member may change, who wrote it last, and a new version."""
    row.recorded_by_id, row.on_behalf = by.pk, by.member_id != row.member_id
    row.version += 1
    row.save(update_fields=[*_WRITTEN, *LEADER_FACTS])


_WRITTEN: Final = (
    "sections",
    "self_points",
    "self_common",
    "self_results",
    "self_total",
    "self_level",
    "on_behalf",
    "recorded_by",
    "tasks_assigned",
    "tasks_done",
    "tasks_on_time",
    "tasks_beyond",
    "tasks_late",
    "faults_noted",
    "faults_repaired",
    "version",
    "updated_at",
)
