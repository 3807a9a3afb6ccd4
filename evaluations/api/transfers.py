"""The self-review of a transfer over HTTP; it goes by the number of the membership that ended."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.api.common import valid
from emulation.fields import LONGEST_TEXT

from ..models import TransferReview
from ..selectors.transfers import Transfer, transfer_of, transfers
from ..services.readings import note_transfer_reading
from ..services.transfers import comment_transfer_review, endorse_transfer_review, write_transfer_review


class TransferReviewOut(serializers.ModelSerializer):
    """A self-review with its comments."""

    recorded_by = serializers.CharField(help_text="Name of the account.")

    class Meta:
        model = TransferReview
        fields = [
            "membership", "text", "version", "on_behalf", "recorded_by", "submitted_at", "cell_comment",
            "cell_comment_at", "committee_comment", "committee_comment_at", "is_complete",
        ]  # fmt: skip

    is_complete = serializers.BooleanField(read_only=True)


class TransferReviewIn(serializers.Serializer):
    """The text; with `submit` it is handed in and stays."""

    text = serializers.CharField(max_length=LONGEST_TEXT)
    submit = serializers.BooleanField(default=False)
    version = serializers.IntegerField(required=False)


class TransferCommentIn(serializers.Serializer):
    """A comment on a self-review."""

    comment = serializers.CharField(max_length=LONGEST_TEXT)


class TransferAct(APIView):
    """What the routes share."""

    def transfer(self, request, pk: int) -> Transfer:
        """Return the transfer the reader has to do with."""
        return transfer_of(request.user, get_object_or_404(transfers(request.user), pk=pk))

    def review(self, request, pk: int) -> TransferReview:
        """Return its self-review; what is kept as a draft does not exist for others."""
        found = self.transfer(request, pk)
        if found.review is None:
            raise Http404
        return found.review


class TransferView(TransferAct):
    """Read the self-review; write it."""

    @extend_schema(responses=TransferReviewOut)
    def get(self, request, pk: int):
        review = self.review(request, pk)
        note_transfer_reading(review=review, by=request.user)
        return Response(TransferReviewOut(review).data)

    @extend_schema(request=TransferReviewIn, responses=TransferReviewOut)
    def put(self, request, pk: int):
        values = valid(TransferReviewIn, request)
        membership = self.transfer(request, pk).membership
        return Response(TransferReviewOut(write_transfer_review(membership=membership, by=request.user, **values)).data)


class TransferComment(TransferAct):
    """Give the comment of the cell that is left."""

    @extend_schema(request=TransferCommentIn, responses=TransferReviewOut)
    def post(self, request, pk: int):
        values = valid(TransferCommentIn, request)
        review = comment_transfer_review(review=self.review(request, pk), by=request.user, **values)
        return Response(TransferReviewOut(review).data)


class TransferEndorse(TransferAct):
    """Give the comment of the committee."""

    @extend_schema(request=TransferCommentIn, responses=TransferReviewOut)
    def post(self, request, pk: int):
        values = valid(TransferCommentIn, request)
        review = endorse_transfer_review(review=self.review(request, pk), by=request.user, **values)
        return Response(TransferReviewOut(review).data)


urlpatterns = [
    # /api/v1/transfers/
    path("transfers/<int:pk>/", TransferView.as_view(), name="api-transfer"),
    path("transfers/<int:pk>/comment/", TransferComment.as_view(), name="api-transfer-comment"),
    path("transfers/<int:pk>/endorse/", TransferEndorse.as_view(), name="api-transfer-endorse"),
]
