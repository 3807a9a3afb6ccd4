"""The journal over HTTP."""

from django.urls import path
from rest_framework import generics, serializers

from ..models import JournalEntry
from ..selectors import journal_of


class JournalOut(serializers.ModelSerializer):
    """One act."""

    class Meta:
        model = JournalEntry
        fields = ["id", "at", "actor_name", "verb", "subject", "subject_id", "subject_name", "unit", "data", "seal"]


class JournalList(generics.ListAPIView):
    """List what was done, newest first, where you may read it."""

    serializer_class = JournalOut

    def get_queryset(self):
        return journal_of(self.request.user)


urlpatterns = [
    path("journal/", JournalList.as_view(), name="api-journal"),
]
