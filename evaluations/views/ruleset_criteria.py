"""Pages of a draft's criteria: the table of one subject type, the workbook out and in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from emulation.roster.problems import UnusableFile
from emulation.web import renew_if_stale

from ..criteria_workbook import criteria_workbook, read_criteria
from ..forms.ruleset_criteria import CriteriaFileForm, CriteriaForm
from ..models import CriterionGroup, RuleSet
from ..ruleset_fields import SUBJECTS
from ..selectors.rulesets import criteria_of, subject_criteria
from ..services.rulesets import edit_criteria
from .rulesets import get_own, get_rule_set

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def ruleset_criteria(request, code: str, subject: str):
    """Write the criteria of one subject type, all at once, with running sums."""
    if subject not in SUBJECTS:
        raise Http404
    rule_set = get_own(request, code)
    form = CriteriaForm(request.POST or None, rule_set=rule_set, subject=subject)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            edit_criteria(rule_set=rule_set, criteria={subject: form.lines()}, version=version, by=request.user)
        except ValidationError as refused:
            form.refuse(refused)
            renew_if_stale(form, refused, RuleSet.objects.get(pk=rule_set.pk).version)
        else:
            messages.success(request, _("The criteria have been saved."))
            return redirect("evaluations:ruleset-criteria", code, subject)
    blocks = {block.code: block for block in subject_criteria(rule_set, subject).blocks}
    context = {
        "rule_set": rule_set,
        "form": form,
        "groups": [(CriterionGroup(name), blocks[name], formset) for name, formset in form.groups.items()],
        "subject": SUBJECTS[subject],
        "tabs": _tabs(rule_set, subject),
    }
    return render(request, "evaluations/ruleset_criteria.html", context)


def _tabs(rule_set: RuleSet, current: str) -> list[dict]:
    """One tab a subject type, with how many criteria it has."""
    counts = {s: len(rule_set.criteria_by_subject.get(s, ())) for s in SUBJECTS}
    return [
        {
            "url": reverse("evaluations:ruleset-criteria", args=[rule_set.code, subject]),
            "label": label,
            "is_current": subject == current,
            "count": counts[subject],
        }
        for subject, label in SUBJECTS.items()
    ]


@require_GET
def ruleset_workbook(request, code: str):
    """Download the criteria as a workbook."""
    rule_set = get_rule_set(request, code)
    headers = {"Content-Disposition": f'attachment; filename="tieu-chi-{rule_set.code}.xlsx"'}
    return HttpResponse(criteria_workbook(rule_set), content_type=XLSX, headers=headers)


@require_http_methods(["GET", "POST"])
def ruleset_import(request, code: str):
    """Read criteria from a workbook; the subject types in it are replaced, or every fault is told and nothing saved."""
    rule_set, faults = get_own(request, code), []
    form = CriteriaFileForm(request.POST or None, request.FILES or None, initial={"version": rule_set.version})
    if request.method == "POST" and form.is_valid():
        file, version = form.cleaned_data["file"], form.cleaned_data["version"]
        try:
            found = read_criteria(file.read(), file.name)
            faults = found.faults
            if not faults:
                edit_criteria(rule_set=rule_set, criteria=found.criteria, version=version, by=request.user)
                messages.success(request, _told(found.criteria))
                return redirect("evaluations:ruleset", code)
        except UnusableFile as refused:
            form.add_error("file", str(refused))
        except ValidationError as refused:
            faults = refused.messages
            renew_if_stale(form, refused, RuleSet.objects.get(pk=rule_set.pk).version)
    context = {"rule_set": rule_set, "form": form, "faults": faults, "subjects": criteria_of(rule_set)}
    return render(request, "evaluations/ruleset_import.html", context)


def _told(criteria: dict) -> str:
    """Say which subject types were replaced by how many criteria."""
    parts = [f"{SUBJECTS[subject]}: {len(lines)}" for subject, lines in criteria.items()]
    return _("Criteria read from the workbook – %(counts)s.") % {"counts": "; ".join(parts)}
