"""Pages of what others write about a member or a cell, and of the issues the committee wants explained."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can, ensure
from emulation.models import Unit
from emulation.web import act, act_with

from ..forms.comments import (
    DutyForm,
    IssueExplanationForm,
    IssueForm,
    WaiverForm,
    WrittenCommentForm,
)
from ..models import Assessment, Campaign, CellReview
from ..selectors.comments import (
    comment_board,
    comments_for,
    duty_board,
    issues_for,
    missing_in_cell,
    records_for_comments,
)
from ..selectors.reviews import committee_campaigns, reviews_in_full
from ..services.comments import record_comment, require_comments, waive_comment, withdraw_comment
from ..services.issues import explain_issue, suggest_issue, withdraw_issue


@dataclass(frozen=True)
class Subject:
    """Whom the page is about, and the routes around it."""

    about: Assessment | CellReview
    name: str
    back: str
    route: str  # prefix of the routes: assessment or rating

    def to(self, page: str) -> str:
        return reverse(f"evaluations:{self.route}-{page}", args=[self.about.pk])

    @property
    def comments_url(self) -> str:
        return self.to("comments")

    @property
    def waive_url(self) -> str:
        return self.to("comment-waive")

    @property
    def issues_url(self) -> str:
        return self.to("issues")


def _member(request: HttpRequest, pk: int) -> Subject:
    assessment = get_object_or_404(records_for_comments(request.user), pk=pk)
    is_own = request.user.member_id == assessment.member_id
    name = "evaluations:assessment" if is_own else "evaluations:person"
    is_seen = is_own or Assessment.objects.visible_to(request.user).filter(pk=pk).exists()
    back = reverse(name, args=[pk]) if is_seen else reverse("evaluations:board")
    return Subject(assessment, assessment.member.full_name, back, "assessment")


def _cell(request: HttpRequest, pk: int) -> Subject:
    review = get_object_or_404(reviews_in_full(request.user), pk=pk)
    return Subject(review, str(review.unit), reverse("evaluations:rating", args=[pk]), "rating")


def _subject_of(request: HttpRequest, about: Assessment | CellReview) -> Subject:
    return (_member if isinstance(about, Assessment) else _cell)(request, about.pk)


def _page(find: Callable[[HttpRequest, int], Subject], show: Callable[[HttpRequest, Subject], HttpResponse]):
    """Return the view of one page for whom `find` finds."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return show(request, find(request, pk))

    return require_http_methods(["GET", "POST"])(view)


def _comments(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Read what has been written; add to it."""
    form = WrittenCommentForm(request.POST or None, request.FILES or None)

    def keep(**values):
        return record_comment(about=subject.about, by=request.user, **values)

    if request.method == "POST" and act_with(request, form, keep, _("The comment has been written down.")):
        return redirect(subject.comments_url)
    return _show_comments(request, subject, form=form)


def _waive(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Do without a comment."""
    form = WaiverForm(request.POST or None)

    def keep(**values):
        return waive_comment(about=subject.about, by=request.user, **values)

    if request.method == "POST" and act_with(request, form, keep, _("It is noted with your name and the reason.")):
        return redirect(subject.comments_url)
    return _show_comments(request, subject, waiver=form)


def _show_comments(request: HttpRequest, subject: Subject, **forms) -> HttpResponse:
    context = {
        "subject": subject,
        "board": comment_board(request.user, subject.about),
        "form": WrittenCommentForm(),
        "waiver": WaiverForm(),
        "is_waiving": "waiver" in forms,
    } | forms
    return render(request, "evaluations/comments.html", context)


def _issues(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Read the issues suggested; suggest another."""
    form = IssueForm(request.POST or None)

    def keep(**values):
        return suggest_issue(about=subject.about, by=request.user, **values)

    done = _("The issue has been suggested; it must be explained before the cell proposes.")
    if request.method == "POST" and act_with(request, form, keep, done):
        return redirect(subject.issues_url)
    issues = issues_for(request.user).of(subject.about)
    context = {
        "subject": subject,
        "form": form,
        "issues": issues,
        "can_suggest": can(request.user, "issue.suggest", subject.about),
        "can_explain": can(request.user, "issue.explain", subject.about),
    }
    return render(request, "evaluations/issues.html", context)


comments, comment_waive, issues = _page(_member, _comments), _page(_member, _waive), _page(_member, _issues)
cell_comments, cell_comment_waive, cell_issues = _page(_cell, _comments), _page(_cell, _waive), _page(_cell, _issues)


@require_POST
def comment_withdraw(request, pk: int):
    """Withdraw a comment entered by mistake."""
    comment = get_object_or_404(comments_for(request.user), pk=pk)
    reason = request.POST.get("reason", "")
    done = _("The comment has been withdrawn; that it was there stays readable.")
    act(request, lambda: withdraw_comment(comment=comment, reason=reason, by=request.user), done)
    return redirect(_subject_of(request, comment.about).comments_url)


@require_http_methods(["GET", "POST"])
def issue_explain(request, pk: int):
    """Explain one issue, or change the explanation."""
    issue = get_object_or_404(issues_for(request.user), pk=pk)
    ensure(request.user, "issue.explain", issue)
    form = IssueExplanationForm(request.POST or None, initial={"text": issue.explanation, "version": issue.version})
    subject = _subject_of(request, issue.about)

    def keep(**values):
        return explain_issue(issue=issue, by=request.user, **values)

    if request.method == "POST" and act_with(request, form, keep, _("The explanation has been saved.")):
        return redirect(subject.issues_url)
    return render(request, "evaluations/issue_explain.html", {"issue": issue, "form": form, "subject": subject})


@require_POST
def issue_withdraw(request, pk: int):
    """Take an issue back."""
    issue = get_object_or_404(issues_for(request.user), pk=pk)
    reason = request.POST.get("reason", "")
    done = _("The issue has been withdrawn; nothing need be explained any more.")
    act(request, lambda: withdraw_issue(issue=issue, reason=reason, by=request.user), done)
    return redirect(_subject_of(request, issue.about).issues_url)


@require_http_methods(["GET", "POST"])
def comment_duties(request, pk: int):
    """Which comments must be there in the committee's cells, and which cells lack some."""
    campaign = get_object_or_404(committee_campaigns(request.user), pk=pk)
    form = DutyForm(request.POST or None, units=_units(campaign))

    def keep(**values):
        return require_comments(campaign=campaign, by=request.user, **values)

    done = _("Saved. It holds from now on, for what has not been proposed yet.")
    if request.method == "POST" and act_with(request, form, keep, done):
        return redirect("evaluations:comment-duties", pk)
    context = {
        "campaign": campaign,
        "board": duty_board(campaign),
        "form": form,
        "can_require": can(request.user, "comment.require", campaign),
    }
    return render(request, "evaluations/comment_duties.html", context)


def _units(campaign: Campaign):
    """The committee first, then its cells."""
    return Unit.objects.filter(Q(pk=campaign.unit.pk) | Q(reviews__campaign=campaign)).order_by("path").distinct()


@require_GET
def comments_missing(request, pk: int):
    """Who of a cell still lacks which comment."""
    review = get_object_or_404(reviews_in_full(request.user), pk=pk)
    context = {"review": review, "rows": missing_in_cell(review)}
    return render(request, "evaluations/comments_missing.html", context)
