"""Pages of the tree of units, their members and roles."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..access import can, ensure
from ..forms import AccountForm, LastDayForm, NewUnitForm, RoleForm, SearchForm, SubjectTypeForm, UnitForm
from ..models import Account, Member, RoleAssignment, Unit
from ..selectors import memberships_of, roles_at, units_with_counts
from ..services.accounts import create_account, end_role, grant_role, reset_password, set_active
from ..services.people import set_subject_types
from ..services.units import close_unit, create_unit, edit_unit
from ..web import act, paginate


@require_GET
def unit_list(request):
    """The reader's tree."""
    search = SearchForm(request.GET)
    units = units_with_counts(request.user, timezone.localdate())
    if search.words:
        units = units.filter(search_text__contains=search.words)
    return render(request, "emulation/unit_list.html", {"page_obj": paginate(request, units), "form": search})


@require_GET
def unit_detail(request, pk: int):
    """One unit: its members, the roles held there, its years."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    search, today = SearchForm(request.GET), timezone.localdate()
    return render(
        request,
        "emulation/unit_detail.html",
        {
            "unit": unit,
            "parent": Unit.objects.get_parent(unit),
            "form": search,
            "page_obj": paginate(request, memberships_of(request.user, unit, today, search.words)),
            "roles": roles_at(request.user, unit, today),
            "can_edit": can(request.user, "member.edit", unit),
            "kind_form": SubjectTypeForm(),
            "can_manage": can(request.user, "unit.manage", unit),
            "can_grant": can(request.user, "role.grant", unit),
            "can_import": can(request.user, "roster.import", unit),
            "can_see_journal": can(request.user, "journal.view", unit)
            or can(request.user, "journal.view_system", unit),
        },
    )


@require_POST
def subject_types(request, pk: int):
    """Set the subject type, and with it the form and criteria, of the ticked members."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    form = SubjectTypeForm(request.POST)
    ticked = [int(key) for key in request.POST.getlist("membership") if key.isdigit()]
    if form.is_valid():
        wanted = form.cleaned_data["subject_type"]
        act(
            request,
            lambda: set_subject_types(unit=unit, memberships=ticked, subject_type=wanted, by=request.user),
            _("The subject type has been set."),
        )
    return redirect("emulation:unit-detail", pk)


@require_http_methods(["GET", "POST"])
def unit_new(request, pk: int):
    """Add a unit under another."""
    parent = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "unit.manage", parent)
    form = NewUnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The unit has been added.")
        if act(request, lambda: create_unit(parent=parent, by=request.user, **form.cleaned_data), done):
            return redirect("emulation:unit-detail", pk)
    title = _("New unit under %(unit)s") % {"unit": parent}
    return _form_page(request, form, title, parent)


@require_http_methods(["GET", "POST"])
def unit_edit(request, pk: int):
    """Correct a unit."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "unit.manage", unit)
    form = UnitForm(request.POST or None, initial={"name": unit.name, "code": unit.code, "cell_type": unit.cell_type})
    if request.method == "POST" and form.is_valid():
        done = _("The unit has been saved.")
        if act(request, lambda: edit_unit(unit=unit, by=request.user, **form.cleaned_data), done):
            return redirect("emulation:unit-detail", pk)
    return _form_page(request, form, _("Edit unit"), unit)


@require_http_methods(["GET", "POST"])
def unit_close(request, pk: int):
    """End a unit on a day."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "unit.manage", unit)
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The unit has been closed.")
        if act(request, lambda: close_unit(unit=unit, by=request.user, **form.cleaned_data), done):
            return redirect("emulation:unit-detail", pk)
    return _form_page(request, form, _("Close unit"), unit)


@require_http_methods(["GET", "POST"])
def account_new(request, pk: int):
    """Create an account with its first role here; the password is shown once."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "account.manage", unit)
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
    return _form_page(request, form, _("New account"), unit)


@require_POST
def account_reset(request, pk: int, account_pk: int):
    """Draw a new password and show it once."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    account = get_object_or_404(Account, pk=account_pk, roles__unit=unit)
    password = reset_password(account=account, unit=unit, by=request.user)
    return render(request, "emulation/account_password.html", {"account": account, "password": password, "unit": unit})


@require_POST
def account_active(request, pk: int, account_pk: int):
    """Close an account or open it again."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    account = get_object_or_404(Account, pk=account_pk, roles__unit=unit)
    wanted = request.POST.get("is_active") == "1"
    done = _("The account is open again.") if wanted else _("The account has been closed.")
    act(request, lambda: set_active(account=account, unit=unit, is_active=wanted, by=request.user), done)
    return redirect("emulation:unit-detail", pk)


@require_http_methods(["GET", "POST"])
def role_new(request, pk: int):
    """Give an existing account a role here."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    ensure(request.user, "role.grant", unit)
    form = RoleForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        account = Account.objects.filter(username=values["username"].lower()).first()
        if account is None:
            form.add_error("username", _("There is no account with this user name. Create the account first."))
        elif act(
            request,
            lambda: grant_role(account=account, role=values["role"], unit=unit, on=values["on"], by=request.user),
            _("The role has been given."),
        ):
            return redirect("emulation:unit-detail", pk)
    return _form_page(request, form, _("Give a role"), unit)


@require_POST
def role_end(request, pk: int):
    """End a role today."""
    visible = Unit.objects.visible_to(request.user)
    assignment = get_object_or_404(RoleAssignment.objects.filter(unit__in=visible), pk=pk)
    today = timezone.localdate()
    act(request, lambda: end_role(assignment=assignment, last_day=today, by=request.user), _("The role ends today."))
    return redirect("emulation:unit-detail", assignment.unit_id)


def _form_page(request, form, title: str, unit: Unit):
    """Show one form under a title, with the unit it concerns."""
    context = {"form": form, "title": title, "unit": unit, "back": reverse("emulation:unit-detail", args=[unit.pk])}
    return render(request, "emulation/form.html", context)


def _member_by_card(card_number: str, unit: Unit) -> Member | None:
    """Return the member of the unit with the card, None when no card is given; raise when there is no such member."""
    if not card_number:
        return None
    inside = Member.objects.filter(memberships__unit__path__startswith=unit.path).distinct()
    member = inside.filter(card_number=card_number).first()
    if member is None:
        raise ValidationError(_("No member of this unit has the card number %(card)s.") % {"card": card_number})
    return member
