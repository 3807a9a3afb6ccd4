"""Pages of a cell's study sessions: the list, one session, planning, the list of who was there, taking back."""

from dataclasses import replace
from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ..access import can, ensure
from ..forms_themes import MinutesForm, StudyEditForm, StudyForm, WithdrawStudyForm, marks_of, ticked_elsewhere
from ..models import StudySession, Unit
from ..services.studies import NOT_A_MEMBER, edit_study, plan_study, record_attendance, withdraw_study
from ..studies import Seat, lines_of, seats_of, studies_of, studies_seen, themes_to_study
from ..web import ActPage, act_with, paginate
from .units import unit_to_act_on


@require_GET
def studies(request, pk: int):
    """The study sessions of a cell, or of the cells under a unit."""
    unit = unit_to_act_on(request, pk, "study.view")
    page = paginate(request, studies_of(request.user, unit))
    context = {
        "unit": unit,
        "page_obj": page,
        "rows": lines_of(request.user, page.object_list),
        "can_record": unit.is_cell and can(request.user, "study.record", unit),
    }
    return render(request, "emulation/studies.html", context)


@require_http_methods(["GET", "POST"])
def study_new(request, pk: int):
    """Plan a study session of a cell."""
    unit = unit_to_act_on(request, pk, "study.record")
    today = timezone.localdate()
    themes = themes_to_study(unit, today.year)
    form = StudyForm(request.POST or None, themes=themes, initial={"held_on": today, "theme": themes.first()})
    page = ActPage(_("Plan a study session"), unit, _list_of(unit), _("The study session has been planned."))
    return page.answer(request, form, partial(plan_study, unit=unit, by=request.user))


@require_GET
def study(request, pk: int):
    """One session: theme, presenter, minutes; who was there for those who keep the list, else one's own attendance."""
    session = _visible(request, pk)
    can_read = can(request.user, "study.roll", session)
    context = {
        "session": session,
        "line": lines_of(request.user, [session])[0],
        "seats": seats_of(session) if can_read and session.is_held else (),
        "can_record": can(request.user, "study.record", session),
        "has_begun": session.held_on <= timezone.localdate(),
        "form": WithdrawStudyForm(initial={"version": session.version}),
    }
    return render(request, "emulation/study.html", context)


@require_http_methods(["GET", "POST"])
def study_edit(request, pk: int):
    """Change what is said of a session."""
    session = _visible(request, pk)
    ensure(request.user, "study.record", session)
    names = ("held_on", "theme", "subject", "presenter", "minutes", "version")
    themes = themes_to_study(session.unit, session.held_on.year)
    initial = {name: getattr(session, name) for name in names}
    form = StudyEditForm(request.POST or None, themes=themes, initial=initial)
    done = _("The study session has been saved.")
    page = ActPage(_("Change the study session"), session.unit, _page_of(session), done, subject=session)
    return page.answer(request, form, partial(edit_study, session=session, by=request.user))


@require_http_methods(["GET", "POST"])
def study_attendance(request, pk: int):
    """Record who of the cell was there; everybody counts as present who is not ticked."""
    session = _visible(request, pk)
    ensure(request.user, "study.record", session)
    seats = seats_of(session)
    form = MinutesForm(request.POST or None, initial={"minutes": session.minutes, "version": session.version})
    if request.method == "POST":
        seats = [_typed(seat, request.POST) for seat in seats]
        service = partial(_record, request, session, seats)
        if act_with(request, form, service, _("Who was there has been recorded.")):
            return redirect(_page_of(session))
    return render(request, "emulation/study_attendance.html", {"session": session, "form": form, "seats": seats})


@require_http_methods(["GET", "POST"])
def study_withdraw(request, pk: int):
    """Take a session back, with the reason."""
    session = _visible(request, pk)
    ensure(request.user, "study.record", session)
    form = WithdrawStudyForm(request.POST or None, initial={"version": session.version})
    done = _("The study session has been taken back.")
    page = ActPage(_("Take the study session back"), session.unit, _page_of(session), done, subject=session)
    return page.answer(request, form, partial(withdraw_study, session=session, by=request.user))


def _record(request: HttpRequest, session: StudySession, seats: list[Seat], minutes: str, version: int) -> None:
    if ticked_elsewhere(seats, request.POST):
        raise ValidationError(NOT_A_MEMBER, "unknown_member")
    marks = marks_of(seats, request.POST)
    record_attendance(session=session, marks=marks, minutes=minutes, version=version, by=request.user)


def _typed(seat: Seat, data) -> Seat:
    mark = marks_of([seat], data)[seat.member]
    return replace(seat, is_present=mark.is_present, reason=mark.reason)


def _visible(request: HttpRequest, pk: int) -> StudySession:
    return get_object_or_404(studies_seen(request.user).select_related("recorded_by"), pk=pk)


def _list_of(unit: Unit) -> str:
    return reverse("emulation:studies", args=[unit.pk])


def _page_of(session: StudySession) -> str:
    return reverse("emulation:study", args=[session.pk])
