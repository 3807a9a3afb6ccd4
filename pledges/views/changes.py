"""Changing a confirmed pledge: asking with a reason, writing the new text, judging it, reading the versions."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emulation.access import can
from emulation.web import act, renew_if_stale, show_refusal

from ..forms import ChangeFormSet, ChangeReasonForm, ReasonForm, VersionForm, item_rows
from ..hints import hints_for
from ..models import Pledge, PledgeVersion
from ..selectors import changes_for, running_change, same_words, version_before, versions_of
from ..services import agree_change, open_change, return_change, submit_change, withdraw_change, write_change
from ..texts import differences, texts_of
from .common import visible_pledge

ITEMS = "items"


@require_http_methods(["GET", "POST"])
def change_open(request, pk: int):
    """Ask to change a confirmed pledge, with the reason; one that is asked for already is opened instead."""
    pledge = visible_pledge(request, pk)
    running = running_change(request.user, pledge)
    if running:
        return redirect("pledges:change", running.pk)
    form = ChangeReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change = open_change(pledge=pledge, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            show_refusal(form, refused)
        else:
            return redirect("pledges:change", change.pk)
    context = _context(request, pledge) | {"form": form, "can_change": can(request.user, "pledge.change", pledge)}
    return render(request, "pledges/change_open.html", context)


@require_GET
def versions(request, pk: int):
    """Each text of the pledge, the newest first, beside the one before it."""
    pledge = visible_pledge(request, pk)
    context = _context(request, pledge) | {"lines": versions_of(request.user, pledge)}
    return render(request, "pledges/versions.html", context)


@require_http_methods(["GET", "POST"])
def change(request, pk: int):
    """Write a change while it is open; read it beside the confirmed text. `then=submit` submits after saving."""
    row = _visible(request, pk)
    if not row.is_open or not can(request.user, "pledge.change", row.pledge):
        return _read_page(request, row)
    if request.method == "GET":
        return _write_page(request, row)
    form, items = VersionForm(request.POST), ChangeFormSet(request.POST, prefix=ITEMS)
    if not (form.is_valid() and items.is_valid() and _save(request, row, form, items)):
        return _write_page(request, row, form, items)
    if request.POST.get("then") == "submit":
        done = _("The change has been submitted; the confirmed text holds until it is agreed to.")
        act(request, partial(submit_change, change=row, by=request.user), done)
    return redirect("pledges:change", pk)


@require_POST
def submit(request, pk: int):
    """Submit a change as it is saved."""
    done = _("The change has been submitted; the confirmed text holds until it is agreed to.")
    return _act(request, pk, submit_change, done)


@require_POST
def withdraw(request, pk: int):
    """Give a change up."""
    return _act(request, pk, withdraw_change, _("The change has been withdrawn; the pledge stays as it was."))


@require_POST
def send_back(request, pk: int):
    """Return a change with a reason."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    done = _("The change has been returned to the member.")
    return _act(request, pk, partial(return_change, reason=reason), done)


@require_POST
def agree(request, pk: int):
    """Agree to a change: from now on its text is the pledge."""
    return _act(request, pk, agree_change, _("The change has been agreed to; the new text is in force."))


def _act(request: HttpRequest, pk: int, service: Callable[..., Any], done: str) -> HttpResponse:
    row = _visible(request, pk)
    act(request, lambda: service(change=row, by=request.user), done)
    return redirect("pledges:change", pk)


def _visible(request: HttpRequest, pk: int) -> PledgeVersion:
    return get_object_or_404(changes_for(request.user), pk=pk)


def _save(request: HttpRequest, row: PledgeVersion, form: VersionForm, items: ChangeFormSet) -> bool:
    """Save the words; a refusal is told on the form, which keeps what was typed."""
    try:
        write_change(change=row, items=items.texts, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        renew_if_stale(form, refused, row.version)
        return False
    return True


def _write_page(request: HttpRequest, row: PledgeVersion, form=None, items=None) -> HttpResponse:
    texts = texts_of(row)
    initial = item_rows([item for _key, item in texts], row.pledge.year.number)
    for at, (key, _item) in enumerate(texts):
        initial[at]["item"] = key
    items = items or ChangeFormSet(prefix=ITEMS, initial=initial)
    alike = same_words([row.pledge])
    hints = [hints_for(item, (), alike.colleagues(row.pledge, item.deed)) for _key, item in texts]
    context = _context(request, row.pledge) | {
        "change": row,
        "form": form or VersionForm(initial={"version": row.version}),
        "items": items,
        "rows": [(form, hints[at] if at < len(hints) else ()) for at, form in enumerate(items.forms)],
    }
    return render(request, "pledges/change_write.html", context)


def _read_page(request: HttpRequest, row: PledgeVersion) -> HttpResponse:
    before = version_before(row)
    context = _context(request, row.pledge) | {
        "change": row,
        "before": before,
        "compared": differences(before, row) if before else (),
        "texts": texts_of(row),
        "can_change": can(request.user, "pledge.change", row.pledge),
        "can_agree": can(request.user, "pledge.confirm", row.pledge),
        "can_return": can(request.user, "pledge.return", row.pledge),
        "reason_form": ReasonForm(),
    }
    return render(request, "pledges/change.html", context)


def _context(request: HttpRequest, pledge: Pledge) -> dict:
    back = reverse("pledges:detail", args=[pledge.pk])
    return {"pledge": pledge, "is_own": pledge.member_id == request.user.member_id, "back": back}
