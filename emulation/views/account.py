"""Pages of the reader's own account."""

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..forms import KeyForm
from ..rooms import rooms
from ..selectors import delegations_of, keys_of, roles_of
from ..services.keys import create_key, revoke_key
from ..services.sign_in import end_other_sessions, end_own_session
from ..signin.devices import device_name, short_address
from ..signin.factors import SECOND_FACTORS
from ..signin.sessions import sessions_of
from ..web import act, asked_number, paginate


@require_GET
def account(request):
    """The reader's roles, ways of signing in, open sessions and keys to the API."""
    return _show(request)


@require_POST
def session_end(request):
    """End one of one's own sessions."""
    session = asked_number(request.POST.get("session"))
    end_this = {"account": request.user, "session": session or 0, "by": request.user}
    act(request, lambda: end_own_session(**end_this), _("The session has been ended."))
    return redirect("emulation:account")


@require_POST
def sessions_end_others(request):
    """End all of one's own sessions but this one."""
    here = request.session.session_key
    end_others = {"account": request.user, "session_key": here, "by": request.user}
    act(request, lambda: end_other_sessions(**end_others), _("All other sessions have been ended."))
    return redirect("emulation:account")


@require_http_methods(["GET", "POST"])
@never_cache
@reauthentication_required
def key_new(request):
    """Make a key to the API; it is shown once, on the account's page."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            secret = create_key(account=request.user, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            return _show(request, secret=secret)
    return render(request, "emulation/key_new.html", {"form": form})


@require_POST
def key_revoke(request):
    """End one of one's own keys."""
    digest = request.POST.get("digest", "")
    act(request, lambda: revoke_key(account=request.user, digest=digest, by=request.user), _("The key has been ended."))
    return redirect("emulation:account")


@require_GET
def styleguide(request):
    """Every component of the pages, to look at and to test."""
    return render(request, "styleguide.html", {"sample_page": paginate(request, list(range(120)))})


def _show(request: HttpRequest, secret: str | None = None) -> HttpResponse:
    here, labels = request.session.session_key, dict(rooms())
    sessions = [
        {
            "pk": session.pk,
            "device": device_name(session.user_agent),
            "address": short_address(session.ip),
            "since": session.created_at,
            "seen": session.last_seen_at,
            "is_this": session.session_key == here,
        }
        for session in sessions_of(request.user)
    ]
    context = {
        "roles": roles_of(request.user),
        "given": delegations_of(request.user),
        "factors": request.user.authenticator_set.filter(type__in=SECOND_FACTORS).count(),
        "sessions": sessions,
        "has_others": any(not session["is_this"] for session in sessions),
        "keys": [(key, labels.get(key.room, "")) for key in keys_of(request.user)],
        "secret": secret,
    }
    return render(request, "emulation/account.html", context)
