"""Pages of the reader's own account, and the journal."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from knox.models import AuthToken

from ..models import Unit
from ..selectors import journal_of
from ..services.accounts import create_key, revoke_key
from ..web import act, paginate


@require_GET
def account(request):
    """The reader's roles and keys to the API."""
    roles = request.user.roles.on(timezone.localdate()).select_related("unit")
    keys = AuthToken.objects.filter(user=request.user).order_by("-created")
    return render(request, "emulation/account.html", {"roles": roles, "keys": keys, "secret": None})


@require_POST
def key_new(request):
    """Make a key to the API; it is shown once, on this page."""
    secret = create_key(account=request.user, by=request.user)
    roles = request.user.roles.on(timezone.localdate()).select_related("unit")
    keys = AuthToken.objects.filter(user=request.user).order_by("-created")
    return render(request, "emulation/account.html", {"roles": roles, "keys": keys, "secret": secret})


@require_POST
def key_revoke(request):
    """End one of one's own keys."""
    digest = request.POST.get("digest", "")
    act(request, lambda: revoke_key(account=request.user, digest=digest, by=request.user), _("The key has been ended."))
    return redirect("emulation:account")


@require_GET
def journal(request, pk: int):
    """What was done at a unit, newest first."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    entries = paginate(request, journal_of(request.user, unit))
    return render(request, "emulation/journal.html", {"unit": unit, "page_obj": entries})


@require_GET
def styleguide(request):
    """Every component of the pages, to look at and to test."""
    return render(request, "styleguide.html", {"sample_page": paginate(request, list(range(120)))})
