"""From the code at the corner of a sheet of paper to its record: by the address in the QR code, or typed into a box."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from ..codes import BadCode, CodeKind, Target, read_code

MISTYPED = gettext_noop(
    "“%(code)s” is not the code of a sheet. Compare it with the corner of the sheet, letter by letter."
)


@require_GET
def go(request: HttpRequest, code: str):
    """Lead to the record a code names; whether the reader may see it is asked there."""
    return _lead(request, code)


@require_GET
def find(request: HttpRequest):
    """Lead to the record whose code was typed."""
    return _lead(request, request.GET.get("code", ""))


def _lead(request: HttpRequest, code: str):
    try:
        target = read_code(code)
    except BadCode:
        messages.error(request, _(MISTYPED) % {"code": code.strip()[:40]})
        return redirect("pledges:board" if request.user.scope.paths("pledge.view") else "home")
    return redirect(*_place(target))


def _place(target: Target) -> tuple:
    return {
        CodeKind.PLEDGE: ("pledges:detail", target.key),
        CodeKind.CHECK_IN: ("pledges:check-in", target.key, target.more),
        CodeKind.HALF_YEAR: ("pledges:half-year", target.key),
        CodeKind.START: ("pledges:start", target.key, target.more),
    }[target.kind]
