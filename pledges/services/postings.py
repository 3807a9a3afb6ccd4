"""The public board: setting it, agreeing to be posted and taking that back, comments, their answer, their hiding."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked, take_step
from emulation.changes import changed, facts_of
from emulation.journal import acted_for, record
from emulation.models import Account, Membership, Unit, Year
from emulation.text import clean, clean_lines

from ..models import BoardComment, BoardMember, Pledge, Posting, PublicBoard
from ..models.postings import draw_code
from ..rules import STEPS

SETTINGS = (
    "audience", "whose", "with_progress", "shows_measure", "shows_due", "shows_method", "shows_repairs",
)  # fmt: skip
CONSENT = ("agreed_to", "with_progress", "with_repairs", "on_behalf")
ON_PAPER = _("Say which paper the member has signed and where it is kept; without it nobody agrees for another.")
NOT_AGREED = _("There is no consent to withdraw: this pledge is not posted.")
NOT_POSTED = _("This pledge is not on the board now, so nothing can be said of it there.")
NOT_HERE = _("Some of those ticked are not members of this unit. Reload the page and tick again.")
NOTHING_SAID = _("Write something first.")
ANSWERED = _("This comment has been answered already; an answer is given once.")
HIDDEN = _("This comment has been hidden.")
NO_REASON = _("Say why the comment is hidden; its author and the owner of the pledge may ask.")


def set_board(*, year: Year, by: Account, version: int | None = None, **settings: Any) -> PublicBoard:
    """Say who reads the committee's board of the year, whose pledges stand on it and which parts of them.

    What is left out of `settings` stays as it was; a board nobody has set is closed.
    """
    ensure(by, "board.set", year.unit)
    with transaction.atomic():
        board = _board(year, by)
        expect_version(board, version)
        before = facts_of(board, SETTINGS)
        for name in SETTINGS:
            setattr(board, name, settings.get(name, getattr(board, name)))
        board.updated_by, board.version = by, board.version + 1
        board.full_clean(exclude=["updated_by"])
        board.save()
        record(by, "board.set", board, unit=year.unit, change=changed(before, board))
    return board


def choose_for_board(*, year: Year, unit: Unit, members: Iterable[int], by: Account) -> PublicBoard:
    """Tick the members of a unit who may stand on the board; whoever is not named is ticked no more."""
    ensure(by, "board.set", year.unit)
    here = Membership.objects.within(unit).on(timezone.localdate()).values_list("member_id", flat=True)
    wanted, known = set(members), set(here)
    if not year.unit.covers(unit) or not wanted <= known:
        raise ValidationError(NOT_HERE, "unknown_member")
    with transaction.atomic():
        board = _board(year, by)
        old = set(board.members.filter(member__in=known).values_list("member_id", flat=True))
        board.members.filter(member__in=old - wanted).delete()
        BoardMember.objects.bulk_create(BoardMember(board=board, member_id=member) for member in sorted(wanted - old))
        data = {"ticked": len(wanted - old), "left_out": len(old - wanted)}
        record(by, "board.chosen", board, unit=unit, data=data, members=sorted(old ^ wanted))
    return board


def agree_to_posting(
    *,
    pledge: Pledge,
    agreed_to: int,
    by: Account,
    with_progress: bool = False,
    with_repairs: bool = False,
    paper: str = "",
    version: int | None = None,
) -> Posting:
    """Agree that the confirmed pledge is shown to at most this audience; for another only by a paper the owner signed.

    Agreeing again changes what was agreed to. What shows is the lesser of this and the committee's setting.
    """
    ensure(by, "posting.consent", pledge)
    with transaction.atomic():
        pledge = locked(pledge)
        take_step(STEPS, "post", pledge)
        posting = Posting.objects.filter(pledge=pledge).first() or Posting(pledge=pledge, version=0)
        expect_version(posting, version)
        before = facts_of(posting, CONSENT)
        posting.agreed_to, posting.with_progress, posting.with_repairs = agreed_to, with_progress, with_repairs
        _note_paper(posting, paper, by)
        posting.agreed_at, posting.withdrawn_at, posting.version = timezone.now(), None, posting.version + 1
        posting.full_clean(exclude=["recorded_by", "pledge"])
        posting.save()
        data = {"audience": posting.agreed_to, "on_paper": posting.on_behalf}
        owner = acted_for(by, pledge.member_id)
        change = changed(before, posting)
        record(by, "posting.agreed", pledge, unit=pledge.unit, data=data, change=change, on_behalf_of=owner)
    return posting


def withdraw_posting(*, posting: Posting, by: Account, paper: str = "") -> Posting:
    """Take the consent back, at any time and without a reason; for another when the owner says so."""
    ensure(by, "posting.consent", posting.pledge)
    pledge = posting.pledge
    with transaction.atomic():
        posting = locked(posting)
        if posting.is_withdrawn:
            raise ValidationError(NOT_AGREED, "wrong_state")
        posting.withdrawn_at, posting.version = timezone.now(), posting.version + 1
        posting.save(update_fields=["withdrawn_at", "version"])
        owner, data = acted_for(by, pledge.member_id), {"paper": clean(paper)[:200]} if paper else {}
        record(by, "posting.withdrawn", pledge, unit=pledge.unit, data=data, on_behalf_of=owner)
    return posting


def comment_posting(*, posting: Posting, text: str, by: Account) -> BoardComment:
    """Say something of a posted pledge; the owner, the secretary and the committee see who did."""
    ensure(by, "posting.comment", posting)
    pledge, text = posting.pledge, clean_lines(text)
    if not text:
        raise ValidationError({"text": ValidationError(NOTHING_SAID, "no_text")})
    with transaction.atomic():
        if not Posting.objects.posted(timezone.localdate()).filter(pk=posting.pk).exists():
            raise ValidationError(NOT_POSTED, "wrong_state")
        comment = BoardComment(posting=posting, author=by, text=text, written_at=timezone.now())
        comment.clean_fields(exclude=["posting", "author"])
        comment.save()
        record(by, "posting.commented", pledge, unit=pledge.unit, data={"comment": comment.pk})
    return comment


def answer_comment(*, comment: BoardComment, answer: str, by: Account) -> BoardComment:
    """Answer a comment on the own pledge, once."""
    ensure(by, "posting.answer", comment)
    pledge, answer = comment.posting.pledge, clean_lines(answer)
    if not answer:
        raise ValidationError({"answer": ValidationError(NOTHING_SAID, "no_text")})
    with transaction.atomic():
        comment = locked(comment)
        if comment.answer:
            raise ValidationError(ANSWERED, "wrong_state")
        if comment.is_hidden:
            raise ValidationError(HIDDEN, "wrong_state")
        comment.answer, comment.answered_at = answer, timezone.now()
        comment.clean_fields(exclude=["posting", "author", "hidden_by"])
        comment.save(update_fields=["answer", "answered_at"])
        record(by, "posting.answered", pledge, unit=pledge.unit, data={"comment": comment.pk})
    return comment


def hide_comment(*, comment: BoardComment, reason: str, by: Account) -> BoardComment:
    """Take a comment off the board with a reason; the owner and whoever looks after the board still read it."""
    ensure(by, "posting.hide", comment)
    pledge, reason = comment.posting.pledge, clean(reason)
    if not reason:
        raise ValidationError({"reason": ValidationError(NO_REASON, "no_reason")})
    with transaction.atomic():
        comment = locked(comment)
        if comment.is_hidden:
            raise ValidationError(HIDDEN, "wrong_state")
        comment.hidden_at, comment.hidden_by, comment.hidden_because = timezone.now(), by, reason
        comment.clean_fields(exclude=["posting", "author", "hidden_by"])
        comment.save(update_fields=["hidden_at", "hidden_by", "hidden_because"])
        record(by, "posting.comment_hidden", pledge, unit=pledge.unit, data={"comment": comment.pk})
    return comment


def _board(year: Year, by: Account) -> PublicBoard:
    """Return the year's board under a lock, a closed one where there is none yet."""
    board, _made = PublicBoard.objects.get_or_create(year=year, defaults={"updated_by": by, "code": draw_code()})
    return locked(board)


def _note_paper(posting: Posting, paper: str, by: Account) -> None:
    """Note for another on which paper the consent rests; refuses a consent for another without one."""
    posting.recorded_by, posting.on_behalf = by, by.member_id != posting.pledge.member_id
    posting.paper = clean(paper) if posting.on_behalf else ""
    if posting.on_behalf and not posting.paper:
        raise ValidationError({"paper": ValidationError(ON_PAPER, "no_paper")})
