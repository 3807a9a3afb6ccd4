"""What the documents of one review have alike: who is on the list, what is decided, whether it is a draft still."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.models import Unit

from ..reading import CampaignReading
from ..selectors import Listed, cells_of, listed_people, may_see
from .asked import Asked
from .blocks import DoesNotReconcile, Text
from .common import campaign_of
from .figures import level_names
from .paper import Signature

NOT_PROPOSED = gettext_lazy(
    "No cell of %(unit)s has proposed anything for %(year)s yet, so there is nothing to put together."
)


class Season:
    """A unit's review of a year as its reader may see it; everything is read once, at the first question."""

    def __init__(self, by: Any, asked: Asked) -> None:
        self.by, self.asked, self.unit = by, asked, asked.unit
        self.shows_names = may_see(by, asked.unit)
        self.campaign = campaign_of(asked)
        self.reading = CampaignReading(asked.unit, self.campaign)
        self.people = listed_people(asked.unit, self.campaign)

    @cached_property
    def cells(self) -> list[Unit]:
        """The cells of the cut-off date, and those with somebody on the list although closed since."""
        return cells_of(self.unit, self.campaign.cut_off, {one.cell_id for one in self.people})[0]

    @cached_property
    def cells_to_rate(self) -> list[Unit]:
        """The cells with somebody to be rated, which are themselves rated as collectives."""
        rated = {one.cell_id for one in self.people if one.is_required}
        return [cell for cell in self.cells if cell.pk in rated]

    @cached_property
    def cell_names(self) -> dict[int, str]:
        return {cell.pk: cell.name for cell in self.cells}

    @cached_property
    def level_names(self) -> Mapping[str, Text]:
        return level_names(self.campaign.rule_set)

    @cached_property
    def undecided(self) -> int:
        """How many who must be rated have no decided level yet."""
        return sum(one.is_required and not one.decided for one in self.people)

    @property
    def is_draft(self) -> bool:
        return bool(self.undecided)

    @property
    def parts(self) -> dict[str, Any]:
        """What the document says of itself: whether it is a draft, and which decisions it rests on."""
        decided = any(one.decided for one in self.people)
        papers = self.reading.papers if decided else ()
        return {
            "campaign": self.campaign,
            "is_draft": self.is_draft,
            "draft_note": draft_note(self.undecided),
            "sources": tuple(_("Decision %(paper)s.") % {"paper": paper_of(*one)} for one in papers),
            "members": tuple(one.member_id for one in self.people) if self.shows_names else (),
        }

    def refuse_unproposed(self) -> None:
        """Raise ValidationError (not_proposed) where nobody has a level."""
        if not any(one.level for one in self.people):
            raise ValidationError(
                NOT_PROPOSED, "not_proposed", {"unit": self.unit.name, "year": self.campaign.year.number}
            )

    def check(self, what: object, total: object, parts: object) -> None:
        """Refuse a total that its parts do not make."""
        if total != parts:
            raise DoesNotReconcile(self.unit.name, what, total, parts)


def draft_note(undecided: int) -> str:
    """Return the sentence of a draft; empty once everybody is decided."""
    if not undecided:
        return ""
    text = _("DRAFT: not decided yet for %(count)s members. Levels marked with * are what the cells propose.")
    return text % {"count": undecided}


def paper_of(number: str, day: Any) -> str:
    """Return a decision as documents cite it: số 15-QĐ/ĐU ngày 20/12/2026."""
    return _("no. %(number)s of %(day)s") % {"number": number, "day": f"{day:%d/%m/%Y}"}


def of_statistics(by: Any) -> tuple[Signature, ...]:
    """Return who signs a statistical table: who made it, with the telephone, and the head of the body."""
    maker = Signature("", _("MADE BY"), "", _("(sign, full name, telephone)"))
    return maker, Signature("", _("HEAD OF THE BODY"), "", _("(sign, seal, full name)"))


def level_word(person: Listed, names: Mapping[str, Text]) -> str:
    """Return the level in words, with a star before the decision; empty for those not rated."""
    if not person.level:
        return ""
    return f"{names[person.level]}{'' if person.decided else '*'}"
