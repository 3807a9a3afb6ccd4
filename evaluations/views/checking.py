"""Trying a table of cases on a rule set: upload, see what differs, download. Nothing is changed by it.

The file stays with the session, so that a draft may be corrected and tried again without another upload.
"""

import json

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from emulation import uploads

from ..checking import Checked, check_cases, read_cases, standard_of, table_of
from ..forms.checking import CasesForm
from ..models import RuleSet
from ..selectors.rulesets import rule_sets_for
from ..shipped import SAMPLE_CASES

SESSION_KEY = "cases"
SHOWN = 200  # rows on screen; the rest is counted and can be downloaded


@require_http_methods(["GET", "POST"])
def ruleset_check(request, code: str):
    """Choose a file of cases; below it what came of the last one."""
    rule_set = _get(request, code)
    form = CasesForm(request.POST, request.FILES) if request.method == "POST" else CasesForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            _check(data, rule_set)
        except ValidationError as refused:
            form.add_error("file", refused)
        else:
            request.session[SESSION_KEY] = {"key": uploads.keep(data), "name": file.name}
            return redirect("evaluations:ruleset-check", code)
    checked = None if form.is_bound or not rule_set.has_points else _kept(request, rule_set)
    context = {
        "rule_set": rule_set,
        "form": form,
        "checked": checked,
        "name": _name(request),
        "shown": SHOWN,
        "is_long": checked and max(len(checked.differences), len(checked.refused)) > SHOWN,
    }
    return render(request, "evaluations/ruleset_check.html", context)


@require_GET
def ruleset_check_result(request, code: str):
    """Download everything that came of the last file."""
    checked = _kept(request, _get(request, code))
    if checked is None:
        messages.warning(request, _("The uploaded file is no longer kept. Choose it again."))
        return redirect("evaluations:ruleset-check", code)
    text = json.dumps(checked.as_data(), ensure_ascii=False, indent=1) + "\n"
    return _download(text, f"ket-qua-thu-{code}.json")


@require_GET
def ruleset_check_sample(request, code: str):
    """Download cases to begin with."""
    _get(request, code)
    return _download(SAMPLE_CASES.read_bytes(), "mau-truong-hop.json")


def _get(request, code: str) -> RuleSet:
    return get_object_or_404(rule_sets_for(request.user), code=code)


def _name(request) -> str:
    return request.session.get(SESSION_KEY, {}).get("name", "")


def _kept(request, rule_set: RuleSet) -> Checked | None:
    """Run the kept file again; None when there is none any more."""
    data = uploads.fetch(request.session.get(SESSION_KEY, {}).get("key", ""))
    return None if data is None else _check(data, rule_set)


def _check(data: bytes, rule_set: RuleSet) -> Checked:
    table = table_of(read_cases(data, settings.UPLOAD_MAX_BYTES))
    return check_cases(table, rule_set.code, standard_of(rule_set))


def _download(content: bytes | str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json", headers=headers)
