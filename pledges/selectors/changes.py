"""Versions of a pledge and what differs between them; changes that wait for the reader."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from emulation.models import Unit, Year

from ..models import Pledge, PledgeVersion, VersionState
from ..rules import Compared, ItemDraft
from ..texts import differences, drafts_of, texts_of

RELATED = ("pledge__unit", "pledge__year", "pledge__member", "asked_by", "agreed_by")


@dataclass(frozen=True)
class VersionLine:
    """One version with what it changed of the text before it; nothing of the first."""

    version: PledgeVersion
    before: int | None
    compared: tuple[Compared, ...]

    @property
    def items(self) -> tuple[ItemDraft, ...]:
        """Return the words of the version."""
        return drafts_of(texts_of(self.version))


def changes_for(reader) -> QuerySet[PledgeVersion]:
    """Return every version the reader may open, with what pages name."""
    return PledgeVersion.objects.visible_to(reader).select_related(*RELATED)


def versions_of(reader, pledge: Pledge) -> list[VersionLine]:
    """Return the versions of a pledge, the newest first, each beside the one in force before it; in one query."""
    found, before = [], None
    for version in changes_for(reader).filter(pledge=pledge).order_by("number"):
        number, compared = (before.number, differences(before, version)) if before else (None, ())
        found.append(VersionLine(version, number, compared))
        before = version if version.is_agreed else before
    return found[::-1]


def version_before(version: PledgeVersion) -> PledgeVersion:
    """Return the version that is or was in force before this one."""
    return version.pledge.versions.in_force().filter(number__lt=version.number).order_by("-number").first()


def running_change(reader, pledge: Pledge) -> PledgeVersion | None:
    """Return the change that is open on the pledge, if one is."""
    return changes_for(reader).running().filter(pledge=pledge).first()


def changes_waiting(reader, unit: Unit, year: Year, on: datetime.date) -> list[PledgeVersion]:
    """Return the changes the reader may agree to, cell by cell."""
    return list(changes_to_agree(reader, unit, year, on))


def changes_to_agree(reader, unit: Unit, year: Year, on: datetime.date) -> QuerySet[PledgeVersion]:
    """Return the submitted changes the reader may agree to: in a cell not its secretary's, above it only these."""
    if not reader.scope.reaches("pledge.confirm", unit.path):
        return PledgeVersion.objects.none()
    pledges = Pledge.objects.visible_to(reader).within(unit).filter(year__number=year.number)
    for_cell = unit.is_cell
    theirs = pledges.with_secretaries(on).filter(is_of_secretary=not for_cell).exclude(member=reader.member_id)
    waiting = changes_for(reader).filter(pledge__in=theirs.order_by().values("pk"), state=VersionState.SUBMITTED)
    return waiting.order_by("pledge__unit__path", "pledge__member__sort_key")
