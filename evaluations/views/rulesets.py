"""Pages of rule sets: to read for everyone; to copy, change, try, publish and delete for the committee."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import NO_ROLE, can, ensure
from emulation.forms import BasisForm
from emulation.services.years import add_basis
from emulation.web import ActPage, act, asked_number, paginate, renew_if_stale, show_in, tell

from ..forms.rulesets import CopyForm, RuleSetForm, TrialForm
from ..models import Campaign, RuleSet
from ..rulebook import findings_table
from ..ruleset_checks import faults_of
from ..ruleset_differences import departures, differences
from ..ruleset_effect import Effect, effect_of
from ..ruleset_fields import SUBJECTS
from ..selectors.rulesets import (
    campaigns_to_try,
    criteria_of,
    not_installed,
    owned_rows,
    owned_rule_sets,
    owners_for,
    replaceable,
    rule_sets_for,
)
from ..services.rulesets import (
    copy_rule_set,
    delete_draft,
    edit_rule_set,
    install_rule_set,
    note_trial,
    publish_rule_set,
)


@require_GET
def ruleset_list(request):
    """The rule sets there are by owner, and those we ship that are not installed."""
    page = paginate(request, owned_rule_sets(request.user))
    year = timezone.localdate().year
    context = {
        "page_obj": page,
        "rows": owned_rows(page, year),
        "year": year,
        "to_install": not_installed(request.user),
        "can_install": can(request.user, "ruleset.install"),
    }
    return render(request, "evaluations/ruleset_list.html", context)


@require_POST
def ruleset_install(request, code: str):
    """Install a rule set we ship."""
    act(request, lambda: install_rule_set(code=code, by=request.user), _("The rule set has been installed."))
    return redirect("evaluations:ruleset-list")


@require_GET
def ruleset_detail(request, code: str):
    """Everything one rule set says, for everyone to read; what may be done with it for the committee."""
    rule_set = get_rule_set(request, code)
    context = {
        "rule_set": rule_set,
        "bases": rule_set.bases.all(),
        "subjects": criteria_of(rule_set),
        "findings": findings_table(rule_set),
        "may_copy": not rule_set.is_draft and owners_for(request.user).exists(),
        "can_edit": can(request.user, "ruleset.edit", rule_set),
        "can_publish": can(request.user, "ruleset.publish", rule_set),
        "faults": faults_of(rule_set) if rule_set.is_draft else (),
        "departs": departures(rule_set),
    }
    return render(request, "evaluations/ruleset_detail.html", context)


@require_http_methods(["GET", "POST"])
def ruleset_copy(request, code: str):
    """Begin a draft that adapts a published one, or another regulation."""
    source, owners = get_rule_set(request, code), owners_for(request.user)
    owner = owners.first()
    if owner is None:
        raise PermissionDenied(NO_ROLE.reason)
    initial = {
        "unit": owner,
        "code": f"{source.code}-{timezone.localdate().year + 1}"[:20],
        "name": source.name,
        "first_year": timezone.localdate().year + 1,
    }
    form = CopyForm(request.POST or None, initial=initial, owners=owners)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            draft = copy_rule_set(source=source, by=request.user, **values)
        except ValidationError as refused:
            show_in(form, refused)
        else:
            messages.success(request, _("The draft has been begun. Change what your committee decides otherwise."))
            return redirect("evaluations:ruleset", draft.code)
    return render(request, "evaluations/ruleset_copy.html", {"form": form, "rule_set": source})


@require_http_methods(["GET", "POST"])
def ruleset_edit(request, code: str):
    """Change a draft, section by section."""
    rule_set = get_own(request, code)
    initial = {"bases": [*rule_set.bases.all(), *filter(None, [asked_number(request.GET.get("basis"))])]}
    form = RuleSetForm(request.POST or None, instance=rule_set, initial=initial, replaceable=replaceable(rule_set))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            edit_rule_set(rule_set=rule_set, values=form.values(), version=version, by=request.user)
        except ValidationError as refused:
            show_in(form, refused)
            renew_if_stale(form, refused, RuleSet.objects.get(pk=rule_set.pk).version)
        else:
            messages.success(request, _("The draft has been saved."))
            return redirect("evaluations:ruleset", code)
    context = {"form": form, "toc": form.toc, "rule_set": rule_set, "subjects": SUBJECTS}
    return render(request, "evaluations/ruleset_edit.html", context)


@require_http_methods(["GET", "POST"])
def ruleset_basis_new(request, code: str):
    """Add a legal basis, and go on in the draft with it ticked."""
    rule_set = get_own(request, code)
    form = BasisForm(request.POST or None)
    edit = reverse("evaluations:ruleset-edit", args=[code])
    if request.method == "POST" and form.is_valid():
        try:
            basis = add_basis(unit=rule_set.unit, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            tell(request, refused)
        else:
            messages.success(request, _("The legal basis has been added and is ticked below; save the draft."))
            return redirect(f"{edit}?basis={basis.pk}#bases")
    page = ActPage(_("New legal basis"), rule_set.unit, edit, "", subject=rule_set.name)
    return page.show(request, form)


@require_GET
def ruleset_differences(request, code: str):
    """What it changes against the one it adapts, old and new."""
    rule_set = get_rule_set(request, code)
    context = {"rule_set": rule_set, "changes": differences(rule_set), "departs": departures(rule_set)}
    return render(request, "evaluations/ruleset_differences.html", context)


@require_GET
def ruleset_effect(request, code: str):
    """What a draft would change in a review that has been held; nothing is changed."""
    rule_set = get_own(request, code, must_be_draft=False)
    campaigns = campaigns_to_try(request.user, rule_set)
    chosen = campaigns.filter(pk=asked_number(request.GET.get("campaign"))).first()
    form = TrialForm(initial={"campaign": chosen}, campaigns=campaigns)
    effect = _effect(request, rule_set, chosen) if chosen else None
    page = paginate(request, effect.moved if effect else [])
    if shown := [person.assessment.member_id for person in page]:
        note_trial(rule_set=rule_set, campaign=chosen, members=shown, by=request.user)
    context = {"rule_set": rule_set, "form": form, "effect": effect, "page_obj": page, "has_any": campaigns.exists()}
    return render(request, "evaluations/ruleset_effect.html", context)


def _effect(request: HttpRequest, rule_set: RuleSet, campaign: Campaign) -> Effect | None:
    """Derive everybody twice, or say why it cannot be done."""
    try:
        return effect_of(request.user, rule_set, campaign)
    except ValidationError as refused:
        tell(request, refused)
        return None


@require_http_methods(["GET", "POST"])
def ruleset_publish(request, code: str):
    """Look what still stands against publishing; publish."""
    rule_set = get_rule_set(request, code)
    ensure(request.user, "ruleset.publish", rule_set)
    if request.method == "POST":
        version = asked_number(request.POST.get("version"))
        done = _("The rule set has been published. It can no longer be changed.")
        if act(request, partial(publish_rule_set, rule_set=rule_set, version=version, by=request.user), done):
            return redirect("evaluations:ruleset", code)
        return redirect("evaluations:ruleset-publish", code)
    faults = faults_of(rule_set) if rule_set.is_draft else ()
    context = {"rule_set": rule_set, "faults": faults, "departs": departures(rule_set), "bases": rule_set.bases.all()}
    return render(request, "evaluations/ruleset_publish.html", context)


@require_POST
def ruleset_delete(request, code: str):
    """Delete a draft."""
    rule_set = get_rule_set(request, code)
    done = _("The draft has been deleted.")
    if act(request, lambda: delete_draft(rule_set=rule_set, by=request.user), done):
        return redirect("evaluations:ruleset-list")
    return redirect("evaluations:ruleset", code)


def get_rule_set(request: HttpRequest, code: str) -> RuleSet:
    """Return a rule set the reader may see."""
    return get_object_or_404(rule_sets_for(request.user), code=code)


def get_own(request: HttpRequest, code: str, *, must_be_draft: bool = True) -> RuleSet:
    """Return one the reader may change; for one that is no draft say so."""
    rule_set = get_rule_set(request, code)
    ensure(request.user, "ruleset.edit", rule_set)
    if must_be_draft and not rule_set.is_draft:
        raise PermissionDenied(_("It has been published and never changes; copy it to make a new one."))
    return rule_set
