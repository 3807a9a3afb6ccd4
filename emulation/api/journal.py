"""The journal over HTTP."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ..forms import JournalFilter, RecordFilter
from ..lines import kept_of
from ..models import JournalEntry, Unit
from ..selectors import journal_of, narrowed, record_about
from ..services.record import check_journal

ACT = OpenApiParameter("act", str, description="A verb, or one of READ, SCORED, CHANGED, EXPORTED.")
DAYS = [OpenApiParameter(name, OpenApiTypes.DATE, description="Between these days.") for name in ("first", "last")]
WHO = OpenApiParameter("who", str, description="Words of a person's name: who acted, or whom the act concerns.")


class RecordOut(serializers.ModelSerializer):
    """One act, with the roles held by whoever did it, as pairs of role and unit."""

    class Meta:
        model = JournalEntry
        fields = [
            "id", "number", "at", "actor_name", "held", "on_behalf_of", "door", "verb", "subject", "subject_id",
            "subject_name", "unit",
        ]  # fmt: skip


class JournalOut(RecordOut):
    """One act with what it changed; values of reviews and pledges are not told here, nor is any text."""

    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()

    class Meta(RecordOut.Meta):
        fields = [*RecordOut.Meta.fields, "through", "address", "before", "after", "data", "seal", "seal_format"]

    def get_before(self, entry) -> dict:
        return kept_of(entry)[0]

    def get_after(self, entry) -> dict:
        return kept_of(entry)[1]


@extend_schema(parameters=[WHO, ACT, *DAYS])
class JournalList(generics.ListAPIView):
    """List what was done, newest first, where you may read it."""

    serializer_class = JournalOut
    queryset = JournalEntry.objects.none()

    def get_queryset(self):
        return narrowed(journal_of(self.request.user), JournalFilter(self.request.query_params).asked)


@extend_schema(parameters=[ACT, *DAYS])
class OwnRecord(generics.ListAPIView):
    """List who has read, scored, changed or taken out what is your own as a member."""

    serializer_class = RecordOut
    queryset = JournalEntry.objects.none()

    def get_queryset(self):
        return narrowed(record_about(self.request.user), RecordFilter(self.request.query_params).asked)


class VerdictOut(serializers.Serializer):
    """Whether the journal is intact; the sentence names the first entry that is not."""

    holds = serializers.BooleanField()
    count = serializers.IntegerField()
    seal = serializers.CharField()
    message = serializers.CharField(source="__str__")


class JournalVerify(APIView):
    """Verify the whole journal."""

    @extend_schema(request=None, responses=VerdictOut)
    def post(self, request, pk: int):
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        return Response(VerdictOut(check_journal(unit=unit, by=request.user)).data)


urlpatterns = [
    path("journal/", JournalList.as_view(), name="api-journal"),
    path("units/<int:pk>/journal/verify/", JournalVerify.as_view(), name="api-journal-verify"),
    path("me/record/", OwnRecord.as_view(), name="api-own-record"),
]
