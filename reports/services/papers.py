"""What is to be issued, as far as it is known before it has a number: any kind of document, and the annual report."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.models import Member, Unit
from evaluations.models import RuleSet

from ..documents.asked import Asked, Kind
from ..documents.blocks import Document
from ..documents.made import built
from ..documents.paper import Stamp
from ..kinds import KINDS
from ..models import IssuedDocument
from ..renderings import paper, plain
from ..rules import read_number
from ..selectors import review_of

ANNUAL: Final = "annual"
NOT_DECIDED: Final = _("Nothing is issued before the decision: %(count)d members have no decided level yet.")
DRAFT: Final = _("Nothing is issued before the decision. Until then download the draft.")
BLANK: Final = _("A form to be filled in by hand is not issued; issue the document that is filled in.")
NO_SYMBOL: Final = _(
    "“%(document)s” is a form and carries no number, so it is not issued: print it and have it signed."
)
NOT_A_NUMBER: Final = _(
    "The number “%(number)s” is not written as a document carries it, for example 15-QĐ/ĐU, so nothing can be issued "
    "under it."
)

Make = Callable[[str, str, Stamp], tuple[bytes, Any]]


def issuable() -> dict[str, Kind]:
    """Return the kinds that are issued under a number, by code."""
    return {code: kind for code, kind in KINDS.items() if kind.symbol}


@dataclass(frozen=True)
class Paper:
    """A document before its number. `make` takes number, symbol and stamp, and returns the file and its data.

    `own` is the number it already carries from paper; `problem` why it cannot be issued now, None where it can.
    """

    kind: str
    unit: Unit
    year: int
    symbol: str
    signed_on: datetime.date
    make: Make
    rule_set: RuleSet | None = None
    member: Member | None = None
    variant: str = ""
    own: int | None = None
    members: tuple[int, ...] = ()
    problem: ValidationError | None = None

    @property
    def identity(self) -> dict[str, Any]:
        """Return what makes it the same document: issued once, and then corrected."""
        return {name: getattr(self, name) for name in ("kind", "unit", "year", "member", "variant")}

    def issued(self) -> IssuedDocument | None:
        """Return the one that holds of those issued already."""
        return IssuedDocument.objects.brief().valid().filter(**self.identity).first()


def paper_of(by: Any, asked: Asked) -> Paper:
    """Return the document of any kind as it would be issued on the day asked for, or on the day it was signed."""
    document = built(asked, by)
    if document.signed_on and document.signed_on != asked.on:
        asked = replace(asked, on=document.signed_on)
        document = built(asked, by)
    number, symbol, problem = _numbered(asked, document)
    return Paper(
        kind=asked.kind.code,
        unit=asked.issuer,
        year=asked.year,
        symbol=symbol,
        signed_on=asked.on,
        make=lambda written, signs, stamp: _made(document, written, signs, stamp),
        rule_set=_rule_set(asked.unit, asked.year) if document.rule_set else None,
        member=asked.member,
        variant=_variant(asked, document.own_number),
        own=number,
        members=document.members or ((asked.member.pk,) if asked.member else ()),
        problem=problem,
    )


def _made(document: Document, number: str, symbol: str, stamp: Stamp) -> tuple[bytes, Any]:
    head = document.letterhead and replace(document.letterhead, number=number, symbol=symbol)
    made = replace(document, letterhead=head, stamp=stamp)
    return paper.render(made), plain.as_data(made)


def _numbered(asked: Asked, document: Document) -> tuple[int | None, str, ValidationError | None]:
    """Return its own number, its symbol, and what stands against issuing it."""
    values = {"document": asked.kind.label, "number": document.own_number}
    symbol = document.letterhead.symbol if document.letterhead else ""
    if not asked.kind.symbol or not symbol:
        return None, "", ValidationError(NO_SYMBOL, "no_symbol", values)
    if document.is_blank:
        return None, symbol, ValidationError(BLANK, "blank")
    if document.is_draft:
        return None, symbol, _draft(document)
    if not document.own_number:
        return None, symbol, None
    found = read_number(document.own_number)
    return (*found, None) if found else (None, symbol, ValidationError(NOT_A_NUMBER, "not_a_number", values))


def _draft(document: Document) -> ValidationError:
    sentences = [ValidationError(DRAFT, "draft")]
    if document.draft_note:
        sentences.append(ValidationError(str(document.draft_note), "draft"))
    return ValidationError(sentences)


def _variant(asked: Asked, own_number: str) -> str:
    """Return what else was chosen, beyond the usual choices, and the number it carries: two decisions are two."""
    usual = {one.name: one.choices[0][0] for one in asked.kind.options}
    chosen = sorted((name, value) for name, value in asked.options if name in usual and value != usual[name])
    return " ".join([*(f"{name}={value}" for name, value in chosen), *([own_number] if own_number else [])])


def _rule_set(unit: Unit, year: int) -> RuleSet | None:
    campaign = review_of(unit, year)
    return campaign.rule_set if campaign else None
