"""Pages of accounts for many members at once, and their slips of paper."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ..forms import RenewForm
from ..models import Unit
from ..selectors import accounts_not_begun, members_without_account
from ..services.slips import Slip, create_member_accounts, renew_first_passwords
from ..signin.passwords import lasts_until
from ..web import asked_number, tell
from .units import unit_to_act_on


@require_GET
def accounts_many(request, pk: int):
    """How many members have no account, and whose first password was not used yet."""
    unit = unit_to_act_on(request, pk, "account.manage")
    today, waiting = timezone.localdate(), accounts_not_begun(request.user, unit)
    context = {
        "unit": unit,
        "without": members_without_account(request.user, unit).count(),
        "waiting": [{"account": each, "is_over": each.has_stale_password(today)} for each in waiting],
        "now": timezone.now(),
    }
    return render(request, "emulation/accounts_many.html", context)


@require_POST
@never_cache
def accounts_create(request, pk: int):
    """Create the accounts and show the slips, this once."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    return _show(request, unit, lambda: create_member_accounts(unit=unit, by=request.user))


@require_POST
@never_cache
def accounts_renew(request, pk: int):
    """Draw new passwords for the ticked accounts and show the slips, this once."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    form = RenewForm(request.POST)
    if not form.is_valid():
        return redirect("emulation:accounts-many", pk)
    ticked = [key for key in map(asked_number, request.POST.getlist("account")) if key is not None]
    return _show(
        request, unit, lambda: renew_first_passwords(unit=unit, accounts=ticked, by=request.user, **form.cleaned_data)
    )


def _show(request: HttpRequest, unit: Unit, draw: Callable[[], list[Slip]]) -> HttpResponse:
    """Draw and show the slips; or go back and say what is in the way."""
    try:
        slips = draw()
    except ValidationError as refused:
        tell(request, refused)
        return redirect("emulation:accounts-many", unit.pk)
    context = {
        "unit": unit,
        "slips": slips,
        "until": lasts_until(timezone.now()),
        "address": request.build_absolute_uri(reverse("home")),
    }
    return render(request, "emulation/slips.html", context)
