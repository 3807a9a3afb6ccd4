"""Surveys of satisfaction for those who run a counter: the list, making one, its results."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can, ensure
from emulation.models import Unit
from emulation.web import act, act_with, asked_number

from ..forms_public import QuestionFormSet, SurveyForm, quarter_now, question_rows
from ..models import Survey
from ..selectors import survey_results, surveys_of, told_of_survey
from ..services import close_survey, create_survey, edit_survey
from ..services.surveys import FACTS
from .common import place_of


@require_GET
def survey_list(request):
    """The surveys of a unit and of those under it in one year."""
    place = place_of(request, "survey.view")
    year, today = place.year.number if place.year else timezone.localdate().year, timezone.localdate()
    is_newest = not place.years or place.year == place.years[0]
    found = surveys_of(request.user, place.unit, year, is_newest=is_newest)
    rows = [(survey, told_of_survey(survey, today)) for survey in found]
    context = {"place": place, "rows": rows, "can_manage": can(request.user, "survey.manage", place.unit)}
    return render(request, "pledges/survey_list.html", context)


@require_http_methods(["GET", "POST"])
def survey_new(request):
    """Make a survey at the unit of the address."""
    reached = Unit.objects.filter(request.user.scope.units_q("survey.view", "path"))
    unit = get_object_or_404(reached, pk=asked_number(request.GET.get("unit")))
    ensure(request.user, "survey.manage", unit)
    form = SurveyForm(request.POST or None, initial=quarter_now())
    return _edit(request, unit, form, partial(create_survey, unit=unit, by=request.user))


@require_GET
def survey(request, pk: int):
    """One survey: its address and poster, and what may be told of its results."""
    found = _survey(request, pk)
    context = {
        "survey": found,
        "results": survey_results(request.user, found, timezone.localdate()),
        "address": request.build_absolute_uri(reverse("pledges:survey-answer", args=[found.code])),
        "results_address": request.build_absolute_uri(reverse("pledges:survey", args=[pk])),
        "can_manage": can(request.user, "survey.manage", found.unit),
        "can_print": can(request.user, "poster.export", found.unit),
        "is_changeable": not found.has_begun(timezone.localdate()),
        "is_over": found.is_over(timezone.localdate()),
    }
    return render(request, "pledges/survey.html", context)


@require_http_methods(["GET", "POST"])
def survey_edit(request, pk: int):
    """Change a survey before its first day."""
    found = _survey(request, pk)
    ensure(request.user, "survey.manage", found.unit)
    initial = {name: getattr(found, name) for name in FACTS} | {"version": found.version}
    form = SurveyForm(request.POST or None, initial=initial)
    return _edit(request, found.unit, form, partial(edit_survey, survey=found, by=request.user), found)


@require_POST
def survey_close(request, pk: int):
    """End a survey before its last day."""
    service = partial(close_survey, survey=_survey(request, pk), by=request.user)
    act(request, service, _("The survey has ended; no answer is taken any more."))
    return redirect("pledges:survey", pk)


def _survey(request: HttpRequest, pk: int) -> Survey:
    return get_object_or_404(Survey.objects.visible_to(request.user).select_related("unit", "words"), pk=pk)


def _edit(request: HttpRequest, unit: Unit, form: SurveyForm, service, survey: Survey | None = None) -> HttpResponse:
    rows = QuestionFormSet(request.POST or None, prefix="question", initial=question_rows(survey))
    if request.method == "POST" and rows.is_valid():
        made: list[Survey] = []

        def save(version: int, **facts) -> None:
            kept = facts | ({"version": version} if survey else {})
            made.append(service(questions=rows.questions, **kept))

        if act_with(request, form, save, _("The survey has been saved.")):
            return redirect("pledges:survey", made[0].pk)
    context = {"form": form, "rows": rows, "unit": unit, "survey": survey}
    return render(request, "pledges/survey_edit.html", context)
