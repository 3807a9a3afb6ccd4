"""Who is told of which act on a pledge: its member, unless it was the member's own; of an answer, who had asked."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db import models
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.models import JournalEntry, NoticeKind
from emulation.noticing import accounts_of, notify
from emulation.signals import recorded

from .models import BoardComment, Pledge, SupervisionNote

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
    "supervision.recorded": NoticeKind.SUPERVISED,
    "posting.commented": NoticeKind.POSTED_COMMENT,
    "posting.answered": NoticeKind.POSTED_ANSWER,
}
Address = tuple[str, str]  # about, url


def _of_pledge(pledge: Pledge) -> Address:
    return str(pledge.year), reverse("pledges:detail", args=[pledge.pk])


def _of_note(note: SupervisionNote) -> Address:
    """A note on a cell concerns no member, and nobody is told."""
    if note.pledge is None:
        return str(note.unit), ""
    about, url = _of_pledge(note.pledge)
    return about, f"{url}#supervision"


ADDRESSES: dict[type[models.Model], Callable[[Any], Address]] = {Pledge: _of_pledge, SupervisionNote: _of_note}


@receiver(recorded, dispatch_uid="pledges.tell")
def tell(entry: JournalEntry, obj: models.Model, by: Any, members: Collection[int], **_kwargs: object) -> None:
    """Tell the members, of a bulk act all of them at once."""
    if entry.verb not in TOLD:
        return
    if entry.verb == "posting.answered":
        told, (about, url) = _asked(entry)
    elif type(obj) in ADDRESSES:
        told, (about, url) = accounts_of(members), ADDRESSES[type(obj)](obj)
    else:
        told, about, url = accounts_of(members), _("your pledge"), reverse("pledges:mine")
    notify(set(told) - {by.pk}, TOLD[entry.verb], about, url)


def _asked(entry: JournalEntry) -> tuple[Iterable[int], Address]:
    """Return who wrote the comment that has been answered, and the posted pledge."""
    comment = BoardComment.objects.get(pk=entry.data["comment"])
    return [comment.author_id], (entry.subject_name, reverse("pledges:posting", args=[comment.posting_id]))
