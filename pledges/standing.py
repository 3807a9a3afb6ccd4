"""How each item stands by its newest progress report: kept beside the item, so that a province can be rolled up."""

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from .models import CheckInLine, PledgeItem


def newest() -> Coalesce:
    """Return what the newest report of an item says, nothing where none has spoken of it."""
    lines = CheckInLine.objects.filter(item=OuterRef("pk")).order_by("-check_in__month").values("confidence")[:1]
    return Coalesce(Subquery(lines), Value(""))


def renew(items: QuerySet[PledgeItem]) -> None:
    """Write it to the items, in one statement; call in the transaction that has changed their reports."""
    items.update(last_confidence=newest())
