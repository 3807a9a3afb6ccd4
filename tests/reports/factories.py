"""A ward with a whole campaign in bulk: people with every tone, levels by a pattern, decisions, caps, pledges."""

import datetime
import itertools
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from emulation.models import Account, Member, Membership, Role, SubjectType, Unit, Year
from emulation.text import search_text, sort_key
from evaluations.models import (
    Assessment,
    Campaign,
    CapRecord,
    Decision,
    ParticipationStatus,
    Proposal,
    RuleSet,
    State,
)
from pledges.models import Pledge, PledgeItem
from tests.evaluations.qd366 import QD366
from tests.factories import START, give_role, make_account, make_basis, make_cell, make_committee, make_year

CUT_OFF = datetime.date(2026, 12, 31)
FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Ông Âu Kiều Mạc".split()
MIDDLES = ("Văn", "Thị", "Đức", "Thị Bích", "Hữu", "Thị Ngọc", "Quốc", "Thị Mỹ", "Xuân", "Công")
GIVENS = "Ước Ý Yến Ẩn Ân Ánh Bằng Bảo Cường Đĩnh Đạo Dũng Giữ Hẹ Hưởng Khẩn Lễ Lợi Mỹ Nghĩa Nhẫn Quỹ Sỹ Vỹ".split()
# Levels of ten neighbours on a list; "" is not rated.
PATTERN = ("HTXSNV", "HTTNV", "HTTNV", "HTNV", "HTTNV", "", "HTTNV", "HTTNV", "KHTNV", "HTTNV")
UNRATED = (ParticipationStatus.EXEMPT, ParticipationStatus.NEW_UNDER_6M, ParticipationStatus.SUSPENDED)
TYPES = (SubjectType.OUTSIDE, SubjectType.NONLEAD, SubjectType.OUTSIDE, SubjectType.LEADER)
SCORES = {"HTXSNV": "93", "HTTNV": "84.5", "HTNV": "65.25", "KHTNV": "41"}


@dataclass
class World:
    """A ward, its people and one campaign."""

    committee: Unit
    cells: list[Unit]
    year: Year
    campaign: Campaign
    officer: Account
    leader: Account
    viewer: Account
    secretary: Account
    members: list[Member] = field(default_factory=list)


REGULATION = {"findings": QD366.findings, "articles": QD366.articles}
PUBLISHED = {"state": 20, "published_at": timezone.now()}


def make_rule_set(code: str = "QD366-T", first_year: int = 2025) -> RuleSet:
    """Make a rule set with the usual numbers and one legal basis."""
    rules = RuleSet.objects.create(code=code, name="Quy định 366-QĐ/TW", first_year=first_year, **REGULATION)
    rules.bases.add(make_basis())
    RuleSet.objects.filter(pk=rules.pk).update(**PUBLISHED)
    return rules


def make_campaign(year: Year, by: Account, rules: RuleSet | None = None) -> Campaign:
    """Make the campaign of the year, cut off at its end."""
    day = datetime.date(year.number, 12, 1)
    return Campaign.objects.create(
        year=year,
        rule_set=rules or make_rule_set(),
        cut_off=CUT_OFF,
        assessments_due=day,
        reviews_due=day,
        decisions_due=CUT_OFF,
        opened_by=by,
    )


def make_world(cells: int = 2, per_cell: int = 20, *, decided: bool = True, pledges: bool = True) -> World:
    """Make a ward with so many members a cell, their levels by PATTERN; decided or only proposed."""
    ward = make_committee("Đảng ủy phường Hòa Bình")
    made = [make_cell(ward, f"Chi bộ Khu phố {number}") for number in range(1, cells + 1)]
    officer = give_role(make_account("Phạm Thị Cúc"), Role.OFFICER, ward)
    year = make_year(ward, officer)
    world = World(
        committee=ward,
        cells=made,
        year=year,
        campaign=make_campaign(year, officer),
        officer=officer,
        leader=give_role(make_account("Võ Tấn Dũng"), Role.LEADER, ward),
        viewer=give_role(make_account("Người xem"), Role.VIEWER, ward),
        secretary=give_role(make_account("Lê Văn Bình"), Role.SECRETARY, made[0]),
    )
    fill(world, per_cell, decided=decided)
    if pledges:
        make_pledges(world)
    return world


def fill(world: World, per_cell: int, *, decided: bool) -> None:
    """Add members, assessments and what was concluded, in bulk."""
    first = len(world.members)
    homes = [cell for cell in world.cells for _ in range(per_cell)]
    people = Member.objects.bulk_create(_member(first + place) for place in range(len(homes)))
    world.members += people
    types = itertools.cycle(TYPES)
    memberships = [
        Membership(member=member, unit=cell, valid_from=START, subject_type=kind)
        for member, cell, kind in zip(people, homes, types, strict=False)
    ]
    Membership.objects.bulk_create(memberships)
    rated = _assess(world, memberships, decided=decided)
    _conclude(world, rated, decided=decided)


def _member(place: int) -> Member:
    family, given = FAMILIES[place * 7 % len(FAMILIES)], GIVENS[place * 11 % len(GIVENS)]
    middle = MIDDLES[place % len(MIDDLES)]
    name = f"{family} {middle} {given}"
    return Member(
        full_name=name,
        sort_key=sort_key(name),
        search_text=search_text(name),
        sex="F" if "Thị" in middle else "M",
        born_on=datetime.date(1950 + place % 50, 1 + place % 12, 1 + place % 28) if place % 9 else None,
        born_year=1950 + place % 50,
        joined_on=datetime.date(2001, 2, 3),
        official_on=None if place % 10 == 7 else datetime.date(2002, 2, 3),
        card_number=f"{50_000_000 + place}",
    )


def _assess(world: World, memberships: list[Membership], *, decided: bool) -> list[tuple[Assessment, str]]:
    state = State.DECIDED if decided else State.PROPOSED
    rows, levels = [], []
    for place, row in enumerate(memberships):
        level = PATTERN[place % len(PATTERN)]
        levels.append(level)
        rows.append(
            Assessment(
                campaign=world.campaign,
                member_id=row.member_id,
                unit_id=row.unit_id,
                subject_type=row.subject_type,
                participation=ParticipationStatus.REQUIRED if level else UNRATED[place // 10 % len(UNRATED)],
                state=state if level else State.DRAFT,
                cell_total=Decimal(SCORES[level]) if level else None,
                tasks_assigned=4,
                tasks_done=4,
                tasks_on_time=3 if level == "HTNV" else 4,
                tasks_late=1 if level == "HTNV" else 0,
                tasks_beyond=2,
            )
        )
    return [pair for pair in zip(Assessment.objects.bulk_create(rows), levels, strict=True) if pair[1]]


def _conclude(world: World, rated: list[tuple[Assessment, str]], *, decided: bool) -> None:
    now = timezone.now()
    Proposal.objects.bulk_create(
        Proposal(assessment=row, level=level, derived=level, by=world.officer, at=now) for row, level in rated
    )
    if not decided:
        return
    Decision.objects.bulk_create(_decision(world, row, level, now) for row, level in rated)
    for group in SubjectType.values:
        levels = [level for row, level in rated if row.subject_type == group]
        best, base = levels.count("HTXSNV"), levels.count("HTXSNV") + levels.count("HTTNV")
        CapRecord.objects.create(
            campaign=world.campaign,
            group=group,
            label=SubjectType(group).label,
            base=base,
            percent=20,
            reading="INCLUSIVE",
            rounding="FLOOR",
            maximum=max(base // 5, best),
            proposed=best,
            chosen=best,
        )


def _decision(world: World, row: Assessment, level: str, now: datetime.datetime) -> Decision:
    score = {"score": SCORES[level], "band": level, "from": "50", "below": "70"}
    article = "QĐ 366-QĐ/TW Art. 11"
    conditions = [{"code": "SCORE", "held": level != "KHTNV", "numbers": score, "article": article}]
    if level == "HTNV":
        on_time = {"on_time": 3, "assigned": 4}
        conditions.append({"code": "T_OK", "held": False, "numbers": on_time, "article": article})
    return Decision(
        assessment=row,
        level=level,
        derived=level,
        tags=["STEP_DOWN"] if level == "HTNV" else [],
        inputs={"score": SCORES[level]},
        conditions=conditions,
        rule_set_id=world.campaign.rule_set_id,
        number="15-QĐ/ĐU",
        signed_on=datetime.date(2026, 12, 20),
        by=world.leader,
        at=now,
    )


def make_pledges(world: World) -> None:
    """Give every second member a confirmed pledge of two items, one kept, one in part."""
    now = timezone.now()
    memberships = Membership.objects.filter(member__in=world.members).order_by("pk")[::2]
    pledges = Pledge.objects.bulk_create(
        Pledge(
            year=world.year,
            member_id=row.member_id,
            unit_id=row.unit_id,
            state=30,
            recorded_by=world.officer,
            confirmed_by=world.officer,
            confirmed_at=now,
        )
        for row in memberships
    )
    PledgeItem.objects.bulk_create(
        PledgeItem(pledge=pledge, position=place, group="STYLE", deed="Trực tổ dân phố", outcome=outcome)
        for pledge in pledges
        for place, outcome in enumerate(("KEPT", "PARTLY"), start=1)
    )
