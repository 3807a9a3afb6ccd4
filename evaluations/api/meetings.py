"""The cell's meeting over HTTP, beside its sheet: the register of attendance, the signed minutes."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from emulation.api.attachments import AttachIn, AttachmentOut
from emulation.api.common import valid
from emulation.attaching import file_lines
from emulation.services.attachments import attach

from ..attendance import seats_of
from ..models import CellReview, Part
from ..services.attendance import Mark, save_attendance
from .reviews import ReviewAct


class SeatOut(serializers.Serializer):
    """A member of the meeting; before the register is written everybody counts as present."""

    member = serializers.IntegerField()
    name = serializers.CharField()
    part = serializers.ChoiceField(Part.choices)
    is_present = serializers.BooleanField()
    reason = serializers.CharField()


class MarkIn(serializers.Serializer):
    """Whether one member was present; absence needs a reason."""

    member = serializers.IntegerField()
    is_present = serializers.BooleanField()
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class AttendanceOut(serializers.Serializer):
    """The register with the numbers that follow from it."""

    version = serializers.IntegerField()
    summoned = serializers.IntegerField()
    present = serializers.IntegerField()
    seats = SeatOut(many=True)


class AttendanceIn(serializers.Serializer):
    """The whole register; `version` is that of the review you read."""

    version = serializers.IntegerField(required=False, allow_null=True, default=None)
    marks = MarkIn(many=True)


class AttendanceRegister(ReviewAct):
    """Read the register of attendance, or write it whole."""

    @extend_schema(responses=AttendanceOut)
    def get(self, request: Request, pk: int) -> Response:
        return Response(_register(self.review(request, pk)))

    @extend_schema(request=AttendanceIn, responses=AttendanceOut)
    def post(self, request: Request, pk: int) -> Response:
        given = valid(AttendanceIn, request)
        marks = {mark.pop("member"): Mark(**mark) for mark in given["marks"]}
        saved = save_attendance(review=self.review(request, pk), marks=marks, version=given["version"], by=request.user)
        return Response(_register(saved))


def _register(review: CellReview) -> dict:
    numbers = {name: getattr(review, name) for name in ("version", "summoned", "present")}
    return AttendanceOut(numbers | {"seats": seats_of(review)}).data


class Minutes(ReviewAct):
    """List the scans of the minutes, or attach one."""

    parser_classes = [MultiPartParser]

    @extend_schema(responses=AttachmentOut(many=True))
    def get(self, request: Request, pk: int) -> Response:
        lines = file_lines(self.review(request, pk), request.user)
        return Response(AttachmentOut([line.file for line in lines], many=True).data)

    @extend_schema(request=AttachIn, responses={201: AttachmentOut})
    def post(self, request: Request, pk: int) -> Response:
        added = attach(to=self.review(request, pk), by=request.user, **valid(AttachIn, request))
        return Response(AttachmentOut(added).data, status=status.HTTP_201_CREATED)


urlpatterns = [
    path("reviews/<int:pk>/attendance/", AttendanceRegister.as_view(), name="api-review-attendance"),
    path("reviews/<int:pk>/minutes/", Minutes.as_view(), name="api-review-minutes"),
]
