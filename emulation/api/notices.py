"""One's own notices over HTTP."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import Notice
from ..selectors import notice_settings_of, notices_of
from ..services.notices import read_notices, set_notices
from .common import valid


class NoticeOut(serializers.ModelSerializer):
    """A notice: what has happened, about what, and where it leads; nothing of a review's content."""

    text = serializers.CharField(source="get_kind_display")

    class Meta:
        model = Notice
        fields = ["id", "kind", "text", "about", "url", "at", "read_at"]


class NoticesRead(serializers.Serializer):
    """The notices to mark as read; all of them when left out."""

    notices = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=500)


class NoticesMarked(serializers.Serializer):
    """How many were not read before."""

    marked = serializers.IntegerField()


class NoticesSettings(serializers.Serializer):
    """How you want to be told."""

    by_email = serializers.BooleanField()
    email = serializers.EmailField(allow_blank=True, max_length=254)


class NoticeList(generics.ListAPIView):
    """List your own notices, the newest first."""

    serializer_class = NoticeOut

    def get_queryset(self):
        return notices_of(self.request.user)


class NoticeRead(APIView):
    """Mark notices as read."""

    @extend_schema(request=NoticesRead, responses=NoticesMarked)
    def post(self, request):
        chosen = valid(NoticesRead, request).get("notices")
        return Response({"marked": read_notices(account=request.user, notices=chosen, by=request.user)})


class NoticeChoice(APIView):
    """Read and change how you want to be told."""

    @extend_schema(responses=NoticesSettings)
    def get(self, request):
        held = notice_settings_of(request.user)
        return Response({"by_email": held.by_email, "email": request.user.email})

    @extend_schema(request=NoticesSettings, responses=NoticesSettings)
    def put(self, request):
        held = set_notices(account=request.user, by=request.user, **valid(NoticesSettings, request))
        return Response({"by_email": held.by_email, "email": request.user.email})


urlpatterns = [
    # /api/v1/notices/
    path("notices/", NoticeList.as_view(), name="api-notices"),
    path("notices/read/", NoticeRead.as_view(), name="api-notices-read"),
    path("notices/settings/", NoticeChoice.as_view(), name="api-notices-settings"),
]
