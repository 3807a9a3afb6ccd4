"""Pages of members: one member, corrections, circumstances."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ..access import can, ensure
from ..forms import CircumstanceForm, MemberForm
from ..models import Member, Membership
from ..services.people import MEMBER_FIELDS, add_circumstance, edit_member
from ..signals import member_page, member_panels
from ..web import ActPage

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
            "history": member.memberships.select_related("unit").order_by("-valid_from", "-pk"),
            "can_move": can(request.user, "member.move", membership.unit),
            "can_edit": can(request.user, "member.edit", membership.unit),
            "can_ask": can(request.user, "data.ask", membership),
            "links": _links(request, membership),
            "panels": _panels(request, member),
        },
    )


def _links(request, membership: Membership) -> list[tuple[str, str]]:
    """Return what the rooms above have to show of this member, as address and label."""
    answers = member_page.send(sender=Membership, membership=membership, reader=request.user)
    return [link for _receiver, links in answers for link in links]


def _panels(request, member: Member) -> list[tuple[str, list]]:
    """Return what the rooms above show of this member, as template and rows."""
    answers = member_panels.send(sender=Member, member=member, reader=request.user)
    return [panel for _receiver, panel in answers if panel]


@require_http_methods(["GET", "POST"])
def member_edit(request, pk: int):
    """Correct a member's data."""
    membership = _to_edit(request, pk)

    def save(**values):
        return edit_member(membership=membership, values=values, by=request.user)

    form = MemberForm(request.POST or None, initial=_initial(membership))
    return _page(_("Correct data"), membership, _("The member's data have been saved.")).answer(request, form, save)


@require_http_methods(["GET", "POST"])
def circumstance_new(request, pk: int):
    """Record an exemption, suspension, absence or leave."""
    membership = _to_edit(request, pk)

    def add(**values):
        return add_circumstance(membership=membership, values=values, by=request.user)

    page = _page(_("Record a circumstance"), membership, _("The circumstance has been recorded."))
    return page.answer(request, CircumstanceForm(request.POST or None), add)


def _get(request, pk: int) -> Membership:
    return get_object_or_404(Membership.objects.visible_to(request.user).select_related(*ROW), pk=pk)


def _initial(membership: Membership) -> dict:
    member = membership.member
    values = {name: getattr(member, name) for name in ("full_name", *MEMBER_FIELDS)}
    work_unit = membership.work_unit.name if membership.work_unit else ""
    return values | {"work_unit": work_unit, "subject_type": membership.subject_type, "stay": membership.stay}


def _to_edit(request, pk: int) -> Membership:
    membership = _get(request, pk)
    ensure(request.user, "member.edit", membership.unit)
    return membership


def _page(title: str, membership: Membership, done: str, then: str = "") -> ActPage:
    back = reverse("emulation:member-detail", args=[membership.pk])
    return ActPage(title, membership.unit, back, done, membership.member, then)
