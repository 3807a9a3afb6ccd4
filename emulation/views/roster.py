"""Pages of the roster import: upload → preview → load; rejected rows and the template as workbooks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import uploads
from ..access import can
from ..forms import RosterForm
from ..models import Unit
from ..roster.problems import UnusableFile
from ..roster.reading import read_roster
from ..roster.workbooks import rejected_workbook, template_workbook
from ..services.roster import load_roster, preview_roster
from ..web import act, download_workbook

SESSION_KEY = "roster"
SHOWN = 200  # rows of the preview on screen; the rest is counted and can be downloaded


@require_http_methods(["GET", "POST"])
def upload(request, pk: int):
    """Choose the file."""
    unit = _get(request, pk)
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            read_roster(data, file.name, unit_name=_cell_name(unit, form), today=timezone.localdate())
        except UnusableFile as refused:
            form.add_error("file", str(refused))
        else:
            kept = {"key": uploads.keep(data), "name": file.name, "unit": unit.pk, "cell": _cell_name(unit, form)}
            request.session[SESSION_KEY] = kept
            return redirect("emulation:roster-preview", pk)
    return render(request, "emulation/roster_upload.html", {"form": form, "unit": unit})


@require_GET
def preview(request, pk: int):
    """Show what loading would do, row by row; nothing is changed."""
    unit = _get(request, pk)
    reading = _reading(request, unit)
    if reading is None:
        return _gone(request, pk)
    plan = preview_roster(reading=reading, committee=unit, on=timezone.localdate(), by=request.user)
    context = {
        "unit": unit,
        "reading": reading,
        "plan": plan,
        "summary": plan.summary,
        "changed": [planned for planned in plan.rows if planned.changes and planned.membership][:SHOWN],
        "rejected": reading.rejected[:SHOWN],
        "converted": [row for row in reading.accepted if row.conversions][:SHOWN],
    }
    return render(request, "emulation/roster_preview.html", context)


@require_POST
def load(request, pk: int):
    """Load the accepted rows."""
    unit = _get(request, pk)
    reading = _reading(request, unit)
    if reading is None:
        return _gone(request, pk)
    done = _("%(count)s accepted rows have been loaded.") % {"count": len(reading.accepted)}
    today = timezone.localdate()
    loaded = act(request, lambda: load_roster(reading=reading, committee=unit, on=today, by=request.user), done)
    if not loaded or reading.rejected:
        return redirect("emulation:roster-preview", pk)
    uploads.drop(request.session.pop(SESSION_KEY)["key"])
    return redirect("emulation:unit-detail", pk)


@require_GET
def rejected(request, pk: int):
    """Download the rejected rows with the reason of each, to correct and import again."""
    reading = _reading(request, _get(request, pk))
    if reading is None:
        return _gone(request, pk)
    return download_workbook(rejected_workbook(reading), "dong-can-sua.xlsx")


@require_GET
def template(request):
    """Download an empty roster to fill in."""
    return download_workbook(template_workbook(), "mau-danh-sach-dang-vien.xlsx")


def _get(request, pk: int) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    answer = can(request.user, "roster.import", unit)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    return unit


def _cell_name(unit: Unit, form: RosterForm) -> str | None:
    return unit.name if unit.is_cell else form.cleaned_data["unit_name"] or None


def _reading(request, unit: Unit):
    """Read the kept file again; None when there is none for this unit any more."""
    kept = request.session.get(SESSION_KEY) or {}
    data = uploads.fetch(kept.get("key", "")) if kept.get("unit") == unit.pk else None
    if data is None:
        return None
    return read_roster(data, kept["name"], unit_name=kept["cell"], today=timezone.localdate())


def _gone(request, pk: int):
    messages.warning(request, _("The uploaded file is no longer kept. Choose it again."))
    return redirect("emulation:roster-upload", pk)
