"""What a job is to make, as plain JSON, and read back from it: nothing but keys, codes, days and choices."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from emulation.models import Unit

from ..documents.asked import Asked, Kind
from ..kinds import kind_of
from ..kinds.asking import Wish, asked_for
from ..layout import LANGUAGE
from ..models import Job

LONGEST = 300


@dataclass(frozen=True)
class Batch:
    """A document of a kind for every member of a unit, as one archive (zip) or one document (pdf)."""

    kind: Kind
    unit: Unit
    year: int
    on: datetime.date
    is_blank: bool = False
    options: tuple[tuple[str, str], ...] = ()

    def of(self, cell: Unit, member: Any) -> Asked:
        """Return the document of one member of a cell of the unit."""
        return Asked(self.kind, cell, self.year, self.on, member, self.is_blank, self.options)


def plain(asked: Asked | Batch, as_: str) -> dict[str, Any]:
    """Return what is asked for as it is kept."""
    member = getattr(asked, "member", None)
    return {
        "kind": asked.kind.code,
        "unit": asked.unit.pk,
        "year": asked.year,
        "on": asked.on.isoformat(),
        "member": member.pk if member else None,
        "blank": asked.is_blank,
        "options": [list(option) for option in asked.options],
        "as": as_,
    }


def title_of(asked: Asked | Batch) -> str:
    """Return what a reader calls it, in the language of the documents."""
    member = getattr(asked, "member", None)
    with translation.override(LANGUAGE):
        values = {"document": asked.kind.label, "unit": asked.unit.name, "year": asked.year, "member": member}
        if isinstance(asked, Batch):
            return (_("%(document)s of all members – %(unit)s – %(year)s") % values)[:LONGEST]
        if member:
            return (_("%(document)s – %(member)s – %(year)s") % values)[:LONGEST]
        return (_("%(document)s – %(unit)s – %(year)s") % values)[:LONGEST]


def asked_of(job: Job, by: Any) -> Asked:
    """Return the document a job is to make; raises ValidationError for what is not there (any more)."""
    kept = job.parameters
    wish = Wish(kept["year"], _day(kept), kept["member"], kept["blank"], _options(kept))
    return asked_for(by, kind_of(kept["kind"]), job.unit, wish)


def batch_of(job: Job) -> Batch:
    """Return the batch a job is to make."""
    kept = job.parameters
    return Batch(kind_of(kept["kind"]), job.unit, kept["year"], _day(kept), kept["blank"], _options(kept))


def _day(kept: Mapping[str, Any]) -> datetime.date:
    return datetime.date.fromisoformat(kept["on"])


def _options(kept: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in kept["options"])
