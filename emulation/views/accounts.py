"""Pages of accounts and roles at a unit."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..forms import AccountForm, OfficeForm, RoleForm
from ..models import Account, Member, RoleAssignment, Unit
from ..selectors import keys_of
from ..services.accounts import (
    clear_factors,
    create_account,
    end_role,
    end_sessions,
    grant_role,
    link_office,
    reset_password,
    set_active,
)
from ..signin.factors import SECOND_FACTORS, must_have_second_factor
from ..signin.office import has_office
from ..signin.sessions import sessions_of
from ..web import ActPage, act
from .units import back_to, unit_to_act_on


@require_http_methods(["GET", "POST"])
@never_cache
def account_new(request, pk: int):
    """Create an account with its first role here; the password is shown once."""
    unit = unit_to_act_on(request, pk, "account.manage")
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            member = _member_by_card(values.pop("card_number"), unit)
            account, password = create_account(unit=unit, member=member, by=request.user, **values)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            return render(
                request, "emulation/account_password.html", {"account": account, "password": password, "unit": unit}
            )
    return ActPage(_("New account"), unit, back_to(unit), "").show(request, form)


@require_GET
def account_detail(request, pk: int, account_pk: int):
    """An account as its administrator sees it: how it signs in, and what may be done about it."""
    unit = unit_to_act_on(request, pk, "account.manage")
    account = get_object_or_404(_holding_a_role(unit).select_related("member"), pk=account_pk)
    visible = Unit.objects.visible_to(request.user)
    facts = {
        "roles": account.roles.on(timezone.localdate()).filter(unit__in=visible).select_related("unit"),
        "factors": list(account.authenticator_set.filter(type__in=SECOND_FACTORS)),
        "is_demanded": must_have_second_factor(account),
        "open_sessions": list(sessions_of(account)),
        "keys": keys_of(account).count(),
        "has_office": has_office(),
        "office": account.socialaccount_set.first(),
    }
    return render(request, "emulation/account_detail.html", {"unit": unit, "account": account} | facts)


@require_POST
@never_cache
def account_reset(request, pk: int, account_pk: int):
    """Draw a new password and show it once."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    account = get_object_or_404(_holding_a_role(unit), pk=account_pk)
    try:
        password = reset_password(account=account, unit=unit, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("emulation:account-detail", pk, account_pk)
    account.refresh_from_db()
    return render(request, "emulation/account_password.html", {"account": account, "password": password, "unit": unit})


@require_POST
def account_active(request, pk: int, account_pk: int):
    """Close an account or open it again."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    account = get_object_or_404(_holding_a_role(unit), pk=account_pk)
    wanted = request.POST.get("is_active") == "1"
    done = _("The account is open again.") if wanted else _("The account has been closed.")
    act(request, lambda: set_active(account=account, unit=unit, is_active=wanted, by=request.user), done)
    return redirect("emulation:account-detail", pk, account_pk)


@require_POST
def sessions_end(request, pk: int, account_pk: int):
    """End every session of an account."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    account = get_object_or_404(_holding_a_role(unit), pk=account_pk)
    act(request, lambda: end_sessions(account=account, unit=unit, by=request.user), _("All sessions have been ended."))
    return redirect("emulation:account-detail", pk, account_pk)


@require_POST
def factors_clear(request, pk: int, account_pk: int):
    """Take the second factors of an account away."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    account = get_object_or_404(_holding_a_role(unit), pk=account_pk)
    done = _("The second factors have been taken away.")
    act(request, lambda: clear_factors(account=account, unit=unit, by=request.user), done)
    return redirect("emulation:account-detail", pk, account_pk)


@require_http_methods(["GET", "POST"])
def office_link(request, pk: int, account_pk: int):
    """Link an office account to the account, or unlink it."""
    unit = unit_to_act_on(request, pk, "account.manage")
    account = get_object_or_404(_holding_a_role(unit), pk=account_pk)
    if not has_office():
        raise Http404
    linked = account.socialaccount_set.first()
    form = OfficeForm(request.POST or None, initial={"subject": linked.uid if linked else ""})
    back = reverse("emulation:account-detail", args=[pk, account_pk])
    page = ActPage(_("Office account"), unit, back, _("The office account has been saved."), subject=account)
    return page.answer(request, form, partial(link_office, account=account, unit=unit, by=request.user))


@require_http_methods(["GET", "POST"])
def role_new(request, pk: int):
    """Give an existing account a role here."""
    unit = unit_to_act_on(request, pk, "role.grant")
    form = RoleForm(request.POST or None, initial={"on": timezone.localdate()})

    def grant(account, role, on):
        return grant_role(account=account, role=role, unit=unit, on=on, by=request.user)

    return ActPage(_("Give a role"), unit, back_to(unit), _("The role has been given.")).answer(request, form, grant)


@require_POST
def role_end(request, pk: int):
    """End a role today."""
    visible = Unit.objects.visible_to(request.user)
    assignment = get_object_or_404(RoleAssignment.objects.filter(unit__in=visible), pk=pk)
    today = timezone.localdate()
    act(request, lambda: end_role(assignment=assignment, last_day=today, by=request.user), _("The role ends today."))
    return redirect("emulation:unit-detail", assignment.unit_id)


def _holding_a_role(unit: Unit):
    """Return the accounts with a role at the unit, each once however many roles it has there."""
    return Account.objects.filter(roles__unit=unit).distinct()


def _member_by_card(card_number: str, unit: Unit) -> Member | None:
    """Return the member of the unit with the card, None when no card is given; raise when there is no such member."""
    if not card_number:
        return None
    inside = Member.objects.filter(memberships__unit__path__startswith=unit.path).distinct()
    member = inside.filter(card_number=card_number).first()
    if member is None:
        raise ValidationError(_("No member of this unit has the card number %(card)s.") % {"card": card_number})
    return member
