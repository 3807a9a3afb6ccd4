"""The half-year review of a pledge: written by the member or on the member's behalf, commented on by the cell."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked, take_step
from emulation.journal import acted_for, record
from emulation.models import Account
from emulation.text import clean_lines

from ..models import HalfYearLine, HalfYearReview, Pledge
from ..rules import STEPS, half_year_begins
from .check_ins import NOTHING_SAID
from .lines import HalfLine, checked_rows

TOO_EARLY = _("The half-year review begins on %(day)s; write it from then on.")


def write_half_year(
    *, pledge: Pledge, lines: Mapping[int, HalfLine], by: Account, word: str = "", version: int | None = None
) -> HalfYearReview:
    """Say how each item stands at mid-year, as {item id: HalfLine}; written again, it takes the place of the first.

    `version` is that of the review the caller has read, 0 where there was none.
    """
    ensure(by, "pledge.check_in", pledge)
    with transaction.atomic():
        pledge = locked(pledge)
        take_step(STEPS, "check_in", pledge)
        _demand_begun(pledge)
        rows = checked_rows(pledge, lines, HalfYearLine)
        written = HalfYearReview.objects.select_for_update(of=("self",)).filter(pledge=pledge)
        review = written.first() or HalfYearReview(pledge=pledge, version=0)
        expect_version(review, version)
        review.version += 1
        review.recorded_by_id, review.on_behalf = by.pk, by.member_id != pledge.member_id
        review.word, review.sent_at = clean_lines(word), timezone.now()
        review.clean_fields(exclude=["pledge", "recorded_by", "commented_by"])
        review.save()
        review.lines.filter(item__removed_in=None).delete()  # what was said of an item given up since stays
        HalfYearLine.objects.bulk_create(_of(review, row) for row in rows)
        data = {"confidence": {str(row.item.position): row.confidence for row in rows}}
        for_whom = acted_for(by, pledge.member_id)
        record(by, "pledge.half_year_written", pledge, unit=pledge.unit, data=data, on_behalf_of=for_whom)
    return review


def comment_half_year(
    *, review: HalfYearReview, comment: str, by: Account, version: int | None = None
) -> HalfYearReview:
    """Say something on a half-year review."""
    ensure(by, "pledge.comment", review.pledge)
    pledge, comment = review.pledge, clean_lines(comment)
    if not comment:
        raise ValidationError(NOTHING_SAID, "no_comment")
    with transaction.atomic():
        review = locked(review)
        expect_version(review, version)
        review.comment, review.commented_by_id, review.commented_at = comment, by.pk, timezone.now()
        review.version += 1
        review.clean_fields(exclude=["pledge", "recorded_by", "commented_by"])
        review.save(update_fields=["comment", "commented_by", "commented_at", "version"])
        record(by, "pledge.half_year_commented", pledge, unit=pledge.unit)
    return review


def _demand_begun(pledge: Pledge) -> None:
    first = half_year_begins(pledge.year.number)
    if timezone.localdate() < first:
        raise ValidationError(TOO_EARLY, "too_early", {"day": first.strftime("%d/%m/%Y")})


def _of(review: HalfYearReview, row: HalfYearLine) -> HalfYearLine:
    row.review = review
    return row
