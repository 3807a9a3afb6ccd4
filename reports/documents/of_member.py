"""What the documents of one member share: whose they can be, the record they rest on, boxes, who signs."""

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.models import Member, Membership, Stay, Unit
from evaluations.models import Assessment
from evaluations.selectors.assessments import assessments_for
from pledges.models import Pledge

from .asked import Asked
from .blocks import Box, Boxes, Text
from .paper import Signature

NO_RECORD: Final = _("%(name)s has no record in a review of %(year)s that you may open, so there is nothing to print.")
SIGNED: Final = _("(signature, full name)")
OWN: Final = pgettext_lazy("signature", "THE PERSON REVIEWED")


def assessed_members(reader: Any, unit: Unit, year: int) -> Sequence[Member]:
    """Return those of the unit whose record of the year the reader may open, by given name; one query."""
    rows = assessments_for(reader).within(unit).filter(campaign__year__number=year).order_by("member__sort_key", "pk")
    return list({row.member_id: row.member for row in rows.defer("sections", "self_points", "cell_points")}.values())


def pledging_members(reader: Any, unit: Unit, year: int) -> Sequence[Member]:
    """Return the unit's members of the year whom the reader may see, and who has pledged there, by given name."""
    listed = Membership.objects.visible_to(reader).within(unit).filter(stay=Stay.PERMANENT, valid_from__year__lte=year)
    still = listed.exclude(valid_to__year__lt=year).values("member")
    pledged = Pledge.objects.visible_to(reader).within(unit).filter(year__number=year).values("member")
    return list(Member.objects.filter(Q(pk__in=still) | Q(pk__in=pledged)).order_by("sort_key", "pk"))


def assessment_for(reader: Any, asked: Asked) -> Assessment:
    """Return the member's record of the year, through the reader's lens; raises ValidationError (no_record)."""
    found = assessments_for(reader).filter(member=asked.member, campaign__year__number=asked.year)
    row = found.within(asked.unit).first()
    if row is None:
        raise ValidationError(NO_RECORD, "no_record", {"name": asked.member.full_name, "year": asked.year})
    return row


def level_boxes(levels: Sequence[tuple[Text, bool]]) -> Boxes:
    """Return the four levels as boxes, the chosen one ticked."""
    return Boxes(tuple(Box(label, chosen) for label, chosen in levels))


def signed_by(name: str, title: Text = OWN) -> Signature:
    """Return where the member signs."""
    return Signature(str(title), "", name, str(SIGNED))
