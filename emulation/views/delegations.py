"""Pages of delegating one's own roles for a time."""

from functools import partial

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..forms import DelegationForm
from ..models import RoleAssignment
from ..services.delegations import delegate_role, end_delegation
from ..web import ActPage, act, act_with


@require_http_methods(["GET", "POST"])
def delegation_new(request, pk: int):
    """Delegate one of one's own roles."""
    role = get_object_or_404(
        RoleAssignment.objects.select_related("account", "unit").filter(account=request.user), pk=pk
    )
    form = DelegationForm(request.POST or None, initial={"first_day": timezone.localdate()})
    done = _("The role has been delegated. Every act by it is noted as done for you; you may end it on any day.")
    title = _("Delegate the role: %(role)s") % {"role": role.get_role_display()}
    page = ActPage(title, role.unit, reverse("emulation:account"), done)
    if request.method == "POST" and act_with(request, form, partial(delegate_role, role=role, by=request.user), done):
        return redirect("emulation:account")
    return page.show(request, form)


@require_POST
def delegation_end(request, pk: int):
    """End what one has delegated, or give back what was delegated to one."""
    mine = Q(account=request.user) | Q(delegated_from__account=request.user)
    found = RoleAssignment.objects.filter(mine, delegated_from__isnull=False)
    role = get_object_or_404(found.select_related("account", "unit", "delegated_from__account"), pk=pk)
    act(request, lambda: end_delegation(role=role, by=request.user), _("The delegation has been ended."))
    return redirect("emulation:account")
