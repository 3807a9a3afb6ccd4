"""Which document is asked for: its kind, whose, of which year, blank or filled in, and what else may be chosen."""

import datetime
import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.models import Member, Unit

from .blocks import Document, Text

NO_OPTION: Final = _("There is no choice “%(value)s” for %(name)s; choose one of: %(choices)s.")


class About(enum.StrEnum):
    """Whom a kind is about, and so what must be chosen for it."""

    MEMBER = "member"
    CELL = "cell"
    COMMITTEE = "committee"
    UNIT = "unit"  # a cell or a committee


@dataclass(frozen=True)
class Option:
    """Something to choose for a kind; the first choice holds where none is named."""

    name: str
    label: Text
    choices: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Kind:
    """A kind of document: its code, its name, whom it is about, who builds it.

    `symbol` is the type in its number (BC, QĐ, TB), empty where it is never issued under one, and `issuer` whose number
    that is: the unit's own where nothing else is said. `members` tells whose it can be made in a unit and year, for the
    kinds about members.
    """

    code: str
    label: Text
    about: About
    build: Callable[[Any, "Asked"], Document]
    symbol: str = ""
    has_blank: bool = False
    options: tuple[Option, ...] = ()
    members: Callable[[Any, Unit, int], Sequence[Member]] | None = None
    issuer: "Callable[[Asked], Unit] | None" = None

    def fits(self, unit: Unit) -> bool:
        """Say whether it can be asked for at the unit; those about members are batches there."""
        return {About.CELL: unit.is_cell, About.COMMITTEE: not unit.is_cell}.get(self.about, True)


@dataclass(frozen=True)
class Asked:
    """One document asked for; `unit` is the member's cell for a kind about members."""

    kind: Kind
    unit: Unit
    year: int
    on: datetime.date
    member: Member | None = None
    is_blank: bool = False
    options: tuple[tuple[str, str], ...] = ()

    @property
    def issuer(self) -> Unit:
        """Return the unit that issues it: a member's notice is the committee's, whoever's cell it is asked for."""
        return self.kind.issuer(self) if self.kind.issuer else self.unit

    def option(self, name: str) -> str:
        """Return what was chosen, or the first choice; raises ValidationError for a choice there is not."""
        option = next(one for one in self.kind.options if one.name == name)
        codes = [code for code, _label in option.choices]
        value = dict(self.options).get(name) or codes[0]
        if value not in codes:
            values = {"value": value, "name": option.label, "choices": ", ".join(codes)}
            raise ValidationError(NO_OPTION, "unknown_option", values)
        return value
