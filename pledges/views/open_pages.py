"""Pages for whoever has their address: a committee's open board, a survey at the counter."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from emulation.web import paginate

from ..forms_public import VisitorForm
from ..models import Survey
from ..open_pages import open_page
from ..selectors import open_board, open_survey, postings_on, shown
from ..services import answer_survey
from ..visitors import has_cookie, remember, visitor_of

ENGLISH = "en"
PER_PAGE = 20


@open_page
@require_GET
def board(request, code: str):
    """The committee's board without signing in; unknown and closed are the same 404."""
    found = open_board(code)
    if found is None:
        raise Http404
    page = paginate(request, postings_on(found, timezone.localdate()), PER_PAGE)
    context = {"board": found, "page_obj": page, "pledges": shown(found, page)}
    return render(request, "pledges/open_board.html", context)


@open_page
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def survey(request, code: str):
    """Ask one visitor; an answer counts once a device and day."""
    with translation.override(_language(request)):
        found = open_survey(code)
        if found is None:
            return _gone(request, _("This code is not known"), _("Please scan the code at the counter once more."), 404)
        today = timezone.localdate()
        if not found.has_begun(today):
            title = _("This survey has not begun yet")
            return _gone(request, title, _("Please come back on %(day)s.") % {"day": f"{found.opens_on:%d/%m/%Y}"}, 200)
        if found.is_over(today):
            return _gone(request, _("This survey has ended"), _("Thank you for wanting to answer."), 410)
        return _answered(request, found) if request.method == "POST" else _ask(request, found)


@open_page
@require_GET
def survey_thanks(request):
    """Say thank you, and nothing of the answer."""
    with translation.override(_language(request)):
        return render(request, "pledges/survey_thanks.html", {"is_english": _is_english()})


def _answered(request: HttpRequest, survey: Survey) -> HttpResponse:
    form = _form(request, survey)
    try:
        answer_survey(survey=survey, answers=form.answers, by=visitor_of(request, survey))
    except ValidationError as refused:
        return _ask(request, survey, form, refused.messages)
    response = redirect(f"{reverse('pledges:survey-thanks')}?lang={translation.get_language()}")
    return remember(response, survey, _path(survey))


def _ask(request: HttpRequest, survey: Survey, form: VisitorForm | None = None, faults=()) -> HttpResponse:
    context = {
        "survey": survey,
        "title": survey.title_en if _is_english() and survey.title_en else survey.title,
        "form": form or _form(request, survey),
        "faults": faults,
        "has_answered": has_cookie(request, survey),
        "is_english": _is_english(),
        "path": _path(survey),
    }
    return render(request, "pledges/survey_ask.html", context)


def _form(request: HttpRequest, survey: Survey) -> VisitorForm:
    data = request.POST if request.method == "POST" else None
    return VisitorForm(data, questions=list(survey.questions.all()), is_english=_is_english())


def _gone(request: HttpRequest, title: str, why: str, status: int) -> HttpResponse:
    context = {"title": title, "why": why, "is_english": _is_english()}
    return render(request, "pledges/survey_gone.html", context, status=status)


def _path(survey: Survey) -> str:
    return reverse("pledges:survey-answer", args=[survey.code])


def _language(request: HttpRequest) -> str:
    """Return the language asked for in the address or the form; else that of the browser."""
    asked = request.POST.get("lang") or request.GET.get("lang")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language()


def _is_english() -> bool:
    return translation.get_language() == ENGLISH
