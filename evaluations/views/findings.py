"""Pages of findings: the committee's officer records what a competent body has concluded."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from emulation.access import can
from emulation.web import act

from ..forms.findings import FindingForm
from ..models import Assessment
from ..rulebook import finding_codes
from ..services.findings import record_finding, withdraw_finding
from ..wording import CONCLUDED


@require_http_methods(["GET", "POST"])
def findings(request, pk: int):
    """What stands against one member this year; add to it."""
    assessment = _get(request, pk)
    codes = finding_codes(assessment.campaign.rule_set, assessment.subject_type)
    form = FindingForm(request.POST or None, codes=codes)
    if request.method == "POST" and form.is_valid():
        done = _("The finding has been recorded and weighs in the derived level.")
        values = form.cleaned_data
        if act(request, lambda: record_finding(assessment=assessment, values=values, by=request.user), done):
            return redirect("evaluations:findings", pk)
    rows = [(finding, CONCLUDED[finding.code]) for finding in assessment.findings]
    may = can(request.user, "finding.record", assessment)
    context = {"assessment": assessment, "form": form, "rows": rows, "can_record": may}
    return render(request, "evaluations/findings.html", context)


@require_POST
def finding_withdraw(request, pk: int, finding_pk: int):
    """Take back a finding entered by mistake."""
    assessment = _get(request, pk)
    finding = get_object_or_404(assessment.findings, pk=finding_pk)
    done = _("The finding has been withdrawn; the journal keeps it.")
    act(request, lambda: withdraw_finding(assessment=assessment, finding=finding, by=request.user), done)
    return redirect("evaluations:findings", pk)


def _get(request, pk: int) -> Assessment:
    rows = Assessment.objects.open_to_findings(request.user).select_related(
        "member", "unit", "campaign__year", "campaign__rule_set"
    )
    return get_object_or_404(rows, pk=pk)
