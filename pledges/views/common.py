"""What the pages of pledges share: the place looked at, the lens, a background save, what a bulk act left out."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.access import can
from emulation.models import Unit, Year
from emulation.web import asked_number

from ..models import Pledge
from ..selectors import year_for, years_for
from ..services import BulkResult

NOT_NOW = {"wrong_state", "stale", "frozen"}
NAMED = 10  # how many of those left out are named one by one


@dataclass(frozen=True)
class Place:
    """The unit and year a page is about, and what the reader may choose instead."""

    unit: Unit
    year: Year | None
    units: list[Unit]
    years: list[Year]

    @property
    def query(self) -> str:
        """Return the address part that leads back here."""
        return f"?unit={self.unit.pk}" + (f"&year={self.year.number}" if self.year else "")

    @property
    def has_choice(self) -> bool:
        return len(self.units) > 1 or len(self.years) > 1


def place_of(request: HttpRequest, permission: str) -> Place:
    """Return the place asked for by unit and year; by default the reader's first unit and its latest year."""
    reader = request.user
    reached = Unit.objects.filter(reader.scope.units_q(permission, "path"))
    units = list(Unit.objects.filter(pk__in=reader.scope.unit_ids(permission)))
    number = _asked(request, "unit")
    unit = get_object_or_404(reached, pk=number) if number else next(iter(units), None)
    if unit is None:
        raise Http404
    if unit not in units:
        units.append(unit)
    years = list(years_for(reader, unit))
    return Place(unit, year_for(reader, unit, _asked(request, "year")), units, _once(years))


def visible_pledge(request: HttpRequest, pk: int) -> Pledge:
    """Return the pledge through the reader's lens, with what its pages show."""
    seen = Pledge.objects.visible_to(request.user).with_secretaries(timezone.localdate())
    related = ("member", "unit", "year", "theme__unit", "theme__parent__unit", "recorded_by", "confirmed_by")
    return get_object_or_404(seen.select_related(*related).prefetch_related("items"), pk=pk)


def answers(reader, pledge: Pledge) -> dict:
    """Return what the reader may do to the pledge, each with its reason, for the template."""
    names = ("write", "return", "confirm", "report", "change")
    return {f"can_{name}": can(reader, f"pledge.{name}", pledge) for name in names}


def background_save(service: Callable[[], Pledge]) -> JsonResponse:
    """Run a service for a script: {saved_at, version}, or the refusal with the status the script acts upon."""
    try:
        pledge = service()
    except ValidationError as refused:
        code = next((error.code for error in refused.error_list if error.code), "invalid")
        return refusal(refused.messages, 409 if code in NOT_NOW else 400, code)
    except PermissionDenied as refused:
        return refusal([str(refused)], 403, "permission_denied")
    return JsonResponse({"saved_at": timezone.now().isoformat(), "version": pledge.version})


def refusal(sentences: list[str], status: int, code: str = "invalid") -> JsonResponse:
    """Return why nothing was saved."""
    return JsonResponse({"detail": " ".join(sentences), "code": code}, status=status)


def go_on_from(form: Form, version: int) -> None:
    """Let a form refused as stale go on from the row as it is now, shown beside it; saving again is a choice."""
    if form.has_error(NON_FIELD_ERRORS, "stale"):
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(version)


def say_left_out(request: HttpRequest, result: BulkResult) -> None:
    """Name those a bulk act left out, each with the reason; many are counted."""
    for one in result.skipped[:NAMED]:
        messages.warning(request, f"{one.name}: {one.reason}")
    more = len(result.skipped) - NAMED
    if more > 0:
        messages.warning(request, _("%(count)d more were left out for reasons like these.") % {"count": more})
    if result.missing:
        sentence = _("%(count)d of those ticked are not in this unit any more, and were left out.")
        messages.warning(request, sentence % {"count": result.missing})


def _asked(request: HttpRequest, name: str) -> int | None:
    return asked_number(request.POST.get(name) or request.GET.get(name))


def _once(years: list[Year]) -> list[Year]:
    return list({year.number: year for year in reversed(years)}.values())[::-1]
