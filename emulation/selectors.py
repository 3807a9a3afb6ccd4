"""Reads that span models of the organisation; each takes the reader."""

import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from .models import (
    Account,
    Circumstance,
    JournalEntry,
    JournalMember,
    Key,
    Member,
    Membership,
    Notice,
    NoticeSettings,
    Post,
    RoleAssignment,
    Stay,
    Theme,
    Unit,
    UnitKind,
    Year,
)
from .models.units import below
from .roles import DELEGABLE
from .signals import opening_year
from .text import search_text
from .verbs import VERBS_OF, VerbKind

# Of verbs: acts on content are recorded against units too.
SYSTEM_NOUNS = ("unit.", "account.", "role.", "key.", "journal.")


def units_with_counts(reader: Account, on: datetime.date) -> QuerySet[Unit]:
    """Return the reader's units in tree order, each with `members`, the open memberships of its own on the day."""
    open_now = Q(memberships__valid_from__lte=on) & (Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=on))
    return Unit.objects.visible_to(reader).annotate(members=Count("memberships", filter=open_now))


def memberships_of(reader: Account, unit: Unit, on: datetime.date, words: str = "") -> QuerySet[Membership]:
    """Return the unit's memberships of the day with member, posts and circumstances, by given name."""
    found = Membership.objects.visible_to(reader).within(unit).on(on)
    if words:
        found = found.filter(member__in=Member.objects.matching(words))
    return (
        found.select_related("member", "unit", "work_unit")
        .prefetch_related(
            Prefetch("posts", Post.objects.on(on)), Prefetch("member__circumstances", Circumstance.objects.on(on))
        )
        .order_by("unit__path", "member__sort_key", "pk")
    )


def cells_to_move_to(reader: Account, on: datetime.date) -> QuerySet[Unit]:
    """Return the cells in being to which the reader may move members."""
    return Unit.objects.cells().on(on).filter(reader.scope.units_q("member.move", "path"))


def committees_to_move_to(reader: Account, on: datetime.date) -> QuerySet[Unit]:
    """Return the committees in being under which the reader may put cells."""
    found = Unit.objects.filter(kind=UnitKind.COMMITTEE).on(on)
    return found.filter(reader.scope.units_q("unit.reorganise", "path"))


def lineage_of(reader: Account, unit: Unit) -> list[tuple[Unit, str]]:
    """Return the visible units a reorganisation ties to the unit, each with how."""
    tied = Q(pk=unit.predecessor_id) | Q(pk=unit.merged_into_id) | Q(predecessor=unit) | Q(merged_into=unit)
    return [(other, _relation(unit, other)) for other in Unit.objects.visible_to(reader).filter(tied)]


def _relation(unit: Unit, other: Unit) -> str:
    if other.pk == unit.merged_into_id:
        return gettext("Merged into")
    if other.merged_into_id == unit.pk:
        return gettext("Made of")
    return gettext("Follows") if other.pk == unit.predecessor_id else gettext("Followed by")


def staying_in(cell: Unit, on: datetime.date) -> QuerySet[Membership]:
    """Return the memberships of a cell that would go on beyond a day, by given name."""
    found = cell.memberships.filter(Q(valid_to=None) | Q(valid_to__gte=on))
    return found.select_related("member").order_by("member__sort_key", "pk")


def roles_at(reader: Account, unit: Unit, on: datetime.date) -> QuerySet[RoleAssignment]:
    """Return the roles held at the unit on the day; nothing for a reader who does not see the unit."""
    if not reader.scope.reaches("unit.view", unit.path):
        return RoleAssignment.objects.none()
    found = unit.role_assignments.in_force(on).select_related("account", "delegated_from__account")
    return found.order_by("role", "account__display_name")


def roles_of(account: Account) -> list[RoleAssignment]:
    """Return the account's roles of today; `may_delegate` says which of them it may delegate."""
    rows = account.roles.in_force(timezone.localdate()).select_related("unit", "delegated_from__account")
    found = list(rows)
    for row in found:
        row.may_delegate = row.delegated_from_id is None and row.role in DELEGABLE
    return found


def delegations_of(account: Account) -> QuerySet[RoleAssignment]:
    """Return what the account has delegated and is not over yet."""
    found = RoleAssignment.objects.filter(delegated_from__account=account, valid_to__gte=timezone.localdate())
    return found.select_related("account", "unit", "delegated_from__account").order_by("valid_from", "pk")


def members_without_account(reader: Account, unit: Unit) -> QuerySet[Membership]:
    """Return today's memberships, one a member, of the unit's members without an account, by cell and given name."""
    if not reader.scope.reaches("account.manage", unit.path):
        return Membership.objects.none()
    found = Membership.objects.within(unit).on(timezone.localdate()).filter(member__account=None)
    other = Membership.objects.on(timezone.localdate()).filter(member=OuterRef("member"), stay=Stay.PERMANENT)
    found = found.filter(Q(stay=Stay.PERMANENT) | ~Exists(other))
    return found.select_related("member", "unit").order_by("unit__path", "member__sort_key", "pk")


def accounts_not_begun(reader: Account, unit: Unit) -> QuerySet[Account]:
    """Return the unit's accounts still with the password handed over, whose every role the reader looks after."""
    if not reader.scope.reaches("account.manage", unit.path):
        return Account.objects.none()
    reach = reader.scope.units_q("account.manage", "unit__path")
    wider = RoleAssignment.objects.exclude(reach).exclude(valid_to__lt=timezone.localdate())
    inside = RoleAssignment.objects.filter(unit__path__range=below(unit.path)).on(timezone.localdate())
    waiting = Account.objects.filter(is_active=True, must_change_password=True, pk__in=inside.values("account"))
    return waiting.exclude(pk__in=wider.values("account")).exclude(pk=reader.pk).order_by("member__sort_key", "pk")


def keys_of(account: Account) -> QuerySet[Key]:
    """Return the account's keys to the API that still work, the newest first."""
    return Key.objects.filter(user=account, expiry__gt=timezone.now()).order_by("-created")


def usual_pledges_due(unit: Unit, number: int) -> datetime.date:
    """Return the day pledges are usually due in the unit's year; 31 March where nobody says otherwise (A-22)."""
    answers = (answer for _receiver, answer in opening_year.send(sender=None, unit=unit, number=number))
    return next(filter(None, answers), datetime.date(number, 3, 31))


def theme_to_adapt(unit: Unit, first: int, last: int) -> Theme | None:
    """Return what a theme of the unit adapts: that of the nearest unit above which has one for the same years."""
    return Theme.objects.above(unit).filter(first_year=first, last_year=last).select_related("unit", "basis").first()


def themes_to_serve(unit: Unit, number: int) -> QuerySet[Theme]:
    """Return the themes of the term the unit's theme of the year may serve: its own and those above, nearest first."""
    paths = [unit.path[:end] for end in range(4, len(unit.path) + 1, 4)]
    return Theme.objects.of_term_with(number).filter(unit__path__in=paths).order_by("-unit__path")


def nearest_theme(reader: Account, year: Year, unit: Unit) -> Theme | None:
    """Return the unit's own theme of the year, or else the nearest one above."""
    paths = [unit.path[:end] for end in range(4, len(unit.path) + 1, 4)]
    return (
        Theme.objects.visible_to(reader)
        .of_year(year.number)
        .filter(unit__path__in=paths)
        .select_related("basis", "unit", "parent")
        .order_by("-unit__path")
        .first()
    )


def themes_below(reader: Account, year: Year) -> QuerySet[Unit]:
    """Return the reader's units within the year's committee, each with its theme of the year in `year_themes`."""
    themes = Theme.objects.filter(year=year).select_related("basis")
    return (
        Unit.objects.visible_to(reader)
        .within(year.unit)
        .prefetch_related(Prefetch("themes", themes, to_attr="year_themes"))
    )


def journal_of(reader: Account, unit: Unit | None = None) -> QuerySet[JournalEntry]:
    """Return the journal the reader may read, newest first; for an administrator acts on the system only."""
    content = JournalEntry.objects.visible_to(reader)
    on_system = reduce(or_, (Q(verb__startswith=noun) for noun in SYSTEM_NOUNS))
    system = JournalEntry.objects.filter(reader.scope.units_q("journal.view_system", "unit__path") & on_system)
    found = (content | system).select_related("unit", "on_behalf_of")
    return found.filter(unit__path__startswith=unit.path) if unit else found


def record_about(reader: Account) -> QuerySet[JournalEntry]:
    """Return every act that concerns the reader as a member, newest first, whoever did it and wherever."""
    if reader.member_id is None:
        return JournalEntry.objects.none()
    return JournalEntry.objects.about(reader.member_id).select_related("unit", "on_behalf_of")


def narrowed(entries: QuerySet[JournalEntry], asked: dict) -> QuerySet[JournalEntry]:
    """Return the acts asked for: by kind or verb (`act`), between two days, by the words of a person's name."""
    if act := asked.get("act"):
        verbs = VERBS_OF.get(act, (act,))
        others = [verb for named in VERBS_OF.values() for verb in named]
        changing = act == VerbKind.CHANGED  # whatever is not named
        entries = entries.exclude(verb__in=others) if changing else entries.filter(verb__in=verbs)
    if first := asked.get("first"):
        entries = entries.filter(at__gte=_midnight(first))
    if last := asked.get("last"):
        entries = entries.filter(at__lt=_midnight(last + datetime.timedelta(days=1)))
    return entries.filter(_by_or_about(asked["who"])) if asked.get("who") else entries


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _by_or_about(name: str) -> Q:
    """Return the filter for acts by the person or on the person's record."""
    members = Member.objects.matching(search_text(name)).values("pk")
    concerned = JournalMember.objects.filter(entry=OuterRef("pk"), member__in=members)
    return Q(actor_name__icontains=name) | Q(actor__member__in=members) | Q(Exists(concerned))


def history_of(obj) -> QuerySet[JournalEntry]:
    """Return the acts on one object, oldest first; the caller has already fetched it through its lens."""
    return JournalEntry.objects.filter(subject=obj._meta.model_name, subject_id=obj.pk).order_by("pk")


def notices_of(reader: Account) -> QuerySet[Notice]:
    """Return the reader's own notices, the newest first."""
    return Notice.objects.filter(account=reader.pk)


def notice_settings_of(reader: Account) -> NoticeSettings:
    """Return how the reader wants to be told; what holds without a choice where there is none."""
    return NoticeSettings.objects.filter(account=reader.pk).first() or NoticeSettings(account=reader)
