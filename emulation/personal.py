"""What is held about one member, in every room: shown to the member, taken out by the member.

Each room answers the signal `telling` with its holdings; a test walks every relation to a member and asks that it is
told by one of them. Nothing here asks for permission: whoever calls has done so.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .lines import in_words
from .models import Account, BreachReach, JournalEntry, Member, Membership, NoticeSettings, Post, StudyAttendance
from .selectors import keys_of
from .signals import telling
from .signin.sessions import sessions_of
from .verbs import verb_label

# Of the machinery: keys, copies of the name to sort and search by, secrets.
NEVER_TOLD = {"id", "member", "account", "search_text", "sort_key", "version", "password", "position"}


@dataclass(frozen=True)
class Datum:
    """One thing held: its field, what people call it, its value as it is kept and in words."""

    name: str
    label: str
    value: Any
    words: str


@dataclass(frozen=True)
class Holding:
    """Everything of one kind: `code` names the table, `note` says what is withheld for now and why."""

    code: str
    title: str
    rows: tuple[tuple[Datum, ...], ...]
    note: str = ""

    @property
    def as_data(self) -> dict[str, Any]:
        """The holding as JSON keeps it."""
        rows = [{datum.name: _as_json(datum.value) for datum in row} for row in self.rows]
        return {"code": self.code, "title": self.title, "note": self.note, "rows": rows}


def holdings_of(member: Member) -> list[Holding]:
    """Return everything held about the member, the organisation's first, then room by room; nothing that is empty."""
    return [holding for holding in told_of(member) if holding.rows]


def told_of(member: Member) -> list[Holding]:
    """Return every kind of data there is about a member, whether there is any or not."""
    answers = telling.send(sender=Member, member=member)
    return [*_own(member), *(holding for _receiver, holdings in answers for holding in holdings), _acts(member)]


def holding(
    rows: QuerySet,
    *,
    leave_out: Collection[str] = (),
    withheld: Callable[[models.Model], Collection[str]] = lambda row: (),
    words: Mapping[str, Callable[[Any], str]] | None = None,
    note: str = "",
) -> Holding:
    """Return the rows field by field; `withheld` names what a row does not tell yet, `words` says a field better."""
    model, unsaid = rows.model, NEVER_TOLD | set(leave_out)
    fields = [field for field in model._meta.concrete_fields if field.name not in unsaid]
    related = [field.name for field in fields if field.is_relation]
    found = list(rows.select_related(*related)) if related else list(rows)
    return Holding(
        code=model._meta.label_lower,
        title=str(model._meta.verbose_name),
        rows=tuple(_row(row, fields, set(withheld(row)), words or {}) for row in found),
        note=note,
    )


def _row(
    row: models.Model, fields: list[models.Field], withheld: set[str], words: Mapping[str, Callable]
) -> tuple[Datum, ...]:
    told = [field for field in fields if field.name not in withheld]
    return tuple(_datum(row, field, words.get(field.name)) for field in told)


def _datum(row: models.Model, field: models.Field, say: Callable[[Any], str] | None) -> Datum:
    value = getattr(row, field.name)
    label = str(field.verbose_name) if isinstance(field.verbose_name, Promise) else ""
    plain = str(value) if isinstance(value, models.Model) else value
    return Datum(field.name, label, plain, say(value) if say else in_words(field, plain))


def _own(member: Member) -> Iterable[Holding]:
    """Tell what the organisation itself holds."""
    yield holding(Member.objects.filter(pk=member.pk))
    yield holding(member.memberships.order_by("valid_from"))
    yield holding(Post.objects.filter(membership__member=member))
    yield holding(member.circumstances.all())
    yield holding(member.data_requests.all())
    yield holding(StudyAttendance.objects.filter(member=member).order_by("session__held_on", "pk"))
    yield holding(BreachReach.objects.filter(member=member, breach__notified_at__isnull=False))
    account = Account.objects.filter(member=member).first()
    if account:
        yield from _of_account(account)


def _of_account(account: Account) -> Iterable[Holding]:
    yield holding(Account.objects.filter(pk=account.pk))
    yield holding(account.roles.order_by("valid_from"))
    yield holding(keys_of(account), leave_out=("digest", "user"))
    yield holding(account.register_readings.all())
    yield holding(account.notices.all())
    yield holding(NoticeSettings.objects.filter(account=account))
    yield _plain("mfa.authenticator", _("Second factor"), account.authenticator_set.all(), _FACTOR)
    yield _plain("socialaccount.socialaccount", _("Sign-in elsewhere"), account.socialaccount_set.all(), _ELSEWHERE)
    yield _plain("usersessions.usersession", _("Open session"), sessions_of(account), _SESSION)


_FACTOR = {"type": lambda: _("Kind"), "created_at": lambda: _("Set up at"), "last_used_at": lambda: _("Last used at")}
_ELSEWHERE = {"provider": lambda: _("By"), "uid": lambda: _("Known there as"), "last_login": lambda: _("Last used at")}
_SESSION = {
    "ip": lambda: _("Address"),
    "user_agent": lambda: _("Browser"),
    "created_at": lambda: _("Since"),
    "last_seen_at": lambda: _("Last seen at"),
}


def _plain(code: str, title: str, rows: QuerySet, labels: Mapping[str, Callable[[], str]]) -> Holding:
    """Return the named fields of a library's rows, under our labels."""
    found = (_labelled(row, labels) for row in rows.values(*labels))
    return Holding(code, title, tuple(found))


def _labelled(row: dict[str, Any], labels: Mapping[str, Callable[[], str]]) -> tuple[Datum, ...]:
    return tuple(Datum(name, label(), row[name], in_words(None, row[name])) for name, label in labels.items())


def _acts(member: Member) -> Holding:
    """Tell who has done what with all this, newest first."""
    entries = JournalEntry.objects.about(member.pk).select_related("unit")
    return Holding("emulation.journalentry", _("Who has read, scored or changed my record"), tuple(map(_act, entries)))


def _act(entry: JournalEntry) -> tuple[Datum, ...]:
    told = (
        ("at", _("Time"), entry.at),
        ("actor_name", _("By"), entry.actor_name),
        ("verb", _("Act"), entry.verb),
        ("subject_name", _("Subject"), entry.subject_name),
        ("unit", _("Unit"), str(entry.unit or "")),
    )
    say = {"verb": lambda value: str(verb_label(value))}
    return tuple(
        Datum(name, label, value, say[name](value) if name in say else in_words(None, value))
        for name, label, value in told
    )


def latest_membership(member: Member) -> Membership | None:
    """Return where the member belongs, or last belonged."""
    found = member.memberships.select_related("unit").order_by("valid_to", "-valid_from")
    today = timezone.localdate()
    return next((row for row in found if row.holds_on(today)), found.last())


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | list | dict | None) else str(value)
