"""The page of the member's rating as an employee; its form also stands on the member's review."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation.access import ensure
from emulation.web import act_with

from ..forms.employees import EmployeeRatingForm, rating_of
from ..selectors.assessments import assessments_for
from ..services.employees import record_employee_rating


@require_http_methods(["GET", "POST"])
def employee_rating(request, pk: int):
    """Record what the member was rated as an employee, or take it back."""
    found = assessments_for(request.user).to_rate().filter(campaign__from_paper=False)
    assessment = get_object_or_404(found, pk=pk)
    ensure(request.user, "assessment.record_employee", assessment)
    form = EmployeeRatingForm(request.POST or None, initial=rating_of(assessment))

    def save(**values):
        return record_employee_rating(assessment=assessment, by=request.user, **values)

    if request.method == "POST" and act_with(request, form, save, _("The rating as an employee has been recorded.")):
        return redirect("evaluations:person", pk)
    return render(request, "evaluations/employee_rating.html", {"assessment": assessment, "form": form})
