"""What the APIs share: parsing a body, answering with a file."""

from typing import Any

from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request


def valid(serializer_class, request) -> dict:
    """Return the parsed body, or answer 400 with the errors by field."""
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class AlwaysFirst(BaseContentNegotiation):
    """A file is what it is, whatever the client says it accepts; refusals are JSON."""

    def select_parser(self, request: Request, parsers: list) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: list, format_suffix: str | None = None) -> tuple:
        return renderers[0], renderers[0].media_type


class LastDay(serializers.Serializer):
    """The last day something holds."""

    last_day = serializers.DateField()
