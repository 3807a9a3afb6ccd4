"""One place where refusals become API answers: {"detail", "code", "errors"}."""

import logging

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from emulation.acts import COLLISION

log = logging.getLogger(__name__)
CONFLICT_CODES = {"wrong_state", "stale", "frozen"}


def answer(exc: Exception, context: dict) -> Response | None:
    """Turn Django's ValidationError ("not now") and PermissionDenied ("not you") into 400/409 and 403."""
    if isinstance(exc, ValidationError):
        return _validation(exc)
    if isinstance(exc, PermissionDenied):
        reason = str(exc) or str(exceptions.PermissionDenied.default_detail)
        return Response({"detail": reason, "code": "permission_denied"}, status=status.HTTP_403_FORBIDDEN)
    if isinstance(exc, IntegrityError):
        log.warning("collision: %s", exc)
        return Response({"detail": str(COLLISION), "code": "stale"}, status=status.HTTP_409_CONFLICT)
    if isinstance(exc, OverflowError):
        # A key or count in the address or a form that no column can hold; JSON bodies are looked at by their parser.
        return Response({"detail": _("A number is too large."), "code": "invalid"}, status=status.HTTP_400_BAD_REQUEST)
    # Not the words of get_object_or_404: they are English and name our models.
    return exception_handler(exceptions.NotFound() if isinstance(exc, Http404) else exc, context)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address there is not: a page, or what the API says of anything it does not have."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": str(exceptions.NotFound.default_detail)}, status=status.HTTP_404_NOT_FOUND)
    return page_not_found(request, exception)


def _validation(exc: ValidationError) -> Response:
    code = (
        getattr(exc, "code", None) or next((e.code for e in exc.error_list if e.code), "invalid")
        if not hasattr(exc, "error_dict")
        else "invalid"
    )
    body = {"detail": " ".join(exc.messages), "code": code}
    if hasattr(exc, "error_dict"):
        body["errors"] = exc.message_dict
    return Response(body, status=status.HTTP_409_CONFLICT if code in CONFLICT_CODES else status.HTTP_400_BAD_REQUEST)
