"""Posters for the wall and for the counter; taking one out is journaled."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.journal import record
from emulation.models import Unit
from pledges.models import Posting, PublicBoard, Survey
from pledges.selectors import board_for, shown

from ..documents.posters import SIZES, board_poster, survey_poster
from ..layout import LANGUAGE, lay_out

ENDED = _("This survey has ended; a poster would lead to nothing.")
NOTHING_POSTED = _("Nothing is posted there now, so there is nothing to print.")
UNKNOWN_SIZE = _("There is no such size of paper; choose one of: %(sizes)s.")


def export_board_poster(*, board: PublicBoard, unit: Unit, address: str, by: Any, size: str = "A3") -> bytes:
    """Return what the board shows of a unit, with a code that leads to it, for the wall; journaled."""
    ensure(by, "poster.export", unit)
    found = board_for(by, board, timezone.localdate()).filter(pledge__unit__path__startswith=unit.path)
    return _poster(board, unit, list(found), address, size, by)


def export_pledge_poster(*, posting: Posting, address: str, by: Any, size: str = "A4") -> bytes:
    """Return one posted pledge with a code that leads to it, for the wall; journaled."""
    ensure(by, "poster.export", posting.unit)
    board = posting.pledge.year.public_board
    found = board_for(by, board, timezone.localdate()).filter(pk=posting.pk)
    return _poster(board, posting.unit, list(found), address, size, by)


def export_survey_poster(*, survey: Survey, address: str, by: Any, size: str = "A4") -> bytes:
    """Return a survey's code for the counter; journaled."""
    ensure(by, "poster.export", survey.unit)
    if survey.is_over(timezone.localdate()):
        raise ValidationError(ENDED, "wrong_state")
    content = lay_out("reports/print/survey_poster.html", report=survey_poster(survey, address, _size(size)))
    with transaction.atomic():
        record(by, "poster.exported", survey, unit=survey.unit, data={"size": size})
    return content


def _poster(board: PublicBoard, unit: Unit, postings: list[Posting], address: str, size: str, by: Any) -> bytes:
    if not postings:
        raise ValidationError(NOTHING_POSTED, "wrong_state")
    with translation.override(LANGUAGE):
        document = board_poster(unit, board.year.number, shown(board, postings), address, _size(size))
        content = lay_out("reports/print/board_poster.html", report=document)
    with transaction.atomic():
        members = [posting.member_id for posting in postings]
        data = {"size": size, "members": len(members)}
        record(by, "poster.exported", board, unit=unit, data=data, members=members)
    return content


def _size(size: str) -> str:
    if size not in SIZES:
        raise ValidationError(UNKNOWN_SIZE, "unknown_size", {"sizes": ", ".join(SIZES)})
    return size
