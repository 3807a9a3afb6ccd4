"""A demonstration for tests and benchmarks: built once, walked through by its people."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from emulation.config.demo.plan import Stage, Times, Wish
from emulation.config.demo.seeding import Seeded, seed
from emulation.models import Account, Unit, UnitKind, Year
from evaluations.models import Assessment, Campaign, CellRating, State
from pledges.models import Pledge

MEMBER, SECRETARY, OFFICER, LEADER, VIEWER, ADMIN = "dangvien", "bithu", "canbo", "lanhdao", "tinh", "quantri"
EVERYBODY = (MEMBER, SECRETARY, OFFICER, LEADER, VIEWER, ADMIN)


def build(stage: Stage, members: int = 0, cells: int = 0) -> Seeded:
    """Build a demonstration of this year."""
    now = timezone.now()
    return seed(Wish(timezone.localdate(now).year, stage, members, cells), Times(timezone.localdate(now).year, now))


@dataclass(frozen=True)
class Place:
    """The first ward of the demonstration, its first cell, and the year lived through."""

    ward: Unit
    cell: Unit
    year: Year
    campaign: Campaign | None

    @property
    def chosen(self) -> str:
        """The choice every board and report takes."""
        return f"unit={self.ward.pk}&year={self.year.number}"


def place() -> Place:
    """Find the place again in the database."""
    ward = Unit.objects.filter(kind=UnitKind.COMMITTEE).first()
    year = Year.objects.filter(unit=ward).first()
    campaign = Campaign.objects.filter(year=year).first()
    return Place(ward, Unit.objects.within(ward).cells().first(), year, campaign)


def account(username: str) -> Account:
    """Return one of the six."""
    return Account.objects.get(username=username)


def pages_of(username: str, at: Place) -> Iterator[tuple[str, str]]:
    """Yield the pages a person opens in the course of the year, as (what it is, address)."""
    yield "home", "/"
    yield "account", reverse("emulation:account")
    yield "units", reverse("emulation:unit-list")
    yield "years", reverse("emulation:year-list")
    if username != ADMIN:
        yield "year", reverse("emulation:year-detail", args=[at.year.pk])
        yield "rule sets", reverse("evaluations:ruleset-list")
    yield from _OF[username](at)


def _member(at: Place) -> Iterator[tuple[str, str]]:
    member = account(MEMBER).member
    yield "own pledge", reverse("pledges:mine")
    yield "own history", reverse("pledges:history")
    yield "pledge", reverse("pledges:detail", args=[Pledge.objects.filter(member=member).first().pk])
    earlier = Assessment.objects.filter(campaign__from_paper=True, member=member).first()
    if earlier:
        yield "result on paper", reverse("evaluations:assessment", args=[earlier.pk])
    if at.campaign:
        yield "own assessment", reverse("evaluations:mine")


def _secretary(at: Place) -> Iterator[tuple[str, str]]:
    own = f"?unit={at.cell.pk}&year={at.year.number}"
    yield "own pledge", reverse("pledges:mine")
    yield "cell", reverse("emulation:unit-detail", args=[at.cell.pk])
    yield "pledges board", reverse("pledges:board") + own
    yield "progress of the cell", reverse("pledges:check-in-board") + own
    yield "make-up of the pledges", reverse("pledges:distribution") + own
    yield "record pledges", reverse("pledges:record") + own
    yield "pledge grid", reverse("pledges:grid") + own
    yield "templates", reverse("pledges:template-list")
    yield "themes", reverse("emulation:themes")
    yield "study sessions", reverse("emulation:studies", args=[at.cell.pk])
    yield "commendations", reverse("evaluations:commendations") + own
    yield "report", reverse("reports:annual") + own
    if at.campaign:
        yield "review board", reverse("evaluations:board")
        yield "review sheet", reverse("evaluations:review", args=[at.campaign.reviews.get(unit=at.cell).pk])
        yield "person", reverse("evaluations:person", args=[_somebody(at).pk])
        yield "rating of the cell", reverse("evaluations:rating", args=[at.campaign.reviews.get(unit=at.cell).pk])


def _somebody(at: Place) -> Assessment:
    return Assessment.objects.filter(campaign=at.campaign, unit=at.cell).to_rate().order_by("-state").first()


def _committee(at: Place) -> Iterator[tuple[str, str]]:
    yield "ward", reverse("emulation:unit-detail", args=[at.ward.pk])
    yield "journal", reverse("emulation:journal", args=[at.ward.pk])
    yield "pledges board", f"{reverse('pledges:board')}?{at.chosen}"
    yield "themes", f"{reverse('emulation:themes')}?{at.chosen}"
    yield "roll-up", reverse("pledges:roll-up", args=[at.ward.pk, at.year.number])
    yield "roll-up by theme", reverse("pledges:roll-up", args=[at.ward.pk, at.year.number]) + "?by=theme"
    yield "progress board", f"{reverse('pledges:check-in-board')}?{at.chosen}"
    yield "progress by period", f"{reverse('pledges:check-in-board')}?{at.chosen}&by=periods"
    yield "make-up of the pledges", f"{reverse('pledges:distribution')}?{at.chosen}"
    yield "campaigns", reverse("evaluations:campaign-list")
    yield "commendations", f"{reverse('evaluations:commendations')}?{at.chosen}"
    yield "report", f"{reverse('reports:annual')}?{at.chosen}"
    earlier = Campaign.objects.filter(year__unit=at.ward, from_paper=True).first()
    if earlier:
        yield "year on paper", reverse("evaluations:campaign", args=[earlier.pk])
        yield "report of the year on paper", f"{reverse('reports:annual')}?unit={at.ward.pk}&year={earlier.year}"
    if at.campaign:
        yield "campaign", reverse("evaluations:campaign", args=[at.campaign.pk])
        yield "review board", reverse("evaluations:board")
        yield "verification", reverse("evaluations:verification", args=[at.campaign.pk])
        review = at.campaign.reviews.exclude(proposed_at=None).first()
        if review:
            yield "verification of a cell", reverse("evaluations:verification-cell", args=[review.pk])
        yield "decision", reverse("evaluations:decision", args=[at.campaign.pk])
        yield "levels by cell", reverse("evaluations:spread", args=[at.campaign.pk])
        yield "ratings of the cells", reverse("evaluations:ratings", args=[at.campaign.pk])
        yield "decision on the cells", reverse("evaluations:rating-decision", args=[at.campaign.pk])
        rated = CellRating.objects.filter(campaign=at.campaign, state__gte=State.PROPOSED).first()
        if rated:
            review = at.campaign.reviews.get(unit=rated.unit_id)
            yield "rating of a cell", reverse("evaluations:rating", args=[review.pk])
            yield "findings on a cell", reverse("evaluations:rating-findings", args=[review.pk])


def _officer(at: Place) -> Iterator[tuple[str, str]]:
    yield from _committee(at)
    yield "roster upload", reverse("emulation:roster-upload", args=[at.ward.pk])
    yield "old results", reverse("evaluations:results-upload", args=[at.ward.pk])


def _viewer(at: Place) -> Iterator[tuple[str, str]]:
    yield "report", f"{reverse('reports:annual')}?{at.chosen}"


def _admin(at: Place) -> Iterator[tuple[str, str]]:
    yield "ward", reverse("emulation:unit-detail", args=[at.ward.pk])


_OF = {
    MEMBER: _member,
    SECRETARY: _secretary,
    OFFICER: _officer,
    LEADER: _committee,
    VIEWER: _viewer,
    ADMIN: _admin,
}
