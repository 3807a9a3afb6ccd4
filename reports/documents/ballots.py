"""The paper ballots of a cell's review meeting: a level for each member, the highest level, the cell itself.

No ballot says who votes, nothing tells one copy from another, and none carries a number (docs/secret-ballot.md).
"""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.electronic import short_list
from evaluations.models import Campaign, LevelChoice
from evaluations.rules.levels import Level

from ..selectors import Listed, listed_people
from .asked import Asked, Option
from .blocks import Column, Document, Paragraph, Role, Row, Section, Shows, Table, Text
from .common import campaign_of, document
from .figures import level_names
from .meeting import EMPTY_ROWS, open_review

ONE, VOTERS, FIRST, ALL = "one", "voters", "first", "all"
COPIES: Final = Option(
    "copies",
    gettext_lazy("Ballots to print"),
    ((ONE, gettext_lazy("One, to be copied")), (VOTERS, gettext_lazy("One for each official member of the cell"))),
)
LEVELS: Final = Option(
    "levels",
    gettext_lazy("Levels on the ballot"),
    (
        (FIRST, gettext_lazy("Levels 2 to 4; a second ballot for the highest follows")),
        (ALL, gettext_lazy("All four levels on one ballot")),
    ),
)
NO_SHORT_LIST: Final = gettext_lazy(
    "Nobody has reached the second level with the votes it needs, so there is no second ballot."
)
NUMBER: Final = Column("number", gettext_lazy("No."), 8, Shows.NUMBER)
FOR_EXCELLENT: Final = (
    NUMBER,
    Column("name", gettext_lazy("Full name"), 52),
    Column("agree", gettext_lazy("Agree"), 20, Shows.MARK),
    Column("disagree", gettext_lazy("Disagree"), 20, Shows.MARK),
)
FOR_THE_CELL: Final = (
    NUMBER,
    Column("level", gettext_lazy("Level"), 64),
    Column("mark", gettext_lazy("Mark with X"), 28, Shows.MARK),
)


def build_level_ballot(by: Any, asked: Asked) -> Document:
    """Build the first ballot: TT, name, one column a level, exactly one X in each row."""
    campaign = campaign_of(asked)
    people, names = _people(asked, campaign), level_names(campaign.rule_set)
    levels = list(LevelChoice.values)[0 if asked.option("levels") == ALL else 1 :]
    width = 52 // len(levels)
    columns = (NUMBER, Column("name", gettext_lazy("Full name"), 92 - width * len(levels)))
    columns += tuple(Column(level.lower(), _level_head(level, names), width, Shows.MARK) for level in levels)
    rate = [one for one in people if one.is_required]
    rows = tuple(Row((number, one.name, *(None,) * len(levels))) for number, one in enumerate(rate, start=1))
    table = Table("ballot", columns, rows, to_fill=0 if rows else EMPTY_ROWS, is_tall=True)
    return _ballot(
        by,
        asked,
        campaign,
        people,
        title=_("BALLOT"),
        summary=_("on the levels of the Party members, year %(year)s") % {"year": asked.year},
        how=_(
            "Put one X in each row, in the column of the level you choose. A row with no X or with several is invalid."
        ),
        table=table,
        members=tuple(one.member_id for one in rate),
    )


def build_excellent_ballot(by: Any, asked: Asked) -> Document:
    """Build the second ballot: agree or disagree to the highest level for each of the short list; blank without names.

    Raises ValidationError (no_short_list) where the first ballot gave nobody the votes.
    """
    campaign = campaign_of(asked)
    people, rows, members = _people(asked, campaign), (), ()
    if not asked.is_blank:
        review = open_review(by, asked, campaign)
        rated = campaign.assessments.to_rate().filter(unit=asked.unit).select_related("member")
        chosen = short_list(review, rated.order_by("member__sort_key", "pk"))
        if not chosen:
            raise ValidationError(NO_SHORT_LIST, "no_short_list")
        rows = tuple(Row((place, one.member.full_name, None, None)) for place, one in enumerate(chosen, start=1))
        members = tuple(one.member_id for one in chosen)
    return _ballot(
        by,
        asked,
        campaign,
        people,
        title=_("BALLOT"),
        summary=_("on Party members who complete their duties excellently, year %(year)s") % {"year": asked.year},
        how=_("Put one X in each row: agree or disagree. A row with no X or with both is invalid."),
        table=Table("ballot", FOR_EXCELLENT, rows, to_fill=0 if rows else EMPTY_ROWS, is_tall=True),
        members=members,
    )


def build_collective_ballot(by: Any, asked: Asked) -> Document:
    """Build the ballot on the cell itself: four rows, one X."""
    campaign = campaign_of(asked)
    names = level_names(campaign.rule_set)
    rows = tuple(Row((number, label, None)) for number, label in enumerate(names.values(), start=1))
    return _ballot(
        by,
        asked,
        campaign,
        _people(asked, campaign),
        title=_("BALLOT"),
        summary=_("on the level of the cell, year %(year)s") % {"year": asked.year},
        how=_("Put one X, in the row of the level you choose. A ballot with no X or with several is invalid."),
        table=Table("ballot", FOR_THE_CELL, rows, is_tall=True),
    )


def _people(asked: Asked, campaign: Campaign) -> list[Listed]:
    return listed_people(asked.unit, campaign)


def _level_head(level: str, names: dict[str, Text]) -> str:
    place = list(Level).index(Level(level)) + 1
    return _("Level %(place)s: %(name)s") % {"place": place, "name": names[level]}


def _voters(people: list[Listed], campaign: Campaign) -> int:
    """How many may vote: official members on the list, whoever will be present."""
    return sum(one.official_on is not None and one.official_on <= campaign.cut_off for one in people)


def _ballot(
    by: Any, asked: Asked, campaign: Campaign, people: list[Listed], *, how: str, table: Table, **words: Any
) -> Document:
    """A ballot carries no bases, no signature, no voter; its copies are as many as asked for."""
    copies = max(1, _voters(people, campaign)) if asked.option("copies") == VOTERS else 1
    blocks = (Paragraph(how), Paragraph(_("Do not write your name and do not sign."), Role.NOTE), table)
    parts = {"bases": (), "signatures": (), "recipients": (), "copies": copies}
    return document(by, asked, campaign=campaign, sections=(Section(blocks),), **words, **parts)
