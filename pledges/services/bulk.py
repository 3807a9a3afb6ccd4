"""Acts on many pledges at once: a fixed number of queries, one journal line, and a reason for each one left out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import can, ensure
from emulation.acts import expect_version, take_step
from emulation.journal import record
from emulation.models import Account, Membership, Theme, Unit, Year

from ..items import cleaned, demand_complete, rows_of
from ..models import Kind, Pledge, PledgeItem, State
from ..permissions import UnitPledges
from ..rules import STEPS, ItemDraft
from ..selectors.roster import paths_to, roster

Text = tuple[int | None, Sequence[ItemDraft]]  # the version read, and the words
FOR_MEMBERS = {"pledge.recorded_many", "pledge.submitted_many", "pledge.written_many"}
HAS_ONE = _("Already has a pledge for this year.")
NO_WORDS = _("There is nothing to start from for this member: no pledge of last year.")


@dataclass(frozen=True)
class Skipped:
    """Somebody left out, and why."""

    name: str
    reason: str


@dataclass
class BulkResult:
    """What a bulk act did: ids of the pledges, and whom it left out."""

    done: list[int] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    missing: int = 0

    def skip(self, name: str, why: object) -> None:
        """Note one left out."""
        reason = " ".join(why.messages) if isinstance(why, ValidationError) else str(why)
        self.skipped.append(Skipped(name, reason))


def record_pledges(
    *,
    unit: Unit,
    year: Year,
    items: Mapping[int, Sequence[ItemDraft]],
    by: Account,
    submit: bool = False,
    kind: str = Kind.BOTH,
) -> BulkResult:
    """Record the pledges of many members, {member id: items}, as drafts or submitted; who has one is left out."""
    ensure(by, "pledge.write", UnitPledges(unit))
    ready = _Words(year, submit)
    with transaction.atomic():
        members = _members(unit, year, items)
        having = _having(members, year)
        result = BulkResult(missing=len(items) - len(members))
        themes = _themes(unit, year)
        chosen = []
        for member, membership in members.items():
            words, problem = (None, HAS_ONE) if member in having else ready.of(items[member])
            if problem:
                result.skip(str(membership.member), problem)
                continue
            chosen.append((_new_pledge(membership, year, by, themes, submit, kind), words))
        _store(chosen, result)
        _note(by, "pledge.recorded_many", unit, year.number, result)
    return result


def confirm_pledges(*, unit: Unit, pledges: Collection[int], by: Account) -> BulkResult:
    """Confirm many submitted pledges of the unit by id; those not possible are left out with their reasons."""
    ensure(by, "pledge.confirm", UnitPledges(unit))
    with transaction.atomic():
        rows, result = _rows(unit, pledges)
        for pledge in rows:
            problem = _refusal(by, "pledge.confirm", "confirm", pledge)
            result.skip(str(pledge.member), problem) if problem else result.done.append(pledge.pk)
        now = timezone.now()
        Pledge.objects.filter(pk__in=result.done).update(
            state=State.CONFIRMED, confirmed_by=by.pk, confirmed_at=now, updated_at=now
        )
        _note(by, "pledge.confirmed_many", unit, _year_of(rows), result)
    return result


def submit_pledges(*, unit: Unit, pledges: Collection[int], by: Account) -> BulkResult:
    """Submit many open pledges of the unit on the members' behalf; incomplete ones are left out with the reasons."""
    ensure(by, "pledge.write", UnitPledges(unit))
    with transaction.atomic():
        rows, result = _rows(unit, pledges)
        for pledge in rows:
            problem = _refusal(by, "pledge.write", "submit", pledge) or _incomplete(pledge)
            result.skip(str(pledge.member), problem) if problem else result.done.append(pledge.pk)
        now = timezone.now()
        Pledge.objects.filter(pk__in=result.done).update(
            state=State.SUBMITTED, return_reason="", submitted_at=now, updated_at=now
        )
        _note(by, "pledge.submitted_many", unit, _year_of(rows), result)
    return result


def write_pledges(*, unit: Unit, texts: Mapping[int, Text], by: Account) -> BulkResult:
    """Save the words of many open pledges, {pledge id: (version read, items)}; unchanged ones are not touched."""
    ensure(by, "pledge.write", UnitPledges(unit))
    with transaction.atomic():
        rows, result = _rows(unit, texts)
        words = {}
        for pledge in rows:
            found, problem = _new_words(by, pledge, *texts[pledge.pk])
            if problem:
                result.skip(str(pledge.member), problem)
            elif found is not None:
                words[pledge.pk] = found
        result.done.extend(words)
        if words:
            _replace_many(words, by)
            _note(by, "pledge.written_many", unit, _year_of(rows), result)
    return result


class _Words:
    """Cleans each distinct list of items once, however many members share it."""

    def __init__(self, year: Year, complete: bool) -> None:
        self.year, self.complete, self.known = year, complete, {}

    def of(self, items: Sequence[ItemDraft]) -> tuple[tuple[ItemDraft, ...], object]:
        """Return the cleaned items and what is wrong with them, or ""."""
        key = tuple(items)
        if key not in self.known:
            self.known[key] = self._judge(key)
        return self.known[key]

    def _judge(self, items: tuple[ItemDraft, ...]) -> tuple[tuple[ItemDraft, ...], object]:
        try:
            words = cleaned(items)
            if self.complete and words:
                demand_complete(words, self.year.number)
        except ValidationError as refused:
            return (), refused
        return words, "" if words else NO_WORDS


def _members(unit: Unit, year: Year, wanted: Collection[int]) -> dict[int, Membership]:
    found = roster(unit, year, timezone.localdate()).filter(member__in=list(wanted)).select_related("member", "unit")
    return {membership.member_id: membership for membership in found.order_by("unit__path", "member__sort_key")}


def _having(members: Collection[int], year: Year) -> set[int]:
    found = Pledge.objects.filter(member__in=list(members), year__number=year.number)
    return set(found.values_list("member", flat=True))


def _themes(unit: Unit, year: Year) -> dict[str, int]:
    """Return the year's themes above, at and below the unit, by path."""
    of_year = Theme.objects.of_year(year.number)
    above = of_year.filter(unit__path__in=paths_to(unit.path))
    below = of_year.filter(unit__in=Unit.objects.within(unit))
    return dict((above | below).values_list("unit__path", "pk"))


def _new_pledge(membership: Membership, year: Year, by: Account, themes: dict, submit: bool, kind: str) -> Pledge:
    nearest = next((themes[path] for path in reversed(paths_to(membership.unit.path)) if path in themes), None)
    return Pledge(
        year=year,
        member_id=membership.member_id,
        unit_id=membership.unit_id,
        theme_id=nearest,
        kind=kind,
        state=State.SUBMITTED if submit else State.DRAFT,
        submitted_at=timezone.now() if submit else None,
        on_behalf=membership.member_id != by.member_id,
        recorded_by_id=by.pk,
    )


def _store(chosen: list[tuple[Pledge, tuple[ItemDraft, ...]]], result: BulkResult) -> None:
    Pledge.objects.bulk_create([pledge for pledge, _words in chosen])
    PledgeItem.objects.bulk_create([row for pledge, words in chosen for row in rows_of(words, pledge.pk)])
    result.done.extend(pledge.pk for pledge, _words in chosen)


def _rows(unit: Unit, ids: Collection[int]) -> tuple[list[Pledge], BulkResult]:
    found = Pledge.objects.within(unit).filter(pk__in=list(ids)).with_secretaries(timezone.localdate())
    found = found.select_related("member", "unit", "year").prefetch_related("items").order_by("pk")
    rows = list(found.select_for_update(of=("self",)))
    return rows, BulkResult(missing=len(set(ids)) - len(rows))


def _refusal(by: Account, permission: str, act: str, pledge: Pledge) -> object:
    answer = can(by, permission, pledge)
    if not answer:
        return answer.reason
    try:
        take_step(STEPS, act, pledge)
    except ValidationError as refused:
        return refused
    return ""


def _incomplete(pledge: Pledge) -> object:
    try:
        demand_complete([item.draft for item in pledge.items.all()], pledge.year.number)
    except ValidationError as refused:
        return refused
    return ""


def _new_words(by: Account, pledge: Pledge, version: int | None, items: Sequence[ItemDraft]) -> tuple:
    """Return (cleaned items or None when nothing changed, what is wrong or "")."""
    try:
        words = cleaned(items)
        if words == tuple(item.draft for item in pledge.items.all()):
            return None, ""
        expect_version(pledge, version)
    except ValidationError as refused:
        return None, refused
    return words, _refusal(by, "pledge.write", "write", pledge)


def _replace_many(words: Mapping[int, tuple[ItemDraft, ...]], by: Account) -> None:
    changed = Pledge.objects.filter(pk__in=list(words))
    changed.update(version=F("version") + 1, recorded_by=by.pk, on_behalf=True, updated_at=timezone.now())
    changed.filter(member=by.member_id).update(on_behalf=False)
    PledgeItem.objects.filter(pledge__in=list(words)).delete()
    PledgeItem.objects.bulk_create([row for pk, items in words.items() for row in rows_of(items, pk)])


def _year_of(rows: list[Pledge]) -> int | None:
    return rows[0].year.number if rows else None


def _note(by: Account, verb: str, unit: Unit, year: int | None, result: BulkResult) -> None:
    """Record the whole act in one line, which names each pledge by its id; nothing when nothing was done."""
    if result.done:
        members = Pledge.objects.filter(pk__in=result.done).values_list("member", flat=True)
        data = {"year": year, "pledges": result.done, "left_out": len(result.skipped) + result.missing}
        data |= {"on_behalf": True} if verb in FOR_MEMBERS else {}
        record(by, verb, unit, unit=unit, data=data, members=members)
