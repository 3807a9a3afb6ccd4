"""How the cells of a campaign vote: chosen by the committee, before a cell's ballot is opened."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.changes import changed, facts_of
from emulation.journal import record
from emulation.models import Account

from ..closed import refuse_closed
from ..from_paper import refuse_from_paper
from ..models import FEWEST, Ballot, Campaign, CampaignVoting, VotingMethod

FACTS = ("method", "two_stages", "minimum")
SHOW_OF_HANDS = _(
    "By the rule set of this year cells vote by show of hands; an electronic secret ballot is not possible."
)
TOO_FEW = _("With fewer than 3 voters the counts say how single members voted. Choose 3 or more; 5 is usual.")
TOO_MANY = _("Hardly any cell has so many members; choose a smaller number.")


def set_voting(*, campaign: Campaign, method: str, two_stages: bool, minimum: int, by: Account) -> CampaignVoting:
    """Choose how the cells vote. Ballots that are open or counted keep what they were opened with."""
    ensure(by, "campaign.open", campaign.unit)
    refuse_from_paper(campaign)
    refuse_closed(campaign)
    if method == VotingMethod.ELECTRONIC and campaign.rule_set.ballot == Ballot.OPEN:
        raise ValidationError({"method": [SHOW_OF_HANDS]})
    if minimum < FEWEST or minimum > 999:
        raise ValidationError({"minimum": [TOO_FEW if minimum < FEWEST else TOO_MANY]})
    with transaction.atomic():
        locked(campaign)
        voting, _new = CampaignVoting.objects.get_or_create(campaign=campaign)
        before = facts_of(voting, FACTS)
        voting.method, voting.two_stages, voting.minimum = method, two_stages, minimum
        voting.full_clean(exclude=["campaign"])
        voting.save()
        record(by, "voting.set", campaign, unit=campaign.unit, change=changed(before, voting))
    return voting
