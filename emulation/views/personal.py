"""Pages of one's own data, and of what members ask about theirs."""

from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..access import can, ensure
from ..forms import AnswerForm, DataRequestForm, ExtensionForm
from ..models import Breach, DataRequest, Membership
from ..personal import holdings_of, latest_membership
from ..services.personal import (
    ask_about_data,
    export_own_data,
    extend_request,
    finish_request,
    refuse_request,
    take_request,
)
from ..web import ActPage, act, paginate, tell

WITH = ("member", "unit", "asked_by", "handled_by")


@require_GET
def own_data(request):
    """Everything held about the reader."""
    member = request.user.member
    if member is None:
        return render(request, "emulation/own_data_none.html")
    context = {
        "holdings": holdings_of(member),
        "membership": latest_membership(member),
        "requests": DataRequest.objects.filter(member=member).select_related(*WITH),
        "breaches": Breach.objects.filter(reached__member=member, notified_at__isnull=False),
        "today": timezone.localdate(),
    }
    return render(request, "emulation/own_data.html", context)


@require_POST
def own_data_export(request):
    """Take one's own data out as a file."""
    try:
        content, name = export_own_data(account=request.user, by=request.user)
    except ValidationError as refused:
        tell(request, refused)
        return redirect("emulation:own-data")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


@require_http_methods(["GET", "POST"])
def request_new(request, pk: int):
    """Ask about the own data, or record what a member has asked on paper."""
    visible = Membership.objects.visible_to(request.user).select_related("member", "unit")
    membership = get_object_or_404(visible, pk=pk)
    ensure(request.user, "data.ask", membership)
    is_own = membership.member_id == request.user.member_id
    back = reverse("emulation:own-data") if is_own else reverse("emulation:member-detail", args=[pk])
    then = back if is_own else reverse("emulation:request-list")
    done = _("The request has been recorded; its time to be answered runs from today.")
    page = ActPage(_("Request about data"), membership.unit, back, done, membership.member, then)
    asks = partial(ask_about_data, membership=membership, by=request.user)
    return page.answer(request, DataRequestForm(request.POST or None), asks)


@require_GET
def request_list(request):
    """What members have asked, the most urgent first: what the reader handles, and the own."""
    found = DataRequest.objects.visible_to(request.user).select_related(*WITH)
    page, today = paginate(request, found), timezone.localdate()
    return render(request, "emulation/request_list.html", {"page_obj": page, "today": today})


@require_GET
def request_detail(request, pk: int):
    """One request with its clock, and what its handler may do."""
    return _page(request, _request(request, pk))


@require_POST
def request_take(request, pk: int):
    """Acknowledge it."""
    found = _request(request, pk)
    act(request, lambda: take_request(request=found, by=request.user), _("The request has been acknowledged."))
    return redirect("emulation:request", pk)


@require_POST
def request_extend(request, pk: int):
    """Prolong the time to answer."""
    form = ExtensionForm(request.POST)
    return _answer(request, pk, extend_request, form, _("The time has been prolonged; the member reads why."))


@require_POST
def request_finish(request, pk: int):
    """Answer that it is done."""
    return _answer(request, pk, finish_request, AnswerForm(request.POST), _("The member has been answered."))


@require_POST
def request_refuse(request, pk: int):
    """Answer that it cannot be done."""
    return _answer(request, pk, refuse_request, AnswerForm(request.POST), _("The member has been answered."))


def _answer(request: HttpRequest, pk: int, service, form, done: str) -> HttpResponse:
    found = _request(request, pk)
    if not form.is_valid():
        return _page(request, found, form)
    act(request, lambda: service(request=found, by=request.user, **form.cleaned_data), done)
    return redirect("emulation:request", pk)


def _request(request: HttpRequest, pk: int) -> DataRequest:
    return get_object_or_404(DataRequest.objects.visible_to(request.user).select_related(*WITH), pk=pk)


def _page(request: HttpRequest, found: DataRequest, form=None) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "asked": found,
        "is_late": found.is_late_on(today),
        "handles": can(request.user, "data.handle", found),
        "membership": _membership(request, found),
        "answer_form": form if isinstance(form, AnswerForm) else AnswerForm(),
        "extension_form": form if isinstance(form, ExtensionForm) else ExtensionForm(),
    }
    return render(request, "emulation/request_detail.html", context)


def _membership(request: HttpRequest, found: DataRequest) -> Membership | None:
    """Return the membership whose data the handler may correct."""
    visible = Membership.objects.visible_to(request.user).filter(member=found.member_id, unit=found.unit_id)
    membership = visible.order_by("-valid_from").select_related("unit").first()
    return membership if membership and can(request.user, "member.edit", membership.unit) else None
