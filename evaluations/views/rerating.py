"""The page on which a decided member is rated again (form 03)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation.access import can
from emulation.web import act_with

from ..forms.rerating import RerateForm
from ..selectors.rerating import RerateSheet, decided_members, rerate_sheet
from ..services.rerating import rerate


@require_http_methods(["GET", "POST"])
def rerating(request, pk: int):
    """What holds, what has come since, and the new decision."""
    assessment = get_object_or_404(decided_members(request.user), pk=pk)
    sheet = rerate_sheet(assessment)
    if request.method == "GET":
        return _page(request, sheet, RerateForm(initial={"replaces": sheet.held.pk}))
    form = RerateForm(request.POST)
    done = _("The member has been rated again and the cap counted again; nobody else's level has changed.")

    def keep(**values):
        return rerate(assessment=assessment, by=request.user, **values)

    if act_with(request, form, keep, done):
        return redirect("evaluations:decision", assessment.campaign_id)
    form.data = form.data.copy()
    form.data["replaces"] = str(sheet.held.pk)  # the page shows the decision that holds now, so it goes on from there
    return _page(request, sheet, form)


def _page(request: HttpRequest, sheet: RerateSheet, form: RerateForm) -> HttpResponse:
    may = can(request.user, "assessment.rerate", sheet.assessment)
    return render(request, "evaluations/rerating.html", {"sheet": sheet, "form": form, "can_rerate": may})
