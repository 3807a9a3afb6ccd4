"""What makes a document a Party document: how it looks, its head, its legal bases, its signature, its stamp."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NEW_TONE = "NEW"  # UỶ; else ỦY


@dataclass(frozen=True)
class Look:
    """How a document is set (HD 05-HD/VPTW): margins and first line in mm, sizes and exact line spacing in pt."""

    margin_top: int = 20
    margin_bottom: int = 20
    margin_left: int = 30
    margin_right: int = 15
    head_size: int = 14
    title_size: int = 16
    body_size: int = 14
    first_line: int = 10
    line_spacing: int = 19
    recipients_size: int = 12
    has_page_number: bool = True
    page_number_size: int = 13


USUAL_LOOK = Look()


@dataclass(frozen=True)
class Wording:
    """Who signs and who gets documents of one type; what is empty follows from the unit."""

    on_behalf: str = ""
    post: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How the documents of one unit are set and worded. `words` and what follows it are the unit's own alone."""

    look: Look = USUAL_LOOK
    tone_style: str = "OLD"
    place: str = ""
    upper_body: str = ""
    issuing_body: str = ""
    abbreviation: str = ""
    words: Wording = field(default_factory=Wording)
    by_type: Mapping[str, Wording] = field(default_factory=lambda: MappingProxyType({}))

    def wording(self, symbol: str) -> Wording:
        """Return who signs and gets documents of the type: what the type leaves open is as for all."""
        own = self.by_type.get(symbol, Wording())
        return Wording(
            own.on_behalf or self.words.on_behalf,
            own.post or self.words.post,
            own.signer or self.words.signer,
            own.recipients or self.words.recipients,
        )


DEFAULT_LAYOUT = Layout()


@dataclass(frozen=True)
class Letterhead:
    """The head of a Party document; the number is written in by the office."""

    upper_body: str
    issuing_body: str
    symbol: str
    place_and_day: str
    number: str = ""


@dataclass(frozen=True)
class Stamp:
    """By what an issued document is found again: a short code, and the address that says whether it is genuine."""

    code: str
    address: str
    corrects: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Signature:
    """T/M, post, name; the name is empty where it is not certain who signs. `note`: a line such as (sign, name)."""

    on_behalf: str
    post: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Basis:
    """A document the report rests on."""

    number: str
    issued_on: datetime.date
    issuer: str
    title: str
    citation: str
