"""Pages of a committee's template for Word: what is in use, handing one in, trying it, withdrawing it."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can, ensure
from emulation.models import Unit
from emulation.web import act, download, show_refusal

from ..forms import WordTemplateForm
from ..models import WordTemplate
from ..renderings import CONTENT_TYPES
from ..services import try_word_template, upload_word_template, withdraw_word_template
from ..word.default import default_template
from ..word.places import BLOCKS, LISTS, PLACES, TEXTS

SHOWN = 20  # of the templates that were in use before


@require_http_methods(["GET", "POST"])
def word_templates(request: HttpRequest, pk: int) -> HttpResponse:
    """The template in use at a committee, those before it, the places it may name; hand in another."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "report.view", unit)
    form = WordTemplateForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            upload_word_template(unit=unit, file=form.cleaned_data["file"], by=request.user)
        except ValidationError as refused:
            show_refusal(form, refused)
        else:
            return redirect("reports:word-templates", unit.pk)
    near = WordTemplate.objects.for_path(unit.path).defer("content").select_related("unit", "uploaded_by").first()
    own = WordTemplate.objects.filter(unit=unit, is_active=False).defer("content").select_related("uploaded_by")
    context = {
        "unit": unit,
        "in_use": near,
        "is_own": bool(near) and near.unit_id == unit.pk,
        "can_read": bool(near) and can(request.user, "report.view", near.unit),
        "before": own[:SHOWN],
        "form": form,
        "places": [(name, PLACES[name]) for name in (*BLOCKS, *TEXTS)],
        "lists": list(LISTS.items()),
        "can_set": can(request.user, "word.set", unit),
    }
    return render(request, "reports/word_templates.html", context)


@require_GET
def word_template_ours(request: HttpRequest, pk: int) -> HttpResponse:
    """The template we ship, to begin from; or a document for trying made from it."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "report.view", unit)
    if "try" in request.GET:
        return _word(try_word_template(unit=unit, by=request.user), "thu-mau-word.docx")
    return _word(default_template(), "mau-word.docx")


@require_GET
def word_template_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A committee's template as it is kept; or a document for trying made from it."""
    found = _template(request, pk)
    if "try" in request.GET:
        made = try_word_template(unit=found.unit, template=found, by=request.user)
        return _word(made, f"thu-{found.file_name}")
    return _word(bytes(found.content), found.file_name)


@require_POST
def word_template_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a template out of use."""
    found = _template(request, pk)
    act(request, lambda: withdraw_word_template(template=found, by=request.user), _("The template is withdrawn."))
    return redirect("reports:word-templates", found.unit_id)


def _template(request: HttpRequest, pk: int) -> WordTemplate:
    return get_object_or_404(WordTemplate.objects.visible_to(request.user).select_related("unit"), pk=pk)


def _word(content: bytes, name: str) -> HttpResponse:
    return download(content, name, CONTENT_TYPES["docx"])
