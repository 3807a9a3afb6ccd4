"""Templates of pledges: the list, one to write, out of use."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can
from emulation.models import Unit
from emulation.web import act

from ..forms import ItemFormSet, TemplateForm, item_rows
from ..models import PledgeTemplate
from ..selectors import templates_at
from ..services import retire_template, save_template
from .common import place_of

ITEMS = "items"


@require_GET
def template_list(request):
    """The templates the unit can start from: its own and those from above."""
    place = place_of(request, "template.manage")
    found = templates_at(request.user, place.unit)
    rows = [(template, can(request.user, "template.manage", template.unit)) for template in found]
    context = {"place": place, "rows": rows, "can_manage": can(request.user, "template.manage", place.unit)}
    return render(request, "pledges/template_list.html", context)


@require_http_methods(["GET", "POST"])
def template_new(request):
    """Write a template for the unit."""
    return _template_page(request, place_of(request, "template.manage").unit, None)


@require_http_methods(["GET", "POST"])
def template_edit(request, pk: int):
    """Change a template; pledges written from it stay as they are."""
    template = _visible_template(request, pk)
    return _template_page(request, template.unit, template)


@require_POST
def template_retire(request, pk: int):
    """Take a template out of use."""
    template = _visible_template(request, pk)
    act(request, lambda: retire_template(template=template, by=request.user), _("The template is out of use now."))
    return redirect(_list_of(template.unit))


def _visible_template(request: HttpRequest, pk: int) -> PledgeTemplate:
    seen = PledgeTemplate.objects.visible_to(request.user).select_related("unit").prefetch_related("items")
    return get_object_or_404(seen, pk=pk)


def _template_page(request: HttpRequest, unit: Unit, template: PledgeTemplate | None):
    year = timezone.localdate().year  # only day and month of the dates are kept
    drafts = [item.draft(year) for item in template.items.all()] if template else []
    form = TemplateForm(request.POST or None, initial={"name": template.name if template else ""})
    rows = item_rows(drafts, year)
    items = ItemFormSet(request.POST, prefix=ITEMS) if request.POST else ItemFormSet(prefix=ITEMS, initial=rows)
    if request.method == "POST" and form.is_valid() and items.is_valid():
        words = {"name": form.cleaned_data["name"], "items": items.drafts}
        done = _("The template has been saved.")
        if act(request, lambda: save_template(unit=unit, template=template, by=request.user, **words), done):
            return redirect(_list_of(unit))
    context = {
        "unit": unit,
        "template": template,
        "form": form,
        "items": items,
        "rows": [(row, ()) for row in items.forms],
        "list_url": _list_of(unit),
        "can_manage": can(request.user, "template.manage", unit),
    }
    return render(request, "pledges/template_edit.html", context)


def _list_of(unit: Unit) -> str:
    return reverse("pledges:template-list") + f"?unit={unit.pk}"
