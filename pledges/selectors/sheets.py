"""What a sheet of paper is about: a member of a cell with the pledge, one period's report, the half-year review."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from emulation.models import Member, Membership, Post, Unit, Year

from ..models import CheckIn, CheckInLine, HalfYearLine, HalfYearReview, Pledge
from ..rules import counting_day
from .roster import roster


@dataclass(frozen=True)
class Subject:
    """One member, the posts held, and the pledge where there is one; `membership` is 0 where it has ended."""

    member: Member
    unit: Unit
    year: Year
    membership: int
    posts: str
    pledge: Pledge | None

    @property
    def report(self) -> CheckIn | None:
        """The report of the period asked for."""
        return next(iter(self.pledge.asked_reports), None) if self.pledge else None

    @property
    def review(self) -> HalfYearReview | None:
        """The half-year review."""
        return getattr(self.pledge, "half_year", None) if self.pledge else None


def subject_of(reader, pledge: Pledge, month: int = 0) -> Subject:
    """Return what the sheets of one pledge need, through the reader's lens; raises DoesNotExist."""
    pledge = _pledges(reader, month).get(pk=pledge.pk)
    held = Membership.objects.filter(member=pledge.member_id, unit=pledge.unit_id)
    membership = _with_posts(held, pledge.year).order_by("-valid_from").first()
    return _subject(membership, pledge.member, pledge.unit, pledge.year, pledge)


def subject_to_start(membership: Membership, year: Year) -> Subject:
    """Return what a blank sheet of a member who has no pledge yet needs."""
    found = _with_posts(Membership.objects.filter(pk=membership.pk), year).get()
    return _subject(found, found.member, found.unit, year, None)


def subjects_at(reader, unit: Unit, year: Year, month: int = 0) -> list[Subject]:
    """Return a cell's members by given name, in a fixed number of queries."""
    members = roster(unit, year, timezone.localdate()).filter(reader.scope.units_q("pledge.view", "unit__path"))
    found = list(_with_posts(members, year).order_by("member__sort_key", "pk"))
    pledges = _by_member(reader, [one.member_id for one in found], year, month)
    return [_subject(one, one.member, one.unit, year, pledges.get(one.member_id)) for one in found]


def pledges_with_reports(reader, unit: Unit, year: Year, month: int) -> list[Pledge]:
    """Return a cell's pledges by given name, each with its items and its report of the period."""
    found = _pledges(reader, month).filter(unit=unit, year__number=year.number)
    return list(found.order_by("member__sort_key", "pk"))


def _by_member(reader, members: Collection[int], year: Year, month: int) -> dict[int, Pledge]:
    found = _pledges(reader, month).filter(year__number=year.number, member__in=members)
    return {pledge.member_id: pledge for pledge in found}


def _pledges(reader, month: int) -> QuerySet[Pledge]:
    """Return the pledges the reader sees, with all their sheets show."""
    lines = CheckInLine.objects.select_related("item").order_by("item__position")
    reports = CheckIn.objects.filter(month=month).prefetch_related(Prefetch("lines", lines))
    halves = HalfYearLine.objects.select_related("item").order_by("item__position")
    seen = Pledge.objects.visible_to(reader).with_secretaries(timezone.localdate())
    return seen.select_related("year", "member", "unit", "theme", "half_year").prefetch_related(
        "items", Prefetch("check_ins", reports, to_attr="asked_reports"), Prefetch("half_year__lines", halves)
    )


def _with_posts(memberships: QuerySet[Membership], year: Year) -> QuerySet[Membership]:
    on = counting_day(year.number, timezone.localdate())
    posts = Prefetch("posts", Post.objects.on(on), to_attr="held_posts")
    return memberships.select_related("member", "unit").prefetch_related(posts)


def _subject(membership: Membership | None, member: Member, unit: Unit, year: Year, pledge: Pledge | None) -> Subject:
    posts = ", ".join(post.title for post in membership.held_posts) if membership else ""
    return Subject(member, unit, year, membership.pk if membership else 0, posts, pledge)
