"""Pages of indicators and readings: one to write, one to take out, a reading entered or corrected."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from emulation.access import can
from emulation.web import act, act_with

from ..forms_units import CorrectionForm, IndicatorForm, ReadingForm
from ..models import Indicator, Initiative, Reading
from ..services import add_reading, correct_reading, remove_indicator, save_indicator
from .initiatives import visible_initiative


@require_http_methods(["GET", "POST"])
def new(request, pk: int):
    """Give a model an indicator."""
    return _page(request, visible_initiative(request, pk), None)


@require_http_methods(["GET", "POST"])
def edit(request, pk: int):
    """Change an indicator."""
    indicator = _visible(request, pk)
    return _page(request, indicator.initiative, indicator)


@require_POST
def remove(request, pk: int):
    """Take an indicator out that has no reading."""
    indicator = _visible(request, pk)
    done = _("The indicator has been taken out.")
    act(request, lambda: remove_indicator(indicator=indicator, by=request.user), done)
    return redirect("pledges:initiative", indicator.initiative_id)


@require_http_methods(["GET", "POST"])
def reading_new(request, pk: int):
    """Enter a reading."""
    indicator = _visible(request, pk)
    form = ReadingForm(request.POST or None, indicator=indicator)

    def service(**_typed) -> None:
        add_reading(indicator=indicator, figures=form.figures, by=request.user)

    if request.method == "POST" and act_with(request, form, service, _("The reading has been entered.")):
        return _to_indicator(indicator)
    return _reading_page(request, form, indicator, None)


@require_http_methods(["GET", "POST"])
def reading_correct(request, pk: int):
    """Correct a reading; what stood there before stays to be seen."""
    reading = _visible_reading(request, pk)
    initial = {name: getattr(reading, name) for name in ("on", "value", "said_as", "note", "source")}
    initial |= {f"part_{one.part_id}": one.value for one in reading.parts.all()}
    form = CorrectionForm(request.POST or None, indicator=reading.indicator, initial=initial)

    def service(reason, **_typed) -> None:
        correct_reading(reading=reading, figures=form.figures, reason=reason, by=request.user)

    if request.method == "POST" and act_with(request, form, service, _("The reading has been corrected.")):
        return _to_indicator(reading.indicator)
    return _reading_page(request, form, reading.indicator, reading)


def _visible(request: HttpRequest, pk: int) -> Indicator:
    seen = Indicator.objects.filter(initiative__in=Initiative.objects.visible_to(request.user))
    related = ("initiative__unit", "initiative__year")
    return get_object_or_404(seen.select_related(*related).prefetch_related("parts"), pk=pk)


def _visible_reading(request: HttpRequest, pk: int) -> Reading:
    seen = Reading.objects.filter(indicator__initiative__in=Initiative.objects.visible_to(request.user))
    related = ("indicator__initiative__unit", "indicator__initiative__year")
    return get_object_or_404(seen.select_related(*related).prefetch_related("parts"), pk=pk)


def _to_indicator(indicator: Indicator):
    return redirect(reverse("pledges:initiative", args=[indicator.initiative_id]) + f"#indicator-{indicator.pk}")


def _page(request: HttpRequest, initiative: Initiative, indicator: Indicator | None):
    initial = {"version": initiative.version}
    form = IndicatorForm(request.POST or None, indicator=indicator, initial=initial)

    def service(version, **_typed) -> None:
        words = {"words": form.words, "version": version}
        save_indicator(initiative=initiative, indicator=indicator, by=request.user, **words)

    if request.method == "POST" and act_with(request, form, service, _("The indicator has been saved.")):
        return redirect("pledges:initiative", initiative.pk)
    context = {
        "form": form,
        "initiative": initiative,
        "indicator": indicator,
        "can_write": can(request.user, "initiative.write", initiative.unit),
    }
    return render(request, "pledges/indicator_edit.html", context)


def _reading_page(request: HttpRequest, form: ReadingForm, indicator: Indicator, reading: Reading | None):
    initiative = indicator.initiative
    context = {
        "form": form,
        "indicator": indicator,
        "initiative": initiative,
        "reading": reading,
        "can_write": can(request.user, "initiative.write", initiative.unit),
    }
    return render(request, "pledges/reading_edit.html", context)
