"""The cell's meeting over HTTP, beside its sheet: the signed minutes."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from emulation.api.attachments import AttachIn, AttachmentOut
from emulation.api.common import valid
from emulation.attaching import file_lines
from emulation.services.attachments import attach

from .reviews import ReviewAct


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
    path("reviews/<int:pk>/minutes/", Minutes.as_view(), name="api-review-minutes"),
]
