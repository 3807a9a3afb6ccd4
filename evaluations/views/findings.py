"""Pages of findings: the committee's officer records what a competent body has concluded about a member or a cell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from emulation.access import Answer, can
from emulation.models import Unit
from emulation.web import act, act_with

from ..finding_gaps import Against, against_cell, against_member
from ..forms.findings import FindingForm
from ..models import Assessment, CellReview, Finding
from ..rulebook import finding_codes
from ..selectors.findings import attributable_units, finding_lines, findings_in_full, findings_on_cell
from ..selectors.ratings import is_cell_decided
from ..selectors.reviews import reviews_in_full
from ..services.findings import record_cell_finding, record_finding, withdraw_cell_finding, withdraw_finding


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
    is_decided: bool
    rerate: str
    against: Against
    units: QuerySet[Unit]


@require_http_methods(["GET", "POST"])
def findings(request, pk: int):
    """What stands against one member this year; add to it."""
    assessment = _assessment(request, pk)
    page = Page(
        name=assessment.member.full_name,
        about=f"{assessment.unit} · {assessment.campaign.year}",
        pk=pk,
        here="evaluations:findings",
        back=_back(request, assessment),
        withdraw="evaluations:finding-withdraw",
        nothing=_("Nothing stands against this member this year."),
        can_record=can(request.user, "finding.record", assessment),
        is_frozen=assessment.campaign.from_paper,
        is_decided=assessment.is_decided and not assessment.campaign.from_paper,
        rerate=_rerate(request, assessment),
        against=against_member(assessment),
        units=attributable_units(request.user, assessment),
    )

    def keep(**values) -> Finding:
        return record_finding(assessment=assessment, values=values, by=request.user)

    return _answer(request, page, findings_in_full(request.user, assessment), keep)


@require_http_methods(["GET", "POST"])
def rating_findings(request, pk: int):
    """What stands against the cell itself this year; add to it."""
    review = get_object_or_404(reviews_in_full(request.user), pk=pk)
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
        is_decided=False,
        rerate="",
        against=against_cell(review),
        units=Unit.objects.filter(pk=review.unit_id),
    )

    def keep(**values) -> Finding:
        return record_cell_finding(review=review, values=values, by=request.user)

    return _answer(request, page, findings_on_cell(request.user, review), keep)


def _answer(request: HttpRequest, page: Page, found: Iterable[Finding], keep: Callable[..., Finding]) -> HttpResponse:
    """Record what was typed and come back; or show the findings with the form."""
    form = _form(request, page)
    done = _("The finding has been recorded; it weighs in the level of the year it counts for.")
    if request.method == "POST" and act_with(request, form, keep, done):
        return redirect(page.here, page.pk)
    lines = finding_lines(found, page.against)
    rows = [(line, reverse(page.withdraw, args=[page.pk, line.finding.pk])) for line in lines]
    return render(request, "evaluations/findings.html", {"page": page, "rows": rows, "form": form})


def _form(request: HttpRequest, page: Page) -> FindingForm:
    """Return the form with what may be chosen, the review's own unit and year first."""
    against = page.against
    return FindingForm(
        request.POST or None,
        codes=finding_codes(against.rule_set, against.subject),
        units=page.units,
        years=against.years,
        other_bars=against.rule_set.other_discipline_bars,
        initial={"unit": against.unit, "year": against.year},
    )


@require_POST
def finding_withdraw(request, pk: int, finding_pk: int):
    """Take back a finding on a member entered by mistake."""
    assessment = _assessment(request, pk)
    finding = get_object_or_404(findings_in_full(request.user, assessment), pk=finding_pk)
    done = _("The finding has been withdrawn; the journal keeps it.")
    act(request, lambda: withdraw_finding(assessment=assessment, finding=finding, by=request.user), done)
    return redirect("evaluations:findings", pk)


@require_POST
def rating_finding_withdraw(request, pk: int, finding_pk: int):
    """Take back a finding on a cell entered by mistake."""
    review: CellReview = get_object_or_404(reviews_in_full(request.user), pk=pk)
    finding = get_object_or_404(findings_on_cell(request.user, review), pk=finding_pk)
    done = _("The finding has been withdrawn; the journal keeps it.")
    act(request, lambda: withdraw_cell_finding(review=review, finding=finding, by=request.user), done)
    return redirect("evaluations:rating-findings", pk)


def _back(request: HttpRequest, assessment: Assessment) -> str:
    """Return the page above: one's own record, the member's review, or before the proposal the cell's members."""
    if request.user.member_id == assessment.member_id:
        return reverse("evaluations:assessment", args=[assessment.pk])
    if Assessment.objects.visible_to(request.user).to_rate().filter(pk=assessment.pk).exists():
        return reverse("evaluations:person", args=[assessment.pk])
    review = assessment.campaign.reviews.filter(unit=assessment.unit_id).first()
    return reverse("evaluations:verification-members", args=[review.pk]) if review else reverse("evaluations:board")


def _rerate(request: HttpRequest, assessment: Assessment) -> str:
    """Return the page on which the member is rated again, for who may do so."""
    may = assessment.is_decided and can(request.user, "assessment.rerate", assessment)
    return reverse("evaluations:rerating", args=[assessment.pk]) if may else ""


def _assessment(request: HttpRequest, pk: int) -> Assessment:
    rows = Assessment.objects.open_to_findings(request.user).select_related(
        "member", "unit", "campaign__year", "campaign__rule_set"
    )
    return get_object_or_404(rows, pk=pk)
