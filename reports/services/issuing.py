"""Issuing: a document goes out once, under a number, and is kept as it went; a correction is a new one that names it.

The file is made before the transaction, under the number that is next; the lock is held only while it is written down.
"""

import datetime
import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account, JournalMember, Unit
from emulation.text import clean

from ..documents.asked import Asked
from ..documents.paper import Stamp
from ..layout import LANGUAGE
from ..models import IssuedDocument, NumberSeries
from ..rules import CODE_LENGTH, CODE_LETTERS, term_of, written_number
from ..signing import signed
from .papers import Paper, paper_of

IN_FUTURE: Final = _("A document cannot be dated after today. Correct the date.")
BEFORE_REVIEW: Final = _("The document is dated before the year it reports on. Correct the date.")
ISSUED: Final = _("This report has been issued already, as number %(number)s. Issue a correction of that one.")
SUPERSEDED: Final = _("Number %(number)s has been corrected already. Correct the newest one instead.")
OTHER_DOCUMENT: Final = _("Number %(number)s is the report of another unit or year.")
NO_REASON: Final = _("Write what is corrected and why; it is printed on the correction.")
NUMBER_TAKEN: Final = _("Another document has taken the number meanwhile. Nothing was issued; try again.")
OWN_TAKEN: Final = _(
    "Another document has been issued as number %(number)s already. Correct the number where it stands."
)
BELOW_ISSUED: Final = _("Number %(number)s has been used here already; the next one must be above it.")


@dataclass(frozen=True)
class Plan:
    """What issuing would do: the number and the date it would take, what it would correct, why it cannot."""

    number: str
    signed_on: datetime.date
    is_own: bool
    corrects: IssuedDocument | None
    problems: tuple[str, ...]


def plan_document(*, asked: Asked, by: Account) -> Plan:
    """Tell under which number and date a document would be issued now, and what stands in the way; writes nothing."""
    ensure(by, "document.issue", asked.issuer)
    with translation.override(LANGUAGE):
        try:
            paper = paper_of(by, asked)
        except ValidationError as refused:
            return Plan("", asked.on, False, None, tuple(refused.messages))
        known = paper.issued()
        number, is_own = _number(paper, known)
        problems = tuple(paper.problem.messages) if paper.problem else ()
    return Plan(written_number(number, paper.symbol) if paper.symbol else "", paper.signed_on, is_own, known, problems)


def issue_document(
    *, asked: Asked, signed_on: datetime.date, by: Account, corrects: IssuedDocument | None = None, reason: str = ""
) -> IssuedDocument:
    """Issue a document of any kind that has a number: the next of its type in the unit's term, or its own from paper.

    Refuses drafts, blank forms, dates that cannot be, and what has been issued already.
    """
    ensure(by, "document.issue", asked.issuer)
    with translation.override(LANGUAGE):
        paper = paper_of(by, replace(asked, on=signed_on))
        made = _made(paper, corrects, clean(reason))
    with transaction.atomic():
        series = _series(made)
        made.issued_by, made.issued_at = by, timezone.now()
        _take_number(series, made, is_own=paper.own is not None and corrects is None)
        made.full_clean(exclude=["content"])
        made.save()
        data = {"kind": made.kind, "number": made.full_number, "code": made.code, "sha256": made.sha256}
        data["corrects"] = made.replaces_id
        record(by, "document.issued", made, unit=made.unit, data=data, members=paper.members)
    return made


def take_document(*, document: IssuedDocument, by: Any) -> bytes:
    """Return the bytes as they were issued; who takes them out is journaled."""
    ensure(by, "document.export", document)
    named = JournalMember.objects.filter(entry__verb="document.issued", entry__subject_id=document.pk)
    members = list(named.values_list("member_id", flat=True))
    with transaction.atomic():
        record(by, "document.taken", document, unit=document.unit, data={"code": document.code}, members=members)
    return bytes(document.content)


def set_last_number(*, unit: Unit, signed_on: datetime.date, symbol: str, last: int, by: Account) -> NumberSeries:
    """Say which number was the last on paper in the term of the day, so that the next issued one follows it."""
    ensure(by, "document.issue", unit)
    with transaction.atomic():
        key = {"unit": unit, "term": term_of(signed_on), "symbol": symbol}
        series = locked(NumberSeries.objects.get_or_create(**key)[0])
        of_type = IssuedDocument.objects.filter(unit=unit, term=series.term, symbol__startswith=type_of(symbol))
        highest = max(of_type.values_list("number", flat=True), default=0)
        if last < highest:
            raise ValidationError({"last": _refusal(BELOW_ISSUED, number=written_number(highest, symbol))})
        before, series.last = series.last, last
        series.full_clean()
        series.save(update_fields=["last"])
        record(by, "document.number_set", series, unit=unit, data={"before": before, "last": last, "symbol": symbol})
    return series


def type_of(symbol: str) -> str:
    """Return the part of a symbol that is numbered through: of "-BC/ĐU" "-BC/", whatever the body is called."""
    return f"{symbol.partition('/')[0]}/"


def address_of(code: str) -> str:
    """Return the page that says whether the document of the code is genuine."""
    return urljoin(settings.SITE_URL, reverse("reports:verify", args=[code]))


def _made(paper: Paper, corrects: IssuedDocument | None, reason: str) -> IssuedDocument:
    """Return the document with its file, not saved: numbered, dated, with the code it is checked by; or refuse."""
    _refuse(paper, corrects, reason)
    number, _is_own = _number(paper, corrects)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    written = written_number(number, paper.symbol).removesuffix(paper.symbol)
    content, data = paper.make(written, paper.symbol, Stamp(code, address_of(code), str(corrects or ""), reason))
    content = signed(content)
    return IssuedDocument(
        **paper.identity,
        rule_set=paper.rule_set,
        term=term_of(paper.signed_on),
        symbol=paper.symbol,
        number=number,
        signed_on=paper.signed_on,
        code=code,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        data=data,
        replaces=corrects,
        reason=reason,
    )


def _refuse(paper: Paper, corrects: IssuedDocument | None, reason: str) -> None:
    if paper.problem:
        raise paper.problem
    if paper.signed_on > timezone.localdate():
        raise ValidationError({"signed_on": IN_FUTURE})
    if paper.signed_on.year < paper.year:
        raise ValidationError({"signed_on": BEFORE_REVIEW})
    if corrects is None:
        if known := paper.issued():
            raise _refusal(ISSUED, number=known.full_number)
    else:
        _refuse_correction(paper, corrects, reason)


def _refuse_correction(paper: Paper, corrects: IssuedDocument, reason: str) -> None:
    if any(getattr(corrects, name) != value for name, value in paper.identity.items()):
        raise _refusal(OTHER_DOCUMENT, number=corrects.full_number)
    if corrects.is_superseded:
        raise _refusal(SUPERSEDED, number=corrects.full_number)
    if not reason:
        raise ValidationError({"reason": NO_REASON})


def _number(paper: Paper, corrects: IssuedDocument | None) -> tuple[int, bool]:
    """Return the number it takes, and whether it is its own from paper; a correction has a new one of the series."""
    if paper.own is not None and corrects is None:
        return paper.own, True
    return last_number(paper.unit, paper.symbol, paper.signed_on) + 1, False


def last_number(unit: Unit, symbol: str, day: datetime.date) -> int:
    """Return the last number of the type the unit has used in the term of the day, 0 where none has been."""
    found = NumberSeries.objects.filter(unit=unit, term=term_of(day), symbol=symbol)
    return found.values_list("last", flat=True).first() or 0


def _series(made: IssuedDocument) -> NumberSeries:
    return NumberSeries.objects.get_or_create(unit=made.unit, term=made.term, symbol=made.symbol)[0]


def _take_number(series: NumberSeries, made: IssuedDocument, *, is_own: bool) -> None:
    """Let the series go on; refuses when another document has been quicker, or carries the number already."""
    series = locked(series)
    if is_own:
        taken = IssuedDocument.objects.filter(unit=made.unit, term=made.term, symbol=made.symbol, number=made.number)
        if taken.exists():
            raise ValidationError(OWN_TAKEN, "number_taken", {"number": made.full_number})
    elif series.last + 1 != made.number:
        raise ValidationError(NUMBER_TAKEN, "number_taken")
    series.last = max(series.last, made.number)
    series.save(update_fields=["last"])


def _refusal(sentence: Any, **values: object) -> ValidationError:
    return ValidationError(sentence, "refused", values)
