"""Units over HTTP."""

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import CellType, Unit, UnitKind
from ..selectors import units_with_counts
from ..services.units import close_unit, create_unit, edit_unit
from .common import LastDay, valid


class UnitOut(serializers.ModelSerializer):
    """A unit; `members` counts open memberships of its own."""

    members = serializers.IntegerField(read_only=True)

    class Meta:
        model = Unit
        fields = ["id", "code", "name", "kind", "cell_type", "valid_from", "valid_to", "depth", "members"]


class UnitIn(serializers.Serializer):
    """A unit to add under `parent`."""

    parent = serializers.IntegerField()
    name = serializers.CharField(max_length=200)
    code = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(UnitKind.choices)
    cell_type = serializers.ChoiceField(CellType.choices, required=False, default="")
    on = serializers.DateField()


class UnitEdit(serializers.Serializer):
    """What may be corrected in a unit."""

    name = serializers.CharField(max_length=200)
    code = serializers.CharField(max_length=40)
    cell_type = serializers.ChoiceField(CellType.choices, required=False, allow_blank=True, default="")


class UnitList(generics.ListAPIView):
    """List the units you reach; add one."""

    serializer_class = UnitOut

    def get_queryset(self):
        return units_with_counts(self.request.user, timezone.localdate())

    @extend_schema(request=UnitIn, responses={201: UnitOut})
    def post(self, request):
        values = valid(UnitIn, request)
        parent = get_object_or_404(Unit.objects.visible_to(request.user), pk=values.pop("parent"))
        unit = create_unit(parent=parent, by=request.user, **values)
        return Response(UnitOut(unit).data, status=status.HTTP_201_CREATED)


class UnitDetail(generics.RetrieveAPIView):
    """Read or correct one unit."""

    serializer_class = UnitOut

    def get_queryset(self):
        return units_with_counts(self.request.user, timezone.localdate())

    @extend_schema(request=UnitEdit, responses=UnitOut)
    def put(self, request, pk: int):
        unit = edit_unit(unit=self.get_object(), by=request.user, **valid(UnitEdit, request))
        return Response(UnitOut(unit).data)


class UnitClose(APIView):
    """End a unit on a day; refused while members still belong to it."""

    @extend_schema(request=LastDay, responses=UnitOut)
    def post(self, request, pk: int):
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        closed = close_unit(unit=unit, by=request.user, **valid(LastDay, request))
        return Response(UnitOut(closed).data)


urlpatterns = [
    path("units/", UnitList.as_view(), name="api-units"),
    path("units/<int:pk>/", UnitDetail.as_view(), name="api-unit"),
    path("units/<int:pk>/close/", UnitClose.as_view(), name="api-unit-close"),
]
