"""Pages that reorganise cells: typed, looked at, confirmed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..forms_moves import MergeForm, MoveCellForm, SplitForm
from ..models import Unit
from ..reorganisation import Plan
from ..selectors import committees_to_move_to, staying_in
from ..services.reorganising import merge_cells, move_cell, split_cell
from ..web import act, asked_number, show_in
from .units import back_to, unit_to_act_on

BOTH = ["GET", "POST"]


@dataclass(frozen=True)
class Page:
    """What the three pages share: a form, the plan once it is typed, the members who are to be placed."""

    unit: Unit
    title: str
    lead: str
    done: str

    def answer(self, request: HttpRequest, form: Form, service: Callable[..., Plan], rows: list | None = None):
        """Show the form; then who goes where; then do it."""
        if request.method != "POST" or not form.is_valid():
            return self._show(request, form, rows=rows)
        values = {name: value for name, value in form.cleaned_data.items() if name != "fingerprint"}
        if "confirm" in request.POST:
            fingerprint = form.cleaned_data["fingerprint"]
            if act(request, lambda: service(**values, fingerprint=fingerprint), self.done):
                return redirect(back_to(Unit.objects.get_parent(self.unit) if self.unit.is_cell else self.unit))
        try:
            plan = service(**values, dry_run=True)
        except ValidationError as refused:
            show_in(form, refused)
            return self._show(request, form, rows=rows)
        return self._show(request, form, plan, rows)

    def _show(
        self, request: HttpRequest, form: Form, plan: Plan | None = None, rows: list | None = None
    ) -> HttpResponse:
        context = {"page": self, "unit": self.unit, "form": form, "plan": plan, "rows": rows}
        return render(request, "emulation/reorganise.html", context)


@require_http_methods(BOTH)
def cells_merge(request, pk: int):
    """Merge cells of a committee."""
    unit = unit_to_act_on(request, pk, "unit.reorganise")
    cells = Unit.objects.within(unit).cells().on(timezone.localdate()).filter(valid_to=None)
    lead = _("The members of the merged cells go to one cell. No cell is deleted: what was decided stays with it.")
    page = Page(unit, _("Merge cells"), lead, _("The cells have been merged."))

    def merge(**values):
        return merge_cells(unit=unit, by=request.user, **values)

    return page.answer(request, MergeForm(request.POST or None, cells=cells), merge)


@require_http_methods(BOTH)
def cell_split(request, pk: int):
    """Split a cell; every member is placed."""
    cell = unit_to_act_on(request, pk, "unit.reorganise")
    form = SplitForm(request.POST or None)
    lead = _("The cell ends the day before and new ones follow it. What was decided stays with the old cell.")
    page = Page(cell, _("Split the cell"), lead, _("The cell has been split."))
    places = _places(request)
    rows = _to_place(form, cell, places) if request.method == "POST" and form.is_valid() else None
    if rows and not places:
        return render(
            request, "emulation/reorganise.html", {"page": page, "unit": cell, "form": form, "plan": None, "rows": rows}
        )

    def split(**values):
        return split_cell(cell=cell, places=places, by=request.user, **values)

    return page.answer(request, form, split, rows)


@require_http_methods(BOTH)
def cell_move(request, pk: int):
    """Move a cell under another committee."""
    cell = unit_to_act_on(request, pk, "unit.reorganise")
    committees = committees_to_move_to(request.user, timezone.localdate()).exclude(path=cell.path[: -Unit.steplen])
    lead = _("The cell goes on under the other committee, with its members and those who lead it, under a new code.")
    page = Page(cell, _("Move under another committee"), lead, _("The cell has been moved."))

    def move(**values):
        return move_cell(cell=cell, by=request.user, **values)

    return page.answer(request, MoveCellForm(request.POST or None, committees=committees), move)


def _places(request: HttpRequest) -> dict[int, int]:
    """What was chosen for each member: `place-<membership>` holds the number of a new cell."""
    found = {}
    for name, value in request.POST.items():
        key, place = asked_number(name.removeprefix("place-")), asked_number(value)
        if name.startswith("place-") and key is not None and place is not None:
            found[key] = place
    return found


def _to_place(form: SplitForm, cell: Unit, places: dict[int, int]) -> list[dict]:
    """The members of the cell with the choice of each."""
    names = [name for name, _code in form.cleaned_data["parts"]]
    return [
        {
            "membership": row,
            "choices": [
                {"value": str(at), "label": name, "on": places.get(row.pk) == at} for at, name in enumerate(names)
            ],
        }
        for row in staying_in(cell, form.cleaned_data["on"])
    ]
