"""Attached files over HTTP; each room has its own route to attach one to its rows."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ..attaching import row_of
from ..models import Attachment
from ..services.attachments import read_attachment, withdraw_attachment
from .common import AlwaysFirst, valid


class AttachmentOut(serializers.ModelSerializer):
    """What is known of an attached file."""

    added_by = serializers.CharField(help_text="Name of the account.")

    class Meta:
        model = Attachment
        fields = ["id", "title", "kind", "size", "sha256", "added_by", "added_at", "withdrawn_at", "withdraw_reason"]


class AttachIn(serializers.Serializer):
    """A file to attach: PDF, JPEG or PNG, up to 10 MB, as multipart/form-data."""

    file = serializers.FileField()


class WithdrawIn(serializers.Serializer):
    """Why the file is withdrawn."""

    reason = serializers.CharField(max_length=300)


class AttachmentAct(APIView):
    """What both routes share."""

    def fetch(self, request, pk: int) -> dict:
        """Return the file and the row it belongs to, which the reader must see."""
        found = get_object_or_404(Attachment.objects.select_related("added_by"), pk=pk)
        row = row_of(found, request.user)
        if row is None:
            raise Http404
        return {"attachment": found, "of": row}


class AttachmentFile(AttachmentAct):
    """Read the file itself; the journal keeps that you did."""

    content_negotiation_class = AlwaysFirst

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request, pk: int):
        found = self.fetch(request, pk)
        data = read_attachment(**found, by=request.user)
        headers = {
            "Content-Disposition": content_disposition_header(True, found["attachment"].file_name),
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(data, content_type="application/octet-stream", headers=headers)


class AttachmentWithdraw(AttachmentAct):
    """Withdraw a file attached by mistake."""

    @extend_schema(request=WithdrawIn, responses=AttachmentOut)
    def post(self, request, pk: int):
        withdrawn = withdraw_attachment(**self.fetch(request, pk), by=request.user, **valid(WithdrawIn, request))
        return Response(AttachmentOut(withdrawn).data)


urlpatterns = [
    # /api/v1/attachments/
    path("attachments/<int:pk>/", AttachmentFile.as_view(), name="api-attachment"),
    path("attachments/<int:pk>/withdraw/", AttachmentWithdraw.as_view(), name="api-attachment-withdraw"),
]
