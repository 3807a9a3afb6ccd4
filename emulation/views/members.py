"""Pages of members: one member, corrections, circumstances, end of a membership."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ..access import can, ensure
from ..forms import CircumstanceForm, LastDayForm, MemberForm
from ..models import Membership
from ..services.people import MEMBER_FIELDS, add_circumstance, edit_member, end_membership
from ..web import act

ROW = ("member", "unit", "work_unit")


@require_GET
def member_detail(request, pk: int):
    """One membership with the member's data."""
    membership = _get(request, pk)
    member = membership.member
    return render(
        request,
        "emulation/member_detail.html",
        {
            "membership": membership,
            "member": member,
            "standing": member.standing_on(timezone.localdate()).label,
            "posts": membership.posts.on(timezone.localdate()),
            "circumstances": member.circumstances.all(),
            "earlier": member.memberships.exclude(pk=membership.pk).select_related("unit"),
            "can_edit": can(request.user, "member.edit", membership.unit),
        },
    )


@require_http_methods(["GET", "POST"])
def member_edit(request, pk: int):
    """Correct a member's data."""
    membership = _get(request, pk)
    ensure(request.user, "member.edit", membership.unit)
    form = MemberForm(request.POST or None, initial=_initial(membership))
    if request.method == "POST" and form.is_valid():
        done = _("The member's data have been saved.")
        if act(request, lambda: edit_member(membership=membership, values=form.cleaned_data, by=request.user), done):
            return redirect("emulation:member-detail", pk)
    return _form_page(request, form, _("Correct data"), membership)


@require_http_methods(["GET", "POST"])
def circumstance_new(request, pk: int):
    """Record an exemption, suspension, absence or leave."""
    membership = _get(request, pk)
    ensure(request.user, "member.edit", membership.unit)
    form = CircumstanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The circumstance has been recorded.")
        values = form.cleaned_data
        if act(request, lambda: add_circumstance(membership=membership, values=values, by=request.user), done):
            return redirect("emulation:member-detail", pk)
    return _form_page(request, form, _("Record a circumstance"), membership)


@require_http_methods(["GET", "POST"])
def membership_end(request, pk: int):
    """End a membership on a day."""
    membership = _get(request, pk)
    ensure(request.user, "member.edit", membership.unit)
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The membership ends on that day; everything recorded is kept.")
        if act(request, lambda: end_membership(membership=membership, by=request.user, **form.cleaned_data), done):
            return redirect("emulation:unit-detail", membership.unit_id)
    return _form_page(request, form, _("End the membership"), membership)


def _get(request, pk: int) -> Membership:
    return get_object_or_404(Membership.objects.visible_to(request.user).select_related(*ROW), pk=pk)


def _initial(membership: Membership) -> dict:
    member = membership.member
    values = {name: getattr(member, name) for name in ("full_name", *MEMBER_FIELDS)}
    work_unit = membership.work_unit.name if membership.work_unit else ""
    return values | {"work_unit": work_unit, "subject_type": membership.subject_type, "stay": membership.stay}


def _form_page(request, form, title: str, membership: Membership):
    back = reverse("emulation:member-detail", args=[membership.pk])
    context = {"form": form, "title": title, "unit": membership.unit, "back": back, "subject": membership.member}
    return render(request, "emulation/form.html", context)
