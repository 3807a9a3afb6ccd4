"""Pages of breaches: what was reached through whom, the clock of the law, the notice to those affected."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..data_forms import BreachForm, BreachReportForm, NoticeForm, SuspicionForm
from ..models import Breach, Unit
from ..services.breaches import export_breach, look_into_breach, notify_affected, record_breach, report_breach
from ..web import act, download_workbook, paginate, show_refusal, tell
from .units import unit_to_act_on


@require_GET
def breaches(request, pk: int):
    """Ask what was reached; and the breaches recorded so far."""
    unit = unit_to_act_on(request, pk, "breach.handle")
    form = SuspicionForm(request.GET or None)
    rows = _look(request, unit, form) if request.GET and form.is_valid() else None
    recorded = Breach.objects.visible_to(request.user).filter(unit=unit)
    context = {
        "unit": unit,
        "form": form,
        "rows": rows,
        "page_obj": paginate(request, rows or []),
        "members": len({row.member_id for row in rows or []}),
        "recorded": recorded,
        "asked": request.GET.urlencode(),
    }
    return render(request, "emulation/breaches.html", context)


@require_POST
def breaches_export(request, pk: int):
    """Take what was reached out as a workbook."""
    unit = unit_to_act_on(request, pk, "breach.handle")
    form = SuspicionForm(request.POST)
    if not form.is_valid():
        return render(request, "emulation/breaches.html", _nothing(unit, form))
    try:
        data, name = export_breach(unit=unit, suspicion=form.suspicion, by=request.user)
    except ValidationError as refused:
        tell(request, refused)
        return redirect("emulation:breaches", pk)
    return download_workbook(data, name)


@require_http_methods(["GET", "POST"])
def breach_new(request, pk: int):
    """Record a breach with everybody it reached."""
    unit = unit_to_act_on(request, pk, "breach.handle")
    initial = request.GET.dict() | {"noticed_at": f"{timezone.localtime():%H:%M %d/%m/%Y}"}
    form = BreachForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {"noticed_at": form.cleaned_data["noticed_at"], "what": form.cleaned_data["what"]}
        try:
            breach = record_breach(unit=unit, suspicion=form.suspicion, by=request.user, **given)
        except ValidationError as refused:
            show_refusal(form, refused)
        else:
            return redirect("emulation:breach", breach.pk)
    return render(request, "emulation/breach_new.html", {"unit": unit, "form": form})


@require_GET
def breach(request, pk: int):
    """One breach: its clock, whom it reached, what is still to do."""
    return _page(request, _breach(request, pk))


@require_POST
def breach_report(request, pk: int):
    """Note that the authority has been told."""
    found, form = _breach(request, pk), BreachReportForm(request.POST)
    if not form.is_valid():
        return _page(request, found, report_form=form)
    reports = {"breach": found, "by": request.user, **form.cleaned_data}
    act(request, lambda: report_breach(**reports), _("The report has been noted."))
    return redirect("emulation:breach", pk)


@require_POST
def breach_notify(request, pk: int):
    """Tell the members affected."""
    found, form = _breach(request, pk), NoticeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, notice_form=form)
    tells = {"breach": found, "by": request.user, **form.cleaned_data}
    act(request, lambda: notify_affected(**tells), _("The members affected read the notice with their own data."))
    return redirect("emulation:breach", pk)


def _look(request: HttpRequest, unit: Unit, form: SuspicionForm) -> list | None:
    try:
        return look_into_breach(unit=unit, suspicion=form.suspicion, by=request.user)
    except ValidationError as refused:
        show_refusal(form, refused)
        return None


def _nothing(unit: Unit, form: SuspicionForm) -> dict:
    return {
        "unit": unit, "form": form, "rows": None, "page_obj": None, "members": 0, "asked": "",
        "recorded": Breach.objects.none(),
    }  # fmt: skip


def _breach(request: HttpRequest, pk: int) -> Breach:
    found = Breach.objects.visible_to(request.user).select_related("unit", "account", "recorded_by")
    return get_object_or_404(found, pk=pk)


def _page(request: HttpRequest, found: Breach, **forms) -> HttpResponse:
    reached = found.reached.select_related("member").order_by("member__sort_key")
    context = {
        "breach": found,
        "is_late": found.is_late_at(timezone.now()),
        "page_obj": paginate(request, reached),
        "report_form": forms.get("report_form") or BreachReportForm(),
        "notice_form": forms.get("notice_form") or NoticeForm(initial={"notice": _usual_notice(found)}),
    }
    return render(request, "emulation/breach.html", context)


def _usual_notice(found: Breach) -> str:
    """Return the notice one begins from: what happened, which data, what was done, whom to ask."""
    first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in (found.first_day, found.last_day))
    said = _(
        "Between %(first)s and %(last)s somebody without the right may have seen data about you in this application. "
        "What was reached is told on the page “Who has read, scored or changed my record”. The way in has been closed. "
        "You may ask for more through “Request about data”, or at the office of the committee."
    )
    return said % {"first": first, "last": last}
