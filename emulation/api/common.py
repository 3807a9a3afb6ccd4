"""What the organisation's API shares: parsing a body."""

from rest_framework import serializers


def valid(serializer_class, request) -> dict:
    """Return the parsed body, or answer 400 with the errors by field."""
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class LastDay(serializers.Serializer):
    """The last day something holds."""

    last_day = serializers.DateField()
