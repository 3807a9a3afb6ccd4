"""The notice of the result to one member: level, decision, why, until when one may object (QĐ 366-QĐ/TW Art. 12)."""

from collections.abc import Iterator
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.models import Unit
from evaluations.appeals import appeal_of
from evaluations.explained import explained_decision
from evaluations.models import Assessment, Decision
from evaluations.selectors.assessments import assessment_sheet

from ..rules import body_of
from .asked import Asked
from .blocks import Block, Document, Facts, Paragraph, Role, Section
from .common import campaign_of, document
from .head import bases_of, recipients
from .of_member import assessment_for

NOT_DECIDED: Final = gettext_lazy("The level of %(name)s for %(year)s is not decided yet; there is no result to tell.")


def deciding_committee(asked: Asked) -> Unit:
    """Return the committee that decides the levels of the year, and so tells them."""
    return campaign_of(asked).unit


def build_result_notice(by: Any, asked: Asked) -> Document:
    """Build the notice of the decision that holds, from the committee that decided; refused before the decision."""
    assessment = assessment_for(by, asked)
    decision = assessment_sheet(by, assessment).decision
    if decision is None:
        values = {"name": asked.member.full_name, "year": asked.year}
        raise ValidationError(NOT_DECIDED, "not_decided", values)
    return document(
        by,
        asked,
        campaign=assessment.campaign,
        bases=bases_of(assessment.campaign),
        title=_("NOTICE"),
        summary=_("of the result of rating the quality of a Party member in the year %(year)s") % {"year": asked.year},
        sections=(Section(tuple(_content(assessment, decision))),),
        recipients=(assessment.member.full_name, assessment.unit.name, recipients(assessment.campaign.unit, None)[-1]),
        rule_set=decision.rule_set.name,
        members=(assessment.member_id,),
    )


def _content(assessment: Assessment, decision: Decision) -> Iterator[Block]:
    told = explained_decision(decision)
    values = {
        "body": body_of(assessment.campaign.unit.name),
        "number": decision.number,
        "day": f"{decision.signed_on:%d/%m/%Y}",
    }
    yield Paragraph(_("By decision no. %(number)s of %(day)s, %(body)s tells:") % values)
    yield Facts(
        (
            (_("Party member"), assessment.member.full_name),
            (_("Cell"), assessment.unit.name),
            (_("Level of quality in the year %(year)s") % {"year": assessment.campaign.year.number}, told.label),
        )
    )
    if decision.is_rerating:
        yield Paragraph(_("This level takes the place of the one decided before."), Role.WARNING)
    if told.summary:
        yield Paragraph(told.summary, lead=_("Why:"))
    if period := appeal_of(decision):
        until = {"day": f"{period.until:%d/%m/%Y}", "to": period.to, "days": period.days}
        yield Paragraph(_("Who does not agree may object to %(to)s by %(day)s (%(days)s working days).") % until)
    yield Paragraph(_("The member and the cell are told so that they know and act on it."), Role.CLOSING)
