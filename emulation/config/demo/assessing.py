"""Self-assessments of a ward in bulk, and what the cells make of them."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Final

from emulation.models import Account
from evaluations.models import (
    Assessment,
    AssignedTask,
    Campaign,
    Fault,
    Finding,
    FiveTargets,
    ParticipationStatus,
    Repair,
    State,
)
from evaluations.rules.tasks import count_tasks
from evaluations.sections import sections_of

from .accounts import Staff
from .bank import tasks_for, words
from .courses import (
    COMPLETED,
    EXCELLENT,
    FAILED,
    GOOD,
    GOOD_STEP_DOWN,
    LEFT_TO_PEOPLE,
    Course,
    PointsBank,
    courses_for,
)
from .people import BATCH, Person, Ward
from .plan import Times

WITH_FAULTS: Final = 60  # of a hundred; each has one to three
OVER_THE_CAP: Final = {"LEADER": 1}  # one more than allowed, for the committee to choose among
MOVED: Final = [0] * 14 + [-2, -1, 1, 1, 2, -4] + [-22]  # the cell's total less the member's, in quarter points
WRITTEN: Final = [
    field.name for field in Assessment._meta.concrete_fields if field.name not in ("id", "campaign", "member", "unit")
]


@dataclass
class Entry:
    """One member's assessment on its way into the database, with the course the year took."""

    assessment: Assessment
    person: Person
    course: Course
    results: tuple[str, ...] = ()

    @property
    def is_rated(self) -> bool:
        return self.assessment.participation == ParticipationStatus.REQUIRED


def note_faults(ward: Ward, times: Times) -> dict[int, list[Fault]]:
    """Write down last year's faults of more than half the members; return them by member."""
    rng, found = ward.rng, {}
    bank = words("texts")["faults"]
    for person in ward.people:
        was_reviewed = not person.is_exempt and person.member.joined_on.year < times.year
        if was_reviewed and rng.randrange(100) < WITH_FAULTS:
            texts = rng.sample(bank, rng.choices((1, 2, 3), (70, 22, 8))[0])
            found[person.member.pk] = [Fault(member=person.member, noted_year=times.year - 1, text=t) for t in texts]
    Fault.objects.bulk_create([fault for faults in found.values() for fault in faults], batch_size=BATCH)
    return found


class Assessing:
    """Fills in the assessments a campaign has made, all of them submitted; callers then take some back."""

    def __init__(self, ward: Ward, staff: Staff, campaign: Campaign, times: Times) -> None:
        self.ward, self.staff, self.campaign, self.times = ward, staff, campaign, times
        self.rng: Random = ward.rng
        self.points = PointsBank(campaign.rule_set.criteria_by_subject, self.rng)

    def entries(self) -> list[Entry]:
        """Read what the campaign made, and give everybody to be rated a course within the shares of the group."""
        people = {person.member.pk: person for person in self.ward.people}
        rows = self.campaign.assessments.select_related("unit").order_by("pk")
        entries = [Entry(row, people[row.member_id], GOOD) for row in rows]
        groups: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.is_rated:
                groups.setdefault(entry.assessment.subject_type, []).append(entry)
        for subject, group in groups.items():
            spread = courses_for(len(group), extra=OVER_THE_CAP.get(subject, 0), rng=self.rng)
            for entry, course in zip(group, spread, strict=True):
                entry.course = course
        self._leave_one_to_people(groups.get("NONLEAD", []))
        return entries

    def _leave_one_to_people(self, group: list[Entry]) -> None:
        completed = [entry for entry in group if entry.course is COMPLETED]
        if completed:
            completed[-1].course = LEFT_TO_PEOPLE

    def fill(self, entries: list[Entry], faults: dict[int, list[Fault]]) -> None:
        """Write the self-assessments in: points, texts, tasks, faults, level."""
        for entry in entries:
            if entry.is_rated:
                self._fill(entry, faults.get(entry.person.member.pk, []))

    def _fill(self, entry: Entry, faults: list[Fault]) -> None:
        row, course = entry.assessment, entry.course
        points = self.points.draw(row.subject_type, course)
        row.self_points, row.self_common, row.self_results = points.by_code, points.common, points.results
        row.self_total = points.total
        row.self_level = self._own_level(course)
        row.sections = self._texts(row.subject_type)
        entry.results = self.rng.choice(course.results)
        self.count(row, entry.results)
        self._repair(row, faults, course)
        if row.subject_type == "LEADER":
            row.areas_led, row.five_targets = self.rng.randint(1, 3), FiveTargets.MET
        self._sign(row, entry.person)

    def _own_level(self, course: Course) -> str:
        """Mostly as the cell will see it; now and then a member asks for more."""
        if course in (GOOD_STEP_DOWN, LEFT_TO_PEOPLE) and self.rng.randrange(100) < 20:
            return {GOOD_STEP_DOWN: EXCELLENT, LEFT_TO_PEOPLE: GOOD}[course].level
        return COMPLETED.level if course is FAILED else course.level

    def _texts(self, subject_type: str) -> dict[str, str]:
        bank, texts = words("texts")["sections"], {}
        for section in sections_of(subject_type):
            if section.code in bank and (section.is_required or self.rng.randrange(2)):
                lines = bank[section.code]
                texts[section.code] = " ".join(self.rng.sample(lines, min(len(lines), 2)))
        return texts

    def count(self, row: Assessment, results: tuple[str, ...]) -> None:
        """Keep the counts of the tasks on the assessment."""
        counts = count_tasks(results)
        row.tasks_assigned, row.tasks_done, row.tasks_on_time = counts.assigned, counts.done, counts.on_time
        row.tasks_beyond, row.tasks_late = counts.beyond, counts.late

    def _repair(self, row: Assessment, faults: list[Fault], course: Course) -> None:
        bank = words("texts")["repairs"]
        for place, fault in enumerate(faults):
            done = course.all_repaired or place or self.rng.randrange(100) < 75
            fault.repair = Repair.REPAIRED if done else self.rng.choice((Repair.REPAIRING, Repair.NOT_REPAIRED))
            fault.note = self.rng.choice(bank[fault.repair])
        row.faults_noted = len(faults)
        row.faults_repaired = sum(fault.repair == Repair.REPAIRED for fault in faults)

    def _sign(self, row: Assessment, person: Person) -> None:
        """Submitted some days ago, by the member or for the member."""
        writer = person.account or self.staff.secretaries[person.cell.pk]
        row.recorded_by, row.on_behalf = writer, writer is not person.account
        row.state, row.submitted_at, row.version = State.SUBMITTED, self.times.ago(self.rng, 8, 16), 3
        if row.awaits_comment:
            row.awaits_comment, row.comment_note = False, words("texts")["comment"]

    def score(self, entries: list[Entry]) -> None:
        """Write the cells' points and proposed levels in; the votes follow with the meetings."""
        for entry in entries:
            if entry.is_rated:
                self._score(entry.assessment, entry.course)

    def _score(self, row: Assessment, course: Course) -> None:
        """Mostly the member's own points, now and then a little different; never out of the course's range."""
        moved = Decimal(self.rng.choice(MOVED)) / 4
        lowest, highest = (Decimal(quarters) / 4 for quarters in course.quarters)
        if not lowest <= row.self_total + moved <= highest or not 0 <= row.self_results + moved <= 70:
            moved = Decimal(0)
        row.cell_common, row.cell_results = row.self_common, row.self_results + moved
        row.cell_total, row.cell_level = row.cell_common + row.cell_results, course.level


def save(entries: list[Entry], faults: dict[int, list[Fault]]) -> None:
    """Write assessments and faults over the rows that are there, in one statement a batch, and add the tasks."""
    rows = [entry.assessment for entry in entries]
    upsert: dict[str, Any] = {"update_conflicts": True, "unique_fields": ["id"], "batch_size": BATCH}
    Assessment.objects.bulk_create(rows, update_fields=WRITTEN, **upsert)
    changed = [fault for found in faults.values() for fault in found if fault.repair]
    Fault.objects.bulk_create(changed, update_fields=["repair", "note"], **upsert)
    AssignedTask.objects.bulk_create([task for entry in entries for task in _tasks(entry)], batch_size=BATCH)


def _tasks(entry: Entry) -> list[AssignedTask]:
    """As many tasks as there are results, from the list of the cell's kind."""
    row, first = entry.assessment, entry.person.member.pk
    bank = tasks_for(entry.person.cell.cell_type, row.subject_type == "LEADER")
    chosen = [bank[(first + place) % len(bank)] for place in range(len(entry.results))]
    return [
        AssignedTask(
            assessment=row,
            position=place,
            title=task.title,
            product=task.product,
            due_on=datetime.date(row.campaign.year.number, task.month, task.day),
            result=result,
        )
        for place, (task, result) in enumerate(zip(chosen, entry.results, strict=True), start=1)
    ]


def record_findings(entries: list[Entry], officer: Account, times: Times) -> None:
    """One of those who failed was disciplined: a finding with its document."""
    failed = [entry for entry in entries if entry.is_rated and entry.course is FAILED][:1]
    Finding.objects.bulk_create(
        Finding(
            member=entry.person.member,
            unit=entry.person.cell,
            year=times.year,
            code="K2",
            document_number=f"QĐ {entry.person.member.pk % 90 + 10}-QĐ/UBKT",
            document_date=min(datetime.date(times.year, 9, 15), times.today),
            issuer="Ủy ban Kiểm tra Đảng ủy phường",
            recorded_by=officer,
        )
        for entry in failed
    )
