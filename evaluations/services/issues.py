"""Issues the committee suggests for the review (QĐ 366-QĐ/TW Art. 7): suggested, withdrawn, explained."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked
from emulation.journal import acted_for, record
from emulation.models import Account
from emulation.text import clean, clean_lines

from ..models import SuggestedIssue
from .comments import About, link, refuse_long, step_of

NO_ISSUE = _("Write down what is to be explained.")
NO_EXPLANATION = _("Write the explanation: what happened, why, and whose responsibility it is.")
NO_REASON = _("Write why it is withdrawn; whoever was asked reads it.")
GONE = _("This issue has been withdrawn; nothing is to be explained any more. Reload the page.")


def suggest_issue(*, about: About, text: str, document: str = "", by: Account) -> SuggestedIssue:
    """Ask a member or a cell to explain something at the review; possible until the cell has proposed."""
    ensure(by, "issue.suggest", about)
    text, document = clean_lines(text), clean(document)
    _refuse("text", text, NO_ISSUE)
    with transaction.atomic():
        step_of(about, "suggest_issue")
        issue = SuggestedIssue(text=text, document=document, suggested_by_id=by.pk, **link(about))
        issue.full_clean()
        issue.save()
        record(by, "issue.suggested", issue, unit=about.unit, data={"text": text, "document": document})
    return issue


def withdraw_issue(*, issue: SuggestedIssue, reason: str, by: Account) -> SuggestedIssue:
    """Take an issue back with a reason; what was explained meanwhile stays readable."""
    ensure(by, "issue.suggest", issue)
    reason = clean(reason)[:300]
    _refuse("reason", reason, NO_REASON)
    with transaction.atomic():
        step_of(issue.about, "withdraw_issue")
        issue = locked(issue)
        _refuse_gone(issue)
        issue.withdrawn_at, issue.withdraw_reason = timezone.now(), reason
        issue.save(update_fields=["withdrawn_at", "withdraw_reason"])
        record(by, "issue.withdrawn", issue, unit=issue.unit, data={"reason": reason})
    return issue


def explain_issue(*, issue: SuggestedIssue, text: str, version: int | None = None, by: Account) -> SuggestedIssue:
    """Explain an issue, or change the explanation until the cell has proposed; the journal keeps the one before."""
    ensure(by, "issue.explain", issue)
    text = clean_lines(text)
    _refuse("text", text, NO_EXPLANATION)
    with transaction.atomic():
        step_of(issue.about, "explain_issue")
        issue = locked(issue)
        _refuse_gone(issue)
        expect_version(issue, version)
        data = {"explanation": text, "before": issue.explanation}
        issue.explanation, issue.explained_by_id, issue.explained_at = text, by.pk, timezone.now()
        issue.version += 1
        issue.save(update_fields=["explanation", "explained_by", "explained_at", "version"])
        for_whom = acted_for(by, issue.member_id)
        record(by, "issue.explained", issue, unit=issue.unit, data=data, on_behalf_of=for_whom)
    return issue


def _refuse(field: str, text: str, message: str) -> None:
    if not text:
        raise ValidationError({field: [message]})
    refuse_long(field, text)


def _refuse_gone(issue: SuggestedIssue) -> None:
    if issue.withdrawn_at:
        raise ValidationError(GONE, "wrong_state")
