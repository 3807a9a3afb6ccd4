"""How long documents are kept, over HTTP."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import Unit
from ..models.retention import LONGEST
from ..services.retention import preview_retention, set_retention
from .common import valid


class RetentionLineOut(serializers.Serializer):
    """One kind of document: how long it is kept here, what goes, what stays, how many are due to go."""

    kind = serializers.CharField(source="kind.code")
    title = serializers.CharField(source="kind.title")
    years = serializers.IntegerField()
    shipped_years = serializers.IntegerField(source="kind.years")
    minimum = serializers.IntegerField(source="kind.minimum")
    goes = serializers.CharField(source="kind.goes")
    stays = serializers.CharField(source="kind.stays")
    basis = serializers.CharField(source="kind.basis")
    due = serializers.IntegerField()


class RetentionIn(serializers.Serializer):
    """Another time for a kind of document, and why."""

    kind = serializers.CharField(max_length=20)
    years = serializers.IntegerField(min_value=1, max_value=LONGEST)
    reason = serializers.CharField(max_length=500)


class Retention(APIView):
    """What is due to go at a unit, kind by kind; nothing goes by this."""

    @extend_schema(responses=RetentionLineOut(many=True))
    def get(self, request, pk: int):
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        return Response(RetentionLineOut(preview_retention(unit=unit, by=request.user), many=True).data)

    @extend_schema(request=RetentionIn, responses=RetentionLineOut(many=True))
    def post(self, request, pk: int):
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        set_retention(unit=unit, by=request.user, **valid(RetentionIn, request))
        return self.get(request, pk)


urlpatterns = [path("units/<int:pk>/retention/", Retention.as_view(), name="api-retention")]
