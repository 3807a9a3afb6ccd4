"""Pages of the record: the journal of a unit, whether it is intact, and who had to do with one's own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from ..access import can
from ..forms import JournalFilter, RecordFilter
from ..lines import lines_of
from ..models import JournalHead, Unit
from ..selectors import journal_of, narrowed, record_about
from ..services.record import check_journal
from ..web import paginate


@require_GET
def journal(request, pk: int):
    """What was done at a unit, newest first."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    form = JournalFilter(request.GET)
    page = paginate(request, narrowed(journal_of(request.user, unit), form.asked))
    context = {
        "unit": unit,
        "form": form,
        "page_obj": page,
        "lines": lines_of(page.object_list),
        "can_verify": can(request.user, "journal.verify", unit),
        "head": JournalHead.objects.first(),
    }
    return render(request, "emulation/journal.html", context)


@require_POST
def journal_verify(request, pk: int):
    """Verify the whole journal and say what came of it."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    verdict = check_journal(unit=unit, by=request.user)
    say = messages.success if verdict.holds else messages.error
    say(request, str(verdict))
    return redirect("emulation:journal", pk)


@require_GET
def own_record(request):
    """Who has read, scored, changed or taken out what is the reader's own."""
    form = RecordFilter(request.GET)
    page = paginate(request, narrowed(record_about(request.user), form.asked))
    context = {"form": form, "page_obj": page, "lines": lines_of(page.object_list)}
    return render(request, "emulation/own_record.html", context)
