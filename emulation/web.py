"""What pages share: running one act and saying how it went, cutting lists into pages."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 50


def act(request: HttpRequest, service: Callable[[], Any], done: str) -> bool:
    """Run a service; say `done`, or each sentence of its refusal. PermissionDenied goes on to the 403 page."""
    try:
        service()
    except ValidationError as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
        return False
    messages.success(request, done)
    return True


def paginate(request: HttpRequest, rows: QuerySet | list, per_page: int = PER_PAGE) -> Page:
    """Return the page the address asks for (`?page=`), the nearest one when it asks for nonsense."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def is_background(request: HttpRequest) -> bool:
    """Say whether a script saves in the background and wants JSON."""
    return request.headers.get("X-Requested-With") == "fetch"
