"""Conflict of interest: which part somebody took in a member's level, and so does not judge a complaint about it.

Read from the journal, where nothing is taken away, and from the rows the acts have left. Whoever acts for another by
delegation carries the other's part along, and the other theirs. Here, because it reads rows, is also the one permission
that asks for it; the app loads this file when the models are ready.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.access import Answer, Denied, held_at, permission
from emulation.models import Account, JournalEntry, Role, RoleAssignment

from .models import Appeal, Assessment, CellReview, Decision, Proposal


class Part(StrEnum):
    """What somebody is to the member or has done to the level, the gravest first."""

    MEMBER = "MEMBER"
    AGAINST = "AGAINST"
    DECIDED = "DECIDED"
    CHOSE = "CHOSE"
    VERIFIED = "VERIFIED"
    PROPOSED = "PROPOSED"
    SCORED = "SCORED"
    SECRETARY = "SECRETARY"
    HEARD = "HEARD"


SENTENCES: Final[Mapping[Part, Promise]] = {
    Part.MEMBER: _("This is about your own level; somebody else considers it."),
    Part.AGAINST: _("The complaint is about you; somebody else considers it."),
    Part.DECIDED: _("You took part in this level: you recorded the decision. Somebody who took no part considers it."),
    Part.CHOSE: _("You took part in this level: you chose it. Somebody who took no part considers it."),
    Part.VERIFIED: _("You took part in this level: you verified it. Somebody who took no part considers it."),
    Part.PROPOSED: _("You took part in this level: you proposed it. Somebody who took no part considers it."),
    Part.SCORED: _(
        "You took part in this level: you recorded the cell's points. Somebody who took no part considers it."
    ),
    Part.SECRETARY: _("You are secretary or deputy of the member's cell; somebody who took no part considers it."),
    Part.HEARD: _("You answered an earlier complaint about this decision; somebody else considers this one."),
}
NAMES: Final[Mapping[Part, Promise]] = {
    Part.MEMBER: _("is the member"),
    Part.AGAINST: _("is complained of"),
    Part.DECIDED: _("recorded the decision"),
    Part.CHOSE: _("chose the level"),
    Part.VERIFIED: _("verified it"),
    Part.PROPOSED: _("proposed it"),
    Part.SCORED: _("recorded the cell's points"),
    Part.SECRETARY: _("leads the member's cell"),
    Part.HEARD: _("answered an earlier complaint"),
}
LENT: Final = _("You would act for %(name)s, who took part in this level; somebody who took no part considers it.")
ORDER: Final = list(Part)
ACTS: Final = {
    "review.saved": Part.SCORED,
    "review.proposed": Part.PROPOSED,
    "review.verified": Part.VERIFIED,
    "levels.chosen": Part.CHOSE,
    "campaign.decided": Part.DECIDED,
    "assessment.rerated": Part.DECIDED,
}
LEADS_THE_CELL: Final = (Role.SECRETARY, Role.DEPUTY)
Parts = dict[int, Part]  # by account


@dataclass(frozen=True, slots=True)
class Handler:
    """Somebody whose role lets them judge complaints of the committee, and where they hold it."""

    account: Account
    unit_id: int
    path: str


@permission("appeal.handle")
def handle_appeal(person, appeal) -> Answer:
    """A leader of the committee, or above it, who took no part in the decision and is not complained of."""
    answer = held_at(person, "appeal.handle", appeal.committee.path)
    if not answer:
        return answer
    parts = parts_of([appeal])[appeal.pk]
    if person.pk in parts:
        return Denied(SENTENCES[parts[person.pk]])
    lender = next((name for key, name in answer.lenders if key in parts), None)
    return answer if lender is None else Denied(LENT % {"name": lender})


def parts_of(appeals: Iterable[Appeal]) -> dict[int, Parts]:
    """Return who took which part, by complaint; a fixed number of queries."""
    appeals = list(appeals)
    taken = parts_in([appeal.assessment for appeal in appeals])
    heard = Appeal.objects.filter(decision__in={appeal.decision_id for appeal in appeals}).exclude(ended_by=None)
    ended = [(pk, decision, by) for pk, decision, by in heard.values_list("pk", "decision", "ended_by")]
    found = {}
    for appeal in appeals:
        pairs = [(appeal.against_id, Part.AGAINST)] if appeal.against_id else []
        pairs += [(by, Part.HEARD) for pk, at, by in ended if at == appeal.decision_id and pk != appeal.pk]
        found[appeal.pk] = _gravest([*taken[appeal.assessment.pk].items(), *pairs])
    return found


def parts_in(assessments: Iterable[Assessment]) -> dict[int, Parts]:
    """Return who took which part in the levels, by assessment; a fixed number of queries."""
    rows = {row.pk: row for row in assessments}
    pairs: dict[int, list[tuple[int, Part]]] = defaultdict(list)
    for pk, account, part in (*_in_the_journal(rows), *_on_the_rows(rows), *_of_the_cell(rows)):
        pairs[pk].append((account, part))
    return {pk: _gravest(pairs[pk]) for pk in rows}


def _gravest(pairs: Iterable[tuple[int, Part]]) -> Parts:
    found: Parts = {}
    for account, part in sorted(pairs, key=lambda pair: -ORDER.index(pair[1])):
        found[account] = part
    return found


def _in_the_journal(rows: Mapping[int, Assessment]) -> Iterable[tuple[int, int, Part]]:
    """Yield what people did to the reviews, the campaign, the member; what was undone later counts too."""
    reviews = {(r.campaign_id, r.unit_id): r.pk for r in CellReview.objects.filter(_cells(rows))}
    about = Q(subject="campaign", subject_id__in={row.campaign_id for row in rows.values()})
    about |= Q(subject="cellreview", subject_id__in=reviews.values()) | Q(subject="assessment", subject_id__in=rows)
    lines = JournalEntry.objects.filter(about, verb__in=ACTS, actor__isnull=False).order_by()
    lines = lines.filter(members__member__in={row.member_id for row in rows.values()})
    values = lines.values_list("actor", "verb", "subject", "subject_id", "members__member", "data__delegated_by")
    done = defaultdict(set)
    for actor, verb, subject, subject_id, member, lenders in values:
        done[subject, subject_id, member] |= {(one, ACTS[verb]) for one in (actor, *(lenders or ()))}
    for pk, row in rows.items():
        review = reviews.get((row.campaign_id, row.unit_id))
        places = (("campaign", row.campaign_id), ("cellreview", review), ("assessment", pk))
        for place in places:
            yield from ((pk, actor, part) for actor, part in done[*place, row.member_id])


def _cells(rows: Mapping[int, Assessment]) -> Q:
    found = Q(pk__in=[])
    for campaign, unit in {(row.campaign_id, row.unit_id) for row in rows.values()}:
        found |= Q(campaign=campaign, unit=unit)
    return found


def _on_the_rows(rows: Mapping[int, Assessment]) -> Iterable[tuple[int, int, Part]]:
    """Yield who proposed, verified and decided as the rows name them."""
    for pk, by in Proposal.objects.filter(assessment__in=rows).values_list("assessment", "by"):
        yield pk, by, Part.PROPOSED
    for pk, by in Decision.objects.filter(assessment__in=rows).order_by().values_list("assessment", "by"):
        yield pk, by, Part.DECIDED
    verified = {(r.campaign_id, r.unit_id): r.verified_by_id for r in CellReview.objects.filter(_cells(rows))}
    for pk, row in rows.items():
        by = verified.get((row.campaign_id, row.unit_id))
        if by:
            yield pk, by, Part.VERIFIED


def _of_the_cell(rows: Mapping[int, Assessment]) -> Iterable[tuple[int, int, Part]]:
    """Yield the members themselves, and who has led their cells since the year began."""
    members = {row.member_id: pk for pk, row in rows.items()}
    for account, member in Account.objects.filter(member__in=members).values_list("pk", "member"):
        yield members[member], account, Part.MEMBER
    led = RoleAssignment.objects.filter(role__in=LEADS_THE_CELL, unit__in={row.unit_id for row in rows.values()})
    for account, unit, last in led.order_by().values_list("account", "unit", "valid_to"):
        for pk, row in rows.items():
            if row.unit_id == unit and (last is None or last.year >= row.campaign.year.number):
                yield pk, account, Part.SECRETARY
