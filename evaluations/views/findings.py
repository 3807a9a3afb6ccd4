"""Pages of findings: the committee's officer records what a competent body has concluded about a member or a cell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from emulation.access import Answer, can
from emulation.web import act

from ..forms.findings import FindingForm
from ..models import Assessment, CellReview, Finding
from ..rulebook import finding_codes
from ..selectors.ratings import cell_findings, is_cell_decided
from ..selectors.reviews import reviews_in_full
from ..services.findings import record_cell_finding, record_finding, withdraw_cell_finding, withdraw_finding
from ..wording import CONCLUDED


@dataclass(frozen=True)
class Page:
    """Whose findings the page shows, the routes around it, and what may be done on it."""

    name: str
    about: str
    pk: int
    here: str
    back: str
    withdraw: str
    nothing: str
    can_record: Answer
    is_frozen: bool


@require_http_methods(["GET", "POST"])
def findings(request, pk: int):
    """What stands against one member this year; add to it."""
    assessment = _assessment(request, pk)
    codes = finding_codes(assessment.campaign.rule_set, assessment.subject_type)
    page = Page(
        name=assessment.member.full_name,
        about=f"{assessment.unit} · {assessment.campaign.year}",
        pk=pk,
        here="evaluations:findings",
        back=reverse("evaluations:person", args=[pk]),
        withdraw="evaluations:finding-withdraw",
        nothing=_("Nothing stands against this member this year."),
        can_record=can(request.user, "finding.record", assessment),
        is_frozen=assessment.is_decided,
    )

    def keep(values: dict) -> Finding:
        return record_finding(assessment=assessment, values=values, by=request.user)

    return _answer(request, page, assessment.findings, FindingForm(request.POST or None, codes=codes), keep)


@require_http_methods(["GET", "POST"])
def rating_findings(request, pk: int):
    """What stands against the cell itself this year; add to it."""
    review = get_object_or_404(reviews_in_full(request.user), pk=pk)
    codes = finding_codes(review.campaign.rule_set, "COLLECTIVE")
    page = Page(
        name=review.unit.name,
        about=str(review.campaign.year),
        pk=pk,
        here="evaluations:rating-findings",
        back=reverse("evaluations:rating", args=[pk]),
        withdraw="evaluations:rating-finding-withdraw",
        nothing=_("Nothing stands against this cell this year."),
        can_record=can(request.user, "finding.record", review),
        is_frozen=is_cell_decided(review),
    )

    def keep(values: dict) -> Finding:
        return record_cell_finding(review=review, values=values, by=request.user)

    return _answer(request, page, cell_findings(review), FindingForm(request.POST or None, codes=codes), keep)


def _answer(
    request: HttpRequest, page: Page, found: Iterable[Finding], form: FindingForm, keep: Callable[[dict], Finding]
) -> HttpResponse:
    """Record what was typed and come back; or show the findings with the form."""
    if request.method == "POST" and form.is_valid():
        done = _("The finding has been recorded and weighs in the derived level.")
        if act(request, lambda: keep(form.cleaned_data), done):
            return redirect(page.here, page.pk)
    rows = [(row, CONCLUDED[row.code], reverse(page.withdraw, args=[page.pk, row.pk])) for row in found]
    return render(request, "evaluations/findings.html", {"page": page, "rows": rows, "form": form})


@require_POST
def finding_withdraw(request, pk: int, finding_pk: int):
    """Take back a finding on a member entered by mistake."""
    assessment = _assessment(request, pk)
    finding = get_object_or_404(assessment.findings, pk=finding_pk)
    done = _("The finding has been withdrawn; the journal keeps it.")
    act(request, lambda: withdraw_finding(assessment=assessment, finding=finding, by=request.user), done)
    return redirect("evaluations:findings", pk)


@require_POST
def rating_finding_withdraw(request, pk: int, finding_pk: int):
    """Take back a finding on a cell entered by mistake."""
    review: CellReview = get_object_or_404(reviews_in_full(request.user), pk=pk)
    finding = get_object_or_404(cell_findings(review), pk=finding_pk)
    done = _("The finding has been withdrawn; the journal keeps it.")
    act(request, lambda: withdraw_cell_finding(review=review, finding=finding, by=request.user), done)
    return redirect("evaluations:rating-findings", pk)


def _assessment(request: HttpRequest, pk: int) -> Assessment:
    rows = Assessment.objects.open_to_findings(request.user).select_related(
        "member", "unit", "campaign__year", "campaign__rule_set"
    )
    return get_object_or_404(rows, pk=pk)
