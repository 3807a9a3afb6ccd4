"""Pages of how long documents are kept, and what is due to go."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ..access import can
from ..data_forms import RetentionForm
from ..models import Unit
from ..services.retention import preview_retention, set_retention
from ..web import ActPage
from .units import unit_to_act_on


@require_GET
def retention(request, pk: int):
    """Kind by kind: how long, what goes, what stays, how many are due: the dry run on a page."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    lines = preview_retention(unit=unit, by=request.user)
    context = {"unit": unit, "lines": lines, "can_set": can(request.user, "retention.set", unit)}
    return render(request, "emulation/retention.html", context)


@require_http_methods(["GET", "POST"])
def retention_set(request, pk: int):
    """Keep a kind of document for another time."""
    unit = unit_to_act_on(request, pk, "retention.set")
    back = reverse("emulation:retention", args=[pk])
    page = ActPage(_("Another time of keeping"), unit, back, _("The time of keeping has been set."))
    form = RetentionForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    return page.answer(request, form, partial(set_retention, unit=unit, by=request.user))
