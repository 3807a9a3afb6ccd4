"""Pages of the register of purposes: read by everybody, noted by a committee."""

from functools import partial

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..data_forms import RegisterNoteForm
from ..register import committees_to_note, how_far, newest_note, reading_of, register_for
from ..services.register import acknowledge_register, write_register_note
from ..web import ActPage, act
from .units import unit_to_act_on


@require_GET
def register(request):
    """Which data are kept, what for, on what basis, who reads them and how long; and whether the reader has read it."""
    found = register_for(request.user)
    context = {
        "register": found,
        "reading": reading_of(request.user, found.version),
        "progress": [how_far(unit, found.version) for unit in committees_to_note(request.user)],
    }
    return render(request, "emulation/register.html", context)


@require_POST
def register_acknowledge(request):
    """Say that one has read it."""
    read = {"account": request.user, "version": request.POST.get("version", ""), "by": request.user}
    act(request, lambda: acknowledge_register(**read), _("It has been noted that you have read it."))
    return redirect("emulation:register")


@require_http_methods(["GET", "POST"])
def register_note(request, pk: int):
    """Write the committee's note."""
    unit = unit_to_act_on(request, pk, "register.note")
    note = newest_note(unit)
    initial = {"text": note.text if note else "", "newest": note.pk if note else 0}
    done = _("The note has been saved; everybody is asked to read the new version.")
    page = ActPage(_("The committee's note to the register"), unit, reverse("emulation:register"), done)
    writes = partial(write_register_note, unit=unit, by=request.user)
    return page.answer(request, RegisterNoteForm(request.POST or None, initial=initial), writes)
