"""A year whose results were taken over from paper: nothing is listed, assessed or decided in it here."""

from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import Campaign

FROM_PAPER: Final = _("The results of %(year)s are taken from paper: nothing is assessed, reviewed or decided here.")


def refuse_from_paper(campaign: Campaign) -> None:
    """Raise ValidationError(code="frozen") for a campaign whose results are from paper."""
    if campaign.from_paper:
        raise ValidationError(FROM_PAPER, "frozen", {"year": campaign.year.number})
