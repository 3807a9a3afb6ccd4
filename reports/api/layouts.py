"""How a unit's documents are set, over the API: read it, set it."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.access import ensure
from emulation.models import Unit
from emulation.web import asked_number

from ..documents.layouts import own_or_inherited
from ..models import PaperLayout
from ..services import set_layout
from ..services.layouts import KEPT

WHICH = [OpenApiParameter("unit", int, required=True, description="Key of the unit.")]


class WordingOut(serializers.Serializer):
    """Who signs and who gets documents of one type; what is left out is as for all."""

    on_behalf = serializers.CharField(required=False, allow_blank=True, max_length=80)
    post = serializers.CharField(required=False, allow_blank=True, max_length=80)
    signer = serializers.CharField(required=False, allow_blank=True, max_length=80)
    recipients = serializers.ListField(child=serializers.CharField(max_length=160), required=False, max_length=20)


class LayoutSerializer(serializers.ModelSerializer):
    """The settings; `is_inherited` says that the unit has none of its own and follows the nearest above.

    Limits and rules of signing are the service's to refuse.
    """

    recipients = serializers.ListField(child=serializers.CharField(max_length=160), required=False, max_length=20)
    by_type = serializers.DictField(child=WordingOut(), required=False)
    is_inherited = serializers.BooleanField(read_only=True)

    class Meta:
        model = PaperLayout
        fields = (*KEPT, "is_inherited")


class LayoutView(APIView):
    """How a unit's documents are set."""

    @extend_schema(parameters=WHICH, responses=LayoutSerializer, operation_id="documents_layout")
    def get(self, request: Request) -> Response:
        unit = _unit(request)
        ensure(request.user, "layout.change", unit)
        return Response(_told(unit))

    @extend_schema(
        parameters=WHICH, request=LayoutSerializer, responses=LayoutSerializer, operation_id="documents_layout_set"
    )
    def put(self, request: Request) -> Response:
        unit = _unit(request)
        given = LayoutSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        set_layout(unit=unit, values=given.validated_data, by=request.user)
        return Response(_told(unit))


def _unit(request: Request) -> Unit:
    number = asked_number(request.query_params.get("unit"))
    if number is None:
        raise Http404
    return get_object_or_404(Unit.objects.visible_to(request.user), pk=number)


def _told(unit: Unit) -> dict:
    row = own_or_inherited(unit)
    return LayoutSerializer({name: getattr(row, name) for name in KEPT} | {"is_inherited": row.pk is None}).data
