"""The page of work and notices, and one's own deadlines as a calendar file."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..calendar_file import calendar_of
from ..forms import NoticesForm
from ..queue import cards_for
from ..selectors import notice_settings_of, notices_of
from ..services.notices import read_notices, set_notices
from ..web import act, act_with, asked_number, paginate


@require_GET
def notices(request):
    """What waits for the reader, and what has happened, the newest first."""
    context = {
        "cards": cards_for(request.user, timezone.localdate()),
        "page_obj": paginate(request, notices_of(request.user)),
        "settings": notice_settings_of(request.user),
    }
    return render(request, "emulation/notices.html", context)


@require_POST
def notices_read(request):
    """Mark one notice as read, or all."""
    one = asked_number(request.POST.get("notice"))
    chosen = None if "all" in request.POST else [one or 0]
    service = {"account": request.user, "notices": chosen, "by": request.user}
    act(request, lambda: read_notices(**service), _("Marked as read."))
    return redirect("emulation:notices")


@require_http_methods(["GET", "POST"])
def notices_settings(request):
    """Choose whether a summary comes by e-mail, and where to."""
    held = notice_settings_of(request.user)
    form = NoticesForm(request.POST or None, initial={"by_email": held.by_email, "email": request.user.email})
    done = _("Saved how you want to be told.")

    def keep(**values):
        return set_notices(account=request.user, by=request.user, **values)

    if request.method == "POST" and act_with(request, form, keep, done):
        return redirect("emulation:notices")
    return render(request, "emulation/notices_settings.html", {"form": form})


@require_GET
def deadlines(request):
    """One's own deadlines, to be put into a calendar."""
    content = calendar_of(cards_for(request.user, timezone.localdate()), request.build_absolute_uri("/"))
    headers = {"Content-Disposition": 'attachment; filename="thoi-han.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
