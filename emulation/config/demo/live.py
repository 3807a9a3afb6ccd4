"""The live stage: the ward's first cell still at work, so that each of the five people finds something waiting."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from emulation.models import Account
from emulation.services.personal import ask_about_data
from evaluations.gaps import VOTE_FIELDS
from evaluations.models import Assessment, Campaign, Fault, State
from evaluations.rules.scoring import Group
from evaluations.services.assessments import note_reading
from pledges.models import Pledge, PledgeItem, PledgeVersion
from pledges.models import State as PledgeState
from pledges.services import agree_change, open_change, submit_change, write_change
from pledges.texts import texts_now

from .accounts import demo_cell, demo_member
from .assessing import Assessing, Entry
from .bank import words
from .people import Person, Ward

AWAITING_CONFIRMATION: Final = 2
NOT_SCORED_YET: Final = 5
LEFT_TO_VERIFY: Final = 5
CELL_SCORES: Final = ("cell_common", "cell_results", "cell_total", *VOTE_FIELDS)


def plain_people(ward: Ward) -> list[Person]:
    """The people of the demonstration's cell without posts, the demonstration's own member left out."""
    own = demo_member(ward)
    return [p for p in ward.of(demo_cell(ward)) if not p.posts and not p.circumstances and p is not own]


def pledge_states(ward: Ward) -> dict[int, int]:
    """Who has not got a confirmed pledge: the secretary, whom the officer confirms, and three of the cell."""
    found = {p.member.pk: PledgeState.SUBMITTED for p in ward.of(demo_cell(ward)) if p.is_secretary}
    people = plain_people(ward)
    found |= {person.member.pk: PledgeState.SUBMITTED for person in people[-AWAITING_CONFIRMATION:]}
    found |= {person.member.pk: PledgeState.RETURNED for person in people[-AWAITING_CONFIRMATION - 1 :][:1]}
    return found


def split(ward: Ward, entries: list[Entry]) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """Return the entries of the cell at work, of the cells that wait for the officer, and of the others."""
    own = demo_cell(ward).pk
    waiting = {cell.pk for cell in ward.cells[1 : 1 + min(LEFT_TO_VERIFY, len(ward.cells) // 3)]}
    at_work = [entry for entry in entries if entry.person.cell.pk == own]
    to_verify = [entry for entry in entries if entry.person.cell.pk in waiting]
    others = [entry for entry in entries if entry.person.cell.pk not in {own, *waiting}]
    return at_work, to_verify, others


def take_back(ward: Ward, entries: list[Entry], faults: dict[int, list[Fault]], assessing: Assessing) -> None:
    """Of the cell at work: the member's own half done, one written but not handed in, one returned, five not scored."""
    rated = {id(entry.person): entry for entry in entries if entry.is_rated}
    own = rated.get(id(demo_member(ward)))
    others = [rated[id(person)] for person in plain_people(ward) if id(person) in rated]
    if own:
        _half(own, faults.get(own.person.member.pk, []), assessing)
    for entry, state in zip(others[-5:-3], (State.DRAFT, State.RETURNED), strict=False):
        _not_handed_in(entry, state)
    for entry in others[: min(NOT_SCORED_YET, len(others) // 3)]:
        _unscored(entry)


def _half(entry: Entry, faults: list[Fault], assessing: Assessing) -> None:
    """The common criteria scored, the first texts and tasks written; results, repairs and level still to come."""
    row = entry.assessment
    criteria = assessing.points.criteria[row.subject_type]
    common = {criterion.code for criterion in criteria if criterion.group == Group.COMMON}
    row.self_points = {code: text for code, text in row.self_points.items() if code in common}
    row.self_results, row.self_total, row.self_level = Decimal(0), row.self_common, ""
    row.sections = {code: text for code, text in row.sections.items() if code in ("QUALITIES", "LIMITS")}
    entry.results = ("ON_TIME", "BEYOND", "", "")
    assessing.count(row, entry.results)
    for fault in faults:
        fault.repair = fault.note = ""
    row.faults_repaired = 0
    _not_handed_in(entry, State.DRAFT)


def _not_handed_in(entry: Entry, state: int) -> None:
    row = entry.assessment
    row.state, row.version = state, 2
    row.submitted_at = None if state == State.DRAFT else row.submitted_at
    row.return_reason = words("texts")["assessment_return"] if state == State.RETURNED else ""
    _unscored(entry)


def _unscored(entry: Entry) -> None:
    row = entry.assessment
    for name in CELL_SCORES:
        setattr(row, name, None)
    row.cell_level = row.cell_explanation = ""


def leave_traces(ward: Ward, campaign: Campaign, secretary: Account) -> None:
    """The member's review was read, and the member has asked for a correction: by the services, as people would."""
    own = demo_member(ward)
    assessment = Assessment.objects.select_related("unit").get(campaign=campaign, member=own.member)
    note_reading(assessment=assessment, by=secretary)
    ask_about_data(membership=own.membership, by=own.account, **words("texts")["request"])


def change_pledges(ward: Ward, campaign: Campaign, secretary: Account) -> None:
    """The member's pledge was changed once, agreed by the secretary; another change waits: by the services."""
    own, cell = demo_member(ward), demo_cell(ward)
    at_work = Assessment.objects.filter(campaign=campaign, unit=cell, state__lt=State.SUBMITTED).values("member")
    pledges = Pledge.objects.filter(year=campaign.year_id, state=PledgeState.CONFIRMED, member__in=at_work)
    mine, others = pledges.filter(member=own.member).first(), pledges.exclude(member=own.member).order_by("pk")
    if mine:
        agree_change(change=_changed(mine, own.account), by=secretary)
    if others:
        _changed(others[0], secretary)


def _changed(pledge: Pledge, by: Account) -> PledgeVersion:
    """Ask for a change: the last item said otherwise, a new one added."""
    said = words("texts")["pledge_change"]
    change = open_change(pledge=pledge, reason=said["reason"], by=by)
    *kept, (key, last) = texts_now(pledge)
    added = replace(last, **said["added"], measure_kind="WORDS", target=None, baseline=None, counted_in="")
    items = [*kept, (key, replace(last, method=said["method"])), (None, added)]
    write_change(change=change, items=items, by=by)
    return submit_change(change=change, by=by)


def forget_results(ward: Ward, year: int) -> None:
    """The demonstration's member has told what came of the first item only."""
    items = PledgeItem.objects.filter(pledge__member=demo_member(ward).member, pledge__year__number=year)
    items.filter(position__gt=1).update(outcome="", evidence="", reported_at=None)
