"""One place where refusals become API answers: {"detail", "code", "errors"}."""

from django.core.exceptions import PermissionDenied, ValidationError
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

CONFLICT_CODES = {"wrong_state", "stale", "frozen"}


def answer(exc: Exception, context: dict) -> Response | None:
    """Turn Django's ValidationError ("not now") and PermissionDenied ("not you") into 400/409 and 403."""
    if isinstance(exc, ValidationError):
        return _validation(exc)
    if isinstance(exc, PermissionDenied):
        reason = str(exc) or str(exceptions.PermissionDenied.default_detail)
        return Response({"detail": reason, "code": "permission_denied"}, status=status.HTTP_403_FORBIDDEN)
    return exception_handler(exc, context)


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
