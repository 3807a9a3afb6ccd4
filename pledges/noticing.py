"""Who is told of which act on a pledge: its member, unless it was the member's own."""

from collections.abc import Collection
from typing import Any

from django.db import models
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.models import JournalEntry, NoticeKind
from emulation.noticing import accounts_of, notify
from emulation.signals import recorded

from .models import Pledge

TOLD = {
    "pledge.submitted": NoticeKind.PLEDGE_FOR_YOU,
    "pledge.submitted_many": NoticeKind.PLEDGE_FOR_YOU,
    "pledge.returned": NoticeKind.PLEDGE_RETURNED,
    "pledge.confirmed": NoticeKind.PLEDGE_CONFIRMED,
    "pledge.confirmed_many": NoticeKind.PLEDGE_CONFIRMED,
    "pledge.change_submitted": NoticeKind.PLEDGE_FOR_YOU,
    "pledge.change_returned": NoticeKind.PLEDGE_RETURNED,
    "pledge.change_agreed": NoticeKind.PLEDGE_CHANGED,
    "pledge.check_in_returned": NoticeKind.REPORT_RETURNED,
}


@receiver(recorded, dispatch_uid="pledges.tell")
def tell(entry: JournalEntry, obj: models.Model, by: Any, members: Collection[int], **_kwargs: object) -> None:
    """Tell the members, of a bulk act all of them at once."""
    if entry.verb not in TOLD:
        return
    if isinstance(obj, Pledge):
        about, url = str(obj.year), reverse("pledges:detail", args=[obj.pk])
    else:
        about, url = _("your pledge"), reverse("pledges:mine")
    notify(set(accounts_of(members)) - {by.pk}, TOLD[entry.verb], about, url)
