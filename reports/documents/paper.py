"""What makes a document a Party document: its head, its legal bases, its signature, the stamp it is checked by."""

import datetime
from dataclasses import dataclass


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
