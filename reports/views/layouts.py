"""The page on which an office says how its documents look, with a picture of them beside the form."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from emulation.access import NO_ROLE, ensure
from emulation.models import Unit
from emulation.web import asked_number, is_background, show_refusal

from ..documents.blocks import Document
from ..documents.layouts import LOOK, layout_from, own_or_inherited
from ..documents.paper import Look
from ..documents.sample import sample_document
from ..layout import LANGUAGE
from ..layout_forms import LISTS, TYPES, LayoutForm, WordingForm
from ..look import screen_css
from ..models import PaperLayout
from ..renderings import paper
from ..services import set_layout
from ..services.layouts import KEPT, draft_of


@dataclass
class Setting:
    """The settings of one unit as typed, or as they are."""

    unit: Unit
    row: PaperLayout
    form: LayoutForm
    types: list[tuple[str, Any, WordingForm]]

    @property
    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(one.is_valid() for _symbol, _label, one in self.types)])

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed; types that have no place on the form stay as they are."""
        shown = {symbol: form.cleaned_data for symbol, _label, form in self.types}
        return self.form.cleaned_data | {"by_type": self.row.by_type | shown}

    def draft(self) -> PaperLayout:
        """Return the layout as typed, not saved; what does not fit is said at the form, and the saved one returned."""
        if not self.form.is_bound or not self.is_valid:
            return self.row
        try:
            found = draft_of(self.unit, self.values)
            found.full_clean(validate_unique=False)
        except ValidationError as refused:
            show_refusal(self.form, refused)
            return self.row
        return found


@require_http_methods(["GET", "POST"])
def layout(request: HttpRequest) -> HttpResponse:
    """Show the settings with a picture of a document; save them, look first, or take a sample as PDF."""
    units, unit = _units(request)
    setting = _setting(request, unit)
    if request.method == "POST" and not _is_trial(request) and setting.is_valid:
        try:
            set_layout(unit=unit, values=setting.values, by=request.user)
        except ValidationError as refused:
            show_refusal(setting.form, refused)
        else:
            messages.success(request, _("The layout has been saved. Documents made from now on follow it."))
            return redirect(f"{reverse('reports:layout')}?unit={unit.pk}")
    draft = setting.draft()
    document = _sample(request, unit, draft)
    if "sample" in request.POST and setting.is_valid and not setting.form.errors:
        return HttpResponse(paper.render(document), content_type="application/pdf")
    context = {"unit": unit, "units": units, "setting": setting, "document": document, "lists": LISTS}
    context |= {"css": f"{reverse('reports:layout-css')}?{urlencode({name: getattr(draft, name) for name in LOOK})}"}
    return render(request, "reports/_sheet.html" if is_background(request) else "reports/layout.html", context)


@require_GET
def layout_css(request: HttpRequest) -> HttpResponse:
    """The sizes of the address as a style sheet of the picture; what is no number within the limits is as usual."""
    if not request.user.scope.unit_ids("layout.change"):
        raise PermissionDenied(str(NO_ROLE.reason))
    form = LayoutForm(request.GET)
    form.is_valid()
    values = {name: form.cleaned_data[name] for name in LOOK if name in form.cleaned_data}
    values["has_page_number"] = request.GET.get("has_page_number") != "False"
    return HttpResponse(screen_css(replace(Look(), **values)), content_type="text/css")


def _is_trial(request: HttpRequest) -> bool:
    return is_background(request) or "look" in request.POST or "sample" in request.POST


def _units(request: HttpRequest) -> tuple[list[Unit], Unit]:
    """Return the units whose layout the reader may change, and the one the address names, else the first."""
    units = Unit.objects.filter(request.user.scope.units_q("layout.change", "path")).order_by("path")
    choice, number = list(units[:300]), asked_number(request.GET.get("unit"))
    if not choice:
        raise PermissionDenied(str(NO_ROLE.reason))
    unit = get_object_or_404(units, pk=number) if number else choice[0]
    ensure(request.user, "layout.change", unit)
    return choice, unit


def _setting(request: HttpRequest, unit: Unit) -> Setting:
    row = own_or_inherited(unit)
    sent = request.POST if request.method == "POST" else None
    form = LayoutForm(sent, initial={name: getattr(row, name) for name in KEPT if name != "by_type"})
    types = [
        (symbol, label, WordingForm(sent, prefix=symbol, initial=row.by_type.get(symbol)))
        for symbol, label in TYPES.items()
    ]
    return Setting(unit, row, form, types)


def _sample(request: HttpRequest, unit: Unit, draft: PaperLayout) -> Document:
    with translation.override(LANGUAGE):
        return sample_document(request.user, unit, layout_from(draft, unit), timezone.localtime())
