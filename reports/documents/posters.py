"""Posters: a leader's pledge or a unit's board for the wall, a survey for the counter; each leads on by a code."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from emulation.models import Unit
from emulation.qr import qr_svg
from pledges.models import Survey
from pledges.selectors import PostedPledge

SIZES = ("A3", "A4")


@dataclass(frozen=True)
class PosterItem:
    """One deed as the board shows it: the words, under them measure, day and progress."""

    deed: str
    about: str
    stands: str


@dataclass(frozen=True)
class PosterPledge:
    """Whose pledge, and its items."""

    name: str
    unit_name: str
    theme: str
    items: tuple[PosterItem, ...]


@dataclass(frozen=True)
class BoardPoster:
    """Pledges for the wall of a unit, with the address where they are followed."""

    unit_name: str
    year: int
    size: str
    pledges: tuple[PosterPledge, ...]
    address: str
    code: SafeString


@dataclass(frozen=True)
class SurveyPoster:
    """A code for the counter, with what it leads to."""

    unit_name: str
    counter: str
    title: str
    title_en: str
    last_day: str
    size: str
    address: str
    code: SafeString


def board_poster(unit: Unit, year: int, pledges: list[PostedPledge], address: str, size: str) -> BoardPoster:
    """Build the poster from what the board shows; nothing stands on paper that is not on the board."""
    return BoardPoster(unit.name, year, size, tuple(map(_pledge, pledges)), address, qr_svg(address))


def survey_poster(survey: Survey, address: str, size: str) -> SurveyPoster:
    """Build the poster of a counter."""
    return SurveyPoster(
        unit_name=survey.unit.name,
        counter=survey.counter,
        title=survey.title,
        title_en=survey.title_en,
        last_day=f"{survey.closes_on:%d/%m/%Y}",
        size=size,
        address=address,
        code=qr_svg(address),
    )


def _pledge(posted: PostedPledge) -> PosterPledge:
    pledge = posted.pledge
    theme = str(pledge.theme) if pledge.theme else ""
    return PosterPledge(pledge.member.full_name, pledge.unit.name, theme, tuple(map(_item, posted.items)))


def _item(one) -> PosterItem:
    due = f"{one.due_on:%d/%m/%Y}" if one.due_on else ""
    about = " · ".join(filter(None, (one.measure, one.method, due)))
    stands = f"{one.line.get_confidence_display()} {one.figures}".strip() if one.line else ""
    return PosterItem(one.item.deed, about, stands)
