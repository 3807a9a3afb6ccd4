"""Issuing: a document goes out once, under a number, and is kept as it went; a correction is a new one that names it.

The file is made before the transaction, under the number that is next; the lock is held only while it is written down.
"""

import datetime
import hashlib
import secrets
from dataclasses import replace
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
from emulation.models import Account, Unit
from emulation.text import clean
from evaluations.models import RuleSet

from ..documents import AnnualReport, annual_document, build_annual_report
from ..documents.head import day_line
from ..documents.paper import Stamp
from ..layout import LANGUAGE
from ..models import DocumentKind, IssuedDocument, NumberSeries
from ..renderings import paper, plain
from ..rules import CODE_LENGTH, CODE_LETTERS, term_of, written_number
from ..selectors import campaigns_for, members_named, parent_of

NOT_DECIDED: Final = _("Nothing is issued before the decision: %(count)d members have no decided level yet.")
DRAFT: Final = _("Nothing is issued before the decision. Until then download the draft.")
IN_FUTURE: Final = _("A document cannot be dated after today. Correct the date.")
BEFORE_REVIEW: Final = _("The document is dated before the year it reports on. Correct the date.")
ISSUED: Final = _("This report has been issued already, as number %(number)s. Issue a correction of that one.")
SUPERSEDED: Final = _("Number %(number)s has been corrected already. Correct the newest one instead.")
OTHER_DOCUMENT: Final = _("Number %(number)s is the report of another unit or year.")
NO_REASON: Final = _("Write what is corrected and why; it is printed on the correction.")
NUMBER_TAKEN: Final = _("Another document has taken the number meanwhile. Nothing was issued; try again.")
BELOW_ISSUED: Final = _("Number %(number)s has been used here already; the next one must be above it.")


def issue_report(
    *, unit: Unit, year: int, signed_on: datetime.date, by: Account, corrects: IssuedDocument | None = None, reason=""
) -> IssuedDocument:
    """Issue the annual report under the next number of the unit's term; refuses what is not decided."""
    ensure(by, "document.issue", unit)
    reason = clean(reason)
    with translation.override(LANGUAGE):
        report = build_annual_report(by, unit, year, timezone.localdate())
        _refuse(unit, report, signed_on, corrects, reason)
        series = _series(unit, signed_on, report.letterhead.symbol)
        made = _made(unit, report, signed_on, number=series.last + 1, corrects=corrects, reason=reason)
    with transaction.atomic():
        made.term, made.issued_by, made.issued_at = series.term, by, timezone.now()
        _take_number(series, made)
        made.full_clean(exclude=["content"])
        made.save()
        data = {"number": made.full_number, "code": made.code, "sha256": made.sha256, "corrects": made.replaces_id}
        record(by, "document.issued", made, unit=unit, data=data, members=members_named(unit, year))
    return made


def take_document(*, document: IssuedDocument, by: Any) -> bytes:
    """Return the bytes as they were issued; who takes them out is journaled."""
    ensure(by, "report.export", document.unit)
    members = members_named(document.unit, document.year)
    with transaction.atomic():
        record(by, "document.taken", document, unit=document.unit, data={"code": document.code}, members=members)
    return bytes(document.content)


def set_last_number(*, unit: Unit, signed_on: datetime.date, symbol: str, last: int, by: Account) -> NumberSeries:
    """Say which number was the last on paper in the term of the day, so that the next issued one follows it."""
    ensure(by, "document.issue", unit)
    with transaction.atomic():
        series = locked(_series(unit, signed_on, symbol))
        issued = IssuedDocument.objects.filter(unit=unit, term=series.term, symbol=symbol)
        highest = max(issued.values_list("number", flat=True), default=0)
        if last < highest:
            raise ValidationError({"last": _refusal(BELOW_ISSUED, number=written_number(highest, symbol))})
        before, series.last = series.last, last
        series.full_clean()
        series.save(update_fields=["last"])
        record(by, "document.number_set", series, unit=unit, data={"before": before, "last": last, "symbol": symbol})
    return series


def address_of(code: str) -> str:
    """Return the page that says whether the document of the code is genuine."""
    return urljoin(settings.SITE_URL, reverse("reports:verify", args=[code]))


def _refuse(unit: Unit, report: AnnualReport, signed_on: datetime.date, corrects, reason: str) -> None:
    if report.undecided:
        raise _refusal(NOT_DECIDED, count=report.undecided)
    if report.is_draft:
        raise ValidationError(DRAFT, "draft")
    if signed_on > timezone.localdate():
        raise ValidationError({"signed_on": IN_FUTURE})
    if signed_on.year < report.year:
        raise ValidationError({"signed_on": BEFORE_REVIEW})
    if corrects is None:
        _refuse_twice(unit, report.year)
    else:
        _refuse_correction(unit, report.year, corrects, reason)


def _refuse_twice(unit: Unit, year: int) -> None:
    known = IssuedDocument.objects.brief().valid().filter(kind=DocumentKind.ANNUAL, unit=unit, year=year).first()
    if known:
        raise _refusal(ISSUED, number=known.full_number)


def _refuse_correction(unit: Unit, year: int, corrects: IssuedDocument, reason: str) -> None:
    if (corrects.unit_id, corrects.year) != (unit.pk, year):
        raise _refusal(OTHER_DOCUMENT, number=corrects.full_number)
    if corrects.is_superseded:
        raise _refusal(SUPERSEDED, number=corrects.full_number)
    if not reason:
        raise ValidationError({"reason": NO_REASON})


def _series(unit: Unit, signed_on: datetime.date, symbol: str) -> NumberSeries:
    return NumberSeries.objects.get_or_create(unit=unit, term=term_of(signed_on), symbol=symbol)[0]


def _made(unit: Unit, report: AnnualReport, signed_on: datetime.date, *, number: int, corrects, reason: str):
    """Return the document with its file, not saved: numbered, dated, with the code it is checked by."""
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    report = _stamped(unit, report, signed_on, number, Stamp(code, address_of(code), str(corrects or ""), reason))
    document = annual_document(report, unit)
    content = paper.render(document)
    return IssuedDocument(
        kind=DocumentKind.ANNUAL,
        unit=unit,
        year=report.year,
        rule_set=_rule_set(unit, report.year),
        symbol=report.letterhead.symbol,
        number=number,
        signed_on=signed_on,
        code=code,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        data=plain.as_data(document),
        replaces=corrects,
        reason=reason,
    )


def _stamped(unit: Unit, report: AnnualReport, signed_on: datetime.date, number: int, stamp: Stamp) -> AnnualReport:
    symbol = report.letterhead.symbol
    head = replace(
        report.letterhead,
        number=written_number(number, symbol).removesuffix(symbol),
        place_and_day=day_line(unit, parent_of(unit, unit), signed_on),
    )
    return replace(report, letterhead=head, stamp=stamp)


def _rule_set(unit: Unit, year: int) -> RuleSet:
    return next(found.rule_set for found in campaigns_for(unit) if found.year.number == year)


def _take_number(series: NumberSeries, made: IssuedDocument) -> None:
    """Let the series go on by one; refuses when another document has been quicker."""
    series = locked(series)
    if series.last + 1 != made.number:
        raise ValidationError(NUMBER_TAKEN, "number_taken")
    series.last = made.number
    series.save(update_fields=["last"])


def _refusal(sentence: Any, **values: object) -> ValidationError:
    return ValidationError(sentence, "refused", values)
