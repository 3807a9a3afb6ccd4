"""The list of a unit's members on the cut-off date, by given name in Vietnamese order."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from emulation.models import Sex
from evaluations.subjects import form_of

from ..selectors import Listed, listed_people
from .asked import Asked, Option
from .blocks import Column, Document, Row, Section, Shows, Table
from .common import campaign_of, document

SIGNING: Final = Option(
    "signing",
    gettext_lazy("Column to sign in"),
    (("no", gettext_lazy("Without")), ("yes", gettext_lazy("With, for the meeting"))),
)
COLUMNS: Final = (
    Column("number", gettext_lazy("No."), 7, Shows.NUMBER),
    Column("name", gettext_lazy("Full name"), 35),
    Column("born", gettext_lazy("Born"), 15, Shows.CENTRED),
    Column("sex", gettext_lazy("Sex"), 10, Shows.CENTRED),
    Column("standing", gettext_lazy("Official or provisional"), 16, Shows.CENTRED),
    Column("form", gettext_lazy("Form to fill in"), 17, Shows.CENTRED),
)
TO_SIGN: Final = (
    Column("number", gettext_lazy("No."), 7, Shows.NUMBER),
    Column("name", gettext_lazy("Full name"), 33),
    Column("born", gettext_lazy("Born"), 14, Shows.CENTRED),
    Column("standing", gettext_lazy("Official or provisional"), 16, Shows.CENTRED),
    Column("signature", gettext_lazy("Present (signature)"), 30),
)


def build_member_list(by: Any, asked: Asked) -> Document:
    """Build the list; the form is the one each member fills in. With room to sign it is the list of a meeting."""
    campaign, signs = campaign_of(asked), asked.option("signing") == "yes"
    people = [one for one in listed_people(asked.unit, campaign) if one.is_required]

    def row(number: int, one: Listed) -> Row:
        official = one.official_on is not None and one.official_on <= campaign.cut_off
        standing = pgettext("standing", "Official") if official else pgettext("standing", "Provisional")
        born = f"{one.born_on:%d/%m/%Y}" if one.born_on else str(one.born_year)
        if signs:
            return Row((number, one.name, born, standing, ""))
        return Row((number, one.name, born, Sex(one.sex).label, standing, form_of(campaign.rule_set, one.subject_type)))

    rows = tuple(row(number, one) for number, one in enumerate(people, start=1))
    note = _("On the list: %(count)s.") % {"count": len(rows)}
    table = Table("members", TO_SIGN if signs else COLUMNS, rows, note=note, is_tall=signs)
    return document(
        by,
        asked,
        campaign=campaign,
        title=_("LIST"),
        summary=_("of members who review themselves and are rated in the year %(year)s") % {"year": asked.year},
        sections=(Section((table,)),),
        members=tuple(one.member_id for one in people),
    )
